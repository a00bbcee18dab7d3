"""The worked cases of legal clocks as data, and what the clocks make of them."""

import datetime as dt
import re
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

from kgsup.core.clocks import (
    ClockEvent,
    ClockEventKind,
    ClockRule,
    Period,
    Unit,
    clock_state,
    received_on,
    with_event,
)
from kgsup.core.errors import DomainError
from kgsup.core.workdays import WorkCalendar
from kgsup.workcalendar.rules import parse_years

FOLDER = Path(__file__).parent / "legal_clock_cases"
UNITS = {
    "WD": Unit.WORKING_DAYS,
    "CD": Unit.CALENDAR_DAYS,
    "M": Unit.MONTHS,
    "Y": Unit.YEARS,
}
TABLES = {
    table.year: table
    for table in parse_years(
        resources.files("kgsup.workcalendar").joinpath("data/years.toml").read_text("utf-8")
    )
}
# What a case may say of its outcome.
OUTCOMES = {
    "due", "unrolled", "rolled", "promised_on", "amber", "status", "passed", "total", "was_late",
    "is_late", "is_amber", "is_provisional", "received_on", "refused",
}  # fmt: skip


def load_cases() -> list[dict[str, Any]]:
    """Every case of every file, with the file's name as its theme."""
    return [
        case | {"theme": path.stem}
        for path in sorted(FOLDER.glob("*.toml"))
        for case in tomllib.loads(path.read_text("utf-8"))["case"]
    ]


def calendar_of(years: list[int]) -> WorkCalendar:
    """The calendar on which only the notices of these years are known."""
    tables = [TABLES[year] for year in years]
    return WorkCalendar(
        days_off=frozenset(day for table in tables for day in table.days_off),
        working_weekends=frozenset(day for table in tables for day in table.working_weekends),
        known_years=frozenset(years),
    )


def period_of(text: str | None) -> Period | None:
    """Read "20 WD"."""
    if text is None:
        return None
    count, unit = text.split()
    return Period(count=int(count), unit=UNITS[unit])


def rule_of(case: dict[str, Any]) -> ClockRule:
    """The clock's rule."""
    text = case["legal"]
    is_date = re.fullmatch(r"\d{4}-\d\d-\d\d", text)
    legal = dt.date.fromisoformat(text) if is_date else period_of(text)
    assert legal is not None
    return ClockRule(
        legal=legal,
        promised=period_of(case.get("promised")),
        rolls=case.get("rolls", False),
        pausable=case.get("pausable", False),
        extension=period_of(case.get("extension")),
    )


def event_of(text: str) -> ClockEvent:
    """Read "extended 2026-10-13 10 WD"."""
    kind, on, *period = text.split(" ", 2)
    return ClockEvent(
        kind=ClockEventKind(kind),
        on=dt.date.fromisoformat(on),
        period=period_of(period[0] if period else None),
    )


def outcome_of(case: dict[str, Any]) -> dict[str, Any]:
    """What the clocks under test say, under the names of the case."""
    calendar = calendar_of(case["calendar"])
    if "received_at" in case:
        closing = None if case["closing"] == "none" else dt.time.fromisoformat(case["closing"])
        received_at = dt.datetime.fromisoformat(case["received_at"])
        return {"received_on": received_on(received_at, calendar, closing=closing)}
    rule = rule_of(case)
    events: tuple[ClockEvent, ...] = ()
    try:
        for text in case["events"]:
            events = with_event(rule, events, event_of(text), calendar)
    except DomainError as error:
        is_last = len(events) == len(case["events"]) - 1
        return {"refused": str(error) if is_last else f"too early: {error}"}
    return _outcome(rule, events, calendar, case)


def _outcome(
    rule: ClockRule, events: tuple[ClockEvent, ...], calendar: WorkCalendar, case: dict[str, Any]
) -> dict[str, Any]:
    today = case.get("today", events[-1].on)
    state = clock_state(rule, events, calendar, today)
    return {
        "due": state.due_on,
        "unrolled": state.unrolled_on,
        "rolled": state.rolled_on,
        "promised_on": state.promised_on,
        "amber": state.amber_on,
        "status": state.status.value,
        "passed": state.passed,
        "total": state.total,
        "was_late": state.was_late(),
        "is_late": state.is_late(today),
        "is_amber": state.is_amber(today),
        "is_provisional": state.is_provisional,
    }


def disagreements(case: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Where the clocks say otherwise than the case: name → (case, clocks).  A refusal is a part of text."""
    found = outcome_of(case)
    expected = {name: case[name] for name in OUTCOMES & set(case)}
    if "refused" in expected and expected["refused"] in found.get("refused", ""):
        return {}
    return {
        name: (value, found.get(name))
        for name, value in expected.items()
        if found.get(name) != value
    }

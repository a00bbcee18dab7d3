"""Recomputing the clocks of a busy province against reading and writing the same rows in bulk.

The clocks began in the five weeks before and are of the kinds that counties have; some are
paused or extended.  A working Saturday is announced: about half of them change their last day, which
``SHARE_CHANGED`` guards.  The baseline reads the same columns of the same clocks with their events,
then writes exactly what the recomputation wrote (the clocks' new days and revision, their events, the
rows of the ledger) by bulk statements, and computes, chains and compares nothing.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from random import Random
from statistics import median
from typing import Any, cast

import sqlalchemy as sa
from flask import Flask

from kgsup.access.actor import system_actor
from kgsup.areas.models import County
from kgsup.audit.models import LedgerEntry
from kgsup.core import clock
from kgsup.core.clocks import ClockEvent, ClockEventKind, ClockRule, clock_state, with_event
from kgsup.core.db import db, new_public_id, transaction
from kgsup.core.schedule import JOBS
from kgsup.core.workdays import WorkCalendar
from kgsup.deadlines import rules
from kgsup.deadlines.models import Deadline, DeadlineEvent
from kgsup.deadlines.rules import DeadlineKind, PauseGround
from kgsup.workcalendar import queries as workcalendar_queries
from kgsup.workcalendar import service as workcalendar
from tests.bench.measuring import Figure, processor_seconds_of

GOAL = 5.0
SHARE_CHANGED = (0.35, 0.65)
COUNTY = "990098"
BENCH = system_actor("bench")
FIRST_DAY = dt.date(2026, 10, 19)
SATURDAY = dt.date(2026, 11, 28)
PUBLICATION = (DeadlineKind.PUBLICATION, rules.PUBLICATION.rule)
KINDS = (
    (DeadlineKind.DECISION, rules.DECISION_GENERAL.rule),
    (DeadlineKind.DECISION, rules.with_promise(rules.DECISION_JOINT.rule, rules.DECISION_GENERAL.rule.legal)),
    (DeadlineKind.DECISION, rules.DECISION_ESTABLISHMENT.rule),
    PUBLICATION,
    (DeadlineKind.DELIVERY, rules.DELIVERY.rule),
)  # fmt: skip
COLUMNS = (
    "id", "county_code", "subject_kind", "subject_id", "concerns", "kind", "rule", "article",
    "started_on", "due_on", "unrolled_on", "promised_on", "amber_on", "is_provisional", "breached_at",
)  # fmt: skip
DAYS = ("due_on", "unrolled_on", "promised_on", "amber_on", "is_provisional", "breached_at")
BATCH = 2000  # rows of one bulk statement of the baseline


def measure_clocks(app: Flask, count: int, rounds: int) -> Iterator[Figure]:
    """Recomputing that many running clocks, in processor seconds of this process."""
    values, baselines = [], []
    with app.app_context():
        _prepare(count)
        for round_ in range(rounds):
            _change_the_calendar(is_working=round_ % 2 == 0)
            before = _highest_keys()
            values.append(
                processor_seconds_of(lambda: JOBS["deadlines-recompute"].run(clock.now()))
            )
            written = _written_since(before, count)
            db.session.rollback()
            baselines.append(processor_seconds_of(lambda: _plain(written)))  # noqa: B023
        db.session.remove()
    yield Figure(
        name=f"clocks: {count} recomputed",
        value=median(values),
        unit="s",
        baseline=median(baselines),
        goal=GOAL,
    )


def _prepare(count: int) -> None:
    with transaction():
        db.session.add(County(code=COUNTY, name="量钟县"))
        workcalendar.enter_shipped_years(BENCH, clock.now())
    random, calendar = Random(1), workcalendar_queries.work_calendar()
    revision = workcalendar_queries.revision()
    made = [_clock(n, random, calendar, revision) for n in range(count)]
    with transaction():
        for part in _parts(made):
            db.session.execute(sa.insert(_table(Deadline)), [row for row, _events in part])
            events = [event for _row, story in part for event in story]
            db.session.execute(sa.insert(_table(DeadlineEvent)), events)


def _clock(
    n: int, random: Random, calendar: WorkCalendar, revision: int
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A clock as the service would have left it; one in ten with a pause or an extension behind it."""
    kind, rule = random.choice(KINDS)
    started_on = calendar.next_working_day(
        dt.date.fromordinal(FIRST_DAY.toordinal() + random.randrange(35))
    )
    story: tuple[ClockEvent, ...] = (ClockEvent(kind=ClockEventKind.STARTED, on=started_on),)
    for more in _more(rule, started_on, calendar, random):
        story = with_event(rule, story, more, calendar)
    state = clock_state(rule, story, calendar, started_on)
    row = {
        "id": n + 1, "county_code": COUNTY, "public_id": new_public_id(), "version": 1,
        "subject_kind": "permit_application", "subject_id": f"{n:016d}", "concerns": f"{n:016d}",
        "title": f"设立 · 量钟县第{n}幼儿园", "kind": kind, "rule": rule.to_json(),
        "article": rules.KINDS[kind].article, "started_on": started_on, "status": state.status,
        "due_on": state.due_on, "unrolled_on": state.unrolled_on, "promised_on": state.promised_on,
        "amber_on": state.amber_on, "is_provisional": state.is_provisional,
        "paused_since": state.paused_since, "outcome": "", "calendar_revision": revision,
        "pause_ground": PauseGround.HEARING if state.paused_since else None,
        "pause_basis": "行政许可法 46" if state.paused_since else None,
    }  # fmt: skip
    return row, [_event(n + 1, event, state.due_on) for event in story]


def _more(
    rule: ClockRule, started_on: dt.date, calendar: WorkCalendar, random: Random
) -> Sequence[ClockEvent]:
    dice = random.random()
    on = calendar.add_working_days(started_on, 3)
    if rule.pausable and dice < 0.05:
        return [ClockEvent(kind=ClockEventKind.PAUSED, on=on)]
    if rule.extension and dice > 0.95:
        return [ClockEvent(kind=ClockEventKind.EXTENDED, on=on, period=rule.extension)]
    return []


def _event(deadline_id: int, event: ClockEvent, due_on: dt.date) -> dict[str, Any]:
    is_extension, is_pause = event.period is not None, event.kind is ClockEventKind.PAUSED
    return {
        "county_code": COUNTY, "public_id": new_public_id(), "version": 1,
        "deadline_id": deadline_id, "kind": event.kind, "happened_on": event.on,
        "period": event.period.to_json() if event.period else None, "reason": "",
        "ground": PauseGround.HEARING if is_pause else None,
        "basis": "行政许可法 46" if is_pause else None,
        "level": "head" if is_extension else None,
        "approved_by": "何青山" if is_extension else None,
        "old_due_on": None if event.kind is ClockEventKind.STARTED else due_on,
        "new_due_on": due_on, "recorded_at": clock.now(), "recorded_by": "bench",
    }  # fmt: skip


def _change_the_calendar(*, is_working: bool) -> None:
    with transaction():
        workcalendar.set_day(SATURDAY, is_working or None, "调休", BENCH, clock.now())


Written = dict[str, list[dict[str, Any]]]


def _highest_keys() -> tuple[int, int]:
    events = db.session.scalar(sa.select(sa.func.max(DeadlineEvent.id))) or 0
    entries = db.session.scalar(sa.select(sa.func.max(LedgerEntry.sequence))) or 0
    db.session.rollback()
    return events, entries


def _written_since(before: tuple[int, int], count: int) -> Written:
    """What the recomputation wrote, as rows to be written again."""
    clocks, events, entries = _table(Deadline), _table(DeadlineEvent), _table(LedgerEntry)
    found = {
        "clocks": sa.select(clocks.c.id, *(clocks.c[name] for name in DAYS), clocks.c.calendar_revision),
        "events": sa.select(events).where(events.c.id > before[0]).order_by(events.c.id),
        "entries": sa.select(entries).where(entries.c.sequence > before[1]).order_by(entries.c.sequence),
    }  # fmt: skip
    rows = {
        name: [dict(row._mapping) for row in db.session.execute(statement)]
        for name, statement in found.items()
    }
    share = len(rows["events"]) / count
    assert len(rows["events"]) == len(rows["entries"])
    assert SHARE_CHANGED[0] < share < SHARE_CHANGED[1], share
    return rows


def _plain(written: Written) -> None:
    """Read the clocks and their events, write all clocks, events and ledger rows; nothing stays."""
    clocks, events = _table(Deadline), _table(DeadlineEvent)
    connection = db.session.connection()
    connection.execute(sa.select(*(clocks.c[name] for name in COLUMNS))).all()
    plain = (ClockEventKind.STARTED, ClockEventKind.RECOMPUTED)
    connection.execute(
        sa.select(events.c.deadline_id, events.c.kind, events.c.happened_on, events.c.period).where(
            events.c.kind.not_in(plain)
        )
    ).all()
    names = (*DAYS, "calendar_revision")
    update = (
        sa.update(clocks)
        .where(clocks.c.id == sa.bindparam("key"))
        .values({name: sa.bindparam(name, type_=clocks.c[name].type) for name in names})
    )
    for part in _parts(written["clocks"]):
        connection.execute(update, [{"key": row["id"], **row} for row in part])
    for part in _parts(written["events"]):
        again = [{k: v for k, v in row.items() if k not in {"id", "public_id"}} for row in part]
        connection.execute(
            sa.insert(events), [row | {"public_id": new_public_id()} for row in again]
        )
    entries = _table(LedgerEntry)
    for part in _parts(written["entries"]):
        rows = [
            row | {"sequence": -row["sequence"], "previous_hash": f"-{row['hash'][1:]}"}
            for row in part
        ]
        connection.execute(sa.insert(entries), rows)
    db.session.rollback()


def _parts(rows: list[Any]) -> Iterator[list[Any]]:
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))


def _table(model: type) -> sa.Table:
    return cast(sa.Table, model.__table__)  # type: ignore[attr-defined]

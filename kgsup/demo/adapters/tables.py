"""Reads the tables that come with the demo."""

import csv
import datetime as dt
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

from kgsup.core.clocks import CorrectionStep, Term
from kgsup.corrections.rules import Authority, Kind, Regime, Severity
from kgsup.demo.rules.applications import Application
from kgsup.demo.rules.applications import Fate as ApplicationFate
from kgsup.demo.rules.county import (
    AGE_GROUPS,
    AnnualCheck,
    Closed,
    County,
    Kindergarten,
    Officer,
    Town,
)
from kgsup.demo.rules.year import Fate, LibraryFinding, Month, Story, Year
from kgsup.licensing.rules.kinds import PermitKind


def _text(name: str) -> str:
    return resources.files("kgsup.demo").joinpath("data", name).read_text("utf-8")


def _rows(name: str) -> Iterator[dict[str, str]]:
    yield from csv.DictReader(_text(name).splitlines())


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def _day_or_none(text: str) -> dt.date | None:
    return _day(text) if text else None


def _number_or_none(text: str) -> int | None:
    return int(text) if text else None


@cache
def read_county() -> County:
    """The fictional county with its sixty kindergartens, its past ones and its people."""
    table = tomllib.loads(_text("county.toml"))
    kindergartens = tuple(_kindergarten(row) for row in _rows("kindergartens.csv"))
    heads = {row.number: row.head for row in kindergartens}
    check = table["annual_check"]
    present = tomllib.loads(_text("persons.toml"))["present"]
    return County(
        code=table["code"],
        name=table["name"],
        today=table["today"],
        opened_on=table["register_opened_on"],
        population_3_to_5=table["population_3_to_5"],
        children_in_attached_classes=sum(row["children"] for row in table["attached"]),
        towns=tuple(Town(**row) for row in table["towns"]),
        terms=tuple(Term(**row) for row in table["terms"]),
        kindergartens=kindergartens,
        closed=tuple(_closed(row) for row in _rows("closed.csv")),
        officers=tuple(_officer(row, heads) for row in _rows("officers.csv")),
        annual_check=AnnualCheck(
            year=check["year"],
            not_asked=frozenset(check["not_asked"]),
            after_reminder=frozenset(check["after_reminder"]),
            after_notice=check["after_notice"],
        ),
        present={int(number): name for number, name in present.items()},
    )


@cache
def read_applications() -> tuple[Application, ...]:
    """The year's applications and filings in the order of their receipt."""
    rows = [
        Application(
            kindergarten=int(row["kindergarten"]),
            kind=PermitKind(row["kind"]),
            received_on=_day(row["received_on"]),
            corrected=row["corrected"] == "yes",
            working_days=int(row["working_days"]),
            fate=ApplicationFate(row["outcome"]),
            text=row["text"],
        )
        for row in _rows("applications.csv")
    ]
    return tuple(sorted(rows, key=lambda row: row.received_on))


@cache
def read_year() -> Year:
    """The figures of the year's visits and findings, month by month."""
    return Year(
        months=tuple(_month(row) for row in _rows("months.csv")),
        library=tuple(_library_finding(row) for row in _rows("findings.csv")),
        stories=tuple(_story(row) for row in _rows("stories.csv")),
    )


def _kindergarten(row: dict[str, str]) -> Kindergarten:
    numbers: dict[str, Any] = {
        name: int(row[name]) for name in ("number", "certified", "care_fee", "meal_fee", "buses")
    }
    days = {name: _day(row[name]) for name in ("established_on", "licence_from", "licence_until")}
    maybe = {
        name: _day_or_none(row[name])
        for name in ("inclusive_from", "inclusive_until", "handed_over_on")
    }
    sizes = [
        (group, tuple(int(size) for size in part.split("+")))
        for group, part in zip(AGE_GROUPS, row["class_sizes"].split("/"), strict=True)
        if part
    ]
    others: dict[str, Any] = {
        "class_sizes": tuple(sizes),
        "staff": tuple(int(part) for part in row["staff"].split("·")),
        "residential_area": row["residential_area"] == "yes",
    }
    return Kindergarten(**(row | numbers | days | maybe | others))


def _closed(row: dict[str, str]) -> Closed:
    return Closed(
        number=int(row["number"]),
        registered_name=row["registered_name"],
        town_code=row["town_code"],
        ownership=row["ownership"],
        sponsor=row["sponsor"],
        address=row["address"],
        established_on=_day(row["established_on"]),
        licence_number=row["licence_number"],
        credit_code=row["credit_code"],
        ended_on=_day(row["ended_on"]),
        merged_into=_number_or_none(row["merged_into"]),
    )


def _officer(row: dict[str, str], heads: dict[int, str]) -> Officer:
    kindergarten = _number_or_none(row["kindergarten"])
    return Officer(
        username=row["username"],
        name=row["name"] or heads[kindergarten or 0],  # a head's name stands in the register
        role=row["role"],
        position=row["position"],
        demo_account=row["demo_account"] == "yes",
        supervisor_certificate=row["supervisor_certificate"] or None,
        enforcement_certificate=row["enforcement_certificate"] or None,
        enforcement_until=_day_or_none(row["enforcement_until"]),
        kindergarten=kindergarten,
        zone=_number_or_none(row["zone"]),
    )


def _month(row: dict[str, str]) -> Month:
    return Month(
        month=int(row["month"]),
        supervision=int(row["supervision"]),
        inspections=int(row["inspections"]),
        joint=int(row["joint"]),
        findings=int(row["findings"]),
        first_day=_day(row["first_day"]),
        last_day=_day(row["last_day"]),
    )


def _library_finding(row: dict[str, str]) -> LibraryFinding:
    return LibraryFinding(
        number=int(row["number"]),
        text=row["text"],
        severity=Severity(row["weight"]),
        step=CorrectionStep(row["step"]),
        article=row["article"],
        only=row["only"] or None,
        found=int(row["found"]),
        grave=int(row["grave"]),
        serious=int(row["serious"]),
        notice=int(row["notice"]),
        order=int(row["order"]),
        transferred=int(row["transferred"]),
        transferred_to=Authority(row["transferred_to"]) if row["transferred_to"] else None,
    )


def _story(row: dict[str, str]) -> Story:
    return Story(
        kindergarten=int(row["kindergarten"]),
        month=int(row["month"]),
        regime=Regime(row["regime"]),
        finding=int(row["finding"]),
        severity=Severity(row["weight"]),
        follow_up=Kind(row["follow_up"]),
        fate=Fate(row["fate"]),
        extended=row["extensions"] != "0",
        due_on=_day(row["due_on"]),
        text=row["text"],
    )

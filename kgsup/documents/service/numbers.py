"""Taking numbers: gapless per county, kind and year, none given twice.

On SQLite the caller's transaction is the only writer; on PostgreSQL the row of the series is locked.
The UNIQUE keys of the table stand behind both.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from kgsup.access.actor import Actor
from kgsup.audit.rules import Subject
from kgsup.audit.service import record
from kgsup.configuration.queries import value
from kgsup.configuration.rules import Key
from kgsup.core.clock import local_date
from kgsup.core.db import db, dialect_name
from kgsup.core.errors import N_, Missing, RuleViolation
from kgsup.documents import queries
from kgsup.documents.models import DocumentNumber, NumberSeries
from kgsup.documents.rules.kinds import KINDS, DocumentKind, NumberSource, SigningBody
from kgsup.documents.rules.numbers import Number, parse_office_number
from kgsup.documents.rules.states import check_reason
from kgsup.documents.rules.texts import printable


@dataclass(frozen=True, kw_only=True)
class Order:
    """A paper of a kind that a county wants to number on the day printed on it."""

    kind: DocumentKind
    county_code: str
    day: dt.date

    def configured(self, key: Key) -> Any:
        """A rule of the county as it stands on the paper's day."""
        return value(self.county_code, key, on=self.day)

    @property
    def is_of_bureau(self) -> bool:
        return KINDS[self.kind].body is SigningBody.BUREAU

    @property
    def source(self) -> NumberSource:
        sources = self.configured(Key.NUMBER_SOURCES)
        return NumberSource(sources.get(self.kind.value, KINDS[self.kind].source))


def take_number(order: Order, office_number: str | None, at: dt.datetime) -> DocumentNumber:
    """Take the next number of the program's series, or the one typed from the office's register."""
    if order.source is NumberSource.OFFICE_REGISTER:
        number = _number_of_register(office_number, order.county_code, order.day)
        series = number.words
    elif office_number and office_number.strip():
        raise RuleViolation(N_("The program numbers these papers itself."))
    else:
        number, series = _number_of_ours(order), order.kind.value
    row = DocumentNumber(
        county_code=order.county_code,
        kind=order.kind,
        series=series,
        year=number.year,
        n=number.n,
        text=number.text,
        taken_at=at,
    )
    db.session.add(row)
    db.session.flush()  # its key
    return row


def _number_of_ours(order: Order) -> Number:
    return number_at(order, _next_in_series(order, _first_number(order)))


def _first_number(order: Order) -> int:
    starts = order.configured(Key.NUMBER_STARTS)
    return int(starts.get(f"{order.kind.value}/{order.day.year}", 1))


def number_at(order: Order, n: int) -> Number:
    """The n-th number of an order's own series as it is printed."""
    organ_word = order.configured(Key.BUREAU_WORD if order.is_of_bureau else Key.SUPERVISION_WORD)
    return Number(words=f"{organ_word}{KINDS[order.kind].word}", year=order.day.year, n=n)


def _number_of_register(text: str | None, county_code: str, day: dt.date) -> Number:
    if not text or not text.strip():
        raise RuleViolation(N_("Type the number from the office's register."))
    number = parse_office_number(text, day)
    if queries.find_number(county_code, number.text):
        raise RuleViolation(
            N_("The number %(number)s was already given to another paper."), number=number.text
        )
    return number


def _next_in_series(order: Order, first: int) -> int:
    """Take the next number of a series under its lock; the first one starts the series."""
    insert = sqlite.insert if dialect_name() == "sqlite" else postgresql.insert
    start = insert(NumberSeries).values(
        county_code=order.county_code, kind=order.kind, year=order.day.year, next_number=first
    )
    db.session.execute(start.on_conflict_do_nothing())  # two may start it: one row is there
    series = db.session.execute(
        sa.select(NumberSeries)
        .where(
            NumberSeries.county_code == order.county_code,
            NumberSeries.kind == order.kind,
            NumberSeries.year == order.day.year,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).scalar_one()
    number = series.next_number
    series.next_number = number + 1
    db.session.flush()  # who comes next within this transaction must see it
    return number


def expected_number(kind: DocumentKind, county_code: str, day: dt.date) -> str | None:
    """The number that the next paper of a kind would get on a day, for showing before it is taken.

    Nothing is taken or promised; ``None`` where the office's register numbers.
    """
    order = Order(kind=kind, county_code=county_code, day=day)
    if order.source is NumberSource.OFFICE_REGISTER:
        return None
    reached = db.session.execute(
        sa.select(NumberSeries.next_number).where(
            NumberSeries.county_code == county_code,
            NumberSeries.kind == kind,
            NumberSeries.year == day.year,
        )
    ).scalar_one_or_none()
    return number_at(order, reached or _first_number(order)).text


def void_number(
    kind: DocumentKind, county_code: str, reason: str, actor: Actor, at: dt.datetime
) -> DocumentNumber:
    """Take the next number of this year's own series as void: a spoilt form, a number used by mistake.

    Raises ``RuleViolation`` without a reason or where the office's register numbers.
    """
    if not actor.reaches_county(county_code):
        raise Missing(N_("There is no such page or record."))
    order = Order(kind=kind, county_code=county_code, day=local_date(at))
    if order.source is not NumberSource.OWN:
        raise RuleViolation(N_("These numbers are kept in the office's register."))
    reason = check_reason(reason)
    number = take_number(order, None, at)
    number.voided_at, number.void_reason = at, printable(reason)
    record(
        actor,
        "documents.number.void",
        Subject("document_number", number.public_id, county_code),
        {"number": [number.text, None], "reason": [None, number.void_reason]},
        at,
    )
    return number

"""Taking licence numbers: gapless in each series of a county, none that a licence ever bore.

On SQLite the caller's transaction is the only writer; on PostgreSQL the row of the series is locked.
The UNIQUE keys of the table stand behind both.
"""

import datetime as dt
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
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.law import Article
from kgsup.kindergartens.models import Licence, LicenceNumber, LicenceNumberSeries
from kgsup.kindergartens.rules import acts
from kgsup.kindergartens.rules.codes import licence_digits
from kgsup.kindergartens.rules.identity import Ownership
from kgsup.kindergartens.rules.licence_numbers import LicencePattern, next_free, pattern_of
from kgsup.kindergartens.service.writing import require_county

_SHOWN = 20  # numbers passed over that one ledger row names


def next_licence_number(
    county_code: str,
    actor: Actor,
    at: dt.datetime,
    *,
    ownership: Ownership = Ownership.UNKNOWN,
) -> str:
    """Take the next licence number of the county's series for an ownership.

    A number that any licence of the register bears is passed over, with a note in the ledger.  Taken
    in the transaction that grants the licence: what is rolled back was never taken.  Raises
    ``RuleViolation`` when the series is used up.
    """
    require_county(county_code, actor)
    pattern = _pattern(county_code, ownership, local_date(at))
    series = _locked(county_code, pattern, local_date(at))
    found = next_free(pattern, county_code, series.next_number, _borne(county_code))
    row = LicenceNumber(
        county_code=county_code,
        digits=licence_digits(found.number),
        number=found.number,
        series=pattern.series,
        n=found.n,
        taken_at=at,
    )
    series.next_number = found.n + 1
    db.session.add(row)
    db.session.flush()  # who comes next within this transaction must see it
    changes: dict[str, Any] = {"number": [None, found.number]}
    if found.skipped:
        changes["passed_over"] = [len(found.skipped), list(found.skipped[:_SHOWN])]
    subject = Subject("licence_number", row.public_id, county_code)
    record(actor, acts.NUMBER_TAKE, subject, changes, at)
    return found.number


def expected_licence_number(county_code: str, ownership: Ownership, on: dt.date) -> str:
    """The number that the next licence would get, for showing: nothing is taken or promised."""
    pattern = _pattern(county_code, ownership, on)
    reached = db.session.execute(
        sa.select(LicenceNumberSeries.next_number).where(
            LicenceNumberSeries.county_code == county_code,
            LicenceNumberSeries.series == pattern.series,
        )
    ).scalar_one_or_none()
    first = reached or _first(county_code, pattern, on)
    return next_free(pattern, county_code, first, _borne(county_code)).number


def bear_number(licence: Licence, at: dt.datetime) -> None:
    """Note that a granted licence bears its number; refuse one that any licence of the county bore."""
    same = sa.select(Licence.id).where(
        Licence.county_code == licence.county_code,
        Licence.digits == licence.digits,
        Licence.id != licence.id,
    )
    number = _number(licence.county_code, licence.digits)
    if db.session.execute(same.limit(1)).first() or (number and number.licence_id):
        raise RuleViolation(
            N_("The number %(number)s was already given to a licence."),
            Article.LICENCE_FORM,
            number=licence.number,
        )
    if number is None:
        number = LicenceNumber(
            county_code=licence.county_code,
            digits=licence.digits,
            number=licence.number,
            taken_at=at,
        )
        db.session.add(number)
    number.licence_id = licence.id
    db.session.flush()


def _number(county_code: str, digits: str) -> LicenceNumber | None:
    statement = sa.select(LicenceNumber).where(
        LicenceNumber.county_code == county_code, LicenceNumber.digits == digits
    )
    return db.session.execute(statement).scalar_one_or_none()


def _pattern(county_code: str, ownership: Ownership, on: dt.date) -> LicencePattern:
    return pattern_of(value(county_code, Key.LICENCE_NUMBER_PATTERN, on=on), ownership)


def _first(county_code: str, pattern: LicencePattern, on: dt.date) -> int:
    """The first number of a series: ``licence/<series>`` among the county's first numbers."""
    return int(value(county_code, Key.NUMBER_STARTS, on=on).get(f"licence/{pattern.series}", 1))


def _locked(county_code: str, pattern: LicencePattern, on: dt.date) -> LicenceNumberSeries:
    insert = sqlite.insert if dialect_name() == "sqlite" else postgresql.insert
    start = insert(LicenceNumberSeries).values(
        county_code=county_code,
        series=pattern.series,
        next_number=_first(county_code, pattern, on),
    )
    db.session.execute(start.on_conflict_do_nothing())  # two may start it: one row is there
    statement = (
        sa.select(LicenceNumberSeries)
        .where(
            LicenceNumberSeries.county_code == county_code,
            LicenceNumberSeries.series == pattern.series,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return db.session.execute(statement).scalar_one()


def _borne(county_code: str) -> set[str]:
    """The digits of every licence and every number taken in a county."""
    licences = sa.select(Licence.digits).where(Licence.county_code == county_code)
    taken = sa.select(LicenceNumber.digits).where(LicenceNumber.county_code == county_code)
    return set(db.session.execute(sa.union(licences, taken)).scalars())

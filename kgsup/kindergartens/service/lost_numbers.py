"""After a restore: licence numbers that were given after the backup are not given again.

The caller opens the transaction.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.audit.rules import Subject
from kgsup.audit.service import record
from kgsup.configuration.queries import value
from kgsup.configuration.rules import Key
from kgsup.core.clock import local_date
from kgsup.core.db import db
from kgsup.core.errors import N_, RuleViolation
from kgsup.kindergartens.models import Licence, LicenceNumber, LicenceNumberSeries
from kgsup.kindergartens.rules.codes import licence_digits
from kgsup.kindergartens.rules.licence_numbers import LicencePattern
from kgsup.kindergartens.rules.lost_numbers import NUMBER_VOID, find_place

MOST_VOID = 10_000  # in one series: more is a slip of the pen


@dataclass(frozen=True, kw_only=True)
class LostLicenceNumber:
    """A number that stands on a licence of which the restored database knows nothing.

    ``series`` and ``n`` are empty for a number that another office gave.
    """

    county_code: str
    number: str
    series: str | None = None
    n: int | None = None


Series = tuple[str, str]  # county, series
Reached = Mapping[Series, int]  # the highest number known of each series


@dataclass(frozen=True, kw_only=True)
class Withdrawing:
    """On which occasion numbers are withdrawn from use."""

    reason: str
    actor: Actor
    at: dt.datetime


def read_licence_number(
    text: str, county_codes: Iterable[str], on: dt.date
) -> list[LostLicenceNumber]:
    """Say in which counties' series a licence number stands; empty when it follows no pattern."""
    found = []
    for county_code in county_codes:
        place = find_place(_patterns(county_code, on), county_code, text)
        if place is not None:
            pattern, n = place
            number = pattern.number(county_code, n)
            found.append(
                LostLicenceNumber(
                    county_code=county_code, number=number, series=pattern.series, n=n
                )
            )
    return found


def _patterns(county_code: str, on: dt.date) -> Mapping[str, str]:
    patterns: Mapping[str, str] = value(county_code, Key.LICENCE_NUMBER_PATTERN, on=on)
    return patterns


def withdraw_lost(
    lost: Iterable[LostLicenceNumber], reached: Reached, withdrawing: Withdrawing
) -> list[str]:
    """Take every number that the database does not know, without a licence, so that none is given again.

    Each series goes on after its highest number known; what lies between is taken too.  The licence
    that bears such a number on paper can still be entered under it.  Returns the numbers taken.
    Raises ``RuleViolation`` for a leap beyond measure.
    """
    own: dict[Series, dict[int, LostLicenceNumber]] = defaultdict(dict)
    others = []
    for number in lost:
        if number.series is None or number.n is None:
            others.append(number)
        else:
            own[number.county_code, number.series][number.n] = number
    taken = []
    for series in sorted({*own, *reached}):
        highest = max([reached.get(series, 0), *own[series]])
        taken += _take_up_to(series, highest, own[series], withdrawing)
    for number in sorted(others, key=lambda lost: (lost.county_code, lost.number)):
        taken += _take(number, withdrawing)
    return taken


def _take_up_to(
    series: Series,
    highest: int,
    known: Mapping[int, LostLicenceNumber],
    withdrawing: Withdrawing,
) -> list[str]:
    county_code, name = series
    row = _locked(series)
    first = row.next_number if row else min([*known, _first_number(series, withdrawing)])
    if highest - first >= MOST_VOID:
        raise RuleViolation(
            N_("%(count)d numbers of one series would become void: is %(number)s right?"),
            count=highest - first + 1,
            number=known[highest].number if highest in known else str(highest),
        )
    pattern = _patterns(county_code, local_date(withdrawing.at)).get(name)
    taken = []
    for n in range(first, highest + 1):
        number = known.get(n) or _computed(series, pattern, n)
        if number is not None:
            taken += _take(number, withdrawing)
    if row is None and highest >= first:
        row = LicenceNumberSeries(county_code=county_code, series=name, next_number=first)
        db.session.add(row)
    if row is not None:
        row.next_number = max(row.next_number, highest + 1)
    return taken


def _locked(series: Series) -> LicenceNumberSeries | None:
    county_code, name = series
    statement = (
        sa.select(LicenceNumberSeries)
        .where(LicenceNumberSeries.county_code == county_code, LicenceNumberSeries.series == name)
        .with_for_update()
    )
    return db.session.execute(statement).scalar_one_or_none()


def _first_number(series: Series, withdrawing: Withdrawing) -> int:
    county_code, name = series
    starts = value(county_code, Key.NUMBER_STARTS, on=local_date(withdrawing.at))
    return int(starts.get(f"licence/{name}", 1))


def _computed(series: Series, pattern: str | None, n: int) -> LostLicenceNumber | None:
    """The n-th number of a series; ``None`` when the county has no pattern of that name any more."""
    county_code, name = series
    if pattern is None:
        return None
    number = LicencePattern(name, pattern).number(county_code, n)
    return LostLicenceNumber(county_code=county_code, number=number, series=name, n=n)


def _take(number: LostLicenceNumber, withdrawing: Withdrawing) -> list[str]:
    """Enter a number without a licence, unless a licence bears it or its row is there already."""
    digits = licence_digits(number.number)
    if _is_known(number.county_code, digits):
        return []
    row = LicenceNumber(
        county_code=number.county_code,
        digits=digits,
        number=number.number,
        series=number.series,
        n=number.n,
        taken_at=withdrawing.at,
    )
    db.session.add(row)
    db.session.flush()  # its public id; and the same number twice in one file is found
    record(
        withdrawing.actor,
        NUMBER_VOID,
        Subject("licence_number", row.public_id, row.county_code),
        {"number": [row.number, None], "reason": [None, withdrawing.reason]},
        withdrawing.at,
    )
    return [row.number]


def _is_known(county_code: str, digits: str) -> bool:
    for table in (Licence, LicenceNumber):
        statement = sa.select(table.id).where(
            table.county_code == county_code, table.digits == digits
        )
        if db.session.execute(statement.limit(1)).first():
            return True
    return False

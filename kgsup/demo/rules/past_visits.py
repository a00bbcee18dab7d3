"""Visits of past years for the counties of scale: when, to whom, with which findings.  Pure."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from kgsup.corrections.rules import Severity
from kgsup.demo.rules.scale import VISITS_A_YEAR, YEARS

SHANGHAI = ZoneInfo("Asia/Shanghai")
BEGINS = dt.time(9, 0)
LASTS = dt.timedelta(minutes=95)
DAYS_OF_MONTH = 28
CORRECTED_AFTER = 7  # days
OPEN_WITHIN = dt.timedelta(days=60)  # one in three of the findings since then is still open
PATTERN = (1, 2, 0, 1, 2, 1, 3, 0, 2, 1)  # findings of ten visits: about those of the demo county


@dataclass(frozen=True, kw_only=True)
class PastFinding:
    number: int  # of the library
    severity: Severity
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class PastVisit:
    """A visit to the kindergarten at ``place`` in its county's list."""

    place: int
    officer: int  # counted round the officers
    on: dt.date
    findings: tuple[PastFinding, ...]

    @property
    def started_at(self) -> dt.datetime:
        return dt.datetime.combine(self.on, BEGINS, SHANGHAI)

    @property
    def ended_at(self) -> dt.datetime:
        return self.started_at + LASTS


def past_visits(kindergartens: int, for_years: bool, today: dt.date) -> Iterator[PastVisit]:
    """Ten years of monthly visits, or one visit each, in order of their days, none after ``today``."""
    months = YEARS * VISITS_A_YEAR if for_years else 1
    for back in range(months, 0, -1):
        year, month0 = divmod(today.year * 12 + today.month - 1 - back, 12)
        for place in range(kindergartens):
            serial = back * kindergartens + place
            day = dt.date(year, month0 + 1, 1 + place * DAYS_OF_MONTH // kindergartens)
            yield PastVisit(
                place=place,
                officer=place // 7,
                on=day,
                findings=_findings(serial, day, today) if for_years else (),
            )


def _findings(serial: int, day: dt.date, today: dt.date) -> tuple[PastFinding, ...]:
    recent = today - day <= OPEN_WITHIN
    return tuple(
        PastFinding(
            number=(serial * 7 + n * 11) % 32 + 1,
            severity=_severity(serial + n),
            is_open=recent and (serial + n) % 3 == 0,
        )
        for n in range(PATTERN[serial % len(PATTERN)])
    )


def _severity(n: int) -> Severity:
    if n % 33 == 0:
        return Severity.GRAVE
    return Severity.SERIOUS if n % 4 == 0 else Severity.MINOR

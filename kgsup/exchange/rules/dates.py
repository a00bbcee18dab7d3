"""Dates as lists write them, Excel's serial numbers among them."""

import datetime as dt
import math
import re
from functools import lru_cache

from kgsup.core.errors import N_
from kgsup.exchange.rules.notes import Note, normalised, refused, warning

_EXCEL_DAY_ZERO = dt.date(1899, 12, 30)
_SERIALS = range(10_000, 80_000)  # 1927 to 2119: a year or a count is never taken for a date
_DATE = re.compile(
    r"(\d{4})(?:[-./年](\d{1,2})[-./月](\d{1,2})日?|(\d{2})(\d{2}))(?:[ T]00:00(?::00)?)?"
)
_OPEN_END = frozenset({"长期", "长期有效", "永久", "无固定期限"})
_BETWEEN = re.compile(r"\s*(?:至|到|—+|–|~|～|-{2,}|(?<=日)-|(?<=\d)\s-\s)\s*")
BLANK_WORDS = frozenset(
    {
        "",
        "-",
        "--",
        "—",
        "——",
        "/",
        "／",
        "\\",
        "无",
        "暂无",
        "没有",
        "未填",
        "null",
        "NULL",
        "N/A",
        "n/a",
    }
)


@lru_cache(maxsize=4096)
def read_date(column: str, text: str) -> tuple[dt.date | None, tuple[Note, ...]]:
    """Read a date written out; refuses a month alone and what is no date, never fills in a day."""
    if text in _OPEN_END:
        return None, (warning(column, N_("No end is set (%(text)s); left blank."), text=text),)
    if text.isdigit() and len(text) == 5:
        return read_serial(column, int(text))
    found = _DATE.fullmatch(text)
    if not found:
        return None, (refused(column, N_("This is no full date: %(text)s"), text=text),)
    year, month, day = (int(part) for part in found.groups() if part)
    try:
        read = dt.date(year, month, day)
    except ValueError:
        return None, (refused(column, N_("There is no such day: %(text)s"), text=text),)
    if text == read.isoformat():
        return read, ()
    return read, (normalised(column, N_("Written as %(date)s."), date=read.isoformat()),)


def read_number(column: str, number: float) -> tuple[dt.date | None, tuple[Note, ...]]:
    """Read a date that stands in a cell as a number: 20230901 written together, or Excel's own."""
    if not math.isfinite(number):
        return None, (refused(column, N_("This is no full date: %(text)s"), text=str(number)),)
    if number == int(number) and len(str(int(number))) == len("20230901"):
        return read_date(column, str(int(number)))
    return read_serial(column, number)


def read_serial(column: str, serial: float) -> tuple[dt.date | None, tuple[Note, ...]]:
    """Read a date that Excel stored as the number of days since 1900."""
    if int(serial) not in _SERIALS:
        return None, (refused(column, N_("This is no full date: %(text)s"), text=str(serial)),)
    read = _EXCEL_DAY_ZERO + dt.timedelta(days=int(serial))
    note = normalised(
        column,
        N_("The number %(serial)s is Excel's for %(date)s."),
        serial=int(serial),
        date=read.isoformat(),
    )
    return read, (note,)


def split_period(text: str) -> tuple[str, str] | None:
    """The two ends of a period in one cell (2023-09-01至2026-08-31); ``None`` when it is none."""
    parts = _BETWEEN.split(text.removeprefix("自"))
    return (parts[0], parts[1]) if len(parts) == 2 and all(parts) else None

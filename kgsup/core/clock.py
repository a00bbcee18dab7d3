"""The only reading of the time: aware instants in UTC, days in Asia/Shanghai."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def _system() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


_source: Callable[[], dt.datetime] = _system


def use_test_clock(text: str | None) -> None:
    """Read the time from an ISO instant or from a file that holds one; ``None`` means the system's."""
    global _source
    if text is None:
        _source = _system
        return
    given = text

    def read() -> dt.datetime:
        path = Path(given)
        return parse_instant(path.read_text().strip() if path.is_file() else given)

    read()  # a clock that cannot be read is found at the start, not at the first request
    _source = read


def parse_instant(text: str) -> dt.datetime:
    """Parse an ISO instant; without an offset it is Shanghai time."""
    instant = dt.datetime.fromisoformat(text)
    return (instant if instant.tzinfo else instant.replace(tzinfo=SHANGHAI)).astimezone(dt.UTC)


def now() -> dt.datetime:
    """The present instant, aware, in UTC."""
    return _source()


def today() -> dt.date:
    """The present day in China."""
    return local_date(now())


def local_date(instant: dt.datetime) -> dt.date:
    """The day in China on which an instant falls."""
    return instant.astimezone(SHANGHAI).date()


def local_time(instant: dt.datetime) -> dt.datetime:
    """The instant on Chinese clocks."""
    return instant.astimezone(SHANGHAI)


def start_of(day: dt.date) -> dt.datetime:
    """The first instant of a day in China."""
    return dt.datetime.combine(day, dt.time(), SHANGHAI).astimezone(dt.UTC)

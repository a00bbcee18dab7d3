"""Chinese dates, money and numbers; the same in pages and documents."""

import datetime as dt
from decimal import Decimal

from kgsup.core.clock import local_time


def date_zh(day: dt.date | None) -> str:
    """2026年11月21日; a dash for nothing."""
    return f"{day.year}年{day.month}月{day.day}日" if day else "—"


def date_iso(day: dt.date | None) -> str:
    """2026-11-21; a dash for nothing."""
    return day.isoformat() if day else "—"


def instant_zh(instant: dt.datetime | None) -> str:
    """2026年11月21日 10:05 on Chinese clocks."""
    if instant is None:
        return "—"
    local = local_time(instant)
    return f"{date_zh(local.date())} {local:%H:%M}"


def instant_iso(instant: dt.datetime | None) -> str:
    """2026-11-21 10:05 on Chinese clocks."""
    return local_time(instant).strftime("%Y-%m-%d %H:%M") if instant else "—"


def number(value: Decimal | float | None) -> str:
    """1,200; at most two decimals, none when whole."""
    if value is None:
        return "—"
    text = f"{value:,.2f}"
    return text.rstrip("0").rstrip(".")


def money(value: Decimal | float | None) -> str:
    """¥1,200."""
    return "—" if value is None else f"¥{number(value)}"


def monthly(value: Decimal | float | None) -> str:
    """¥1,200/月."""
    return "—" if value is None else f"{money(value)}/月"


def share(part: int, whole: int) -> str:
    """94.7 %; a dash when there is no base."""
    return f"{100 * part / whole:.1f} %" if whole else "—"

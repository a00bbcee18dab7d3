"""Periods in the words of papers."""

from collections.abc import Mapping

from kgsup.core.clocks import Period, Unit
from kgsup.core.law import chinese_number

_UNITS: Mapping[Unit, str] = {
    Unit.WORKING_DAYS: "个工作日",
    Unit.CALENDAR_DAYS: "日",
    Unit.MONTHS: "个月",
    Unit.YEARS: "年",
}


def in_chinese(period: Period) -> str:
    """Write a period as papers do: 二十个工作日, 三个月."""
    number = chinese_number(period.count)
    return f"{'两' if number == '二' else number}{_UNITS[period.unit]}"

"""What may be typed as the value of a rule; each check raises ``ValueError`` with what is expected."""

import datetime as dt
import re
from collections.abc import Set
from typing import Any

from stdnum.cn import uscc

from kgsup.core.clocks import Unit
from kgsup.core.errors import N_


def text(value: Any) -> None:
    if not isinstance(value, str) or not value.strip() or len(value) > 200:
        raise ValueError(N_("a text of up to 200 characters"))


def month_and_day(value: Any) -> None:
    if not isinstance(value, str) or not re.fullmatch(r"\d\d-\d\d", value):
        raise ValueError(N_("month and day such as 03-31"))
    month, day = value.split("-")
    try:
        dt.date(2024, int(month), int(day))  # a leap year: 02-29 is allowed
    except ValueError:
        raise ValueError(N_("month and day such as 03-31")) from None


def time_of_day(value: Any) -> None:
    """A time such as 17:30, or nothing, which switches the rule off."""
    is_time = isinstance(value, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value)
    if value is not None and not is_time:
        raise ValueError(N_("a time such as 17:30, or null for none"))


LONGEST_LADDER = 12
LADDER_REACH_DAYS = 180


def ladder(value: Any) -> None:
    is_list = isinstance(value, list) and 0 < len(value) <= LONGEST_LADDER
    if not is_list or not all(type(n) is int and abs(n) <= LADDER_REACH_DAYS for n in value):
        raise ValueError(N_("a list of days from the due date, negative before it, at most 12"))
    if len(set(value)) != len(value):
        raise ValueError(N_("each day once"))


OWNERSHIPS = ("public", "private_non_profit", "private_for_profit")


def ownerships(value: Any) -> None:
    if not isinstance(value, list) or not value or not set(value) <= set(OWNERSHIPS):
        raise ValueError(N_("a list of: public, private_non_profit, private_for_profit"))


def sources(value: Any) -> None:
    allowed = {"own", "office_register"}
    if not isinstance(value, dict) or not all(source in allowed for source in value.values()):
        raise ValueError(N_("document kind → own or office_register"))


def starts(value: Any) -> None:
    if not isinstance(value, dict) or not all(type(n) is int and n > 0 for n in value.values()):
        raise ValueError(N_("document kind and year (kind/2026) → first number of the program"))


_LICENCE_NUMBER = re.compile(r"[^{}]*(\{area\})?[^{}]*\{n:0[1-9]d\}[^{}]*")


def licence_numbers(value: Any) -> None:
    is_table = isinstance(value, dict) and "all" in value and set(value) <= {"all", *OWNERSHIPS}
    if not is_table or not all(_LICENCE_NUMBER.fullmatch(str(text)) for text in value.values()):
        raise ValueError(N_("all or an ownership → a pattern such as 教民1{area}6{n:06d}0号"))


def yes_or_no(value: Any) -> None:
    if not isinstance(value, bool):
        raise ValueError(N_("true or false"))


def percent(value: Any) -> None:
    if type(value) not in {int, float} or not 0 <= value <= 100:
        raise ValueError(N_("a number from 0 to 100"))


def amounts(value: Any) -> None:
    if not isinstance(value, dict) or not all(
        isinstance(amount, int | float) and amount >= 0 for amount in value.values()
    ):
        raise ValueError(N_("name → yuan a month"))


AREAS = frozenset({"outdoor_m2", "activity_m2", "building_m2"})


def areas(value: Any) -> None:
    """Least areas; one that is left out is not judged."""
    if not isinstance(value, dict) or not set(value) <= AREAS:
        raise ValueError(N_("outdoor_m2, activity_m2 and building_m2 → m² for each place"))
    if not all(type(area) in {int, float} and 0 < area <= 1000 for area in value.values()):
        raise ValueError(N_("outdoor_m2, activity_m2 and building_m2 → m² for each place"))


def words(value: Any) -> None:
    if not isinstance(value, list) or not all(
        isinstance(word, str) and 0 < len(word.strip()) <= 20 for word in value
    ):
        raise ValueError(N_("a list of words"))


def period(value: Any) -> None:
    if not is_period(value):
        raise ValueError(N_('a period such as {"count": 10, "unit": "working_days"}'))


def periods(value: Any) -> None:
    if not isinstance(value, dict) or not all(is_period(period) for period in value.values()):
        raise ValueError(N_('kind → a period such as {"count": 10, "unit": "working_days"}'))


LONGEST_PERIOD = 400


def is_period(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and set(value) == {"count", "unit"}
        and type(value["count"]) is int
        and 0 < value["count"] <= LONGEST_PERIOD
        and value["unit"] in list(Unit)
    )


PERMIT_KIND_PARTS = {"enabled": bool, "papers": list, "conditions": list}


def permit_kinds(value: Any) -> None:
    is_table = isinstance(value, dict) and all(isinstance(part, dict) for part in value.values())
    if not is_table or not all(
        name in PERMIT_KIND_PARTS and isinstance(part, PERMIT_KIND_PARTS[name])
        for parts in value.values()
        for name, part in parts.items()
    ):
        raise ValueError(N_("kind → enabled, papers or conditions"))
    for parts in value.values():
        for row in (*parts.get("papers", ()), *parts.get("conditions", ())):
            if not isinstance(row, dict) or not {"code"} <= row.keys():
                raise ValueError(N_("each paper and condition with its code"))


LONGEST_TERM_YEARS = 10


def term_years(value: Any) -> None:
    if type(value) is not int or not 1 <= value <= LONGEST_TERM_YEARS:
        raise ValueError(N_("a number of years from 1 to 10"))


LEVELS = ("officer", "section", "deputy_head", "head", "collective", "government")


def levels(value: Any) -> None:
    if not isinstance(value, dict) or not set(value.values()) <= set(LEVELS):
        raise ValueError(N_("act → section, deputy_head, head, collective or government"))


def switches(value: Any) -> None:
    if not isinstance(value, dict) or not all(type(is_on) is bool for is_on in value.values()):
        raise ValueError(N_("kind of publication → true or false"))


def names(value: Any) -> None:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise ValueError(N_("a list of kinds of publications"))


def credit_code(value: Any) -> None:
    if value != "" and not uscc.is_valid(value):
        raise ValueError(N_("a credit code of 18 characters, or empty"))


FARTHEST_MM = 50


def offsets(value: Any) -> None:
    """{original, copy: {dx, dy, fields: {name: {dx, dy}}}}; what is left out is 0."""
    is_table = isinstance(value, dict) and set(value) <= {"original", "copy"}
    sides = list(value.values()) if is_table else []
    if not is_table or not all(_is_offset(side, {"fields"}) for side in sides):
        raise ValueError(N_('original or copy → {"dx": 1.5, "dy": -0.5}, up to 50 mm'))
    for side in sides:
        single = side.get("fields", {})
        if not isinstance(single, dict) or not all(_is_offset(one) for one in single.values()):
            raise ValueError(N_('fields: name → {"dx": 1.5, "dy": -0.5}, up to 50 mm'))


def _is_offset(value: Any, others: Set[str] = frozenset()) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() <= {"dx", "dy"} | others
        and all(
            type(value[name]) in {int, float} and abs(value[name]) <= FARTHEST_MM
            for name in value.keys() - others
        )
    )


def window(value: Any) -> None:
    """A day before which and the last day until which, the latter empty when it is not set."""
    expected = N_('days such as {"before": "2016-11-07", "until": "2022-12-31"}')
    if not isinstance(value, dict) or set(value) != {"before", "until"}:
        raise ValueError(expected)
    try:
        dt.date.fromisoformat(value["before"])
        dt.date.fromisoformat(value["until"] or value["before"])
    except (TypeError, ValueError):
        raise ValueError(expected) from None


RETENTIONS = ("permanent", "30_years", "10_years")


def retention_terms(value: Any) -> None:
    if not isinstance(value, dict) or not set(value.values()) <= set(RETENTIONS):
        raise ValueError(N_("kind → permanent, 30_years or 10_years"))

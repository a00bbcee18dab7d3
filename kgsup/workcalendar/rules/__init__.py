"""Tables of holidays, notices that are entered, changes of days, school terms.  Pure."""

from kgsup.workcalendar.rules.notices import Problem, Reading, read_notice
from kgsup.workcalendar.rules.plans import DayChange, YearPlan, check_reason, plan_year
from kgsup.workcalendar.rules.tables import (
    FIRST_YEAR,
    LAST_YEAR,
    DayEntry,
    Days,
    YearTable,
    check_day,
    parse_years,
)
from kgsup.workcalendar.rules.terms import check_term
from kgsup.workcalendar.rules.words import ACTS, DayMeaning, day_in_words

__all__ = [
    "ACTS",
    "FIRST_YEAR",
    "LAST_YEAR",
    "DayChange",
    "DayEntry",
    "DayMeaning",
    "Days",
    "Problem",
    "Reading",
    "YearPlan",
    "YearTable",
    "check_day",
    "check_reason",
    "check_term",
    "day_in_words",
    "parse_years",
    "plan_year",
    "read_notice",
]

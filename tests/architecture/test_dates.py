"""No due day, term or count of days is computed outside the core's clocks and working days."""

import re

from kgsup.core.settings import PROJECT

COUNTED_IN = ("core/clocks/", "core/workdays.py", "demo/")  # the demo county invents its past
# What counts days and decides nothing: reading Excel's serials and tables of holidays, the last day
# of a month's filter, a year drawn as a calendar, and the invented past of the style guide.
ALLOWED = {
    "core/charts.py",
    "corrections/views/findings.py",
    "exchange/rules/dates.py",
    "portal/views/front.py",
    "workcalendar/rules/lines.py",
    "workcalendar/rules/tables.py",
}
ADDING_DAYS = re.compile(r"timedelta\((?:days=|weeks=|\d)|\bONE_DAY\b|date\.fromordinal\(")


def test_days_are_added_in_the_core_alone():
    package = PROJECT / "kgsup"
    found = {
        str(path.relative_to(package))
        for path in package.rglob("*.py")
        if ADDING_DAYS.search(path.read_text())
    }
    outside = {name for name in found if not name.startswith(COUNTED_IN)}
    assert outside == ALLOWED


def test_the_search_finds_what_it_is_for():
    for text in (
        "due = day + dt.timedelta(days=5)",
        "due = day + dt.timedelta(7)",
        "due = day + 3 * ONE_DAY",
        "due = dt.date.fromordinal(n)",
    ):
        assert ADDING_DAYS.search(text), text
    assert not ADDING_DAYS.search("dt.timedelta(minutes=5)")

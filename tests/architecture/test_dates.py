"""No due day, term or count of days is computed outside the core."""

import re

from kgsup.core.settings import PROJECT

# What counts days and decides nothing: reading Excel's serials and our own tables of holidays, and
# the invented past of the demo county and the style guide.
ALLOWED = {"workcalendar/rules.py", "exchange/rules/dates.py", "portal/views/front.py"}


def test_days_are_added_in_the_core_alone():
    package = PROJECT / "kgsup"
    found = {
        str(path.relative_to(package))
        for path in package.rglob("*.py")
        if re.search(r"timedelta\((?:days|weeks)=", path.read_text())
    }
    outside = {name for name in found if not name.startswith(("core/", "demo/"))}
    assert outside - ALLOWED == set()

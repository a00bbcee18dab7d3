"""The planned year, put together.  Pure; the same seed gives the same year."""

from random import Random

from kgsup.core.workdays import WorkCalendar
from kgsup.demo.rules.county import County
from kgsup.demo.rules.fates import decide_fates
from kgsup.demo.rules.findings import place_findings
from kgsup.demo.rules.visits import plan_visits
from kgsup.demo.rules.year import PlannedYear, Year

SEED = 990126


def plan_year(county: County, year: Year, calendar: WorkCalendar, seed: int = SEED) -> PlannedYear:
    """Plan visits and findings whose sums are exactly those of the tables."""
    random = Random(seed)  # noqa: S311 - the same plan every time; nothing secret hangs on it
    visits = plan_visits(county, year, calendar, random)
    found = place_findings(county, year, visits, random)
    fates = decide_fates(county, found, calendar, random)
    return PlannedYear(visits=visits, findings=tuple(fates))

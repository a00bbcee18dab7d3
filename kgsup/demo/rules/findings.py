"""Which findings each visit has, how heavy, and what follows.  Pure; every sum is exact."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from kgsup.core.clocks import CorrectionStep
from kgsup.corrections.rules import Kind, Regime, Severity
from kgsup.demo.rules.county import PUBLIC, County
from kgsup.demo.rules.year import Found, LibraryFinding, Story, Visit, Year

MOST_IN_A_VISIT = 5
INSPECTION_FINDS = 2  # an inspection finds about twice what a monthly visit finds
AUTUMN = (10, 11)
LONG_STEPS = frozenset(
    {
        CorrectionStep.DAYS_15,
        CorrectionStep.DAYS_30,
        CorrectionStep.THIS_TERM,
        CorrectionStep.IN_HOLIDAYS,
    }
)
LONGEST = frozenset({CorrectionStep.THIS_TERM, CorrectionStep.IN_HOLIDAYS})
LARGE = 100  # children; classes above their size are found in large kindergartens
LONG_IN_AUTUMN = 6  # weight of matters that take long in the last months: they are the open ones


@dataclass(frozen=True)
class _Place:
    visit: Visit
    item: LibraryFinding
    story: Story | None = None


def place_findings(
    county: County, year: Year, visits: Sequence[Visit], random: Random
) -> list[Found]:
    """Place every finding of the library's counts in a visit of the month that its sums ask for."""
    told = _places_of_stories(year, visits)
    rest = Counter({row.number: row.found for row in year.library})
    rest.subtract(place.item.number for place in told)
    places = told + _fill(_Filling(county, year, random, rest), visits, told)
    return _weighed(places, year, random)


def _places_of_stories(year: Year, visits: Sequence[Visit]) -> list[_Place]:
    library = {row.number: row for row in year.library}
    places = []
    for story in year.stories:
        wanted = (story.kindergarten, story.month, story.regime)
        visit = next(v for v in visits if (v.kindergarten, v.on.month, v.regime) == wanted)
        places.append(_Place(visit, library[story.finding], story))
    return places


@dataclass(frozen=True)
class _Filling:
    county: County
    year: Year
    random: Random
    rest: Counter[int]

    def candidates(self, visit: Visit) -> list[LibraryFinding]:
        kindergarten = self.county.kindergartens[visit.kindergarten - 1]
        private = kindergarten.ownership != PUBLIC
        fits = {
            None: True,
            "private": private,
            "bus": kindergarten.buses > 0,
            "large": kindergarten.children >= LARGE,
        }
        return [item for item in self.year.library if self.rest[item.number] and fits[item.only]]

    def pick(self, visit: Visit, used: set[tuple[int, int, int]]) -> LibraryFinding:
        """Take an item that this kindergarten has not had in this month, or ever if it takes a term."""
        own = {(month, item) for number, month, item in used if number == visit.kindergarten}
        items = [
            item
            for item in self.candidates(visit)
            if (visit.on.month, item.number) not in own
            and not (item.step in LONGEST and any(item.number == other for _, other in own))
        ]
        item = self.random.choices(items, [self._weight(item, visit) for item in items])[0]
        self.rest[item.number] -= 1
        return item

    def _weight(self, item: LibraryFinding, visit: Visit) -> float:
        rare = 4 if item.only else 1  # what fits few kindergartens goes first
        is_long = item.step in LONG_STEPS and item.notice + item.transferred > 0
        autumn = LONG_IN_AUTUMN if is_long and visit.on.month in AUTUMN else 1
        return self.rest[item.number] * rare * autumn


def _fill(filling: _Filling, visits: Sequence[Visit], told: Sequence[_Place]) -> list[_Place]:
    counts = Counter(place.visit.serial for place in told)
    used = {_key(place.visit, place.item) for place in told}
    slots: list[Visit] = []
    for month in filling.year.months:
        own = [visit for visit in visits if visit.on.month == month.month]
        wanted = month.findings - sum(counts[visit.serial] for visit in own)
        slots += _slots(own, wanted, counts, filling.random)
    # Late months first, so that matters that take long fall there; then crowded visits, which are picky.
    slots.sort(key=lambda v: (v.on.month not in AUTUMN, -counts[v.serial], v.serial))
    places = []
    for visit in slots:
        item = filling.pick(visit, used)
        used.add(_key(visit, item))
        places.append(_Place(visit, item))
    return places


def _key(visit: Visit, item: LibraryFinding) -> tuple[int, int, int]:
    return visit.kindergarten, visit.on.month, item.number


def _slots(
    visits: Sequence[Visit], wanted: int, counts: Counter[int], random: Random
) -> list[Visit]:
    slots: list[Visit] = []
    weights = [INSPECTION_FINDS if v.regime is Regime.INSPECTION else 1 for v in visits]
    while len(slots) < wanted:
        visit = random.choices(visits, weights)[0]
        if counts[visit.serial] < MOST_IN_A_VISIT:
            counts[visit.serial] += 1
            slots.append(visit)
    return slots


def _weighed(places: Sequence[_Place], year: Year, random: Random) -> list[Found]:
    by_item: dict[int, list[_Place]] = defaultdict(list)
    for place in places:
        by_item[place.item.number].append(place)
    found: list[Found] = []
    for item in year.library:
        found += _weigh(item, by_item[item.number], random)
    return sorted(found, key=lambda f: (f.visit.serial, f.item.number))


def _weigh(item: LibraryFinding, places: list[_Place], random: Random) -> list[Found]:
    """Give one item's occurrences their severities, then their follow-ups, heavy ones first."""
    random.shuffle(places)
    severities = Counter({Severity.GRAVE: item.grave, Severity.SERIOUS: item.serious})
    severities[Severity.MINOR] = item.found - item.grave - item.serious
    told = [place for place in places if place.story]
    severities.subtract(place.story.severity for place in told if place.story)
    heavy_first = (Severity.GRAVE, Severity.SERIOUS, Severity.MINOR)
    pool = iter([severity for severity in heavy_first for _ in range(severities[severity])])
    weighed = [
        Found(
            visit=place.visit,
            item=item,
            severity=place.story.severity if place.story else next(pool),
            follow_up=place.story.follow_up if place.story else Kind.ADVICE,
            story=place.story,
        )
        for place in [*told, *(place for place in places if not place.story)]
    ]
    return _followed_up(item, weighed)


def _followed_up(item: LibraryFinding, weighed: list[Found]) -> list[Found]:
    kinds = Counter(
        {
            Kind.TRANSFER_LETTER: item.transferred,
            Kind.ORDER_TO_CORRECT: item.order,
            Kind.RECTIFICATION_NOTICE: item.notice,
        }
    )
    kinds.subtract(found.follow_up for found in weighed if found.story)
    pool = iter([kind for kind in kinds for _ in range(kinds[kind])])
    return [
        found if found.story else replace(found, follow_up=next(pool, Kind.ADVICE))
        for found in weighed
    ]

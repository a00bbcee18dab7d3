"""Which kindergarten is visited on which day by whom.  Pure; the same seed gives the same year."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from kgsup.core.workdays import WorkCalendar
from kgsup.corrections.rules import Regime
from kgsup.demo.rules.county import County, Officer, in_zone
from kgsup.demo.rules.year import Month, Visit, Year

MORNING, AFTERNOON = dt.time(9, 0), dt.time(14, 30)
GOLDEN = 0.618034  # steps by this share of the month never fall into a rhythm
RECENT = dt.timedelta(days=14)  # visits since then are made with the program, on the phone
REFUSALS_TO_SIGN = (("inspection", 5), ("supervision", 9))  # regime and month
RECUSAL_MONTH = 4


@dataclass(frozen=True, kw_only=True)
class _Slot:
    kindergarten: int
    officers: tuple[str, ...]
    regime: Regime
    joint: bool = False


def plan_visits(
    county: County, year: Year, calendar: WorkCalendar, random: Random
) -> tuple[Visit, ...]:
    """Plan the year's visits so that each month has its sums; on working days of the month's span."""
    seen: Counter[tuple[Regime, int]] = Counter()
    visits: list[Visit] = []
    for month in year.months:
        days = _working_days(month, calendar)
        slots = [
            *_supervision(county, year, month, seen, random),
            *_inspections(county, year, month, seen, random),
        ]
        visits += _on_days(slots, days)
    ordered = sorted(visits, key=lambda v: (v.on, v.begins, v.regime, v.kindergarten))
    numbered = [replace(visit, serial=n) for n, visit in enumerate(ordered, start=1)]
    return tuple(_with_refusals(_by_the_office(numbered, county), county))


def _working_days(month: Month, calendar: WorkCalendar) -> list[dt.date]:
    span = (month.last_day - month.first_day).days + 1
    days = (month.first_day + dt.timedelta(days=n) for n in range(span))
    return [day for day in days if calendar.is_working_day(day)]


def _choose(county: County, count: int, forced: set[int], weight: dict[int, float]) -> list[int]:
    """The forced ones, then those visited least; more than all means some twice."""
    numbers = sorted(row.number for row in county.kindergartens)
    ordered = sorted(numbers, key=lambda n: (n not in forced, weight[n]))
    return [ordered[i % len(ordered)] for i in range(count)]


def _forced(year: Year, month: Month, regime: Regime) -> set[int]:
    return {s.kindergarten for s in year.stories if (s.month, s.regime) == (month.month, regime)}


def _weights(
    county: County, seen: Counter[tuple[Regime, int]], regime: Regime, random: Random
) -> dict[int, float]:
    return {row.number: seen[regime, row.number] + random.random() for row in county.kindergartens}


def _supervision(
    county: County, year: Year, month: Month, seen: Counter[tuple[Regime, int]], random: Random
) -> list[_Slot]:
    regime = Regime.SUPERVISION
    weights = _weights(county, seen, regime, random)
    chosen = _choose(county, month.supervision, _forced(year, month, regime), weights)
    seen.update((regime, number) for number in chosen)
    responsible = _responsible(county)
    return [
        _Slot(kindergarten=number, officers=(responsible[number],), regime=regime)
        for number in sorted(chosen, key=lambda n: (responsible[n], n))
    ]


def _responsible(county: County) -> dict[int, str]:
    return {
        row.number: officer.username
        for officer in county.officers
        if officer.zone is not None
        for row in in_zone(county.kindergartens, officer.zone)
    }


def _inspections(
    county: County, year: Year, month: Month, seen: Counter[tuple[Regime, int]], random: Random
) -> list[_Slot]:
    regime = Regime.INSPECTION
    weights = _weights(county, seen, regime, random)
    chosen = _choose(county, month.inspections, _forced(year, month, regime), weights)
    done = seen.total()
    seen.update((regime, number) for number in chosen)
    certified = [officer.username for officer in _inspectors(county)]
    if month.last_day > county.today - RECENT:
        certified = list(_office(county))
    return [
        _Slot(
            kindergarten=number,
            officers=_pair(certified, done + i),
            regime=regime,
            joint=i < month.joint,
        )
        for i, number in enumerate(chosen)
    ]


def _inspectors(county: County) -> list[Officer]:
    """Who inspects: certificate holders; the approver, who signs off, stays at home."""
    return [
        officer
        for officer in county.officers
        if officer.enforcement_certificate and officer.role != "approver"
    ]


def _office(county: County) -> tuple[str, ...]:
    """The two inspectors with demo accounts, so that their My day has something to show."""
    return tuple(o.username for o in county.officers if o.demo_account and o.role == "inspector")


def _pair(certified: Sequence[str], turn: int) -> tuple[str, str]:
    first = (2 * turn) % len(certified)
    return certified[first], certified[(first + 1) % len(certified)]


def _on_days(slots: Sequence[_Slot], days: Sequence[dt.date]) -> list[Visit]:
    """Spread the slots over the days; a person's second visit of a day is in the afternoon."""
    taken: set[tuple[str, dt.date, dt.time]] = set()
    met: set[tuple[int, dt.date]] = set()
    visits = []
    for index, slot in enumerate(slots):
        start = int(index * GOLDEN % 1 * len(days))
        for step in range(2 * len(days)):
            day = days[(start + step // 2) % len(days)]
            begins = AFTERNOON if step % 2 else MORNING
            busy = any((name, day, begins) in taken for name in slot.officers)
            if not busy and (slot.kindergarten, day) not in met:
                break
        else:
            raise ValueError("the month has too few working days for its visits")
        met.add((slot.kindergarten, day))
        taken.update((name, day, begins) for name in slot.officers)
        visits.append(_visit(slot, day, begins))
    return visits


def _visit(slot: _Slot, day: dt.date, begins: dt.time) -> Visit:
    return Visit(
        serial=0,
        kindergarten=slot.kindergarten,
        on=day,
        begins=begins,
        regime=slot.regime,
        joint=slot.joint,
        officers=slot.officers,
    )


def is_recent(visit: Visit, today: dt.date) -> bool:
    """Whether a visit falls in the last fortnight, in which the county already used the phone."""
    return visit.on > today - RECENT


def _by_the_office(visits: Sequence[Visit], county: County) -> list[Visit]:
    """In the last fortnight the office's inspectors make some of the monthly visits."""
    both = _office(county)
    recent = [visit for visit in visits if is_recent(visit, county.today)]
    inspections = {(v.on, v.begins) for v in recent if v.regime is Regime.INSPECTION}
    taken: set[tuple[dt.date, dt.time]] = set()
    result = []
    for visit in visits:
        moment = (visit.on, visit.begins)
        if visit in recent and visit.serial % 2 and moment not in inspections | taken:
            taken.add(moment)
            visit = replace(visit, officers=(both[visit.serial // 2 % 2],))
        result.append(visit)
    return result


def _with_refusals(visits: Sequence[Visit], county: County) -> list[Visit]:
    refused = {
        next(v.serial for v in visits if v.regime == regime and v.on.month == month)
        for regime, month in REFUSALS_TO_SIGN
    }
    recusal = next(
        v for v in visits if v.regime is Regime.INSPECTION and v.on.month == RECUSAL_MONTH
    )
    other = next(o.username for o in _inspectors(county) if o.username not in recusal.officers)
    return [
        replace(
            visit,
            refused_to_sign=visit.serial in refused,
            stepped_back=other if visit is recusal else None,
        )
        for visit in visits
    ]

"""The fictional county: every figure that practice asks for must come out of its rows."""

import datetime as dt
from collections import Counter
from dataclasses import replace
from importlib import resources
from random import Random

import pytest
from stdnum.cn import uscc

from kgsup.core.workdays import WorkCalendar
from kgsup.corrections.rules import Authority, Kind, Regime, Severity
from kgsup.demo.adapters.tables import read_county, read_year
from kgsup.demo.rules import scale
from kgsup.demo.rules.county import figures
from kgsup.demo.rules.past_visits import past_visits
from kgsup.demo.rules.plan import plan_year
from kgsup.demo.rules.year import PlannedYear
from kgsup.kindergartens.rules.counts import AgeGroup
from kgsup.kindergartens.rules.facts import Field
from kgsup.workcalendar.rules import parse_years

COUNTY = read_county()
YEAR = read_year()


def shipped_calendar() -> WorkCalendar:
    text = resources.files("kgsup.workcalendar").joinpath("data/years.toml").read_text("utf-8")
    tables = parse_years(text)
    return WorkCalendar(
        days_off=frozenset(day for table in tables for day in table.days_off),
        working_weekends=frozenset(day for table in tables for day in table.working_weekends),
        known_years=frozenset(table.year for table in tables),
    )


@pytest.fixture(scope="module")
def planned() -> PlannedYear:
    return plan_year(COUNTY, YEAR, shipped_calendar())


def by_class(on: dt.date = COUNTY.today) -> dict[str, list]:
    classes: dict[str, list] = {"public": [], "inclusive": [], "other": [], "for_profit": []}
    for row in COUNTY.kindergartens:
        if row.ownership == "public":
            classes["public"].append(row)
        elif row.ownership == "private_for_profit":
            classes["for_profit"].append(row)
        else:
            classes["inclusive" if row.is_inclusive_private(on) else "other"].append(row)
    return classes


@pytest.mark.parametrize(
    ("name", "kindergartens", "classes", "children", "toddlers", "staff"),
    [
        ("public", 30, 140, 3484, 90, 616),
        ("inclusive", 22, 99, 2219, 31, 398),
        ("other", 4, 12, 225, 0, 51),
        ("for_profit", 4, 26, 519, 57, 110),
    ],
)
def test_each_class_of_kindergartens_has_its_sums(
    name, kindergartens, classes, children, toddlers, staff
):
    rows = by_class()[name]
    assert len(rows) == kindergartens
    assert sum(row.classes for row in rows) == classes
    assert sum(row.children for row in rows) == children
    assert sum(row.children_in(AgeGroup.TODDLER) for row in rows) == toddlers
    assert sum(sum(row.staff) for row in rows) == staff


def test_towns_have_their_kindergartens_and_children():
    for town in COUNTY.towns:
        rows = [row for row in COUNTY.kindergartens if row.town_code == town.code]
        assert (len(rows), sum(row.children for row in rows)) == (town.kindergartens, town.children)
    assert sum(town.people for town in COUNTY.towns) == 242_000


def test_the_county_has_6447_children_in_277_classes_and_1175_staff():
    result = figures(COUNTY.kindergartens, COUNTY.today)
    assert (result.children, result.toddlers, result.classes) == (6447, 178, 277)
    assert result.staff == 1175
    assert result.classes_within_size == 264


def test_the_shares_come_out():
    result = figures(COUNTY.kindergartens, COUNTY.today)
    base = result.aged_3_to_5
    enrolled = base + COUNTY.children_in_attached_classes
    assert base == 6269
    assert round(100 * result.public_children / base, 1) == 54.1
    assert round(100 * result.inclusive_children / base, 1) == 89.0
    assert round(100 * enrolled / COUNTY.population_3_to_5, 1) == 94.7
    assert round(100 * result.certified / result.teachers_and_heads, 1) == 94.7
    assert round(result.children / result.teachers, 1) == 12.1
    assert round(result.children / result.staff, 1) == 5.5


@pytest.mark.parametrize(
    ("group", "children", "classes"),
    [
        (AgeGroup.SENIOR, 2737, 101),
        (AgeGroup.MIDDLE, 1998, 85),
        (AgeGroup.JUNIOR, 1280, 63),
        (AgeGroup.MIXED, 254, 17),
        (AgeGroup.TODDLER, 178, 11),
    ],
)
def test_the_age_pyramid_has_its_sums(group, children, classes):
    assert sum(row.children_in(group) for row in COUNTY.kindergartens) == children
    assert sum(row.classes_in(group) for row in COUNTY.kindergartens) == classes


def test_staff_by_kind_has_its_sums():
    kinds = [sum(column) for column in zip(*(r.staff for r in COUNTY.kindergartens), strict=True)]
    assert kinds == [82, 535, 243, 56, 90, 123, 46]


@pytest.mark.parametrize(
    ("year", "kindergartens"), [(2022, 74), (2023, 71), (2024, 67), (2025, 63), (2026, 60)]
)
def test_the_number_of_kindergartens_falls_as_births_do(year, kindergartens):
    assert COUNTY.open_on(dt.date(year, 11, 21)) == kindergartens


def test_sixteen_closed_one_merged_three_opened():
    assert len(COUNTY.closed) == 17
    assert [row.merged_into for row in COUNTY.closed].count(None) == 16
    in_august = Counter(row.ended_on for row in COUNTY.closed if row.ended_on.month == 8)
    assert sum(sorted(in_august.values())[-2:]) == 11
    assert sum(row.established_on.year >= 2023 for row in COUNTY.kindergartens) == 3


def test_codes_are_valid_by_algorithm_and_of_no_real_area():
    rows = [*COUNTY.kindergartens, *COUNTY.closed]
    assert all(uscc.is_valid(row.credit_code) for row in rows)
    assert {row.credit_code[2:8] for row in rows} == {COUNTY.code}
    assert {row.licence_number[3:9] for row in rows} == {COUNTY.code}
    assert len({row.credit_code for row in rows}) == len({r.licence_number for r in rows}) == 77


def test_names_fit_the_register():
    private = [row for row in COUNTY.kindergartens if row.ownership != "public"]
    towns = {town.code: town.name for town in COUNTY.towns}
    assert all(r.registered_name.startswith(f"青禾县{towns[r.town_code]}") for r in private)
    assert len({row.head for row in COUNTY.kindergartens}) == 60
    assert len(COUNTY.present[60]) == 14
    assert "·" in COUNTY.present[60]


def test_the_bureau_has_its_people():
    supervisors = [o for o in COUNTY.officers if o.zone is not None]
    certified = [o for o in COUNTY.officers if o.enforcement_certificate]
    assert len(supervisors) == 12
    assert sum(officer.kindergarten is not None for officer in supervisors) == 4
    assert len(certified) == 9
    assert [o.enforcement_until for o in certified].count(dt.date(2026, 12, 31)) == 1
    demo = Counter(o.role for o in COUNTY.officers if o.demo_account)
    assert demo == Counter(
        {"inspector": 2, "clerk": 2, "approver": 3, "handler": 1, "kindergarten": 1}
        | {"department": 1, "viewer": 1, "administrator": 1, "auditor": 1}
        | {"legal_reviewer": 1, "seal_keeper": 1, "archivist": 1}
    )


def test_every_month_has_its_visits(planned):
    for month in YEAR.months:
        visits = [visit for visit in planned.visits if visit.on.month == month.month]
        assert sum(v.regime is Regime.SUPERVISION for v in visits) == month.supervision
        assert sum(v.regime is Regime.INSPECTION for v in visits) == month.inspections
        assert sum(v.joint for v in visits) == month.joint


def test_the_year_has_503_visits_and_82_inspections_20_of_them_joint(planned):
    regimes = Counter(visit.regime for visit in planned.visits)
    assert regimes == {Regime.SUPERVISION: 503, Regime.INSPECTION: 82}
    assert sum(visit.joint for visit in planned.visits) == 20


def test_every_month_has_its_findings(planned):
    opened = Counter(finding.found.visit.on.month for finding in planned.findings)
    assert opened == {month.month: month.findings for month in YEAR.months}
    assert opened.total() == 751


def test_severities_and_follow_ups_have_their_sums(planned):
    severities = Counter(f.found.severity for f in planned.findings)
    assert severities == {Severity.MINOR: 533, Severity.SERIOUS: 195, Severity.GRAVE: 23}
    kinds = Counter(f.found.follow_up for f in planned.findings)
    assert kinds == {
        Kind.ADVICE: 402,
        Kind.RECTIFICATION_NOTICE: 216,
        Kind.ORDER_TO_CORRECT: 4,
        Kind.TRANSFER_LETTER: 129,
    }


def test_letters_go_to_the_competent_authorities(planned):
    letters = [f for f in planned.findings if f.found.follow_up is Kind.TRANSFER_LETTER]
    assert Counter(f.found.authority for f in letters) == {
        Authority.MARKET_SUPERVISION: 52,
        Authority.FIRE: 31,
        Authority.HEALTH: 24,
        Authority.POLICE: 9,
        Authority.HOUSING: 8,
        Authority.GAS: 3,
        Authority.HUMAN_RESOURCES: 2,
    }


def test_688_findings_are_closed_and_63_open_11_of_them_late(planned):
    still_open = [f for f in planned.findings if f.is_open]
    assert len(still_open) == 63
    assert sum(f.last_due_on < COUNTY.today for f in still_open) == 11
    closed = [f for f in planned.findings if not f.is_open]
    late = [f for f in closed if f.closed_late]
    extended = [f for f in closed if f.extended_to and not f.closed_late]
    assert (len(closed), len(late), len(extended)) == (688, 41, 103)
    shares = [len(closed) - len(late) - len(extended), len(extended), len(late)]
    assert [round(100 * share / 688) for share in shares] == [79, 15, 6]


def test_no_finding_is_closed_before_it_was_made_or_after_today(planned):
    for finding in planned.findings:
        assert finding.found.visit.on <= finding.due_on
        assert finding.extended_to is None or finding.extended_to > finding.due_on
        if finding.closed_on:
            assert finding.found.visit.on <= finding.closed_on < COUNTY.today


def test_grave_findings_are_not_extended(planned):
    assert not [f for f in planned.findings if f.extended_to and f.found.severity is Severity.GRAVE]


def test_nobody_is_in_two_places_at_once(planned):
    moments = Counter((name, v.on, v.begins) for v in planned.visits for name in v.officers)
    assert max(moments.values()) == 1


def test_visits_are_made_on_working_days_by_enough_officers(planned):
    calendar = shipped_calendar()
    officers = {officer.username: officer for officer in COUNTY.officers}
    for visit in planned.visits:
        assert calendar.is_working_day(visit.on)
        people = [officers[name] for name in visit.officers]
        if visit.regime is Regime.INSPECTION:
            assert len({person.enforcement_certificate for person in people} - {None}) >= 2
        else:
            assert all(person.supervisor_certificate for person in people)
        assert visit.kindergarten not in {person.kindergarten for person in people}


def test_what_happens_only_with_a_bus_or_in_private_ones_happens_nowhere_else(planned):
    rows = {row.number: row for row in COUNTY.kindergartens}
    for finding in planned.findings:
        row = rows[finding.found.visit.kindergarten]
        if finding.found.item.only == "bus":
            assert row.buses
        if finding.found.item.only == "private":
            assert row.ownership != "public"


def test_two_kindergartens_refused_to_sign(planned):
    assert sum(visit.refused_to_sign for visit in planned.visits) == 2


def test_one_officer_stepped_back(planned):
    asked = [visit for visit in planned.visits if visit.stepped_back]
    assert len(asked) == 1
    assert asked[0].stepped_back not in asked[0].officers


def test_the_plan_is_the_same_every_time(planned):
    assert plan_year(COUNTY, YEAR, shipped_calendar()) == planned


def test_a_month_without_enough_days_is_refused():
    short = replace(YEAR.months[0], last_day=YEAR.months[0].first_day, supervision=60)
    # Sixty visits in one day: each of the twelve supervisors would make five.
    with pytest.raises(ValueError, match="too few working days"):
        plan_year(COUNTY, replace(YEAR, months=(short,), stories=()), shipped_calendar())


@pytest.mark.parametrize("kindergartens", [30, 700, 701, 5_000])
def test_counties_of_scale_add_up_and_have_codes_of_no_area(kindergartens):
    counties = list(scale.counties(kindergartens))
    assert sum(county.kindergartens for county in counties) == kindergartens
    assert counties[0].kindergartens == min(kindergartens, 700)
    assert len({county.code for county in counties}) == len(counties)
    assert all(len(county.code) == 6 and county.code.startswith("99") for county in counties)
    assert COUNTY.code not in {county.code for county in counties}


def test_kindergartens_of_scale_differ_and_have_valid_codes():
    county = next(scale.counties(700))
    rows = scale.kindergartens_of(county, COUNTY.terms[-1], Random(1))
    assert len({row.name for row in rows}) == len(rows) == 700
    assert all(uscc.is_valid(str(row.facts[Field.CREDIT_CODE])) for row in rows)
    assert {row.facts[Field.TOWN_CODE] for row in rows} == set(county.towns)


def test_the_measured_county_has_8400_visits_a_year_and_others_one_each():
    today = COUNTY.today
    visits = list(past_visits(700, True, today))
    assert len(visits) == 84_000
    assert sum(visit.on.year == 2020 for visit in visits) == 8_400
    assert all(visit.on <= today for visit in visits)
    assert [visit.on for visit in visits] == sorted(visit.on for visit in visits)
    assert len(list(past_visits(110, False, today))) == 110

"""The page of all clocks, its filters and export, and the clocks of one case."""

import datetime as dt

import pytest
from flask import Flask, render_template_string

from kgsup.access.actor import Role
from kgsup.casework.models import Assignment
from kgsup.core.clocks import ClockRule, Period, Unit
from kgsup.core.db import transaction
from kgsup.deadlines import queries, rules, service
from kgsup.deadlines.rules import DeadlineKind
from tests.conftest import AT, OTHER_COUNTY
from tests.factories.deadlines import (
    CLERK,
    HEARING,
    STARTED_ON,
    extension,
    new_case,
    start_clock,
    working_days,
)
from tests.factories.kindergartens import make_kindergarten
from tests.workbooks import table_of

pytestmark = pytest.mark.usefixtures("calendar")

TODAY = dt.date(2026, 11, 21)


@pytest.fixture
def cases(calendar):
    """A late clock, an amber one, one in time that concerns a kindergarten, and a paused one."""
    with transaction():
        place = make_kindergarten("青禾县向阳幼儿园")
        calm = new_case(concerns=place.public_id)
        promised = rules.with_promise(rules.DECISION_JOINT.rule, working_days(25))
        start_clock(calm, rule=promised)
        late, amber, paused = new_case(), new_case(kind="proposal"), new_case()
        start_clock(late, DeadlineKind.PUBLICATION, rules.PUBLICATION.rule, title="公示 · 迟了")
        tomorrow = ClockRule(legal=dt.date(2026, 11, 22), rolls=True)
        start_clock(amber, DeadlineKind.HEARING_REQUEST, tomorrow, title="听证 · 将到")
        start_clock(paused, title="设立 · 停着")
        service.pause(DeadlineKind.DECISION, paused, dt.date(2026, 11, 16), HEARING, CLERK, AT)
        elsewhere = new_case(county_code=OTHER_COUNTY)
        start_clock(elsewhere, title="别县的事")


def in_english(client, path: str) -> str:
    client.set_cookie("language", "en")
    page = client.get(path)
    assert page.status_code == 200
    return page.text


@pytest.mark.usefixtures("cases")
def test_the_page_shows_what_is_late_first_and_nothing_of_another_county(client, sign_in):
    sign_in(client, Role.APPROVER)
    page = in_english(client, "/deadlines")
    titles = ["公示 · 迟了", "听证 · 将到", "青禾县向阳幼儿园", "设立 · 停着"]
    places = [page.index(title) for title in titles]
    assert places == sorted(places)
    assert "别县的事" not in page
    for words in (
        "2 days late",
        "9 of 45 working days",
        "promised 2026-12-14",
        "行政许可法 42",
        "Hearing (行政许可法 46) since 2026-11-16 · 5 of 20 working days",
        "counted to 2026-11-22, a day off: the next working day counts (民法典 203)",
    ):
        assert words in page, words


@pytest.mark.usefixtures("cases")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("shown=late", {"公示 · 迟了"}),
        ("shown=amber", {"听证 · 将到"}),
        ("shown=calm", {"青禾县向阳幼儿园"}),
        ("shown=paused", {"设立 · 停着"}),
        ("kind=publication_clock", {"公示 · 迟了"}),
        ("whose=citizen", {"听证 · 将到"}),
        ("text=xiangyang", {"青禾县向阳幼儿园"}),
        ("text=设立", {"设立 · 停着"}),
        ("text=%25", set()),
        ("shown=nonsense&kind=x&whose=y", None),
        ("after=bm9uc2Vuc2U", None),
    ],
)
def test_filters_narrow_the_list_and_its_export(client, sign_in, query, found):
    everything = {"公示 · 迟了", "听证 · 将到", "青禾县向阳幼儿园", "设立 · 停着"}
    found = everything if found is None else found
    sign_in(client, Role.CLERK)
    page = in_english(client, f"/deadlines?{query}")
    assert {title for title in everything if title in page} == found
    rows = table_of(client.get(f"/deadlines.xlsx?{query}"))
    assert {row["Case"] for row in rows} == found


@pytest.mark.usefixtures("cases")
def test_the_export_holds_every_clock_with_its_days(client, sign_in):
    sign_in(client, Role.CLERK)
    client.set_cookie("language", "en")
    late, _amber, _calm, paused = table_of(client.get("/deadlines.xlsx"))
    assert late["Clock"] == "Publication"
    assert late["Last day by law"] == dt.datetime(2026, 11, 18)  # noqa: DTZ001 - as a workbook holds a day
    assert (late["Gone"], late["Of"], late["Counted in"]) == (9, 7, "working days")
    assert (late["Days late"], late["Article"]) == (2, "行政许可法 40")
    assert paused["Paused since"] == dt.datetime(2026, 11, 16)  # noqa: DTZ001
    assert paused["What requires the pause"] == "行政许可法 46"


@pytest.mark.parametrize("role", [Role.KINDERGARTEN, Role.VIEWER, Role.DEPARTMENT])
def test_who_does_not_work_in_the_office_sees_no_clocks(client, sign_in, role):
    own = "0123456789ABCDEF" if role is Role.KINDERGARTEN else None
    sign_in(client, role, kindergarten=own)
    assert client.get("/deadlines").status_code == 403
    assert client.get("/deadlines.xlsx").status_code == 403


def test_a_long_list_goes_on_on_the_next_page(client, sign_in):
    with transaction():
        for n in range(55):
            start_clock(title=f"第{n}件")
    sign_in(client, Role.CLERK)
    page = in_english(client, "/deadlines")
    assert "55 entries" in page
    assert 'rel="next"' in page
    assert len(table_of(client.get("/deadlines.xlsx"))) == 55


def test_a_case_page_shows_each_of_its_clocks(app: Flask):
    case = new_case()
    weekend = ClockRule(legal=Period(count=5, unit=Unit.CALENDAR_DAYS))
    with transaction():
        start_clock(case)
        service.extend(DeadlineKind.DECISION, case, extension(), CLERK, AT)
        start_clock(case, DeadlineKind.CORRECTION_NOTICE, rules.CORRECTION_NOTICE.rule)
        service.stop(
            DeadlineKind.CORRECTION_NOTICE, case, dt.date(2026, 11, 17), CLERK, AT, outcome="已告知"
        )
        start_clock(case, DeadlineKind.FILING, weekend, started_on=dt.date(2026, 11, 17))
        later = dt.date(2030, 1, 7)
        start_clock(case, DeadlineKind.DELIVERY, rules.DELIVERY.rule, started_on=later)
    source = '{% from "deadlines/_clocks.html" import clocks %}{{ clocks(rows) }}'
    with app.test_request_context(headers={"Cookie": "language=en"}):
        shown = render_template_string(source, rows=queries.lines_of(case, TODAY))
        nothing = render_template_string(source, rows=queries.lines_of(new_case(), TODAY))
    for words in (
        "9 of 30 working days",
        "due 2026-12-21",
        "Extended",
        "Stopped on 2026-11-17 · 已告知",
        "1 day late",
        "a day off: it does not roll to the next working day, 2026-11-23",
        "the holidays of that year are not known yet",
        "0 of 10 working days",
    ):
        assert words in shown, words
    assert "No clock runs here." in nothing


def test_a_clock_is_amber_by_the_shorter_limit(app: Flask):
    case, rule = new_case(), rules.with_promise(rules.DECISION_JOINT.rule, working_days(10))
    with transaction():
        start_clock(case, rule=rule)
    source = '{% from "deadlines/_clocks.html" import clocks %}{{ clocks(rows) }}'
    with app.test_request_context():
        assert "clock-calm" in render_template_string(
            source, rows=queries.lines_of(case, STARTED_ON)
        )
        assert "clock-soon" in render_template_string(source, rows=queries.lines_of(case, TODAY))


def test_the_page_says_with_whom_a_case_is_and_what_it_is_called_there(client, sign_in, session):
    case = new_case()
    with transaction():
        start_clock(case)
        session.add(
            Assignment(
                county_code=case.county_code,
                subject_kind=case.kind,
                subject_id=case.public_id,
                title="变更地址 · 青禾县向阳幼儿园",
                user_public_id="0123456789ABCDEF",
                user_name="林一苗",
                assigned_at=AT,
                assigned_by_name="何青山",
            )
        )
    sign_in(client, Role.CLERK)
    [row] = table_of(client.get("/deadlines.xlsx"))
    page = client.get("/deadlines").text
    assert "变更地址 · 青禾县向阳幼儿园" in page
    assert "林一苗" in page
    assert "林一苗" in row.values()

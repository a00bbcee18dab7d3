"""The list of applications: filters, scope, keyset, export; the pipeline and its figures."""

import datetime as dt
import io
import re
from collections.abc import Callable

import openpyxl
import pytest
from flask.testing import FlaskClient

from kgsup.access.actor import Role
from kgsup.access.permissions import Permission
from kgsup.accounts.models import User
from kgsup.core.db import transaction
from kgsup.deadlines.rules import Shown
from kgsup.kindergartens.rules.entries import Additions
from kgsup.kindergartens.rules.licences import NewLicence
from kgsup.licensing import queries
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.queries import NOBODY, ListFilter
from kgsup.licensing.rules.deciding import Outcome
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.origins import Channel
from kgsup.licensing.rules.overview import UNFINISHED, NextStep
from kgsup.licensing.rules.states import State
from kgsup.policy import POLICY
from tests.conftest import COUNTY, OTHER_COUNTY
from tests.factories import casework as people
from tests.factories import licensing
from tests.factories.licensing import TODAY

LICENCE = NewLicence(
    number="教民199012660000120号",
    valid_from=dt.date(2024, 1, 1),
    valid_until=dt.date(2026, 12, 31),
)
SignIn = Callable[..., User]
LATE_DAY = dt.date(2027, 3, 1)  # every clock that started in November is late


@pytest.fixture
def cases(county: object) -> dict[str, PermitApplication]:
    """One application in each of several states, of several kinds."""
    with transaction():
        first = licensing.make_applicant(name="青禾县向阳幼儿园")
        second = licensing.make_applicant(
            name="青禾县晨光幼儿园", town_code="990126100", additions=Additions(licence=LICENCE)
        )
        return {
            "received": licensing.received(PermitKind.CHANGE_HEAD, first),
            "accepted": licensing.accepted(PermitKind.CHANGE_SCOPE, second),
            "granted": licensing.decided(
                licensing.accepted(PermitKind.REPLACEMENT, second), Outcome.GRANT
            ),
            "filed": licensing.decided(
                licensing.accepted(PermitKind.FILING_CHARTER, first), Outcome.FILE
            ),
            "founded": licensing.received(PermitKind.ESTABLISHMENT),
            "draft": licensing.start(PermitKind.RENEWAL, first),
            "online": licensing.start(PermitKind.RENEWAL, first, channel=Channel.ONLINE),
        }


def listed(wanted: ListFilter, role: Role = Role.CLERK, today: dt.date = TODAY) -> list[str]:
    rows = queries.list_applications(wanted, people.actor("读者", role), today, limit=None)
    assert queries.count_applications(wanted, people.actor("读者", role), today) == len(rows)
    return [row.application.public_id for row in rows]


FILTERS = {
    "everything but what an applicant is still writing": (
        ListFilter(),
        {"received", "accepted", "granted", "filed", "founded", "draft"},
    ),
    "a kind": (ListFilter(kind=PermitKind.CHANGE_SCOPE), {"accepted"}),
    "a state": (ListFilter(states=(State.GRANTED, State.FILED)), {"granted", "filed"}),
    "a town of a kindergarten": (ListFilter(town_code="990126100"), {"accepted", "granted"}),
    "the town that a founder typed": (
        ListFilter(town_code="990126001", kind=PermitKind.ESTABLISHMENT),
        {"founded"},
    ),
    "a county": (ListFilter(county_code=OTHER_COUNTY), set()),
    "nobody": (ListFilter(holder=NOBODY, states=(State.DRAFT,)), {"draft"}),
    "received until a day": (ListFilter(received_until=TODAY - dt.timedelta(days=1)), set()),
    "received from a day": (
        ListFilter(received_from=TODAY),
        {"received", "accepted", "granted", "filed", "founded"},
    ),
    "Chinese": (ListFilter(text="晨光"), {"accepted", "granted"}),
    "pinyin": (ListFilter(text="chenguang"), {"accepted", "granted"}),
    "initials": (ListFilter(text="qhxxy"), {"received", "filed", "draft"}),
    "pinyin of a founder's kindergarten": (ListFilter(text="yunjin"), {"founded"}),
    "Chinese of a founder's kindergarten": (ListFilter(text="云锦小区"), {"founded"}),
    "what stands nowhere": (ListFilter(text="没有这家"), set()),
    "signs": (ListFilter(text="%"), set()),
}


@pytest.mark.parametrize(("wanted", "expected"), FILTERS.values(), ids=FILTERS)
def test_each_filter_leaves_its_applications(
    cases: dict[str, PermitApplication], wanted: ListFilter, expected: set[str]
):
    assert set(listed(wanted)) == {cases[name].public_id for name in expected}


def test_a_number_of_ours_finds_its_application(cases: dict[str, PermitApplication]):
    assert cases["granted"].document_number
    for name, number in (
        ("received", cases["received"].number),
        ("granted", cases["granted"].document_number),
    ):
        assert listed(ListFilter(text=number or "")) == [cases[name].public_id]


def test_clocks_are_late_once_their_last_day_is_over(cases: dict[str, PermitApplication]):
    assert listed(ListFilter(clock=Shown.LATE)) == []
    late = set(listed(ListFilter(clock=Shown.LATE), today=LATE_DAY))
    assert {cases[name].public_id for name in ("received", "accepted", "founded")} <= late


def test_who_has_a_case_is_counted_and_found(cases: dict[str, PermitApplication]):
    actor = people.actor("读者", Role.CLERK)
    counted = queries.count_by_holder(ListFilter(), actor, TODAY)
    assert sum(count for _user, _name, count in counted) == len(listed(ListFilter()))
    for user, _name, count in counted:
        assert len(listed(ListFilter(holder=user))) == count


def test_the_pipeline_counts_what_the_list_shows(cases: dict[str, PermitApplication]):
    actor = people.actor("读者", Role.CLERK)
    wanted = ListFilter(states=UNFINISHED)
    for (state, kind), count in queries.count_by_state(wanted, actor, TODAY).items():
        assert len(listed(ListFilter(states=(state,), kind=kind))) == count
    for shown, count in queries.count_by_clock(wanted, actor, LATE_DAY).items():
        found = listed(ListFilter(states=UNFINISHED, clock=shown), today=LATE_DAY)
        assert len(found) == count


NEXT = {
    "received": NextStep.ACCEPT,
    "accepted": NextStep.PREPARE,
    "granted": NextStep.SERVE,
    "filed": NextStep.SERVE,
    "draft": NextStep.RECEIVE,
}


def test_each_row_says_what_comes_next(cases: dict[str, PermitApplication]):
    rows = queries.list_applications(ListFilter(), people.actor("读者", Role.CLERK), TODAY)
    found = {row.row.application.public_id: row for row in queries.with_work(rows, TODAY)}
    for name, step in NEXT.items():
        assert found[cases[name].public_id].next_step is step
    assert found[cases["received"].public_id].clock is not None


def test_another_county_sees_no_application(
    client: FlaskClient, sign_in: SignIn, cases: dict[str, PermitApplication]
):
    sign_in(client, Role.CLERK, county=OTHER_COUNTY)
    for path in ("/applications", "/applications/pipeline", "/applications/figures"):
        page = client.get(path)
        assert page.status_code == 200
        assert "向阳" not in page.text
        assert "晨光" not in page.text
    assert len(sheet_of(client, "/applications.xlsx")) == 1


@pytest.mark.parametrize("role", Role)
def test_the_lists_answer_their_roles_alone(
    client: FlaskClient, sign_in: SignIn, county: object, role: Role
):
    holder = licensing.make_applicant() if role is Role.KINDERGARTEN else None
    sign_in(client, role, COUNTY, holder.public_id if holder else None)
    expected = 200 if role in POLICY[Permission.APPLICATION_READ] else 403
    paths = (
        "/applications",
        "/applications.xlsx",
        "/applications/pipeline",
        "/applications/figures",
        "/applications/figures/cases",
        "/applications/figures/cases.xlsx",
    )
    assert {client.get(path).status_code for path in paths} == {expected}


def sheet_of(client: FlaskClient, path: str) -> list[tuple[object, ...]]:
    content = io.BytesIO(client.get(path).data)
    return list(openpyxl.load_workbook(content).active.iter_rows(values_only=True))


def test_the_pages_of_a_list_end_and_hold_every_row_once_as_the_export_does(
    client: FlaskClient, sign_in: SignIn, county: object, monkeypatch: pytest.MonkeyPatch
):
    with transaction():
        kindergarten = licensing.make_applicant()
        made = {licensing.start(PermitKind.CHANGE_HEAD, kindergarten).public_id for _ in range(107)}
    sign_in(client, Role.CLERK)
    seen: list[str] = []
    address: str | None = "/applications?kind=change_head"
    while address:
        page = client.get(address).text
        seen += re.findall(r'class="row-link" href="/applications/(\w+)"', page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        address = found.group(1).replace("&amp;", "&") if found else None
        assert len(seen) <= len(made)
    assert len(seen) == len(made)
    assert set(seen) == made
    assert len(sheet_of(client, "/applications.xlsx?kind=change_head")) == len(made) + 1


@pytest.mark.parametrize(
    "query",
    [
        "state=nonsense&kind=x&clock=y&holder=z&town=1&county=2",
        "received_from=2026-02-30&received_until=never",
        "after=nonsense&text=%25_%5C",
        "text=" + "x" * 3000,
    ],
)
def test_nonsense_in_the_address_is_no_error(
    client: FlaskClient, sign_in: SignIn, cases: dict[str, PermitApplication], query: str
):
    sign_in(client, Role.CLERK)
    for path in ("/applications", "/applications.xlsx"):
        assert client.get(f"{path}?{query}").status_code == 200
    for path in ("/applications/figures", "/applications/figures/cases"):
        nonsense = "year=20x6&as_of=2026-02-30&measure=x&kind=y&month=13"
        assert client.get(f"{path}?{nonsense}").status_code == 200


def test_the_list_reads_a_bounded_number_of_times(
    client: FlaskClient,
    sign_in: SignIn,
    cases: dict[str, PermitApplication],
    count_queries: Callable[[], list[str]],
):
    sign_in(client, Role.CLERK)
    for path, most in (("/applications", 25), ("/applications/pipeline", 20)):
        before = len(count_queries())
        client.get(path)
        assert len(count_queries()) - before <= most


def test_the_pipeline_opens_each_figure_to_its_rows(
    client: FlaskClient, sign_in: SignIn, cases: dict[str, PermitApplication]
):
    sign_in(client, Role.CLERK)
    page = client.get("/applications/pipeline").text
    links = re.findall(r'<a href="(/applications\?[^"]+)">([\d]+)</a>', page)
    assert links
    for address, figure in links:
        rows = client.get(address.replace("&amp;", "&")).text.count('class="row-link"')
        assert rows == int(figure)

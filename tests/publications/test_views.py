"""The office's pages of publications, as each role sees them."""

import datetime as dt
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from kgsup.access.actor import Actor, Grant, Role
from kgsup.accounts.models import User
from kgsup.audit import rules as audit
from kgsup.configuration.rules import Key
from kgsup.core import clock
from kgsup.core.db import db, transaction
from kgsup.publications import queries, service
from kgsup.publications.models import Publication
from kgsup.publications.rules import PublicationKind, State
from tests.conftest import AT, COUNTY, OTHER_COUNTY, make_user, without_token
from tests.factories.publications import CLERK, FACTS, LATE, plan, publish, published, set_rule
from tests.workbooks import HOSTILE, as_kept, column, read_in_pages_of, rows_shown, table_of

pytestmark = pytest.mark.usefixtures("county")
SignIn = Callable[..., User]
OWN = "K" * 16  # the public id of somebody's kindergarten
READERS = [
    Role.INSPECTOR,
    Role.CLERK,
    Role.HANDLER,
    Role.APPROVER,
    Role.LEGAL_REVIEWER,
    Role.SEAL_KEEPER,
    Role.ARCHIVIST,
    Role.ADMINISTRATOR,
    Role.AUDITOR,
]
OTHERS = [Role.KINDERGARTEN, Role.DEPARTMENT, Role.VIEWER]
MANAGERS = {Role.CLERK, Role.APPROVER}
FORMS = ["publish", "withhold", "withdraw", "correct"]
POSSIBLE = {
    State.PLANNED: {"publish", "withhold", "correct"},
    State.PUBLISHED: {"withdraw", "correct"},
    State.WITHHELD: {"correct"},
    State.WITHDRAWN: {"correct"},
}


def in_state(state: State) -> Publication:
    with transaction():
        publication = plan()
        if state in {State.PUBLISHED, State.WITHDRAWN}:
            publish(publication)
        if state is State.WITHHELD:
            service.withhold(publication.public_id, "涉及商业秘密。", None, CLERK, AT)
        if state is State.WITHDRAWN:
            service.withdraw(publication.public_id, "已撤销。", None, CLERK, AT)
    return publication


def enter(client: FlaskClient, sign_in: SignIn, role: Role, county: str = COUNTY) -> User:
    return sign_in(client, role, county, kindergarten=OWN if role is Role.KINDERGARTEN else None)


def address(publication: Publication, form: str = "") -> str:
    return f"/publications/{publication.public_id}{'/' if form else ''}{form}"


def correction(publication: Publication, **values: str) -> dict[str, str]:
    facts = {f"fact_{name}": text for name, text in publication.facts.items()}
    form = {"version": str(publication.version), "title": publication.title, "reason": "有误。"}
    return form | facts | values


@pytest.mark.parametrize("role", READERS)
def test_readers_see_queue_publication_and_workbook(
    client: FlaskClient, sign_in: SignIn, role: Role
):
    publication = in_state(State.PLANNED)
    enter(client, sign_in, role)
    client.set_cookie("language", "en")
    assert rows_shown(client.get("/publications")) == ["青禾县向阳幼儿园设立许可"]
    assert column(client.get("/publications.xlsx"), "Article") == ["行政许可法 40"]
    page = client.get(address(publication))
    assert page.status_code == 200
    assert "青教〔2026〕57号" in page.text


@pytest.mark.parametrize("role", OTHERS)
def test_others_see_nothing(client: FlaskClient, sign_in: SignIn, role: Role):
    publication = in_state(State.PLANNED)
    enter(client, sign_in, role)
    for path in (
        "/publications",
        "/publications.xlsx",
        "/publications/credit-sheet",
        address(publication),
    ):
        assert client.get(path).status_code == 403


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("role", [*READERS, *OTHERS])
def test_only_clerks_and_approvers_act(client: FlaskClient, sign_in: SignIn, role: Role, form: str):
    publication = in_state(State.PLANNED)
    enter(client, sign_in, role)
    expected = 200 if role in MANAGERS else 403
    assert client.get(address(publication, form)).status_code == expected
    if role not in MANAGERS:
        assert client.post(address(publication, form)).status_code == 403
        db.session.refresh(publication)
        assert publication.state is State.PLANNED


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("role", [Role.CLERK, Role.AUDITOR])
def test_a_page_offers_what_state_and_role_leave(
    client: FlaskClient, sign_in: SignIn, role: Role, state: State
):
    publication = in_state(state)
    enter(client, sign_in, role)
    page = client.get(address(publication)).text
    offered = {form for form in FORMS if f'href="{address(publication, form)}"' in page}
    assert offered == (POSSIBLE[state] if role in MANAGERS else set())


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("state", State)
def test_an_act_that_is_not_possible_has_no_button_and_does_nothing(
    client: FlaskClient, sign_in: SignIn, state: State, form: str
):
    publication = in_state(state)
    enter(client, sign_in, Role.CLERK)
    has_button = '<button class="button button-' in client.get(address(publication, form)).text
    assert has_button is (form in POSSIBLE[state])
    if not has_button:
        data = correction(publication)
        assert client.post(address(publication, form), data=data).status_code == 422
        db.session.refresh(publication)
        assert publication.state is state


@pytest.mark.parametrize("form", ["", *FORMS])
def test_another_countys_publication_answers_as_one_that_never_was(
    client: FlaskClient, sign_in: SignIn, form: str
):
    publication = in_state(State.PLANNED)
    enter(client, sign_in, Role.CLERK, OTHER_COUNTY)
    there = client.get(address(publication, form))
    nowhere = client.get(f"/publications/{'0' * 16}{'/' if form else ''}{form}")
    assert there.status_code == nowhere.status_code == 404
    shown = without_token(there).replace(publication.public_id, "X")
    assert shown == without_token(nowhere).replace("0" * 16, "X")


def test_publishing_is_confirmed_on_its_page_and_leads_to_the_public_one(
    client: FlaskClient, sign_in: SignIn
):
    publication = in_state(State.PLANNED)
    enter(client, sign_in, Role.CLERK)
    page = client.get(address(publication, "publish")).text
    assert "青教〔2026〕57号" in page  # what is said in public stands on the page
    assert 'name="article"' not in page
    assert 'name="late_reason"' not in page
    response = client.post(
        address(publication, "publish"), data={"version": str(publication.version)}
    )
    assert response.headers["Location"] == address(publication)
    assert f"/public{address(publication)}" in client.get(address(publication)).text
    assert client.get(f"/public{address(publication)}").status_code == 200


def test_what_comes_late_asks_for_its_reason(client: FlaskClient, sign_in: SignIn):
    publication = in_state(State.PLANNED)
    clock.use_test_clock(LATE.isoformat())
    enter(client, sign_in, Role.CLERK)
    client.set_cookie("language", "en")
    assert rows_shown(client.get("/publications?show=late")) == [publication.title]
    assert "tag-bad" in client.get("/publications").text
    data = {"version": str(publication.version)}
    assert client.post(address(publication, "publish"), data=data).status_code == 422
    done = client.post(address(publication, "publish"), data=data | {"late_reason": "系统故障。"})
    assert done.status_code == 302
    assert "系统故障。" in client.get(address(publication)).text


def test_what_the_law_names_no_article_for_asks_for_the_countys(
    client: FlaskClient, sign_in: SignIn
):
    with transaction():
        publication = plan(PublicationKind.LOSS_NOTICE)
    enter(client, sign_in, Role.CLERK)
    data = {"version": str(publication.version), "article": ""}
    assert client.post(address(publication, "publish"), data=data).status_code == 422
    data["article"] = "青禾县证照管理办法第九条"
    assert client.post(address(publication, "publish"), data=data).status_code == 302


def test_who_planned_does_not_publish_where_two_people_are_asked_for(
    client: FlaskClient, sign_in: SignIn
):
    user = make_user(Role.CLERK)
    planner = Actor(
        id=user.id, name=user.name, grants=(Grant(role=Role.CLERK, county_prefix=COUNTY),)
    )
    with transaction():
        set_rule(Key.PUBLICATION_SECOND_EYES, ["licence_granted"])
        publication = plan(actor=planner)
    data = {"version": str(publication.version)}
    sign_in(client, Role.CLERK, user=user)
    assert client.post(address(publication, "publish"), data=data).status_code == 422
    enter(client, sign_in, Role.APPROVER)
    assert client.post(address(publication, "publish"), data=data).status_code == 302


@pytest.mark.parametrize(
    ("state", "form", "after"),
    [
        (State.PLANNED, "withhold", State.WITHHELD),
        (State.PUBLISHED, "withdraw", State.WITHDRAWN),
    ],
)
def test_withholding_and_withdrawing_need_their_reason(
    client: FlaskClient, sign_in: SignIn, state: State, form: str, after: State
):
    publication = in_state(state)
    enter(client, sign_in, Role.CLERK)
    data = {"version": str(publication.version), "reason": " "}
    assert client.post(address(publication, form), data=data).status_code == 422
    data["reason"] = "涉及商业秘密。"
    assert client.post(address(publication, form), data=data).status_code == 302
    db.session.refresh(publication)
    assert publication.state is after
    assert "涉及商业秘密。" in client.get(address(publication)).text


def test_a_correction_begins_with_the_present_words_and_links_both_ways(
    client: FlaskClient, sign_in: SignIn
):
    old = in_state(State.PUBLISHED)
    enter(client, sign_in, Role.CLERK)
    page = client.get(address(old, "correct")).text
    assert all(text in page for text in FACTS.values())
    data = correction(old, fact_decision_number="青教〔2026〕58号")
    response = client.post(address(old, "correct"), data=data)
    new = queries.find_correction(old)
    assert new is not None
    assert response.headers["Location"] == address(new)
    assert new.facts == FACTS | {"decision_number": "青教〔2026〕58号"}
    assert address(old) in client.get(address(new)).text
    assert address(new) in client.get(address(old)).text
    assert client.post(address(old, "correct"), data=data).status_code == 422


def test_a_correction_with_a_number_of_a_person_is_refused_and_keeps_what_was_typed(
    client: FlaskClient, sign_in: SignIn
):
    old = in_state(State.PUBLISHED)
    enter(client, sign_in, Role.CLERK)
    data = correction(old, fact_content="联系电话13800000000")
    page = client.post(address(old, "correct"), data=data)
    assert page.status_code == 422
    assert "联系电话13800000000" in page.text
    assert "个人信息保护法 25" in page.text
    assert queries.find_correction(old) is None


def test_a_dated_publication_is_corrected_with_its_last_day(client: FlaskClient, sign_in: SignIn):
    with transaction():
        old = published(kind=PublicationKind.TERMINATION_NOTICE)
    enter(client, sign_in, Role.CLERK)
    data = correction(old, until="2027-01-31")
    assert client.post(address(old, "correct"), data=data).status_code == 302
    new = queries.find_correction(old)
    assert new is not None
    assert new.until == dt.date(2027, 1, 31)


@pytest.mark.parametrize("form", FORMS)
def test_an_old_page_is_told_that_somebody_was_quicker(
    client: FlaskClient, sign_in: SignIn, form: str
):
    publication = in_state(State.PLANNED)
    enter(client, sign_in, Role.CLERK)
    data = correction(publication, version=str(publication.version - 1), reason="原因在此。")
    page = client.post(address(publication, form), data=data)
    assert page.status_code == 422
    db.session.refresh(publication)
    assert publication.state is State.PLANNED


def test_the_workbook_holds_every_row_of_the_filter_and_no_formula(
    client: FlaskClient, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
):
    with transaction():
        for text in HOSTILE:
            plan(title=f"{text}x")
    in_state(State.WITHHELD)
    read_in_pages_of(3, monkeypatch)
    enter(client, sign_in, Role.CLERK)
    client.set_cookie("language", "en")
    rows = table_of(client.get("/publications.xlsx"))
    assert sorted(row["Title"] for row in rows) == sorted(
        as_kept(f"{text}x".strip()) for text in HOSTILE
    )
    withheld = table_of(client.get("/publications.xlsx?show=withheld"))
    assert [row["Reason"] for row in withheld] == ["涉及商业秘密。"]


@pytest.mark.parametrize("query", ["?show=nonsense", "?kind=nonsense", "?after=%%%", "?text=%25"])
def test_nonsense_in_an_address_is_no_fault(client: FlaskClient, sign_in: SignIn, query: str):
    in_state(State.PLANNED)
    enter(client, sign_in, Role.CLERK)
    assert client.get(f"/publications{query}").status_code == 200


def test_the_case_behind_it_is_linked_where_the_program_has_its_page(
    client: FlaskClient, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
):
    publication = in_state(State.PLANNED)
    enter(client, sign_in, Role.CLERK)
    monkeypatch.setattr(audit, "_PAGES", {})
    assert publication.subject_id not in client.get(address(publication)).text
    page = audit.CasePage(endpoint="publications.show_publication")
    audit.register_case_page(publication.subject_kind, page)
    assert publication.subject_id in client.get(address(publication)).text

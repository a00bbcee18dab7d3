"""Pages and endpoints of visits: the phone's contract, the office's pages, paper records by form."""

import datetime as dt
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from flask_babel import force_locale, gettext

from kgsup.access.actor import Role
from kgsup.accounts.models import User
from kgsup.accounts.queries import actor_of
from kgsup.core.db import db, new_public_id, transaction
from kgsup.core.errors import RuleViolation
from kgsup.core.labels import label_of
from kgsup.corrections.models import Finding
from kgsup.documents.rules.states import DocumentState
from kgsup.documents.service import CorrectionAsked, correct_record
from kgsup.inspections import service
from kgsup.inspections.models import Visit, VisitOfficer, VisitOperation
from kgsup.inspections.rules.visits import VisitState
from kgsup.kindergartens.models import Kindergarten
from tests.conftest import AT, OTHER_COUNTY, make_user, without_token
from tests.factories.corrections import open_at
from tests.factories.inspections import (
    checklist_of,
    failing,
    finding,
    inspection_json,
    of_people,
    operation,
    visit_json,
)
from tests.factories.kindergartens import make_kindergarten
from tests.files.test_adapters import picture
from tests.workbooks import HOSTILE, as_kept, column, read_in_pages_of, rows_shown, table_of

CERTIFIED = {
    "supervisor_certificate": "青督0021",
    "enforcement_certificate": "99012600011",
    "enforcement_certificate_until": dt.date(2027, 12, 31),
}
SignIn = Callable[..., User]


@pytest.fixture
def kindergarten(county: object) -> Kindergarten:
    with transaction():
        return make_kindergarten(head="苗圃秀", address="青阳街道稻香路 8 号")


@pytest.fixture
def inspector(county: object) -> User:
    return make_user(Role.INSPECTOR, name="田小禾", **CERTIFIED)


@pytest.fixture
def colleague(county: object) -> User:
    return make_user(Role.INSPECTOR, name="林一苗", **CERTIFIED)


@pytest.fixture
def phone(client: FlaskClient, sign_in: SignIn, inspector: User) -> FlaskClient:
    """A client with the inspector signed in."""
    sign_in(client, Role.INSPECTOR, user=inspector)
    return client


@pytest.fixture
def visit(kindergarten: Kindergarten, inspector: User) -> dict[str, Any]:
    return of_people(visit_json(), kindergarten.public_id, inspector)


def signed(visit: dict[str, Any], user: User) -> Visit:
    with transaction():
        draft = service.save_draft(visit, None, actor_of(user), AT)
        return service.sign_visit(draft, actor_of(user), AT).visit


# The phone


def test_the_phone_page_is_one_page_with_its_words(phone: FlaskClient) -> None:
    html = phone.get("/phone/").get_data(as_text=True)
    assert 'type="application/json" id="words"' in html
    assert 'type="module"' in html
    assert "<script>" not in html


def test_the_schema_is_published_to_everybody(client: FlaskClient) -> None:
    response = client.get("/phone/visit.schema.json")
    assert response.mimetype == "application/schema+json"
    assert response.get_json(force=True)["$id"] == "/phone/visit.schema.json"


def test_who_is_signed_out_gets_401_and_no_redirect(client: FlaskClient, county: object) -> None:
    response = client.post("/phone/visits", json={}, headers={"Accept": "application/json"})
    assert response.status_code == 401
    assert response.get_json() == {"error": "signed_out"}


@pytest.mark.parametrize("role", [Role.CLERK, Role.APPROVER, Role.AUDITOR, Role.KINDERGARTEN])
def test_only_inspectors_make_visits(
    client: FlaskClient, sign_in: SignIn, role: Role, visit: dict[str, Any]
) -> None:
    kindergarten = visit["kindergarten"] if role is Role.KINDERGARTEN else None
    sign_in(client, role, kindergarten=kindergarten)
    assert client.post("/phone/visits", json=operation(visit)).status_code == 403
    assert client.get("/phone/").status_code == 403


def test_the_pack_holds_the_own_county_alone(
    phone: FlaskClient, kindergarten: Kindergarten, colleague: User
) -> None:
    make_user(Role.INSPECTOR, county=OTHER_COUNTY, name="云小川")
    with transaction():
        make_kindergarten("云川县小溪幼儿园", county_code=OTHER_COUNTY)
        point = open_at(kindergarten).findings[0]
    pack = phone.get("/phone/county.json").get_json()
    assert [row["name"] for row in pack["kindergartens"]] == ["青禾县向阳幼儿园"]
    assert {row["name"] for row in pack["officers"]} == {"田小禾", "林一苗"}
    assert [row["id"] for row in pack["open_points"][kindergarten.public_id]] == [point.public_id]
    assert pack["steps"]["2026-11-21"]["days_3"]["on"] == "2026-11-24"
    assert {each["code"] for each in pack["checklists"]} == {"six-themes", "monthly-safety-health"}


def test_a_kindergarten_is_found_by_its_initials(phone: FlaskClient, kindergarten: object) -> None:
    row = phone.get("/phone/county.json").get_json()["kindergartens"][0]
    assert row["initials"].replace(" ", "").startswith("qhxxy")


def test_a_visit_is_signed_by_one_post(phone: FlaskClient, visit: dict[str, Any]) -> None:
    answer = phone.post("/phone/visits", json=operation(visit, finish=True)).get_json()
    assert answer["result"] == "signed"
    assert re.fullmatch(r"政教督录〔2026〕\d+号", answer["number"])
    assert phone.get(answer["url"]).status_code == 200


def test_what_stands_against_signing_comes_with_pointers_and_articles(
    phone: FlaskClient, kindergarten: Kindergarten, inspector: User
) -> None:
    alone = of_people(inspection_json(), kindergarten.public_id, inspector)
    response = phone.post("/phone/visits", json=operation(alone, finish=True))
    problem = response.get_json()["problems"][0]
    assert response.status_code == 422
    assert (problem["pointer"], problem["article"]) == ("/officers", "行政处罚法 42")
    assert "%(" not in problem["message"]
    assert "%(" not in response.get_json()["detail"]


def test_another_shape_is_answered_with_its_places(phone: FlaskClient) -> None:
    response = phone.post("/phone/visits", json={"visit": {}})
    assert response.status_code == 422
    assert response.get_json()["result"] == "bad_shape"
    assert response.get_json()["problems"]


def test_a_body_that_is_no_json_is_refused(phone: FlaskClient) -> None:
    response = phone.post("/phone/visits", data=b"\xff{", content_type="application/json")
    assert response.status_code == 422


def test_an_unknown_and_a_foreign_kindergarten_answer_alike(
    phone: FlaskClient, visit: dict[str, Any]
) -> None:
    with transaction():
        foreign = make_kindergarten("云川县小溪幼儿园", county_code=OTHER_COUNTY)
    answers = [
        phone.post("/phone/visits", json=operation(visit | {"kindergarten": public_id}))
        for public_id in (foreign.public_id, "0" * 16)
    ]
    assert [each.status_code for each in answers] == [404, 404]
    assert answers[0].data == answers[1].data


def test_a_conflict_comes_with_the_document_that_is_kept(
    phone: FlaskClient, visit: dict[str, Any]
) -> None:
    phone.post("/phone/visits", json=operation(visit))
    response = phone.post("/phone/visits", json=operation(visit | {"advice": "复查。"}))
    answer = response.get_json()
    assert response.status_code == 409
    assert (answer["result"], answer["kept"]) == ("conflict", True)
    assert answer["document"] == visit
    assert answer["differences"][0]["pointer"] == "/advice"


def test_a_draft_goes_on_on_another_phone(
    phone: FlaskClient, visit: dict[str, Any], colleague: User, sign_in: SignIn
) -> None:
    phone.post("/phone/visits", json=operation(visit | {"signatures": []}))
    sign_in(phone, Role.INSPECTOR, user=colleague)
    kept = phone.get(f"/phone/visits/{visit['id']}.json").get_json()
    assert (kept["visit"]["id"], kept["state"]) == (visit["id"], "draft")
    handed_over = kept["visit"] | {"advice": "接着写。"}
    answer = phone.post("/phone/visits", json=operation(handed_over, version=kept["version"]))
    assert answer.get_json()["result"] == "saved"


def test_a_photo_is_posted_and_used(phone: FlaskClient, visit: dict[str, Any]) -> None:
    response = phone.post("/phone/photos", data=picture(), content_type="image/jpeg")
    assert response.status_code == 201
    visit["photos"] = [response.get_json()["id"]]
    answer = phone.post("/phone/visits", json=operation(visit, finish=True)).get_json()
    assert answer["result"] == "signed"


@pytest.mark.parametrize("content", [b"", b"<svg onload='x'/>", b"%PDF-1.7"])
def test_what_is_no_photo_is_refused(phone: FlaskClient, content: bytes) -> None:
    response = phone.post(
        "/phone/photos",
        data=content,
        content_type="image/jpeg",
        headers={"Accept": "application/json"},
    )
    assert response.status_code == 422
    assert response.get_json()["detail"]


def test_the_token_is_fetched_and_needed(phone: FlaskClient, visit: dict[str, Any]) -> None:
    phone.application.config["WTF_CSRF_ENABLED"] = True
    try:
        headers = {"Accept": "application/json"}
        refused = phone.post("/phone/visits", json=operation(visit), headers=headers)
        token = phone.get("/phone/session.json").get_json()["csrf"]
        headers["X-CSRFToken"] = token
        taken = phone.post("/phone/visits", json=operation(visit), headers=headers)
    finally:
        phone.application.config["WTF_CSRF_ENABLED"] = False
    assert (refused.status_code, taken.status_code) == (400, 200)


# The office


def test_the_list_is_filtered_and_counts(
    client: FlaskClient, sign_in: SignIn, visit: dict[str, Any], inspector: User
) -> None:
    signed(visit, inspector)
    sign_in(client, Role.CLERK)
    for query, is_shown in (
        ("", True),
        ("?q=xiangyang", True),
        ("?q=东方", False),
        ("?state=draft", False),
        ("?regime=supervision&from_on=2026-11-21&until_on=2026-11-21", True),
        ("?from_on=2026-11-22", False),
        (f"?officer={inspector.public_id}", True),
        ("?state=nonsense&after=nonsense", True),
    ):
        html = client.get(f"/visits{query}").get_data(as_text=True)
        assert (f"/visits/{visit['id']}" in html) is is_shown, query


def test_the_list_pages_by_key(
    client: FlaskClient,
    sign_in: SignIn,
    kindergarten: Kindergarten,
    inspector: User,
    count_queries: Callable[[], list[str]],
) -> None:
    ids = [new_public_id() for _n in range(53)]
    with transaction():
        for public_id in ids:
            draft = of_people(visit_json(id=public_id), kindergarten.public_id, inspector)
            service.save_draft(draft, None, actor_of(inspector), AT)
    sign_in(client, Role.CLERK)
    before = len(count_queries())
    first = client.get("/visits").get_data(as_text=True)
    assert len(count_queries()) - before < 20
    assert not any("visit.document" in statement for statement in count_queries()[before:])
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following is not None
    second = client.get(following[1].replace("&amp;", "&")).get_data(as_text=True)
    shown = [set(re.findall(r"/visits/([0-9A-Z]{16})", html)) for html in (first, second)]
    assert shown[0] | shown[1] == set(ids)
    assert not shown[0] & shown[1]


def test_a_visit_shows_facts_findings_papers_and_timeline(
    client: FlaskClient, sign_in: SignIn, visit: dict[str, Any], inspector: User
) -> None:
    failing(visit, "M06", finding())
    number = signed(visit, inspector).number
    sign_in(client, Role.APPROVER)
    html = client.get(f"/visits/{visit['id']}").get_data(as_text=True)
    assert str(number) in html
    for part in ("攀爬架有两颗螺丝松动。", "青督0021", "苗圃秀", "/documents/", "<path d="):
        assert part in html


def test_a_visit_whose_record_was_corrected_shows_both_and_which_is_void(
    client: FlaskClient, sign_in: SignIn, visit: dict[str, Any], inspector: User
) -> None:
    row = signed(visit, inspector)
    record, asked = str(row.record_id), CorrectionAsked(note="到园时间应为8时20分。")
    approver = make_user(Role.APPROVER, name="何青山")
    with pytest.raises(RuleViolation), transaction():
        correct_record(record, asked, actor_of(inspector), AT)
    with transaction():
        corrected = correct_record(record, asked, actor_of(approver), AT)
    assert (row.record_id, row.number) == (record, corrected.frozen["replaces"])
    sign_in(client, Role.APPROVER, user=approver)
    html = client.get(f"/visits/{visit['id']}").get_data(as_text=True)
    papers = html[html.index('id="papers"') :]
    for number, state in ((row.number, "voided"), (corrected.number, "issued")):
        shown = papers[papers.index(str(number)) :].split("</li>", 1)[0]
        assert state_tag_of(state) in shown


def state_tag_of(state: str) -> str:
    """The label of a paper's state in the language of the client."""
    with force_locale("zh_Hans_CN"):
        return gettext(label_of(DocumentState(state)))


def test_another_countys_visit_answers_like_one_that_does_not_exist(
    client: FlaskClient, sign_in: SignIn, visit: dict[str, Any], inspector: User
) -> None:
    signed(visit, inspector)
    sign_in(client, Role.CLERK, county=OTHER_COUNTY)
    for path in ("/visits/{}", "/visits/{}/sign", "/visits/{}/discard", "/visits/{}/edit"):
        other, unknown = client.get(path.format(visit["id"])), client.get(path.format("0" * 16))
        assert other.status_code == unknown.status_code == 404
        assert without_token(other).replace(visit["id"], "0" * 16) == without_token(unknown)


def test_a_phones_draft_is_not_signed_at_the_desk(
    client: FlaskClient, sign_in: SignIn, visit: dict[str, Any], inspector: User
) -> None:
    with transaction():
        draft = service.save_draft(visit, None, actor_of(inspector), AT)
    sign_in(client, Role.CLERK)
    page = client.get(f"/visits/{visit['id']}").get_data(as_text=True)
    assert "/sign" not in page
    response = client.post(f"/visits/{visit['id']}/sign", data={"version": draft.version})
    assert response.status_code == 422


def test_a_draft_is_discarded_on_a_page_of_its_own(
    client: FlaskClient, sign_in: SignIn, visit: dict[str, Any], inspector: User
) -> None:
    with transaction():
        version = service.save_draft(visit, None, actor_of(inspector), AT).version
    sign_in(client, Role.CLERK)
    path = f"/visits/{visit['id']}/discard"
    assert client.post(path, data={"version": version, "reason": ""}).status_code == 422
    older = client.post(path, data={"version": version - 1, "reason": "选错了园"})
    assert older.status_code == 422
    assert "选错了园" in older.get_data(as_text=True)
    assert client.post(path, data={"version": version, "reason": "选错了园"}).status_code == 302
    assert db.session.scalars(sa.select(Visit.state)).one() is VisitState.DISCARDED


# Paper


def paper_data(inspector: User, **values: Any) -> dict[str, Any]:
    """A filled paper form of the monthly sheet with one finding."""
    untouched = [f"{field}_{code}" for code in checklist_of().items for field in ("answer", "own")]
    data: dict[str, Any] = dict.fromkeys([*untouched, "late_person"], "")
    data |= {
        "visit_id": "PAPER00000000001",
        "version": "",
        "number": "0007",
        "started_at": "2026-11-20T09:00",
        "ended_at": "2026-11-20T10:10",
        "officers": [inspector.public_id],
        "received_name": "苗圃秀",
        "received_position": "园长",
        "rest_meets": "y",
        "answer_M06": "does_not",
        "findings-0-item": "M06",
        "findings-0-text": "攀爬架有两颗螺丝松动。",
        "findings-0-severity": "serious",
        "findings-0-article": "学前教育法 57",
        "findings-0-authority": "education",
        "findings-0-step": "days_7",
        "findings-0-due_on": "2026-11-27",
        "nothing_to_add": "y",
        "host_signed": "y",
    }
    return data | values


def entering(kindergarten: Kindergarten, checklist: str = "monthly-safety-health+1") -> str:
    return (
        f"/visits/enter/record?kindergarten={kindergarten.public_id}"
        f"&sort=supervision+monthly&checklist={checklist}"
    )


def scan() -> tuple[io.BytesIO, str]:
    return io.BytesIO(picture()), "第7页.jpg"


def test_entering_begins_with_kindergarten_kind_and_checklist(
    client: FlaskClient, sign_in: SignIn, kindergarten: Kindergarten
) -> None:
    sign_in(client, Role.CLERK)
    assert "青禾县向阳幼儿园" in client.get("/visits/enter").get_data(as_text=True)
    assert client.get("/visits/enter?kindergarten=&sort=").status_code == 422
    from_dossier = client.get(f"/visits/enter?kindergarten={kindergarten.public_id}")
    html = from_dossier.get_data(as_text=True)
    assert from_dossier.status_code == 200
    assert f'<option selected value="{kindergarten.public_id}">' in html
    assert "field-error" not in html
    chosen = f"kindergarten={kindergarten.public_id}&sort=supervision+monthly&checklist="
    response = client.get(f"/visits/enter?{chosen}monthly-safety-health+1")
    assert response.status_code == 302
    assert client.get(response.location).status_code == 200
    assert (
        client.get(f"/visits/enter/record?{chosen.replace('monthly&', 'raid&')}").status_code == 302
    )


def test_the_form_has_every_item_and_the_open_points(
    client: FlaskClient, sign_in: SignIn, kindergarten: Kindergarten
) -> None:
    with transaction():
        point = open_at(kindergarten).findings[0]
    sign_in(client, Role.CLERK)
    html = client.get(entering(kindergarten)).get_data(as_text=True)
    for code in checklist_of().items:
        assert f'name="answer_{code}"' in html
        assert f'name="own_{code}"' in html
    assert f'name="earlier_{point.public_id}"' in html


def test_a_paper_record_is_typed_read_and_signed(
    client: FlaskClient, sign_in: SignIn, kindergarten: Kindergarten, inspector: User
) -> None:
    sign_in(client, Role.CLERK)
    saved = client.post(entering(kindergarten), data=paper_data(inspector, scans=[scan()]))
    assert saved.status_code == 302, saved.get_data(as_text=True)
    page = client.get(saved.location).get_data(as_text=True)
    assert "notice-warning" not in page
    visit = db.session.scalars(sa.select(Visit)).one()
    assert (visit.answered_count, visit.finding_count) == (12, 1)
    signing = client.post(f"{saved.location}/sign", data={"version": visit.version})
    assert signing.status_code == 302, signing.get_data(as_text=True)
    visit = db.session.scalars(sa.select(Visit)).one()
    assert visit.state is VisitState.SIGNED
    assert visit.acted_on == dt.date(2026, 11, 20)
    assert db.session.scalars(sa.select(Finding.due_on)).one() == dt.date(2026, 11, 27)
    shown = client.get(saved.location).get_data(as_text=True)
    assert "tag-warn" in shown  # 补录: entered later than done


def test_a_paper_record_that_is_not_whole_says_what_is_open(
    client: FlaskClient, sign_in: SignIn, kindergarten: Kindergarten, inspector: User
) -> None:
    sign_in(client, Role.CLERK)
    data = paper_data(inspector, host_signed="", **{"findings-0-article": ""})
    location = client.post(entering(kindergarten), data=data).location
    assert "notice-warning" in client.get(location).get_data(as_text=True)
    version = db.session.scalars(sa.select(Visit.version)).one()
    assert client.post(f"{location}/sign", data={"version": version}).status_code == 422
    assert db.session.scalars(sa.select(Visit.state)).one() is VisitState.DRAFT


def test_a_draft_of_a_paper_record_is_typed_on_with_all_that_was_there(
    client: FlaskClient, sign_in: SignIn, kindergarten: Kindergarten, inspector: User
) -> None:
    sign_in(client, Role.CLERK)
    location = client.post(
        entering(kindergarten), data=paper_data(inspector, scans=[scan()])
    ).location
    html = client.get(f"{location}/edit").get_data(as_text=True)
    for part in ("攀爬架有两颗螺丝松动。", "0007", "2026-11-20T09:00", "2026-11-27", "苗圃秀"):
        assert part in html
    before = db.session.scalars(sa.select(Visit)).one()
    version, key = before.version, before.document["findings"][0]["key"]
    changed = paper_data(inspector, version=version, advice="定期检查。") | {"findings-0-key": key}
    assert client.post(f"{location}/edit", data=changed).status_code == 302
    after = db.session.scalars(sa.select(Visit)).one()
    assert after.document["advice"] == "定期检查。"
    assert after.document["paper"] == before.document["paper"]
    stale = client.post(f"{location}/edit", data=changed | {"advice": "另一个人。"})
    assert stale.status_code == 422
    assert "另一个人。" in stale.get_data(as_text=True)


def test_a_refused_form_keeps_what_was_typed(
    client: FlaskClient, sign_in: SignIn, kindergarten: Kindergarten, inspector: User
) -> None:
    sign_in(client, Role.CLERK)
    data = paper_data(inspector, started_at="", advice="定期检查。")
    response = client.post(entering(kindergarten), data=data)
    assert response.status_code == 422
    assert "定期检查。" in response.get_data(as_text=True)
    fake = paper_data(inspector, scans=[(io.BytesIO(b"no picture"), "x.jpg")])
    assert client.post(entering(kindergarten), data=fake).status_code == 422
    tampered = paper_data(inspector, visit_id="../../etc")
    assert client.post(entering(kindergarten), data=tampered).status_code == 422
    assert db.session.scalars(sa.select(Visit)).all() == []


def test_more_rows_for_findings_can_be_asked_for(
    client: FlaskClient, sign_in: SignIn, kindergarten: Kindergarten
) -> None:
    sign_in(client, Role.CLERK)
    html = client.get(f"{entering(kindergarten)}&rows=9").get_data(as_text=True)
    assert 'name="findings-8-text"' in html
    assert 'name="findings-9-text"' not in html


def test_a_paper_record_may_be_without_checklist(
    client: FlaskClient, sign_in: SignIn, kindergarten: Kindergarten, inspector: User
) -> None:
    sign_in(client, Role.CLERK)
    data = paper_data(inspector, scans=[scan()]) | {"findings-0-item": "", "answer_M06": ""}
    location = client.post(entering(kindergarten, ""), data=data).location
    version = db.session.scalars(sa.select(Visit.version)).one()
    assert client.post(f"{location}/sign", data={"version": version}).status_code == 302


def test_reading_a_page_writes_nothing(
    client: FlaskClient, sign_in: SignIn, visit: dict[str, Any], inspector: User
) -> None:
    signed(visit, inspector)
    sign_in(client, Role.INSPECTOR, user=inspector)
    for path in ("/phone/", "/phone/county.json", "/visits", f"/visits/{visit['id']}"):
        assert client.get(path).status_code == 200
    assert db.session.scalars(sa.select(VisitOperation)).all() == []


# The workbook


@pytest.mark.parametrize("query", ["", "?regime=inspection", "?state=draft", "?q=xiangyang"])
def test_the_workbook_of_visits_holds_the_rows_of_the_filter(
    phone: FlaskClient,
    kindergarten: Kindergarten,
    inspector: User,
    monkeypatch: pytest.MonkeyPatch,
    query: str,
) -> None:
    read_in_pages_of(2, monkeypatch)
    phone.set_cookie("language", "en")
    with transaction():
        others = [make_kindergarten(f"第{n}幼儿园") for n in range(4)]
    for each in (kindergarten, *others):
        signed(of_people(visit_json(), each.public_id, inspector), inspector)
    draft = of_people(visit_json(), kindergarten.public_id, inspector)
    with transaction():
        service.save_draft(draft, None, actor_of(inspector), AT)
    page = phone.get(f"/visits{query}")
    assert f'href="/visits.xlsx{query}"' in page.text
    names = column(phone.get(f"/visits.xlsx{query}"), "Kindergarten")
    assert names == rows_shown(page)
    assert (
        len(names) == {"": 6, "?regime=inspection": 0, "?state=draft": 1, "?q=xiangyang": 2}[query]
    )


def test_a_row_of_the_workbook_holds_what_the_list_shows(
    phone: FlaskClient, kindergarten: Kindergarten, inspector: User, colleague: User
) -> None:
    phone.set_cookie("language", "en")
    visit = failing(inspection_json(), "M06", finding(severity="grave"))
    made = signed(of_people(visit, kindergarten.public_id, inspector, colleague), inspector)
    (row,) = table_of(phone.get("/visits.xlsx"))
    assert row == {
        "Day": dt.datetime(2026, 11, 21),  # noqa: DTZ001 - a day
        "Kindergarten": "青禾县向阳幼儿园",
        "Town": None,
        "Regime": "Administrative inspection",
        "Kind": "Routine",
        "Joint": None,
        "Officers": "田小禾, 林一苗",
        "Findings": 1,
        "Grave findings": 1,
        "Number": made.number,
        "State": "Signed",
    }


def test_names_like_formulas_are_texts_in_the_workbook(
    phone: FlaskClient, kindergarten: Kindergarten, inspector: User
) -> None:
    phone.set_cookie("language", "en")
    for name in HOSTILE:
        made = signed(of_people(visit_json(), kindergarten.public_id, inspector), inspector)
        with transaction():
            of_visit = VisitOfficer.visit_id == made.id
            db.session.execute(sa.update(VisitOfficer).where(of_visit).values(name=name))
    found = column(phone.get("/visits.xlsx"), "Officers")
    assert sorted(found) == sorted(as_kept(name) for name in HOSTILE)


def test_the_workbook_holds_no_visit_of_another_county(
    client: FlaskClient, sign_in: SignIn, visit: dict[str, Any], inspector: User
) -> None:
    signed(visit, inspector)
    sign_in(client, Role.INSPECTOR, OTHER_COUNTY)
    assert table_of(client.get("/visits.xlsx")) == []
    sign_in(client, Role.VIEWER)
    assert client.get("/visits.xlsx").status_code == 403

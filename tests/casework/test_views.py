"""Pages of proposals, as each role sees them, and the acts on them through the browser's forms."""

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image

from kgsup.access.actor import Role
from kgsup.accounts.models import User
from kgsup.accounts.queries import actor_of
from kgsup.audit.rules import Subject
from kgsup.casework import queries, service
from kgsup.casework.models import Proposal
from kgsup.casework.rules import Level, ProposalState
from kgsup.core.db import db, transaction
from tests.conftest import AT, COUNTY, OTHER_COUNTY
from tests.factories.casework import (
    CASE,
    NUMBERED_ACT,
    TODAY,
    agree,
    appoint,
    executed,
    minutes,
    prepare,
    sign,
    submitted,
    user,
)
from tests.workbooks import table_of

SignIn = Callable[..., User]
S = ProposalState

READERS = {
    Role.CLERK,
    Role.APPROVER,
    Role.LEGAL_REVIEWER,
    Role.SEAL_KEEPER,
    Role.ARCHIVIST,
    Role.ADMINISTRATOR,
    Role.AUDITOR,
}
PEOPLE = [role for role in Role if role is not Role.SYSTEM]
# Which state each page's act belongs to, and who may open it.
ACTS = {
    "submit": (S.DRAFTED, {Role.CLERK}),
    "change": (S.DRAFTED, {Role.CLERK}),
    "withdraw": (S.DRAFTED, {Role.CLERK}),
    "opinion": (S.SECTION_REVIEW, {Role.APPROVER, Role.LEGAL_REVIEWER}),
    "skip-legal-review": (S.LEGAL_REVIEW, {Role.APPROVER, Role.LEGAL_REVIEWER}),
    "discussion": (S.DISCUSSION, {Role.CLERK}),
    "sign-off": (S.TO_SIGN, {Role.APPROVER, Role.LEGAL_REVIEWER}),
}


@dataclass
class Bureau:
    """The people of a bureau, each an account that can sign in."""

    clerk: User
    section: User
    lawyer: User
    head: User


@pytest.fixture
def client(client: FlaskClient) -> FlaskClient:
    """Pages in English, whatever the Chinese catalogue holds."""
    client.set_cookie("language", "en")
    return client


@pytest.fixture(autouse=True)
def nothing_executed() -> None:
    executed.clear()


@pytest.fixture
def bureau(county: object) -> Bureau:
    with transaction():
        head = user("周临江", Role.APPROVER)
        appoint(actor_of(head), Level.HEAD, dt.date(2024, 1, 1))
        return Bureau(
            clerk=user("林一苗", Role.CLERK),
            section=user("何青山", Role.APPROVER),
            lawyer=user("方知法", Role.LEGAL_REVIEWER),
            head=head,
        )


def at_state(bureau: Bureau, state: S, **values: Any) -> Proposal:
    """A proposal with all steps, brought to a state."""
    values = {"level": Level.COLLECTIVE, "needs_legal_review": True} | values
    author = actor_of(bureau.clerk)
    with transaction():
        proposal = prepare(author, **values)
        if state is S.DRAFTED:
            return proposal
        if state is S.WITHDRAWN:
            return service.withdraw(proposal.public_id, "撤回", None, author, AT)
        service.submit(proposal.public_id, None, author, AT)
        if state is not S.SECTION_REVIEW:
            agree(proposal, actor_of(bureau.section), "材料齐全。")
        if state in {S.DISCUSSION, S.TO_SIGN, S.SIGNED_OFF}:
            agree(proposal, actor_of(bureau.lawyer), "合法。")
        if state in {S.TO_SIGN, S.SIGNED_OFF}:
            service.record_discussion(proposal.public_id, minutes(), None, author, AT)
        if state is S.SIGNED_OFF:
            sign(proposal, actor_of(bureau.head))
    assert proposal.state is state
    return proposal


def reload(proposal: Proposal) -> Proposal:
    db.session.refresh(proposal)
    return proposal


def scan() -> tuple[io.BytesIO, str]:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(file, "JPEG")
    file.seek(0)
    return file, "scan.jpg"


@pytest.mark.parametrize("role", PEOPLE)
def test_who_reads_proposals(
    client: FlaskClient, sign_in: SignIn, bureau: Bureau, role: Role
) -> None:
    path = f"/proposals/{at_state(bureau, S.TO_SIGN).public_id}"
    sign_in(client, role, kindergarten="K" * 16 if role is Role.KINDERGARTEN else None)
    for page in ("/proposals", "/proposals.xlsx", path, f"{path}/sheet"):
        assert client.get(page).status_code == (200 if role in READERS else 403), page


@pytest.mark.parametrize(("role", "part"), list(product(PEOPLE, ACTS)))
def test_who_opens_which_act(
    client: FlaskClient, sign_in: SignIn, bureau: Bureau, role: Role, part: str
) -> None:
    state, allowed = ACTS[part]
    path = f"/proposals/{at_state(bureau, state).public_id}/{part}"
    sign_in(client, role, kindergarten="K" * 16 if role is Role.KINDERGARTEN else None)
    assert client.get(path).status_code == (200 if role in allowed else 403)
    if role not in allowed:
        assert client.post(path).status_code == 403


@pytest.mark.parametrize(("state", "part"), list(product(S, ACTS)))
def test_every_act_in_every_state_is_a_page_that_answers(
    client: FlaskClient, sign_in: SignIn, bureau: Bureau, state: S, part: str
) -> None:
    """An act that is not possible says so and changes nothing, whatever is sent."""
    proposal = at_state(bureau, state)
    sign_in(client, Role.CLERK if ACTS[part][1] == {Role.CLERK} else Role.APPROVER)
    path = f"/proposals/{proposal.public_id}/{part}"
    assert client.get(path).status_code == 200
    before = (proposal.state, proposal.version)
    answer = client.post(path, data={"version": "0"})
    assert answer.status_code == 422
    after = reload(proposal)
    assert (after.state, after.version) == before


@pytest.mark.parametrize("part", ["", "/sheet", *(f"/{part}" for part in ACTS)])
def test_another_countys_proposal_is_not_there(
    client: FlaskClient, sign_in: SignIn, bureau: Bureau, part: str
) -> None:
    path = f"/proposals/{at_state(bureau, S.TO_SIGN).public_id}{part}"
    is_clerks = ACTS.get(part.strip("/"), (None, {Role.CLERK}))[1] == {Role.CLERK}
    sign_in(client, Role.CLERK if is_clerks else Role.APPROVER, OTHER_COUNTY)
    assert client.get(path).status_code == 404


def test_a_proposal_goes_its_whole_way_through_the_pages(
    client: FlaskClient, sign_in: SignIn, bureau: Bureau
) -> None:
    proposal = at_state(bureau, S.DRAFTED)
    path = f"/proposals/{proposal.public_id}"

    def send(person: User, part: str, **data: Any) -> None:
        sign_in(client, Role.CLERK, user=person)
        version = str(reload(proposal).version)
        answer = client.post(f"{path}/{part}", data={"version": version, **data})
        assert answer.status_code == 302, answer.text

    send(bureau.clerk, "submit")
    send(bureau.section, "opinion", agreed="yes", text="材料齐全，拟同意。")
    send(bureau.lawyer, "opinion", agreed="no", text="依据不全。")
    assert reload(proposal).state is S.DRAFTED
    send(
        bureau.clerk, "change", title="设立", text="拟准予。", basis="学前教育法 29\n行政许可法 38"
    )
    assert reload(proposal).basis == ["学前教育法 29", "行政许可法 38"]
    send(bureau.clerk, "submit")
    send(bureau.section, "opinion", agreed="yes", text="同意。")
    send(bureau.lawyer, "opinion", agreed="yes", text="合法。")
    attendance = "周临江\n杨白石\n李云岭"
    talk = {"number": "纪要12号", "held_on": "2026-11-21", "attendance": attendance}
    send(bureau.clerk, "discussion", **talk, agreed="yes", result="会议同意。", scan=scan())
    send(bureau.head, "sign-off", opinion="同意。")
    assert reload(proposal).state is S.SIGNED_OFF
    assert len(executed) == 1
    page = client.get(path).text
    for words in ("依据不全。", "On an earlier version", "纪要12号", "周临江", "Signed off"):
        assert words in page
    assert f"{path}/sign-off" not in page


def test_the_second_click_of_the_same_person_is_already_done(
    client: FlaskClient, sign_in: SignIn, bureau: Bureau
) -> None:
    proposal = at_state(bureau, S.TO_SIGN)
    data = {"version": str(proposal.version), "opinion": "同意。"}
    path = f"/proposals/{proposal.public_id}/sign-off"
    sign_in(client, Role.APPROVER, user=bureau.head)
    assert client.post(path, data=data).status_code == 302
    again = client.post(path, data=data, follow_redirects=True)
    assert "already done" in again.text
    assert len(executed) == 1


def test_somebody_elses_second_signature_is_refused(
    client: FlaskClient, sign_in: SignIn, bureau: Bureau
) -> None:
    proposal = at_state(bureau, S.TO_SIGN)
    with transaction():
        other = user("杨白石", Role.APPROVER)
        appoint(actor_of(other), Level.HEAD)
    data = {"version": str(proposal.version), "opinion": "同意。"}
    path = f"/proposals/{proposal.public_id}/sign-off"
    sign_in(client, Role.APPROVER, user=bureau.head)
    assert client.post(path, data=data).status_code == 302
    sign_in(client, Role.APPROVER, user=other)
    answer = client.post(path, data=data)
    assert (answer.status_code, len(executed)) == (422, 1)
    assert "the case has moved on" in answer.text


def test_a_refusal_keeps_what_was_typed_and_cites_the_article(
    client: FlaskClient, sign_in: SignIn, bureau: Bureau
) -> None:
    proposal = at_state(bureau, S.TO_SIGN, level=Level.SECTION, needs_discussion=True)
    sign_in(client, Role.APPROVER, user=bureau.section)
    path = f"/proposals/{proposal.public_id}/sign-off"
    assert "three people" in client.get(path).text
    answer = client.post(path, data={"version": str(proposal.version), "opinion": "我同意此件。"})
    assert answer.status_code == 422
    assert "我同意此件。" in answer.text
    assert "党政机关公文处理工作条例 22" in answer.text


def test_a_signature_on_paper_is_entered_with_its_scan(
    client: FlaskClient, sign_in: SignIn, bureau: Bureau
) -> None:
    proposal = at_state(bureau, S.TO_SIGN)
    sign_in(client, Role.APPROVER)
    path = f"/proposals/{proposal.public_id}/sign-off"
    data = {"opinion": "同意。", "signer": "周临江", "signed_on": "2026-11-21"}
    refused = client.post(path, data={"version": str(proposal.version), **data})
    assert (refused.status_code, "scan" in refused.text) == (422, True)
    data |= {"version": str(proposal.version)}
    assert client.post(path, data={**data, "scan": scan()}).status_code == 302
    signed = reload(proposal)
    assert (signed.signer_id, signed.acted_on) == (bureau.head.id, TODAY)
    assert signed.signed_off_by != bureau.head.id
    assert "entered by" in client.get(f"/proposals/{proposal.public_id}").text


def test_a_scan_may_be_a_pdf(client: FlaskClient, sign_in: SignIn, bureau: Bureau) -> None:
    proposal = at_state(bureau, S.TO_SIGN)
    sign_in(client, Role.APPROVER)
    file = io.BytesIO()
    Image.new("RGB", (200, 300), "white").save(file, "PDF")
    file.seek(0)
    data = {"version": str(proposal.version), "opinion": "同意。", "signer": "周临江"}
    path = f"/proposals/{proposal.public_id}"
    sent = {**data, "signed_on": "2026-11-21", "scan": (file, "signed.pdf")}
    assert client.post(f"{path}/sign-off", data=sent).status_code == 302
    scan_id = reload(proposal).paper_scan
    assert f"/evidence/{scan_id}" in client.get(path).text


def test_the_office_number_is_asked_for_where_the_act_needs_one(
    client: FlaskClient, sign_in: SignIn, bureau: Bureau
) -> None:
    proposal = at_state(bureau, S.TO_SIGN, act=NUMBERED_ACT)
    sign_in(client, Role.APPROVER, user=bureau.head)
    path = f"/proposals/{proposal.public_id}/sign-off"
    assert 'name="office_number"' in client.get(path).text
    data = {"version": str(proposal.version), "opinion": "同意。"}
    assert client.post(path, data=data).status_code == 422
    data["office_number"] = "青教〔2026〕57号"
    assert client.post(path, data=data).status_code == 302
    assert executed[0][1].office_number == "青教〔2026〕57号"


def test_the_list_shows_first_what_waits_for_the_reader(
    client: FlaskClient, sign_in: SignIn, bureau: Bureau
) -> None:
    at_state(bureau, S.TO_SIGN)
    for person, waits in (
        (bureau.head, True),
        (bureau.section, False),  # reviewed it
        (bureau.lawyer, False),
        (bureau.clerk, False),
    ):
        sign_in(client, Role.APPROVER, user=person)
        page = client.get("/proposals").text
        assert ("Waiting for me" in page) is waits, person.name
        assert "青禾县向阳幼儿园设立" in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", True),
        ("?state=to_sign", True),
        ("?state=signed_off", False),
        ("?state=", True),
        ("?state=nonsense", True),
        ("?act=test.thing.grant", True),
        ("?act=test.thing.reply", False),
        ("?text=向阳", True),
        ("?text=没有的词", False),
        ("?text=%25", False),
    ],
)
def test_the_list_is_filtered_by_state_act_and_words(
    client: FlaskClient, sign_in: SignIn, bureau: Bureau, query: str, shown: bool
) -> None:
    at_state(bureau, S.TO_SIGN)
    sign_in(client, Role.AUDITOR)
    assert ("青禾县向阳幼儿园设立" in client.get(f"/proposals{query}").text) is shown
    rows = table_of(client.get(f"/proposals.xlsx{query}"))
    assert bool(rows) is shown


def test_the_list_goes_on_on_further_pages(
    client: FlaskClient, sign_in: SignIn, bureau: Bureau
) -> None:
    with transaction():
        for n in range(55):
            subject = Subject("test_case", f"A{n:015d}", COUNTY)
            submitted(actor_of(bureau.clerk), subject, title=f"第{n}件")
    sign_in(client, Role.AUDITOR)
    first = client.get("/proposals").text
    assert "第54件" in first
    assert "第4件" not in first
    assert "after=" in first
    assert len(table_of(client.get("/proposals.xlsx"))) == 55


def test_the_sheet_is_filled_and_left_blank_where_hands_are_missing(
    client: FlaskClient, sign_in: SignIn, bureau: Bureau
) -> None:
    proposal = at_state(bureau, S.TO_SIGN)
    sign_in(client, Role.CLERK)
    page = client.get(f"/proposals/{proposal.public_id}/sheet").text
    for words in (
        "行政许可审批表",
        "经办人意见",
        "股室意见",
        "材料齐全。",
        "法制审核意见",
        "合法。",
        "分管负责人意见",
        "主要负责人意见",
        "局长办公会议纪要〔2026〕12号",
        "2026年11月21日",
        "签名：",
    ):
        assert words in page, words
    sheet = queries.sheet_of(reload(proposal))
    empty = [box.name for box in sheet.boxes if not box.entries and not box.note]
    assert empty == ["分管负责人意见", "主要负责人意见"]
    assert not sheet.is_complete


def test_sheets_case_of_an_administrator_without_numbers_page(
    client: FlaskClient, sign_in: SignIn, bureau: Bureau
) -> None:
    proposal = at_state(bureau, S.SIGNED_OFF)
    sign_in(client, Role.ADMINISTRATOR)
    page = client.get(f"/proposals/{proposal.public_id}").text
    assert f"/cases/{CASE.kind}/" not in page  # records no numbers
    assert "Next actions" not in page

"""Pages of findings and follow-ups, as each role sees them."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image

from kgsup.access.actor import Role
from kgsup.accounts.models import User
from kgsup.core.db import db, transaction
from kgsup.corrections import queries, service
from kgsup.corrections.models import Finding, FollowUp
from kgsup.corrections.rules import Authority, FindingState, Kind, Severity, State
from kgsup.kindergartens.models import Kindergarten
from tests.conftest import AT, COUNTY, OTHER_COUNTY, make_user
from tests.factories.corrections import APPROVER, CLERK, INSPECTOR, new_finding, open_at
from tests.factories.kindergartens import make_kindergarten
from tests.workbooks import (
    HOSTILE,
    as_kept,
    column,
    read_in_pages_of,
    rows_shown,
    table_of,
)

SignIn = Callable[..., User]
READERS = [
    Role.INSPECTOR,
    Role.CLERK,
    Role.HANDLER,
    Role.APPROVER,
    Role.ADMINISTRATOR,
    Role.AUDITOR,
]
FINDING_FORMS = ["close", "extend", "move"]
FOLLOW_UP_FORMS = [
    "change",
    "sign-off",
    "seal",
    "service",
    "answer",
    "withdraw",
    "take-back",
    "continue-elsewhere",
]
BY_APPROVERS = {"sign-off", "take-back", "extend"}
BY_BOTH = {"seal", "service"}


@pytest.fixture
def kindergarten(county: object) -> Kindergarten:
    with transaction():
        return make_kindergarten("青禾县向阳幼儿园", town_code="990126001")


@pytest.fixture
def opened(kindergarten: Kindergarten) -> service.Opened:
    with transaction():
        return open_at(
            kindergarten,
            new_finding("收费公示栏未更新。"),
            new_finding("灭火器失压。", authority=Authority.FIRE, severity=Severity.GRAVE),
        )


def notice_of(opened: service.Opened) -> FollowUp:
    return opened.follow_ups[0]


def reload(row: Any) -> Any:
    db.session.refresh(row)
    return row


def photo() -> tuple[io.BytesIO, str]:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(file, "JPEG")
    file.seek(0)
    return file, "IMG_1.jpg"


def sign(follow_up: FollowUp, number: str | None = None) -> None:
    with transaction():
        how = service.SigningOff(version=None, office_number=number)
        service.sign_off(follow_up.public_id, how, APPROVER, AT)


@pytest.mark.parametrize("role", READERS)
def test_the_office_reads_lists_findings_and_papers(
    client: FlaskClient, sign_in: SignIn, opened: service.Opened, role: Role
) -> None:
    sign_in(client, role)
    for path in (
        "/findings",
        "/follow-ups",
        f"/findings/{opened.findings[0].public_id}",
        f"/follow-ups/{notice_of(opened).public_id}",
    ):
        page = client.get(path)
        assert page.status_code == 200
        assert "青禾县向阳幼儿园" in page.text


@pytest.mark.parametrize("role", [Role.KINDERGARTEN, Role.VIEWER, Role.DEPARTMENT])
def test_others_do_not(client: FlaskClient, sign_in: SignIn, county: object, role: Role) -> None:
    sign_in(client, role, kindergarten="K000000000000001" if role is Role.KINDERGARTEN else None)
    assert client.get("/findings").status_code == 403
    assert client.get("/follow-ups").status_code == 403


@pytest.mark.parametrize("part", FINDING_FORMS)
def test_another_countys_finding_is_not_there(
    client: FlaskClient, sign_in: SignIn, opened: service.Opened, part: str
) -> None:
    sign_in(client, Role.APPROVER if part in BY_APPROVERS else Role.CLERK, OTHER_COUNTY)
    path = f"/findings/{opened.findings[0].public_id}"
    assert client.get(path).status_code == 404
    assert client.get(f"{path}/{part}").status_code == 404
    assert client.post(f"{path}/{part}").status_code == 404


@pytest.mark.parametrize("part", FOLLOW_UP_FORMS)
def test_another_countys_paper_is_not_there(
    client: FlaskClient, sign_in: SignIn, opened: service.Opened, part: str
) -> None:
    sign_in(client, Role.APPROVER if part in BY_APPROVERS else Role.CLERK, OTHER_COUNTY)
    path = f"/follow-ups/{notice_of(opened).public_id}"
    assert client.get(path).status_code == 404
    assert client.get(f"{path}/{part}").status_code == 404
    assert client.post(f"{path}/{part}").status_code == 404


@pytest.mark.parametrize("part", FOLLOW_UP_FORMS)
@pytest.mark.parametrize("role", [Role.CLERK, Role.APPROVER])
def test_each_form_opens_for_those_who_may_act_and_is_refused_when_empty(
    client: FlaskClient, sign_in: SignIn, opened: service.Opened, part: str, role: Role
) -> None:
    sign_in(client, role)
    path = f"/follow-ups/{notice_of(opened).public_id}/{part}"
    allowed = part in BY_BOTH or (role is Role.APPROVER) == (part in BY_APPROVERS)
    assert client.get(path).status_code == (200 if allowed else 403)
    refused = client.post(path)
    assert refused.status_code == (422 if allowed else 403)


@pytest.mark.parametrize("part", FINDING_FORMS)
def test_each_form_of_a_finding_opens_and_is_refused_when_empty(
    client: FlaskClient, sign_in: SignIn, opened: service.Opened, part: str
) -> None:
    sign_in(client, Role.APPROVER if part in BY_APPROVERS else Role.CLERK)
    path = f"/findings/{opened.findings[0].public_id}/{part}"
    assert client.get(path).status_code == 200
    assert client.post(path).status_code == 422


def test_a_filter_in_the_address_narrows_the_list(
    client: FlaskClient, sign_in: SignIn, opened: service.Opened
) -> None:
    sign_in(client, Role.CLERK)
    page = client.get("/findings?show=open&severity=grave&authority=fire&town=990126001")
    assert "灭火器失压" in page.text
    assert "收费公示栏" not in page.text
    for address in (
        "/findings?show=x&severity=y&authority=z&town=1&after=!!",
        "/follow-ups?state=x",
    ):
        assert client.get(address).status_code == 200


def test_a_page_offers_only_what_its_reader_may_do_next(
    client: FlaskClient, sign_in: SignIn, opened: service.Opened
) -> None:
    path = f"/follow-ups/{notice_of(opened).public_id}"
    sign_in(client, Role.CLERK)
    page = client.get(path).text
    assert f"{path}/change" in page
    assert f"{path}/sign-off" not in page
    sign_in(client, Role.APPROVER, user=make_user(Role.APPROVER, name="何青山"))
    page = client.get(path).text
    assert f"{path}/sign-off" in page
    assert f"{path}/change" not in page
    assert f"{path}/seal" not in page  # not signed off yet


def test_an_approver_sees_what_is_printed_and_the_number_before_signing(
    client: FlaskClient, sign_in: SignIn, opened: service.Opened
) -> None:
    user = sign_in(client, Role.APPROVER, user=make_user(Role.APPROVER, name="何青山"))
    notice = notice_of(opened)
    path = f"/follow-ups/{notice.public_id}/sign-off"
    page = client.get(path).text
    for words in ("整改通知书", "教整〔2026〕1号", "收费公示栏未更新。", "教检录〔2026〕12号"):
        assert words in page
    assert "灭火器失压" not in page
    answer = client.post(path, data={"version": notice.version})
    assert answer.status_code == 302
    signed = reload(notice)
    assert (signed.state, signed.number) == (State.SIGNED_OFF, "教整〔2026〕1号")
    assert signed.signed_off_by == user.id
    assert "教整〔2026〕1号" in client.get(answer.location).text


def test_a_letter_asks_for_the_number_of_the_offices_register(
    client: FlaskClient, sign_in: SignIn, opened: service.Opened
) -> None:
    sign_in(client, Role.APPROVER, user=make_user(Role.APPROVER, name="何青山"))
    letter = opened.follow_ups[1]
    path = f"/follow-ups/{letter.public_id}/sign-off"
    refused = client.post(path, data={"version": letter.version, "office_number": "第57号"})
    assert refused.status_code == 422
    assert 'value="第57号"' in refused.text
    typed = {"version": letter.version, "office_number": "青教函〔2026〕57号"}
    assert client.post(path, data=typed).status_code == 302
    assert reload(letter).number == "青教函〔2026〕57号"


def test_a_signature_on_paper_comes_with_its_scan(
    client: FlaskClient, sign_in: SignIn, opened: service.Opened
) -> None:
    sign_in(client, Role.APPROVER, user=make_user(Role.APPROVER, name="何青山"))
    notice = notice_of(opened)
    path = f"/follow-ups/{notice.public_id}/sign-off"
    typed = {"version": notice.version, "signer": "杨局长", "signed_on": "2026-11-20"}
    refused = client.post(path, data=typed)
    assert refused.status_code == 422
    assert "杨局长" in refused.text
    done = client.post(path, data=typed | {"scan": photo()}, content_type="multipart/form-data")
    assert done.status_code == 302
    signed = reload(notice)
    assert (signed.paper_signer, signed.acted_on) == ("杨局长", dt.date(2026, 11, 20))
    assert "杨局长" in client.get(done.location).text


def test_what_is_no_photograph_is_refused_and_what_was_typed_stays(
    client: FlaskClient, sign_in: SignIn, opened: service.Opened
) -> None:
    sign_in(client, Role.CLERK)
    finding = opened.findings[0]
    typed = {
        "version": finding.version,
        "closed_as": "shown_by_papers",
        "closed_on": "2026-11-21",
        "note": "公示栏已换新。",
        "photos": (io.BytesIO(b"<svg/>"), "a.jpg"),
    }
    refused = client.post(
        f"/findings/{finding.public_id}/close", data=typed, content_type="multipart/form-data"
    )
    assert refused.status_code == 422
    assert "公示栏已换新。" in refused.text
    assert reload(finding).state is FindingState.OPEN


def test_the_second_approver_is_told_that_the_first_signed(
    client: FlaskClient, sign_in: SignIn, opened: service.Opened
) -> None:
    sign_in(client, Role.APPROVER, user=make_user(Role.APPROVER, name="何青山"))
    notice = notice_of(opened)
    seen = notice.version
    sign(notice)
    path = f"/follow-ups/{notice.public_id}/sign-off"
    refused = client.post(path, data={"version": seen})
    assert refused.status_code == 422
    assert reload(notice).signed_off_by == APPROVER.id


def test_an_approver_who_sends_a_sign_off_twice_is_told_that_it_is_done(
    client: FlaskClient, sign_in: SignIn, opened: service.Opened
) -> None:
    sign_in(client, Role.APPROVER, user=make_user(Role.APPROVER, name="何青山"))
    notice = notice_of(opened)
    path, sent = f"/follow-ups/{notice.public_id}/sign-off", {"version": notice.version}
    assert client.post(path, data=sent).status_code == 302
    signed = reload(notice).number
    client.set_cookie("language", "en")
    again = client.post(path, data=sent, follow_redirects=True)
    assert again.status_code == 200
    assert "nothing was done twice" in again.text
    assert reload(notice).number == signed


def test_a_seal_sent_twice_is_done_once_but_another_day_is_a_conflict(
    client: FlaskClient, sign_in: SignIn, opened: service.Opened
) -> None:
    notice = notice_of(opened)
    sign(notice)
    sign_in(client, Role.CLERK)
    path = f"/follow-ups/{notice.public_id}/seal"
    sent = {"version": reload(notice).version, "sealed_on": "2026-11-21"}
    assert client.post(path, data=sent).status_code == 302
    client.set_cookie("language", "en")
    again = client.post(path, data=sent)
    assert again.status_code == 302
    assert "nothing was done twice" in client.get(again.location).text
    assert client.post(path, data=sent | {"sealed_on": "2026-11-20"}).status_code == 422
    sign_in(client, Role.CLERK)
    assert client.post(path, data=sent).status_code == 422


def test_a_service_and_a_closing_sent_twice_are_done_once(
    client: FlaskClient, sign_in: SignIn, opened: service.Opened
) -> None:
    notice, finding = notice_of(opened), opened.findings[0]
    sign(notice)
    with transaction():
        service.record_seal(notice.public_id, dt.date(2026, 11, 21), None, CLERK, AT)
    sign_in(client, Role.CLERK)
    served = {
        "version": reload(notice).version,
        "way": "direct",
        "served_on": "2026-11-21",
        "receiver": "周晓禾",
    }
    closed = {
        "version": reload(finding).version,
        "closed_as": "seen_on_site",
        "closed_on": "2026-11-21",
        "note": "公示栏已换新。",
    }
    for path, sent, other in (
        (f"/follow-ups/{notice.public_id}/service", served, {"receiver": "别人"}),
        (f"/findings/{finding.public_id}/close", closed, {"note": "另一句话。"}),
    ):
        assert [client.post(path, data=sent).status_code for _ in range(2)] == [302, 302]
        assert client.post(path, data=sent | other).status_code == 422
    assert reload(notice).state is State.CLOSED


def test_a_paper_without_its_seal_is_not_offered_for_service(
    client: FlaskClient, sign_in: SignIn, opened: service.Opened
) -> None:
    notice = notice_of(opened)
    sign(notice)
    sign_in(client, Role.CLERK)
    client.set_cookie("language", "en")
    path = f"/follow-ups/{notice.public_id}/service"
    page = client.get(path)
    assert page.status_code == 200
    assert "not sealed yet" in page.text
    assert 'name="served_on"' not in page.text
    sent = {
        "version": reload(notice).version,
        "way": "direct",
        "served_on": "2026-11-21",
        "receiver": "周晓禾",
    }
    refused = client.post(path, data=sent)
    assert refused.status_code == 422
    assert "not sealed yet" in refused.text
    assert reload(notice).state is State.SIGNED_OFF


def test_fields_that_are_demanded_sometimes_say_when_instead_of_optional(
    client: FlaskClient, sign_in: SignIn, opened: service.Opened
) -> None:
    notice = notice_of(opened)
    sign(notice)
    with transaction():
        service.record_seal(notice.public_id, dt.date(2026, 11, 21), None, CLERK, AT)
    sign_in(client, Role.CLERK)
    client.set_cookie("language", "en")
    page = client.get(f"/follow-ups/{notice.public_id}/service").text
    assert '<label for="receiver">Who received it</label>' in page
    assert "Needed unless the paper is left" in page
    assert '<label for="place">Place <span class="optional">' in page


def test_a_scan_without_the_signers_name_is_no_sign_off_on_screen(
    client: FlaskClient, sign_in: SignIn, opened: service.Opened
) -> None:
    sign_in(client, Role.APPROVER, user=make_user(Role.APPROVER, name="何青山"))
    notice = notice_of(opened)
    typed = {"version": notice.version, "signed_on": "2026-11-21", "scan": photo()}
    path = f"/follow-ups/{notice.public_id}/sign-off"
    refused = client.post(path, data=typed, content_type="multipart/form-data")
    assert refused.status_code == 422
    assert reload(notice).state is State.DRAFTED


def draft_form(notice: FollowUp, finding: Finding, **typed: str) -> dict[str, Any]:
    return {
        "version": notice.version,
        "text": "附照片。",
        "report_back_on": "2026-12-10",
        "findings-0-public_id": finding.public_id,
        "findings-0-demand": "更新公示栏。",
        "findings-0-due_on": "2026-12-08",
    } | typed


def test_a_draft_is_changed_on_its_page(
    client: FlaskClient, sign_in: SignIn, opened: service.Opened
) -> None:
    sign_in(client, Role.CLERK)
    notice, finding = notice_of(opened), opened.findings[0]
    path = f"/follow-ups/{notice.public_id}/change"
    assert client.post(path, data=draft_form(notice, finding)).status_code == 302
    assert (reload(finding).demand, finding.due_on) == ("更新公示栏。", dt.date(2026, 12, 8))
    assert reload(notice).text == "附照片。"


def test_a_conflict_keeps_what_was_typed_shows_what_was_saved_and_can_be_saved_again(
    client: FlaskClient, sign_in: SignIn, opened: service.Opened
) -> None:
    sign_in(client, Role.CLERK)
    notice, finding = notice_of(opened), opened.findings[0]
    mine = draft_form(notice, finding, text="我写的话。")
    with transaction():
        other = service.DraftChange(
            text="别人写的话。", addressee="", report_back_on=None, findings=[]
        )
        service.change_draft(notice.public_id, other, notice.version, INSPECTOR, AT)
    path = f"/follow-ups/{notice.public_id}/change"
    refused = client.post(path, data=mine)
    assert refused.status_code == 422
    assert "我写的话。" in refused.text
    assert "别人写的话。" in refused.text
    assert "更新公示栏。" in refused.text
    saved = reload(notice)
    assert saved.text == "别人写的话。"
    assert f'name="version" type="hidden" value="{saved.version}"' in refused.text
    again = client.post(path, data=mine | {"version": saved.version})
    assert again.status_code == 302
    assert reload(notice).text == "我写的话。"


def test_seal_service_answer_and_closing_one_after_the_other(
    client: FlaskClient, sign_in: SignIn, opened: service.Opened
) -> None:
    notice, finding = notice_of(opened), opened.findings[0]
    sign(notice)
    sign_in(client, Role.CLERK)
    path = f"/follow-ups/{notice.public_id}"

    def post(part: str, **typed: object) -> None:
        data = {"version": reload(notice).version} | typed
        done = client.post(f"{path}/{part}", data=data, content_type="multipart/form-data")
        assert done.status_code == 302, done.text
        assert client.get(path).status_code == 200

    post("seal", sealed_on="2026-11-21")
    post(
        "service",
        way="left",
        served_on="2026-11-21",
        receiver="周晓禾",
        witness="社区 李明",
        proof=photo(),
    )
    post("answer", answered_on="2026-11-21", text="已全部整改。")
    assert reload(notice).state is State.ANSWERED
    typed = {
        "version": reload(finding).version,
        "closed_as": "shown_by_papers",
        "closed_on": "2026-11-21",
        "note": "公示栏已换新。",
        "photos": photo(),
    }
    closing = f"/findings/{finding.public_id}/close"
    done = client.post(closing, data=typed, content_type="multipart/form-data")
    assert done.status_code == 302
    assert "公示栏已换新。" in client.get(done.location).text
    assert reload(notice).state is State.CLOSED
    assert client.get("/follow-ups?state=closed").status_code == 200
    assert client.get("/findings?show=closed").status_code == 200


def test_a_service_without_a_witness_is_refused_and_keeps_what_was_typed(
    client: FlaskClient, sign_in: SignIn, opened: service.Opened
) -> None:
    notice = notice_of(opened)
    sign(notice)
    with transaction():
        service.record_seal(notice.public_id, dt.date(2026, 11, 21), None, CLERK, AT)
    sign_in(client, Role.INSPECTOR)
    typed = {
        "version": reload(notice).version,
        "way": "left",
        "served_on": "2026-11-21",
        "receiver": "周晓禾",
        "place": "园门口",
    }
    refused = client.post(f"/follow-ups/{notice.public_id}/service", data=typed)
    assert refused.status_code == 422
    assert "园门口" in refused.text
    assert reload(notice).state is State.SEALED


def test_a_draft_is_withdrawn_and_its_finding_put_into_a_letter(
    client: FlaskClient, sign_in: SignIn, opened: service.Opened
) -> None:
    sign_in(client, Role.CLERK)
    notice, finding = notice_of(opened), opened.findings[0]
    path = f"/follow-ups/{notice.public_id}/withdraw"
    assert (
        client.post(path, data={"version": notice.version, "reason": "重拟。"}).status_code == 302
    )
    assert "收费公示栏" in client.get("/findings?show=unanswered").text
    typed = {
        "version": reload(finding).version,
        "kind": "transfer_letter",
        "authority": "price",
    }
    done = client.post(f"/findings/{finding.public_id}/move", data=typed)
    assert done.status_code == 302
    follow_up = queries.find_follow_up_of(reload(finding))
    assert follow_up is not None
    assert (follow_up.kind, follow_up.addressee) == (Kind.TRANSFER_LETTER, "青禾县发展和改革局")
    ours = {"version": reload(finding).version, "kind": "rectification_notice", "authority": "fire"}
    assert client.post(f"/findings/{finding.public_id}/move", data=ours).status_code == 422


def test_a_paper_is_taken_back_and_a_date_extended_by_an_approver(
    client: FlaskClient, sign_in: SignIn, opened: service.Opened
) -> None:
    sign_in(client, Role.APPROVER, user=make_user(Role.APPROVER, name="何青山"))
    notice, finding = notice_of(opened), opened.findings[0]
    sign(notice)
    extended = {
        "version": reload(finding).version,
        "new_due_on": "2027-01-20",
        "reason": "配件未到，已设警示。",
    }
    done = client.post(f"/findings/{finding.public_id}/extend", data=extended)
    assert done.status_code == 302
    assert "配件未到" in client.get(done.location).text
    path = f"/follow-ups/{notice.public_id}/take-back"
    back = client.post(path, data={"version": reload(notice).version, "reason": "园名有误。"})
    assert back.status_code == 302
    assert "园名有误。" in client.get(back.location).text
    assert reload(notice).state is State.WITHDRAWN


def test_an_order_goes_to_its_penalty_case(
    client: FlaskClient, sign_in: SignIn, opened: service.Opened
) -> None:
    sign_in(client, Role.CLERK)
    with transaction():
        choice = Kind.ORDER_TO_CORRECT, Authority.EDUCATION
        order = service.move_finding(opened.findings[0].public_id, choice, None, CLERK, AT)
    path = f"/follow-ups/{order.public_id}"
    assert f"{path}/continue-elsewhere" in client.get(path).text
    typed = {"version": reload(order).version, "number": "青教罚立〔2026〕2号"}
    done = client.post(f"{path}/continue-elsewhere", data=typed)
    assert done.status_code == 302
    assert "青教罚立〔2026〕2号" in client.get(done.location).text


def test_words_of_users_are_text_and_never_mark_up(
    client: FlaskClient, sign_in: SignIn, kindergarten: Kindergarten
) -> None:
    with transaction():
        result = open_at(kindergarten, new_finding("<script>alert(1)</script>", demand="<b>"))
    sign_in(client, Role.APPROVER, user=make_user(Role.APPROVER, name="何青山"))
    for path in (
        "/findings",
        f"/findings/{result.findings[0].public_id}",
        f"/follow-ups/{result.follow_ups[0].public_id}",
        f"/follow-ups/{result.follow_ups[0].public_id}/sign-off",
    ):
        assert "<script>alert" not in client.get(path).text


def test_a_long_list_costs_no_more_queries_than_a_short_one(
    client: FlaskClient,
    sign_in: SignIn,
    kindergarten: Kindergarten,
    count_queries: Callable[[], list[str]],
) -> None:
    sign_in(client, Role.CLERK)
    with transaction():
        open_at(kindergarten)
    client.get("/findings")
    client.get("/follow-ups")
    costs = []
    for _ in range(2):
        before = len(count_queries())
        client.get("/findings")
        client.get("/follow-ups")
        costs.append(len(count_queries()) - before)
        with transaction():
            open_at(kindergarten, *(new_finding(f"{n}") for n in range(20)))
            open_at(kindergarten, new_finding(authority=Authority.HEALTH))
    assert costs[0] == costs[1]


def test_the_lists_are_of_the_own_county_alone(
    client: FlaskClient, sign_in: SignIn, opened: service.Opened
) -> None:
    sign_in(client, Role.CLERK, OTHER_COUNTY)
    assert "青禾县向阳幼儿园" not in client.get("/findings").text
    sign_in(client, Role.CLERK, COUNTY)
    assert "青禾县向阳幼儿园" in client.get("/findings").text


# Workbooks


@pytest.fixture
def english_clerk(client: FlaskClient, sign_in: SignIn, kindergarten: Kindergarten) -> FlaskClient:
    """A clerk who reads heads in English; another county has a finding of its own."""
    with transaction():
        open_at(
            make_kindergarten("云川县外园", county_code=OTHER_COUNTY), new_finding("外县的问题")
        )
    sign_in(client, Role.CLERK)
    client.set_cookie("language", "en")
    return client


@pytest.mark.parametrize(
    "query",
    ["", "?severity=grave", "?show=all&authority=education", "?show=closed", "?town=990126002"],
)
def test_the_workbook_of_findings_holds_the_rows_of_the_filter(
    english_clerk: FlaskClient,
    kindergarten: Kindergarten,
    monkeypatch: pytest.MonkeyPatch,
    query: str,
) -> None:
    read_in_pages_of(2, monkeypatch)
    grave = new_finding("灭火器失压。", authority=Authority.FIRE, severity=Severity.GRAVE)
    later = new_finding("迟些的问题", due_on=dt.date(2027, 1, 15), step=None)
    with transaction():
        open_at(kindergarten, later, grave, *map(new_finding, HOSTILE[:4]))
    page = english_clerk.get(f"/findings{query}")
    assert f'href="/findings.xlsx{query.replace("&", "&amp;")}"' in page.text
    texts = column(english_clerk.get(f"/findings.xlsx{query}"), "Finding")
    assert texts == rows_shown(page)
    assert bool(texts) is (query not in {"?show=closed", "?town=990126002"})
    assert "外县的问题" not in texts


def test_a_row_of_findings_holds_what_the_list_shows(
    english_clerk: FlaskClient, opened: service.Opened
) -> None:
    rows = table_of(english_clerk.get("/findings.xlsx?severity=grave"))
    assert rows == [
        {
            "Finding": "灭火器失压。",
            "Weight": "Grave",
            "Kindergarten": "青禾县向阳幼儿园",
            "Town": "青阳街道",
            "Competent authority": "Fire and rescue",
            "What follows": "Transfer letter",
            "State of the paper": "Drafted",
            "Found on": dt.datetime(2026, 11, 20),  # noqa: DTZ001 - a day
            "Corrected by": dt.datetime(2026, 12, 5),  # noqa: DTZ001 - a day
            "State": "Open",
            "Closed on": None,
        }
    ]


def test_texts_like_formulas_are_texts_in_the_workbook(
    english_clerk: FlaskClient, kindergarten: Kindergarten
) -> None:
    with transaction():
        opened = open_at(kindergarten, *(new_finding(f"{n}") for n in range(len(HOSTILE))))
        for finding, text in zip(opened.findings, HOSTILE, strict=True):
            finding.text = text
    found = column(english_clerk.get("/findings.xlsx"), "Finding")
    assert found == [as_kept(text) for text in HOSTILE]


@pytest.mark.parametrize("query", ["", "?state=", "?kind=transfer_letter", "?state=withdrawn"])
def test_the_workbook_of_follow_ups_holds_the_rows_of_the_filter(
    english_clerk: FlaskClient,
    kindergarten: Kindergarten,
    opened: service.Opened,
    monkeypatch: pytest.MonkeyPatch,
    query: str,
) -> None:
    read_in_pages_of(1, monkeypatch)
    with transaction():
        withdrawn = open_at(kindergarten).follow_ups[0]
        service.withdraw_draft(withdrawn.public_id, "重复", None, CLERK, AT)
    sign(notice_of(opened))
    page = english_clerk.get(f"/follow-ups{query}")
    rows = table_of(english_clerk.get(f"/follow-ups.xlsx{query}"))
    shown = [" ".join(filter(None, (row["Document"], row["Number"]))) for row in rows]
    assert shown == rows_shown(page)
    assert len(shown) == {"": 2, "?state=": 3}.get(query, 1)
    assert {row["Kindergarten"] for row in rows} == {"青禾县向阳幼儿园"}
    assert {row["Findings"] for row in rows} <= {0, 1}


@pytest.mark.parametrize("path", ["/findings.xlsx", "/follow-ups.xlsx"])
def test_workbooks_are_for_who_reads_the_list(
    client: FlaskClient, sign_in: SignIn, county: object, path: str
) -> None:
    assert client.get(path).status_code == 302
    sign_in(client, Role.VIEWER)
    assert client.get(path).status_code == 403

"""Findings and follow-ups in a database: opening, drafting, signing off, closing."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from kgsup.access.actor import Role, system_actor
from kgsup.audit.queries import timeline
from kgsup.core.clocks import CorrectionStep
from kgsup.core.db import db, transaction
from kgsup.core.errors import Conflict, DomainError, IllegalTransition, Missing, RuleViolation
from kgsup.corrections import queries, service
from kgsup.corrections.models import Extension, Finding, FollowUp
from kgsup.corrections.rules import (
    TRANSITIONS,
    Action,
    Authority,
    Body,
    ClosedAs,
    Closing,
    ExtensionAsked,
    FindingState,
    Kind,
    OnPaper,
    Regime,
    Severity,
    State,
)
from kgsup.documents.models import Document, DocumentNumber
from kgsup.documents.rules.facts import Officer
from kgsup.documents.rules.states import DocumentState, Service, ServiceWay
from kgsup.files.models import Evidence
from kgsup.kindergartens.models import Kindergarten
from tests.conftest import AT, COUNTY, OTHER_COUNTY
from tests.factories.corrections import (
    APPROVER,
    CLERK,
    FOUND_ON,
    INSPECTOR,
    OFFICER,
    OTHER_APPROVER,
    new_finding,
    open_at,
    origin_at,
    person,
)
from tests.factories.kindergartens import make_kindergarten

TODAY = dt.date(2026, 11, 21)
SERVED = Service(way=ServiceWay.DIRECT, served_on=TODAY, receiver="周晓禾", relation="园长")
CLOSING = Closing(closed_as=ClosedAs.SEEN_ON_SITE, closed_on=TODAY, note="已更新公示栏。")
FIRE = {"authority": Authority.FIRE, "severity": Severity.SERIOUS, "text": "灭火器失压。"}
OFFICE_NUMBER = "青教函〔2026〕57号"


@pytest.fixture
def kindergarten(county: object) -> Kindergarten:
    with transaction():
        return make_kindergarten("青禾县向阳幼儿园")


def opened(kindergarten: Kindergarten, *findings: Any, **origin: Any) -> service.Opened:
    with transaction():
        return open_at(kindergarten, *findings, **origin)


def fresh(row: Any) -> Any:
    db.session.refresh(row)
    return row


def signed_off(follow_up: FollowUp, **how: Any) -> Document:
    with transaction():
        signing = service.SigningOff(version=fresh(follow_up).version, **how)
        return service.sign_off(follow_up.public_id, signing, APPROVER, AT)


def sealed(follow_up: FollowUp) -> None:
    with transaction():
        service.record_seal(follow_up.public_id, TODAY, None, CLERK, AT)


def served(follow_up: FollowUp) -> None:
    with transaction():
        service.record_service(follow_up.public_id, SERVED, None, CLERK, AT)


def closed(finding: Finding, closing: Closing = CLOSING) -> None:
    with transaction():
        service.close_finding(finding.public_id, closing, None, CLERK, AT)


def bring_to(follow_up: FollowUp, finding: Finding, state: State) -> None:
    """Take a draft to a state by the acts that lead there."""
    steps: dict[State, list[Callable[[], object]]] = {
        State.DRAFTED: [],
        State.SIGNED_OFF: [lambda: signed_off(follow_up)],
        State.WITHDRAWN: [lambda: withdrawn(follow_up)],
    }
    steps[State.SEALED] = [*steps[State.SIGNED_OFF], lambda: sealed(follow_up)]
    steps[State.SERVED] = [*steps[State.SEALED], lambda: served(follow_up)]
    steps[State.ANSWERED] = [*steps[State.SERVED], lambda: answered(follow_up)]
    steps[State.CLOSED] = [*steps[State.SERVED], lambda: closed(finding)]
    for step in steps[state]:
        step()


def answered(follow_up: FollowUp) -> None:
    with transaction():
        answer = service.Answer(text="已整改。", answered_on=TODAY)
        service.record_answer(follow_up.public_id, answer, None, CLERK, AT)


def withdrawn(follow_up: FollowUp) -> None:
    with transaction():
        service.withdraw_draft(follow_up.public_id, "园方已停办。", None, CLERK, AT)


def change_nothing(follow_up: FollowUp) -> None:
    with transaction():
        change = service.DraftChange(text="", addressee="", report_back_on=None, findings=[])
        service.change_draft(follow_up.public_id, change, None, CLERK, AT)


def test_the_findings_of_a_visit_become_one_notice_and_a_letter_for_each_other_authority(
    kindergarten: Kindergarten,
) -> None:
    result = opened(
        kindergarten,
        new_finding("一"),
        new_finding(**FIRE),
        new_finding("二"),
        new_finding("三", authority=Authority.MARKET_SUPERVISION),
        new_finding("四", authority=Authority.FIRE),
    )
    drafts = [(row.kind, row.authority, row.state) for row in result.follow_ups]
    assert drafts == [
        (Kind.RECTIFICATION_NOTICE, None, State.DRAFTED),
        (Kind.TRANSFER_LETTER, Authority.FIRE, State.DRAFTED),
        (Kind.TRANSFER_LETTER, Authority.MARKET_SUPERVISION, State.DRAFTED),
    ]
    assert [row.addressee for row in result.follow_ups] == [
        "",
        "青禾县消防救援大队",
        "青禾县市场监督管理局",
    ]
    by_key = {row.id: row for row in result.follow_ups}
    authorities = [by_key[row.follow_up_id].authority for row in result.findings]
    assert authorities == [None, Authority.FIRE, None, Authority.MARKET_SUPERVISION, Authority.FIRE]


def test_after_supervision_the_notice_is_the_supervision_offices(
    kindergarten: Kindergarten,
) -> None:
    result = opened(kindergarten, regime=Regime.SUPERVISION)
    assert result.follow_ups[0].body is Body.SUPERVISION_OFFICE
    assert signed_off(result.follow_ups[0]).number == "政教督改〔2026〕1号"


def test_a_draft_asks_for_the_answer_with_the_last_date_and_a_letter_within_fifteen_days(
    kindergarten: Kindergarten,
) -> None:
    later = FOUND_ON + dt.timedelta(days=30)
    result = opened(kindergarten, new_finding(due_on=later), new_finding(), new_finding(**FIRE))
    assert [row.report_back_on for row in result.follow_ups] == [
        later,
        FOUND_ON + dt.timedelta(days=15),
    ]


def test_what_was_corrected_on_the_spot_is_advice_and_closed_at_once(
    kindergarten: Kindergarten,
) -> None:
    result = opened(kindergarten, new_finding(corrected_on_the_spot=True, severity=Severity.GRAVE))
    finding, advice = result.findings[0], result.follow_ups[0]
    assert (advice.kind, advice.state, advice.closed_on) == (Kind.ADVICE, State.CLOSED, FOUND_ON)
    assert (finding.state, finding.closed_as) == (FindingState.CLOSED, ClosedAs.ON_THE_SPOT)
    assert finding.closed_on == FOUND_ON


def test_a_visit_without_findings_drafts_nothing(kindergarten: Kindergarten) -> None:
    with transaction():
        result = service.open_findings(origin_at(kindergarten), [], INSPECTOR, AT)
    assert (result.findings, result.follow_ups) == ([], [])


def test_opening_is_read_on_the_timeline(kindergarten: Kindergarten) -> None:
    finding = opened(kindergarten).findings[0]
    assert [entry.act for entry in timeline("finding", finding.public_id)] == [
        "corrections.finding.open"
    ]


def test_a_command_may_draft_but_not_sign_off(kindergarten: Kindergarten) -> None:
    command = system_actor("cli:root")
    follow_up = opened(kindergarten, actor=command).follow_ups[0]
    how = service.SigningOff(version=None)
    with pytest.raises(RuleViolation), transaction():
        service.sign_off(follow_up.public_id, how, command, AT)
    assert signed_off(follow_up).number


def test_signing_off_takes_a_number_and_freezes_what_the_draft_says(
    kindergarten: Kindergarten,
) -> None:
    photo = store_evidence()
    result = opened(
        kindergarten,
        new_finding("收费公示栏未更新。", demand="更新公示栏并拍照。", photos=(photo.public_id,)),
    )
    document = signed_off(result.follow_ups[0])
    follow_up = fresh(result.follow_ups[0])
    assert (follow_up.state, follow_up.number) == (State.SIGNED_OFF, "教整〔2026〕1号")
    assert (follow_up.document_id, follow_up.acted_on) == (document.public_id, TODAY)
    facts = document.frozen["facts"]
    assert facts["kindergarten"]["name"] == "青禾县向阳幼儿园"
    assert facts["record_number"] == "教检录〔2026〕12号"
    assert facts["officers"][0]["certificate"] == "99012600011"
    point = facts["points"][0]
    assert (point["text"], point["demand"]) == ("收费公示栏未更新。", "更新公示栏并拍照。")
    assert (point["due_on"], point["severity"]) == ("2026-12-05", "一般")
    assert point["photos"][0]["sha256"] == photo.sha256
    assert document.concerns == kindergarten.public_id


def test_a_closed_point_is_not_printed(kindergarten: Kindergarten) -> None:
    result = opened(kindergarten, new_finding("一"), new_finding("二"))
    closed(result.findings[0])
    facts = signed_off(result.follow_ups[0]).frozen["facts"]
    assert [point["text"] for point in facts["points"]] == ["二"]


def test_a_letter_takes_the_offices_number_and_names_the_authority(
    kindergarten: Kindergarten,
) -> None:
    follow_up = opened(kindergarten, new_finding(**FIRE)).follow_ups[0]
    with pytest.raises(RuleViolation):
        signed_off(follow_up)
    assert fresh(follow_up).state is State.DRAFTED
    document = signed_off(follow_up, office_number=OFFICE_NUMBER)
    assert document.number == OFFICE_NUMBER
    assert document.frozen["facts"]["authority"] == "青禾县消防救援大队"
    assert document.frozen["facts"]["reply_by"] == "2026-12-05"
    assert document.frozen["facts"]["evidence"] == ["现场检查笔录（教检录〔2026〕12号）"]


def test_the_drafter_does_not_sign_off(kindergarten: Kindergarten) -> None:
    follow_up = opened(kindergarten, actor=APPROVER).follow_ups[0]
    with pytest.raises(RuleViolation):
        signed_off(follow_up)
    assert db.session.scalar(sa.select(sa.func.count(DocumentNumber.id))) == 0


def test_an_officer_of_the_visit_who_may_approve_does_not_sign_off_its_notice(
    kindergarten: Kindergarten,
) -> None:
    went_there = Officer(name=APPROVER.name, certificate="99012600012", position="督导股")
    follow_up = opened(kindergarten, officers=(OFFICER, went_there)).follow_ups[0]
    with pytest.raises(RuleViolation, match="officer of the visit"):
        signed_off(follow_up)
    assert fresh(follow_up).state is State.DRAFTED


def test_who_changed_a_draft_does_not_sign_it_off_and_everybody_who_did_counts(
    kindergarten: Kindergarten,
) -> None:
    follow_up = opened(kindergarten).follow_ups[0]
    for editor in (APPROVER, CLERK):
        with transaction():
            change = service.DraftChange(text="", addressee="", report_back_on=None, findings=[])
            service.change_draft(follow_up.public_id, change, None, editor, AT)
    with pytest.raises(RuleViolation):
        signed_off(follow_up)


def test_the_database_itself_refuses_a_drafter_who_signs(kindergarten: Kindergarten) -> None:
    follow_up = opened(kindergarten).follow_ups[0]
    values = {
        "signed_off_by": INSPECTOR.id,
        "signed_off_at": AT,
        "acted_on": TODAY,
        "document_id": "D",
        "state": State.SIGNED_OFF,
    }
    statement = sa.update(FollowUp).where(FollowUp.id == follow_up.id)
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.execute(statement.values(**values))
    with transaction():
        db.session.execute(statement.values(**(values | {"signed_off_by": APPROVER.id})))


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Finding, {"state": FindingState.CLOSED}),
        (Finding, {"closed_on": TODAY}),
        (Finding, {"due_on": FOUND_ON}),
        (FollowUp, {"state": State.SERVED}),
        (FollowUp, {"state": State.CLOSED}),
        (FollowUp, {"state": State.WITHDRAWN}),
        (FollowUp, {"kind": Kind.ADVICE}),
        (FollowUp, {"kind": Kind.TRANSFER_LETTER}),
        (FollowUp, {"authority": Authority.FIRE}),
        (FollowUp, {"paper_signer": "何青山"}),
    ],
)
def test_the_database_refuses_a_state_without_its_columns(
    kindergarten: Kindergarten, model: Any, values: dict[str, Any]
) -> None:
    opened(kindergarten)
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.execute(sa.update(model).values(**values))


def test_of_two_approvers_one_wins_and_the_other_is_told(kindergarten: Kindergarten) -> None:
    follow_up = opened(kindergarten).follow_ups[0]
    how = service.SigningOff(version=follow_up.version)
    with transaction():
        service.sign_off(follow_up.public_id, how, APPROVER, AT)
    with pytest.raises(Conflict), transaction():
        service.sign_off(follow_up.public_id, how, OTHER_APPROVER, AT)
    again = service.SigningOff(version=None)
    with pytest.raises(IllegalTransition), transaction():
        service.sign_off(follow_up.public_id, again, OTHER_APPROVER, AT)
    assert db.session.scalar(sa.select(sa.func.count(Document.id))) == 1
    assert fresh(follow_up).signed_off_by == APPROVER.id


def test_a_sign_off_on_paper_gives_its_day_and_its_signer(kindergarten: Kindergarten) -> None:
    follow_up = opened(kindergarten).follow_ups[0]
    scan = store_evidence()
    paper = OnPaper(signer="杨局长", signed_on=FOUND_ON, scan=scan.public_id)
    document = signed_off(follow_up, on_paper=paper)
    assert document.acted_on == FOUND_ON
    assert (fresh(follow_up).paper_signer, follow_up.paper_scan) == ("杨局长", scan.public_id)
    assert timeline("follow_up", follow_up.public_id)[0].late_entry


def test_the_scan_must_lie_in_the_countys_evidence(kindergarten: Kindergarten) -> None:
    follow_up = opened(kindergarten).follow_ups[0]
    scan = store_evidence(OTHER_COUNTY)
    paper = OnPaper(signer="杨局长", signed_on=FOUND_ON, scan=scan.public_id)
    with pytest.raises(Missing):
        signed_off(follow_up, on_paper=paper)


def test_seal_and_service_move_paper_and_follow_up_together(kindergarten: Kindergarten) -> None:
    result = opened(kindergarten)
    follow_up = result.follow_ups[0]
    document = signed_off(follow_up)
    sealed(follow_up)
    assert (fresh(follow_up).state, fresh(document).state) == (State.SEALED, DocumentState.SEALED)
    served(follow_up)
    assert (fresh(follow_up).state, fresh(document).state) == (State.SERVED, DocumentState.SERVED)
    assert (follow_up.sealed_on, follow_up.served_on) == (TODAY, TODAY)


def test_service_never_moves_the_printed_date(kindergarten: Kindergarten) -> None:
    result = opened(kindergarten)
    due_on = result.findings[0].due_on
    bring_to(result.follow_ups[0], result.findings[0], State.SERVED)
    assert fresh(result.findings[0]).due_on == due_on


def test_a_refused_service_changes_neither_paper_nor_follow_up(kindergarten: Kindergarten) -> None:
    result = opened(kindergarten)
    follow_up = result.follow_ups[0]
    document = signed_off(follow_up)
    sealed(follow_up)
    left = replace(SERVED, way=ServiceWay.LEFT)
    with pytest.raises(RuleViolation), transaction():
        service.record_service(follow_up.public_id, left, None, CLERK, AT)
    assert (fresh(follow_up).state, fresh(document).state) == (State.SEALED, DocumentState.SEALED)


ACTS: dict[Action, Callable[[FollowUp], object]] = {
    Action.CHANGE: change_nothing,
    Action.SIGN_OFF: signed_off,
    Action.SEAL: sealed,
    Action.SERVE: served,
    Action.ANSWER: answered,
    Action.WITHDRAW: withdrawn,
    Action.TAKE_BACK: lambda follow_up: taken_back(follow_up),
}


def taken_back(follow_up: FollowUp) -> None:
    with transaction():
        service.take_back(follow_up.public_id, "园名有误。", None, APPROVER, AT)


@pytest.mark.parametrize("action", ACTS)
@pytest.mark.parametrize("state", [state for state in State if state is not State.ELSEWHERE])
def test_every_act_is_done_or_refused_in_every_state_as_the_table_says(
    kindergarten: Kindergarten, state: State, action: Action
) -> None:
    result = opened(kindergarten)
    follow_up = result.follow_ups[0]
    bring_to(follow_up, result.findings[0], state)
    assert fresh(follow_up).state is state
    expected = TRANSITIONS.get((state, action))
    if expected:
        ACTS[action](follow_up)
        assert fresh(follow_up).state is expected
    else:
        with pytest.raises(DomainError):
            ACTS[action](follow_up)
        assert fresh(follow_up).state is state


def test_a_paper_taken_back_keeps_its_number_as_void_and_its_findings_open(
    kindergarten: Kindergarten,
) -> None:
    result = opened(kindergarten)
    follow_up = result.follow_ups[0]
    document = signed_off(follow_up)
    taken_back(follow_up)
    assert fresh(document).state is DocumentState.VOIDED
    finding = fresh(result.findings[0])
    assert (finding.state, finding.follow_up_id) == (FindingState.OPEN, None)
    number = db.session.scalars(sa.select(DocumentNumber)).one()
    assert number.void_reason == "园名有误。"


def test_after_a_withdrawal_a_finding_is_put_into_a_new_draft_with_the_same_visit(
    kindergarten: Kindergarten,
) -> None:
    result = opened(kindergarten)
    withdrawn(result.follow_ups[0])
    finding = fresh(result.findings[0])
    with transaction():
        choice = Kind.RECTIFICATION_NOTICE, Authority.EDUCATION
        draft = service.move_finding(finding.public_id, choice, finding.version, CLERK, AT)
    assert draft.public_id != result.follow_ups[0].public_id
    assert (draft.origin_number, draft.officers[0]["name"]) == ("教检录〔2026〕12号", "田小禾")
    assert signed_off(draft).frozen["facts"]["points"][0]["text"] == finding.text


def test_a_finding_moves_into_the_draft_of_its_visit_that_fits(kindergarten: Kindergarten) -> None:
    result = opened(kindergarten, new_finding("窗护栏不能从内开启。"), new_finding(**FIRE))
    notice, letter = result.follow_ups
    finding = result.findings[0]
    with transaction():
        choice = Kind.TRANSFER_LETTER, Authority.FIRE
        target = service.move_finding(finding.public_id, choice, finding.version, CLERK, AT)
    assert target.id == letter.id
    assert fresh(finding).authority is Authority.FIRE
    assert fresh(notice).state is State.WITHDRAWN
    assert len(queries.findings_of_follow_up(letter.id)) == 2


def test_moving_a_finding_makes_both_drafts_newer(kindergarten: Kindergarten) -> None:
    result = opened(
        kindergarten, new_finding("一"), new_finding("二"), new_finding(**FIRE), actor=CLERK
    )
    versions = [row.version for row in result.follow_ups]
    finding = result.findings[0]
    with transaction():
        choice = Kind.TRANSFER_LETTER, Authority.FIRE
        service.move_finding(finding.public_id, choice, finding.version, CLERK, AT)
    assert all(
        fresh(row).version > before for row, before in zip(result.follow_ups, versions, strict=True)
    )


def test_a_finding_does_not_leave_a_paper_that_was_signed_off(kindergarten: Kindergarten) -> None:
    result = opened(kindergarten)
    signed_off(result.follow_ups[0])
    with pytest.raises(IllegalTransition), transaction():
        service.move_finding(
            result.findings[0].public_id, (Kind.TRANSFER_LETTER, Authority.FIRE), None, CLERK, AT
        )


def test_an_order_to_correct_is_noted_and_continues_in_its_penalty_case(
    kindergarten: Kindergarten,
) -> None:
    finding = opened(kindergarten).findings[0]
    with transaction():
        choice = Kind.ORDER_TO_CORRECT, Authority.EDUCATION
        order = service.move_finding(finding.public_id, choice, None, CLERK, AT)
    with pytest.raises(RuleViolation):
        signed_off(order)
    with transaction():
        service.continue_elsewhere(order.public_id, "青教罚立〔2026〕2号", None, CLERK, AT)
    assert (fresh(order).state, order.number_elsewhere) == (State.ELSEWHERE, "青教罚立〔2026〕2号")
    assert order.document_id is None
    closed(finding)
    assert fresh(order).state is State.CLOSED


def test_a_draft_changes_words_and_dates(kindergarten: Kindergarten) -> None:
    result = opened(kindergarten)
    follow_up, finding = result.follow_ups[0], result.findings[0]
    later = finding.due_on + dt.timedelta(days=5)
    part = service.FindingChange(public_id=finding.public_id, demand=" 更新公示栏。 ", due_on=later)
    change = service.DraftChange(
        text="附照片。", addressee="", report_back_on=later, findings=[part]
    )
    with transaction():
        service.change_draft(follow_up.public_id, change, follow_up.version, CLERK, AT)
    assert (fresh(finding).demand, finding.due_on, finding.step) == ("更新公示栏。", later, None)
    assert finding.first_due_on < later
    assert fresh(follow_up).text == "附照片。"
    assert timeline("finding", finding.public_id)[0].act == "corrections.finding.change"


def test_a_draft_keeps_the_words_of_a_date_that_did_not_change(kindergarten: Kindergarten) -> None:
    result = opened(kindergarten)
    finding = result.findings[0]
    part = service.FindingChange(public_id=finding.public_id, demand="", due_on=finding.due_on)
    change = service.DraftChange(text="", addressee="", report_back_on=None, findings=[part])
    with transaction():
        service.change_draft(result.follow_ups[0].public_id, change, None, CLERK, AT)
    assert fresh(finding).step is CorrectionStep.DAYS_15


def test_a_draft_does_not_change_findings_of_others(kindergarten: Kindergarten) -> None:
    mine, other = opened(kindergarten), opened(kindergarten)
    foreign = other.findings[0]
    part = service.FindingChange(public_id=foreign.public_id, demand="x", due_on=foreign.due_on)
    change = service.DraftChange(text="", addressee="", report_back_on=None, findings=[part])
    with pytest.raises(Missing), transaction():
        service.change_draft(mine.follow_ups[0].public_id, change, None, CLERK, AT)


def test_a_form_filled_in_on_an_older_draft_is_refused(kindergarten: Kindergarten) -> None:
    follow_up = opened(kindergarten).follow_ups[0]
    seen = follow_up.version
    change_nothing(follow_up)
    change = service.DraftChange(text="x", addressee="", report_back_on=None, findings=[])
    with pytest.raises(Conflict), transaction():
        service.change_draft(follow_up.public_id, change, seen, CLERK, AT)
    how = service.SigningOff(version=seen)
    with pytest.raises(Conflict), transaction():
        service.sign_off(follow_up.public_id, how, APPROVER, AT)


def test_closing_the_last_finding_closes_a_paper_that_was_served(
    kindergarten: Kindergarten,
) -> None:
    result = opened(kindergarten, new_finding("一"), new_finding("二"))
    bring_to(result.follow_ups[0], result.findings[0], State.SERVED)
    closed(result.findings[0])
    assert fresh(result.follow_ups[0]).state is State.SERVED
    closed(result.findings[1])
    follow_up = fresh(result.follow_ups[0])
    assert (follow_up.state, follow_up.closed_on) == (State.CLOSED, TODAY)


def test_a_paper_whose_findings_were_all_closed_is_closed_with_its_service(
    kindergarten: Kindergarten,
) -> None:
    result = opened(kindergarten)
    bring_to(result.follow_ups[0], result.findings[0], State.SEALED)
    closed(result.findings[0])
    assert fresh(result.follow_ups[0]).state is State.SEALED
    served(result.follow_ups[0])
    assert fresh(result.follow_ups[0]).state is State.CLOSED


def test_a_proof_must_lie_in_the_countys_evidence(kindergarten: Kindergarten) -> None:
    finding = opened(kindergarten).findings[0]
    foreign, own = store_evidence(OTHER_COUNTY), store_evidence()
    by_papers = replace(CLOSING, closed_as=ClosedAs.SHOWN_BY_PAPERS)
    with pytest.raises(Missing):
        closed(finding, replace(by_papers, proof=(foreign.public_id,)))
    closed(finding, replace(by_papers, proof=(own.public_id,)))
    assert fresh(finding).proof == [own.public_id]


def test_a_grave_finding_closed_on_papers_is_refused_by_the_database_too(
    kindergarten: Kindergarten,
) -> None:
    finding = opened(kindergarten, new_finding(severity=Severity.GRAVE)).findings[0]
    closed(finding)
    with pytest.raises(sa.exc.IntegrityError), transaction():
        db.session.execute(sa.update(Finding).values(closed_as=ClosedAs.SHOWN_BY_PAPERS))


def test_a_date_is_extended_once(kindergarten: Kindergarten) -> None:
    result = opened(kindergarten)
    finding = result.findings[0]
    asked = ExtensionAsked(
        new_due_on=finding.due_on + dt.timedelta(days=10), reason="配件未到，已设警示。"
    )
    with pytest.raises(IllegalTransition), transaction():
        service.extend_finding(finding.public_id, asked, None, APPROVER, AT)  # still a draft
    bring_to(result.follow_ups[0], finding, State.SERVED)
    with transaction():
        service.extend_finding(finding.public_id, asked, fresh(finding).version, APPROVER, AT)
    assert (fresh(finding).due_on, finding.first_due_on) == (
        asked.new_due_on,
        FOUND_ON + dt.timedelta(days=15),
    )
    again = replace(asked, new_due_on=asked.new_due_on + dt.timedelta(days=1))
    with pytest.raises(RuleViolation), transaction():
        service.extend_finding(finding.public_id, again, None, APPROVER, AT)
    assert db.session.scalar(sa.select(sa.func.count(Extension.id))) == 1


def test_another_countys_rows_are_not_there(kindergarten: Kindergarten) -> None:
    result = opened(kindergarten)
    stranger = person("远方人", Role.APPROVER, OTHER_COUNTY)
    with pytest.raises(Missing), transaction():
        service.close_finding(result.findings[0].public_id, CLOSING, None, stranger, AT)
    how = service.SigningOff(version=None)
    with pytest.raises(Missing), transaction():
        service.sign_off(result.follow_ups[0].public_id, how, stranger, AT)


def store_evidence(county_code: str = COUNTY) -> Evidence:
    """A row of evidence; its content is of no account here."""
    with transaction():
        row = Evidence(
            county_code=county_code,
            sha256=f"{db.session.scalar(sa.select(sa.func.count(Evidence.id))):064x}",
            media_type="image/jpeg",
            size=1,
            stored_at=AT,
            stored_by="test",
        )
        db.session.add(row)
    return row

"""The life of a proposal through the service: steps, editions, signature and executor in one."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from kgsup.access.actor import Actor, Role
from kgsup.audit.queries import timeline
from kgsup.audit.rules import Subject
from kgsup.casework import queries, service
from kgsup.casework.models import AfterReview, GivenOpinion, Proposal
from kgsup.casework.rules import Level, ProposalChange, ProposalState, SigningOff
from kgsup.casework.service import executors
from kgsup.core.db import db, transaction
from kgsup.core.errors import Conflict, IllegalTransition, Missing, RuleViolation
from kgsup.deadlines import queries as deadlines
from kgsup.deadlines.rules import DeadlineKind
from tests.conftest import AT, OTHER_COUNTY, make_actor
from tests.factories.casework import (
    ACT,
    CASE,
    NUMBERED_ACT,
    TODAY,
    actor,
    agree,
    appoint,
    clerk,
    executed,
    head,
    lawyer,
    minutes,
    preparation,
    prepare,
    ready_to_sign,
    send_back,
    set_small_bureau,
    sign,
    submitted,
)

S = ProposalState
pytestmark = pytest.mark.usefixtures("county")


@pytest.fixture(autouse=True)
def nothing_executed() -> None:
    executed.clear()


def test_a_proposal_with_every_step_is_signed_by_the_head_and_executed() -> None:
    proposal = submitted(clerk(), level=Level.COLLECTIVE, needs_legal_review=True)
    agree(proposal, actor("何青山"))
    agree(proposal, lawyer(), "合法，同意。")
    assert proposal.state is S.DISCUSSION
    service.record_discussion(proposal.public_id, minutes(), None, clerk("田小禾"), AT)
    agree(proposal, appoint(actor("杨白石"), Level.DEPUTY_HEAD), "拟同意。")
    signer = head()
    sign(proposal, signer)
    assert (proposal.state, proposal.signer_level) == (S.SIGNED_OFF, Level.HEAD)
    assert (proposal.acted_on, proposal.signed_off_by) == (TODAY, signer.id)
    [(public_id, signed)] = executed
    assert public_id == proposal.public_id
    assert (signed.signer_id, signed.signer_name) == (signer.id, "周临江")
    assert (signed.level, signed.on_behalf_of, signed.acted_on) == (Level.HEAD, None, TODAY)
    steps = [(row.step, row.person, row.signs) for row in queries.list_opinions(proposal.id)]
    assert steps == [
        (S.SECTION_REVIEW, "何青山", False),
        (S.LEGAL_REVIEW, "方知法", False),
        (S.TO_SIGN, "杨白石", False),
        (S.TO_SIGN, "周临江", True),
    ]
    assert queries.find_after_review(proposal.id) is None  # all in the ordinary way


def test_a_collective_act_is_discussed_even_when_its_slice_forgot_to_say_so() -> None:
    proposal = prepare(clerk(), level=Level.COLLECTIVE)
    assert proposal.needs_discussion


def test_the_executors_refusal_undoes_the_signature(monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction():
        proposal, signer = ready_to_sign(clerk(), actor("何青山")), head()

    def refuse(*_: object) -> None:
        raise RuleViolation("the kindergarten closed meanwhile")

    refusing = replace(service.executor_of(ACT), execute=refuse)
    monkeypatch.setitem(executors._EXECUTORS, ACT, refusing)
    with pytest.raises(RuleViolation, match="closed meanwhile"), transaction():
        sign(proposal, signer)
    db.session.expire_all()
    kept = queries.get_proposal(proposal.public_id, signer)
    assert (kept.state, kept.signed_off_by) == (S.TO_SIGN, None)
    assert [row.signs for row in queries.list_opinions(kept.id)] == [False]


def test_sent_back_changed_and_submitted_again_earlier_opinions_stay_with_the_earlier_text() -> (
    None
):
    author = clerk()
    proposal = ready_to_sign(author, actor("何青山"))
    send_back(proposal, head(), "请补充面积。")
    assert (proposal.state, proposal.edition) == (S.DRAFTED, 1)
    new = ProposalChange(title="设立", text="活动室面积达标。", basis=("学前教育法 29",))
    service.change(proposal.public_id, new, None, author, AT)
    assert proposal.edition == 2
    service.submit(proposal.public_id, None, author, AT)
    assert (proposal.state, proposal.edition) == (S.SECTION_REVIEW, 2)
    opinions = queries.list_opinions(proposal.id)
    assert [(row.text, row.agreed, row.edition) for row in opinions] == [
        ("同意。", True, 1),
        ("请补充面积。", False, 1),
    ]
    assert not any(queries.counts_now(row, proposal) for row in opinions)


def test_submitted_again_as_it_was_the_steps_begin_anew() -> None:
    author, reviewer = clerk(), actor("何青山")
    proposal = submitted(author)
    send_back(proposal, reviewer)
    service.submit(proposal.public_id, None, author, AT)
    assert (proposal.state, proposal.edition) == (S.SECTION_REVIEW, 2)


def test_who_reviewed_an_earlier_text_may_sign_the_new_one() -> None:
    author, first = clerk(), actor("何青山")
    proposal = ready_to_sign(author, first)
    send_back(proposal, head())
    service.submit(proposal.public_id, None, author, AT)
    agree(proposal, actor("李云岭"))
    assert sign(proposal, first).state is S.SIGNED_OFF


def test_whoever_changes_a_draft_takes_no_step_on_it() -> None:
    proposal, second = prepare(clerk()), actor("何青山")
    new = ProposalChange(title="设立", text="拟准予。", basis=("1",), payload={"n": 2})
    service.change(proposal.public_id, new, None, second, AT)
    assert proposal.payload == {"n": 2}
    service.submit(proposal.public_id, None, clerk("田小禾"), AT)
    with pytest.raises(RuleViolation, match="prepared"):
        agree(proposal, second)


def test_who_prepared_the_case_before_takes_no_step() -> None:
    inspector = actor("何青山")
    others = ({"id": inspector.id, "name": inspector.name},)
    proposal = submitted(clerk(), also_prepared_by=others)
    with pytest.raises(RuleViolation, match="prepared"):
        agree(proposal, inspector)


def test_minutes_that_do_not_agree_send_it_back_and_new_ones_are_needed() -> None:
    author, reviewer = clerk(), actor("何青山")
    proposal = ready_to_sign(author, reviewer, level=Level.COLLECTIVE)
    refused = minutes(agreed=False, result="会议不同意。")
    service.record_discussion(proposal.public_id, refused, None, author, AT)
    assert proposal.state is S.DRAFTED
    service.submit(proposal.public_id, None, author, AT)
    agree(proposal, reviewer)
    assert proposal.state is S.DISCUSSION
    service.record_discussion(proposal.public_id, minutes(), None, author, AT)
    assert sign(proposal, head()).state is S.SIGNED_OFF
    assert [row.edition for row in queries.list_discussions(proposal.id)] == [1, 2]


def test_one_proposal_for_an_act_runs_at_a_time_in_a_case() -> None:
    author = clerk()
    proposal = prepare(author)
    with pytest.raises(Conflict, match="running"):
        prepare(author)
    assert queries.find_open(CASE, ACT) is proposal
    prepare(author, act=NUMBERED_ACT)  # another act
    prepare(author, Subject("test_case", "A000000000000002", CASE.county_code))
    service.withdraw(proposal.public_id, "申请人撤回", None, author, AT)
    assert queries.find_open(CASE, ACT) is None
    again = prepare(author)
    assert [row.public_id for row in queries.list_of(CASE, author) if row.act == ACT] == [
        again.public_id,
        proposal.public_id,
    ]


@pytest.mark.parametrize(
    "values", [{"text": " "}, {"title": ""}, {"basis": ()}, {"begun_on": dt.date(2026, 11, 22)}]
)
def test_a_proposal_that_does_not_say_enough_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(RuleViolation):
        prepare(clerk(), **values)


def test_an_act_that_no_slice_knows_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        prepare(clerk(), act="test.thing.unknown")


def test_another_countys_proposal_is_not_there() -> None:
    proposal = ready_to_sign(clerk(), actor("何青山"))
    stranger = actor("周临江", Role.APPROVER, OTHER_COUNTY)
    for act in (sign, agree, send_back):
        with pytest.raises(Missing):
            act(proposal, stranger)
    with pytest.raises(Missing):
        service.prepare(CASE, preparation(), make_actor(Role.CLERK, OTHER_COUNTY), AT)


def test_a_form_of_an_older_version_is_refused() -> None:
    with transaction():
        proposal, signer = ready_to_sign(clerk(), actor("何青山")), head()
    how = SigningOff(version=proposal.version - 1, opinion="同意")
    with pytest.raises(Conflict):
        service.sign_off(proposal.public_id, how, signer, AT)


def test_every_opinion_makes_a_new_version_even_a_remark() -> None:
    with transaction():
        proposal, remarking = ready_to_sign(clerk(), actor("何青山"), level=Level.HEAD), head()
    before = proposal.version
    with transaction():
        agree(proposal, remarking, "拟同意。")
    db.session.refresh(proposal)
    assert (proposal.state, proposal.version) == (S.TO_SIGN, before + 1)


def test_signed_off_twice_is_not_possible() -> None:
    with transaction():
        proposal = sign(ready_to_sign(clerk(), actor("何青山")), head())
    with pytest.raises(IllegalTransition), transaction():
        sign(proposal, actor("李云岭"))
    assert len(executed) == 1


def test_a_number_of_the_offices_register_is_asked_for_where_the_act_needs_one() -> None:
    proposal, signer = ready_to_sign(clerk(), actor("何青山"), act=NUMBERED_ACT), head()
    assert service.needs_office_number(proposal)
    with pytest.raises(RuleViolation, match="office"):
        sign(proposal, signer)
    sign(proposal, signer, office_number=" 青教〔2026〕57号 ")
    assert executed[0][1].office_number == "青教〔2026〕57号" == proposal.office_number


def test_the_ledger_tells_the_whole_life() -> None:
    with transaction():
        proposal = submitted(clerk())
        send_back(proposal, actor("何青山"))
    acts = [entry.act.rpartition(".")[2] for entry in timeline("proposal", proposal.public_id)]
    assert acts == ["send_back", "submit", "prepare"]


# ── small bureau ────────────────────────────────────────────────────────────────────────────────


def test_in_the_ordinary_mode_one_person_does_not_review_and_sign() -> None:
    second = actor("何青山")
    with pytest.raises(RuleViolation, match="three people"):
        sign(ready_to_sign(clerk(), second), second)


def test_in_a_small_bureau_one_person_reviews_and_signs_and_another_reviews_it_afterwards() -> None:
    set_small_bureau()
    author, second, third = clerk(), actor("何青山"), lawyer()
    with transaction():
        proposal = sign(ready_to_sign(author, second), second)
    review = queries.find_after_review(proposal.id)
    assert review is not None
    assert review.departures == ["several_steps"]
    assert review.due_on == dt.date(2026, 12, 4)  # ten working days after a Saturday
    [clock] = deadlines.list_of(Subject("proposal", proposal.public_id, proposal.county_code))
    assert (clock.kind, clock.due_on) == (DeadlineKind.AFTER_REVIEW, review.due_on)
    with pytest.raises(RuleViolation, match="does not review"), transaction():
        service.review_afterwards(review.public_id, "合规", None, second, AT, in_order=True)
    with transaction():
        service.review_afterwards(review.public_id, "程序合规。", None, third, AT, in_order=True)
    db.session.refresh(review)
    assert (review.reviewed_by_name, review.finding, review.in_order) == (
        "方知法",
        "程序合规。",
        True,
    )
    with pytest.raises(IllegalTransition), transaction():
        service.review_afterwards(review.public_id, "再看。", None, third, AT, in_order=False)


def test_in_a_small_bureau_too_nobody_prepares_and_signs() -> None:
    set_small_bureau()
    everything = actor("何青山")
    proposal = submitted(everything)
    for act in (agree, send_back):
        with pytest.raises(RuleViolation, match="prepared"):
            act(proposal, everything)
    agree(proposal, actor("李云岭"))
    with pytest.raises(RuleViolation, match="prepared"):
        sign(proposal, everything)


def test_three_people_in_a_small_bureau_need_no_review_afterwards() -> None:
    set_small_bureau()
    proposal = sign(ready_to_sign(clerk(), actor("何青山")), head())
    assert queries.find_after_review(proposal.id) is None


def test_a_small_bureau_skips_the_legal_review_and_notes_it() -> None:
    set_small_bureau()
    proposal = submitted(clerk(), needs_legal_review=True)
    agree(proposal, actor("何青山"))
    signer = head()
    service.skip_legal_review(proposal.public_id, "本局无法制人员。", None, signer, AT)
    sign(proposal, signer)
    review = queries.find_after_review(proposal.id)
    assert review is not None
    assert review.departures == ["legal_skipped"]


def test_the_ordinary_mode_skips_no_legal_review() -> None:
    proposal = submitted(clerk(), needs_legal_review=True)
    agree(proposal, actor("何青山"))
    with pytest.raises(RuleViolation, match="small bureau"):
        service.skip_legal_review(proposal.public_id, "没有人。", None, head(), AT)


def test_the_mode_holds_from_its_day_on() -> None:
    set_small_bureau(on=dt.date(2026, 11, 22))
    second = actor("何青山")
    with pytest.raises(RuleViolation, match="three people"):
        sign(ready_to_sign(clerk(), second), second)


# ── what the database holds by itself ───────────────────────────────────────────────────────────


def refused(statement: Any) -> None:
    with pytest.raises(sa.exc.DatabaseError), db.session.begin_nested():
        db.session.execute(statement)


def test_the_database_refuses_that_the_preparer_signs() -> None:
    author: Actor = clerk()
    proposal = ready_to_sign(author, actor("何青山"))
    db.session.flush()
    refused(
        sa.update(Proposal)
        .where(Proposal.id == proposal.id)
        .values(
            state=S.SIGNED_OFF,
            signed_off_at=AT,
            signed_off_by=author.id,
            signed_off_by_name="林一苗",
            signer_id=author.id,
            signer_name="林一苗",
            signer_level=Level.HEAD,
            acted_on=TODAY,
        )
    )


def test_what_was_signed_or_said_never_changes() -> None:
    proposal = sign(ready_to_sign(clerk(), actor("何青山")), head())
    db.session.flush()
    refused(sa.update(Proposal).where(Proposal.id == proposal.id).values(text="别的"))
    refused(sa.update(GivenOpinion).values(text="别的"))
    refused(sa.delete(GivenOpinion))
    refused(sa.delete(Proposal))


def test_the_database_refuses_an_opinion_without_words() -> None:
    proposal = submitted(clerk())
    agree(proposal, actor("何青山"))
    db.session.flush()
    row = queries.list_opinions(proposal.id)[0]
    values = {
        column.name: getattr(row, column.name)
        for column in GivenOpinion.__table__.columns
        if column.name not in {"id", "public_id"}
    }
    refused(sa.insert(GivenOpinion).values(**values | {"text": "  ", "public_id": "X" * 16}))


def test_the_database_refuses_that_the_signer_reviews() -> None:
    set_small_bureau()
    second = actor("何青山")
    sign(ready_to_sign(clerk(), second), second)
    db.session.flush()
    refused(
        sa.update(AfterReview).values(
            reviewed_at=AT,
            reviewed_by=second.id,
            reviewed_by_name="何",
            finding="好",
            in_order=True,
        )
    )

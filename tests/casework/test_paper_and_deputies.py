"""Signatures on paper, levels and deputies on the days on which they begin and end."""

import datetime as dt

import pytest

from kgsup.access.actor import Actor, Role
from kgsup.casework import queries, service
from kgsup.casework.models import Proposal
from kgsup.casework.rules import Level, NewDeputation, OnPaper, ProposalState, Span
from kgsup.core.db import db, transaction
from kgsup.core.errors import Conflict, IllegalTransition, Missing, RuleViolation
from tests.conftest import AT, COUNTY, OTHER_COUNTY
from tests.factories.casework import (
    TODAY,
    actor,
    agree,
    appoint,
    clerk,
    executed,
    head,
    lawyer,
    paper,
    ready_to_sign,
    scan,
    sign,
    submitted,
)

S = ProposalState
BEGUN = dt.date(2026, 11, 2)
pytestmark = pytest.mark.usefixtures("county")


@pytest.fixture(autouse=True)
def nothing_executed() -> None:
    executed.clear()


def signed_by_hand() -> Proposal:
    """Ready to be signed at the head's level, every earlier step on paper of 9 November too."""
    proposal = submitted(clerk(), level=Level.HEAD, begun_on=BEGUN)
    actor("何青山")
    by_hand = paper("何青山", dt.date(2026, 11, 9), "断网")
    agree(proposal, actor("李云岭"), paper=by_hand)
    return proposal


def test_a_signature_on_paper_bears_its_day_and_its_signer() -> None:
    proposal, entering = signed_by_hand(), actor("王入录")
    signer = head()
    sign(proposal, entering, on_paper=paper("周 临江", dt.date(2026, 11, 18)))
    assert proposal.acted_on == dt.date(2026, 11, 18)
    assert (proposal.signed_off_by, proposal.signer_id) == (entering.id, signer.id)
    signed = executed[0][1]
    assert (signed.signer_name, signed.actor.id) == ("周临江", entering.id)
    assert signed.acted_on == dt.date(2026, 11, 18)
    row = queries.list_opinions(proposal.id)[0]
    assert (row.person, row.entered_by_name, row.acted_on) == (
        "何青山",
        "李云岭",
        dt.date(2026, 11, 9),
    )


def test_entered_late_it_needs_a_reason() -> None:
    proposal, entering = signed_by_hand(), actor("王入录")
    head()
    with pytest.raises(RuleViolation, match="write the reason"):
        sign(proposal, entering, on_paper=paper("周临江", dt.date(2026, 11, 10)))
    sign(proposal, entering, on_paper=paper("周临江", dt.date(2026, 11, 10), "断网补录"))
    assert proposal.state is S.SIGNED_OFF
    assert queries.list_opinions(proposal.id)[-1].paper_reason == "断网补录"


def test_no_signature_bears_a_day_before_the_step_before_it() -> None:
    proposal, entering = signed_by_hand(), actor("王入录")
    head()
    with pytest.raises(RuleViolation, match="step before"):
        sign(proposal, entering, on_paper=paper("周临江", dt.date(2026, 11, 8), "断网"))


def test_without_an_earlier_begin_no_paper_is_older_than_the_proposal() -> None:
    proposal, entering = submitted(clerk()), actor("王入录")
    with pytest.raises(RuleViolation, match="step before"):
        agree(proposal, entering, paper=paper("王入录", dt.date(2026, 11, 20)))


@pytest.mark.parametrize("signer", ["无此人", "林一苗", "何青山"])
def test_on_paper_too_a_stranger_the_preparer_and_a_low_level_do_not_sign(signer: str) -> None:
    proposal, entering = signed_by_hand(), actor("王入录")
    head()
    with pytest.raises(RuleViolation):
        sign(proposal, entering, on_paper=paper(signer, TODAY))


def test_the_preparer_does_not_enter_a_signature() -> None:
    author = clerk()
    proposal = ready_to_sign(author, actor("何青山"), level=Level.HEAD)
    head()
    with pytest.raises(RuleViolation, match="prepared"):
        sign(proposal, author, on_paper=paper("周临江"))


def test_a_scan_of_another_county_is_not_there() -> None:
    proposal, entering = signed_by_hand(), actor("王入录")
    head()
    foreign = OnPaper(signer="周临江", signed_on=TODAY, scan=scan(OTHER_COUNTY))
    with pytest.raises(Missing):
        sign(proposal, entering, on_paper=foreign)


def test_a_legal_opinion_on_paper_is_a_legal_reviewers() -> None:
    proposal = submitted(clerk(), needs_legal_review=True)
    entering = actor("何青山")
    agree(proposal, entering)
    head()
    with pytest.raises(RuleViolation, match="legal reviewer"):
        agree(proposal, entering, paper=paper("周临江"))
    lawyer("方知法")
    agree(proposal, entering, paper=paper("方知法"))
    assert proposal.state is S.TO_SIGN


# ── levels ──────────────────────────────────────────────────────────────────────────────────────


def test_who_approves_without_an_appointment_is_a_head_of_section_others_are_officers() -> None:
    assert queries.level_of(actor("何青山"), COUNTY, TODAY) is Level.SECTION
    assert queries.level_of(clerk(), COUNTY, TODAY) is Level.OFFICER
    assert queries.level_of(lawyer(), COUNTY, TODAY) is Level.OFFICER
    assert (
        queries.level_of(actor("远", Role.APPROVER, OTHER_COUNTY), COUNTY, TODAY) is Level.OFFICER
    )


@pytest.mark.parametrize(
    ("on", "level"),
    [
        (dt.date(2026, 11, 20), Level.SECTION),
        (dt.date(2026, 11, 21), Level.HEAD),
        (dt.date(2026, 11, 30), Level.HEAD),
        (dt.date(2026, 12, 1), Level.SECTION),
    ],
)
def test_a_level_holds_on_its_first_and_last_day(on: dt.date, level: Level) -> None:
    person = appoint(actor("周临江"), Level.HEAD, TODAY, dt.date(2026, 11, 30))
    assert queries.level_of(person, COUNTY, on) is level


def test_a_level_counts_in_its_county_alone() -> None:
    person = head()
    assert queries.level_of(person, OTHER_COUNTY, TODAY) is Level.OFFICER


def test_a_level_ends_and_stays_readable() -> None:
    administrator = actor("管理员", Role.ADMINISTRATOR)
    with transaction():
        person = head()
    [row] = queries.list_appointments(COUNTY, administrator)
    with transaction():
        service.end_appointment(row.public_id, TODAY, "调离", row.version, administrator, AT)
    assert queries.level_of(person, COUNTY, TODAY) is Level.HEAD
    assert queries.level_of(person, COUNTY, dt.date(2026, 11, 22)) is Level.SECTION
    assert len(queries.list_appointments(COUNTY, administrator)) == 1
    with pytest.raises(Conflict), transaction():
        service.end_appointment(row.public_id, TODAY, "调离", row.version - 1, administrator, AT)
    with pytest.raises(IllegalTransition, match="end already"), transaction():
        service.end_appointment(row.public_id, TODAY, "调离", None, administrator, AT)


def test_only_approvers_of_the_county_get_a_level() -> None:
    with pytest.raises(RuleViolation, match="approver"):
        appoint(clerk(), Level.HEAD)
    with pytest.raises(Missing):
        appoint(actor("远", Role.APPROVER, OTHER_COUNTY), Level.HEAD)


# ── deputies ────────────────────────────────────────────────────────────────────────────────────


def stand_in(deputy: Actor, represented: Actor, first: int, last: int) -> None:
    span = Span(from_on=dt.date(2026, 11, first), until_on=dt.date(2026, 11, last))
    assert deputy.public_id
    assert represented.public_id
    new = NewDeputation(
        represented=represented.public_id, deputy=deputy.public_id, span=span, reason="出差"
    )
    service.name_deputy(COUNTY, new, actor("管理员", Role.ADMINISTRATOR), AT)


@pytest.mark.parametrize(
    ("first", "last", "signs"), [(21, 21, True), (1, 21, True), (22, 30, False), (1, 20, False)]
)
def test_a_deputy_signs_on_the_first_and_on_the_last_day(
    first: int, last: int, signs: bool
) -> None:
    deputy = actor("杨白石")
    stand_in(deputy, head(), first, last)
    proposal = ready_to_sign(clerk(), actor("何青山"), level=Level.HEAD)
    assert (proposal in queries.list_waiting_for(deputy, TODAY)) is signs
    if not signs:
        with pytest.raises(RuleViolation, match="at least the level"):
            sign(proposal, deputy)
        return
    sign(proposal, deputy)
    assert (proposal.on_behalf_of, proposal.signer_name) == ("周临江", "杨白石")
    assert executed[0][1].on_behalf_of == "周临江"


def test_a_deputy_ended_early_signs_no_more() -> None:
    administrator = actor("管理员", Role.ADMINISTRATOR)
    with transaction():
        deputy = actor("杨白石")
        stand_in(deputy, head(), 1, 30)
    [row] = queries.list_deputations(COUNTY, administrator)
    with transaction():
        service.end_deputation(row.public_id, TODAY, "已返回", None, administrator, AT)
    assert queries.level_of(deputy, COUNTY, TODAY) is Level.HEAD
    assert queries.level_of(deputy, COUNTY, dt.date(2026, 11, 22)) is Level.SECTION
    with pytest.raises(IllegalTransition, match="end already"), transaction():
        service.end_deputation(row.public_id, TODAY, "已返回", None, administrator, AT)


def test_a_deputy_of_a_deputy_gets_nothing() -> None:
    first, second = actor("杨白石"), actor("李云岭")
    stand_in(first, head(), 1, 20)
    stand_in(second, first, 21, 30)
    assert queries.level_of(second, COUNTY, TODAY) is Level.SECTION
    with pytest.raises(RuleViolation, match="deputy of a deputy"):
        stand_in(actor("何青山"), first, 15, 15)


def test_a_represented_person_signs_all_the_same() -> None:
    chief = head()
    stand_in(actor("杨白石"), chief, 1, 30)
    proposal = sign(ready_to_sign(clerk(), actor("何青山"), level=Level.HEAD), chief)
    assert proposal.on_behalf_of is None


def test_nobody_signs_on_behalf_of_who_prepared() -> None:
    chief, deputy = head(), actor("杨白石")
    stand_in(deputy, chief, 1, 30)
    proposal = ready_to_sign(chief, actor("何青山"), level=Level.HEAD)
    with pytest.raises(RuleViolation, match="prepared"):
        sign(proposal, deputy)
    assert db.session.get(Proposal, proposal.id).state is S.TO_SIGN  # type: ignore[union-attr]


def test_what_is_signed_off_waits_for_nobody() -> None:
    chief = head()
    proposal = ready_to_sign(clerk(), actor("何青山"), level=Level.HEAD)
    assert queries.list_waiting_for(chief, TODAY) == [proposal]
    sign(proposal, chief)
    assert queries.list_waiting_for(chief, TODAY) == []
    with pytest.raises(IllegalTransition):
        sign(proposal, chief)

"""The four acts from draft to close: register, papers, clocks, publication, what is taken back."""

import datetime as dt

import pytest
import sqlalchemy as sa

from kgsup.core.db import db
from kgsup.core.errors import Conflict, DomainError, IllegalTransition, RuleViolation
from kgsup.deadlines import queries as clocks
from kgsup.deadlines.rules import DeadlineKind
from kgsup.documents.queries import list_of_subject
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.documents.rules.states import Service, ServiceWay
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.queries import current_licence
from kgsup.kindergartens.rules.identity import State
from kgsup.kindergartens.rules.licences import LicenceState
from kgsup.licensing.models import CertificateForm, LicenceAct
from kgsup.licensing.queries.acts import get_act
from kgsup.licensing.rules.acts import ActKind, ActState, Ground, NewAct
from kgsup.licensing.rules.certificates import FormState
from kgsup.licensing.rules.fields import CertificatePart
from kgsup.licensing.service import act_closing, acts
from kgsup.licensing.service.act_closing import Lapse, TakenBack
from kgsup.licensing.service.act_deciding import carry_out_act
from kgsup.publications.models import Publication
from kgsup.publications.rules import PublicationKind
from tests.conftest import AT
from tests.factories import licensing

assert carry_out_act  # registers what the signature does
TODAY = dt.date(2026, 11, 21)
LATER = AT + dt.timedelta(days=14)
CLERK = licensing.clerk
SERVED = Service(way=ServiceWay.DIRECT, served_on=TODAY, receiver="周晓禾", relation="园长")


def new(kind: ActKind, ground: Ground) -> NewAct:
    return NewAct(
        kind=kind,
        ground=ground,
        facts_text="经查，该园办学条件已不存在。",
        penalty_number="青教罚〔2026〕3号" if kind is ActKind.REVOKE else "",
        compensation="双方协商一致，不予补偿。" if kind is ActKind.WITHDRAW else "",
        weighing="不致对公共利益造成重大损害。" if kind is ActKind.ANNUL else "",
    )


def drafted(kind: ActKind, ground: Ground, holder: Kindergarten | None = None) -> LicenceAct:
    holder = holder or licensing.licensed()
    return acts.draft_act(holder.public_id, new(kind, ground), CLERK(), AT)


def seal_and_serve(act: LicenceAct, document: str, at: dt.datetime = AT) -> None:
    act_closing.seal_act_paper(document, TODAY, None, CLERK(), at)
    act_closing.serve_act_paper(document, SERVED, None, CLERK(), at)


def told(kind: ActKind, ground: Ground) -> LicenceAct:
    act = drafted(kind, ground)
    notice = acts.notify_holder(act.public_id, None, CLERK(), AT)
    seal_and_serve(act, notice.public_id)
    return act


def decided(kind: ActKind, ground: Ground, holder: Kindergarten | None = None) -> LicenceAct:
    """An act with its signature, the holder heard where the law asks for it."""
    act = drafted(kind, ground, holder)
    if kind in {ActKind.WITHDRAW, ActKind.ANNUL}:
        notice = acts.notify_holder(act.public_id, None, CLERK(), AT)
        seal_and_serve(act, notice.public_id)
        acts.record_statement(act.public_id, "没有意见。", None, CLERK(), AT)
    licensing.signed(acts.propose_act(act.public_id, "建议照此办理。", None, CLERK(), AT))
    return act


def holder_of(act: LicenceAct) -> Kindergarten:
    return db.session.execute(
        sa.select(Kindergarten).where(Kindergarten.id == act.kindergarten_id)
    ).scalar_one()


def state_of(act: LicenceAct) -> LicenceState:
    licence = current_licence(holder_of(act), TODAY)
    assert licence is not None
    return licence.state


ENDS = [
    (ActKind.WITHDRAW, Ground.FACTS_CHANGED, LicenceState.WITHDRAWN, State.OPERATING),
    (ActKind.ANNUL, Ground.FRAUD_OR_BRIBE, LicenceState.ANNULLED, State.OPERATING),
    (ActKind.REVOKE, Ground.PENALTY_DECISION, LicenceState.REVOKED, State.OPERATING),
    (ActKind.CANCEL, Ground.FORCE_MAJEURE, LicenceState.CANCELLED, State.OPERATING),
    (ActKind.CANCEL, Ground.TERMINATED, LicenceState.CANCELLED, State.CLOSED),
    (ActKind.CANCEL, Ground.BODY_ENDED, LicenceState.CANCELLED, State.CLOSED),
]
PAPERS = {
    ActKind.WITHDRAW: {DocumentKind.WITHDRAWAL_INTENT, DocumentKind.WITHDRAWAL_DECISION},
    ActKind.ANNUL: {DocumentKind.ANNULMENT_INTENT, DocumentKind.ANNULMENT_DECISION},
    ActKind.REVOKE: {DocumentKind.REVOCATION_DECISION},
    ActKind.CANCEL: {DocumentKind.CANCELLATION_DECISION},
}


@pytest.mark.parametrize(("kind", "ground", "licence", "kindergarten"), ENDS)
def test_each_act_ends_the_licence_with_its_paper_and_publication(
    county: object,
    kind: ActKind,
    ground: Ground,
    licence: LicenceState,
    kindergarten: State,
):
    act = decided(kind, ground)
    assert act.state is ActState.DECIDED
    assert state_of(act) is licence
    assert holder_of(act).state is kindergarten
    assert {paper.kind for paper in list_of_subject(acts.SUBJECT, act.public_id, CLERK())} == (
        PAPERS[kind]
    )
    published = db.session.execute(
        sa.select(Publication).where(Publication.subject_id == act.public_id)
    ).scalar_one()
    assert published.kind is PublicationKind.LICENCE_ENDED
    running = {row.kind for row in clocks.list_running_of(acts.subject_of_act(act))}
    assert running <= {DeadlineKind.PUBLICATION}


@pytest.mark.parametrize(("kind", "ground", "licence", "_kindergarten"), ENDS)
def test_an_act_is_sealed_served_and_closed_with_what_came_back(
    county: object, kind: ActKind, ground: Ground, licence: LicenceState, _kindergarten: State
):
    act = decided(kind, ground)
    taken = TakenBack(serials=["A0001", " B0001 ", ""], taken_on=TODAY, seal_destroyed_on=TODAY)
    with pytest.raises(RuleViolation):
        act_closing.close_act(act.public_id, taken, None, CLERK(), AT)
    assert act.state is ActState.DECIDED
    assert act.document is not None
    seal_and_serve(act, act.document)
    act_closing.close_act(act.public_id, taken, None, CLERK(), AT)
    assert act.state is ActState.CLOSED
    assert act.forms_taken_back == ["A0001", "B0001"]
    assert DocumentKind.FORMS_TAKEN_BACK in {
        paper.kind for paper in list_of_subject(acts.SUBJECT, act.public_id, CLERK())
    }


def test_cancelling_follows_the_other_three_and_nothing_follows_cancelling(county: object):
    act = decided(ActKind.REVOKE, Ground.PENALTY_DECISION)
    holder = holder_of(act)
    after = decided(ActKind.CANCEL, Ground.AFTER_ENDING_ACT, holder)
    assert state_of(after) is LicenceState.CANCELLED
    for kind, ground in [(ActKind.CANCEL, Ground.OTHER), (ActKind.WITHDRAW, Ground.LAW_CHANGED)]:
        with pytest.raises(DomainError):
            drafted(kind, ground, holder)


def test_one_act_on_a_licence_is_open_at_a_time(county: object):
    act = drafted(ActKind.CANCEL, Ground.OTHER)
    with pytest.raises(Conflict):
        drafted(ActKind.REVOKE, Ground.PENALTY_DECISION, holder_of(act))
    acts.drop_act(act.public_id, "材料有误。", None, CLERK(), AT)
    drafted(ActKind.REVOKE, Ground.PENALTY_DECISION, holder_of(act))


@pytest.mark.parametrize("kind", [ActKind.WITHDRAW, ActKind.ANNUL])
def test_nothing_is_decided_before_the_holder_could_be_heard(county: object, kind: ActKind):
    ground = Ground.FACTS_CHANGED if kind is ActKind.WITHDRAW else Ground.FRAUD_OR_BRIBE
    act = drafted(kind, ground)
    with pytest.raises(IllegalTransition):
        acts.propose_act(act.public_id, "照此办理。", None, CLERK(), AT)
    notice = acts.notify_holder(act.public_id, None, CLERK(), AT)
    proposal = acts.propose_act(act.public_id, "照此办理。", None, CLERK(), AT)
    with pytest.raises(RuleViolation, match="serve the notice first"):
        licensing.signed(proposal)
    assert act.decided_on is None
    assert notice.number


def test_the_days_to_be_heard_begin_with_the_service_and_roll(county: object):
    act = told(ActKind.WITHDRAW, Ground.LAW_CHANGED)
    running = clocks.find_running(DeadlineKind.HEARING_REQUEST, acts.subject_of_act(act))
    assert running is not None
    assert running.started_on == TODAY
    assert running.due_on == dt.date(2026, 11, 27)
    proposal = acts.propose_act(act.public_id, "照此办理。", None, CLERK(), AT)
    with pytest.raises(RuleViolation, match="time to be heard"):
        licensing.signed(proposal)


def test_a_licence_that_was_renewed_meanwhile_is_not_cancelled_as_expired(county: object):
    holder = licensing.licensed(valid_until=dt.date(2026, 10, 31))
    act = drafted(ActKind.CANCEL, Ground.EXPIRED, holder)
    act.licence_number = "教民199012660009990号"  # as if another licence had been granted since
    proposal = acts.propose_act(act.public_id, "照此办理。", None, CLERK(), AT)
    with pytest.raises(RuleViolation, match="another licence"):
        licensing.signed(proposal)
    assert state_of(act) is LicenceState.EXPIRED


def test_dropping_takes_the_running_proposal_back(county: object):
    act = drafted(ActKind.CANCEL, Ground.OTHER)
    proposal = acts.propose_act(act.public_id, "照此办理。", None, CLERK(), AT)
    acts.drop_act(act.public_id, "将对公共利益造成重大损害。", None, CLERK(), AT)
    assert proposal.state == "withdrawn"
    assert get_act(act.public_id, CLERK()).state is ActState.DROPPED
    with pytest.raises(IllegalTransition):
        acts.drop_act(act.public_id, "再次。", None, CLERK(), AT)


def test_an_expired_licence_lapses_and_can_then_be_cancelled(county: object):
    holder = licensing.licensed(valid_until=dt.date(2026, 9, 30))
    lapse = Lapse(facts_text="自2024年起未招生。", on=TODAY)
    act_closing.record_lapse(holder.public_id, lapse, None, CLERK(), AT)
    with pytest.raises(RuleViolation):
        act_closing.record_lapse(holder.public_id, lapse, None, CLERK(), AT)
    act = decided(ActKind.CANCEL, Ground.EXPIRED, holder)
    assert state_of(act) is LicenceState.CANCELLED


def test_a_licence_that_stands_does_not_lapse(county: object):
    holder = licensing.licensed()
    with pytest.raises(RuleViolation):
        act_closing.record_lapse(
            holder.public_id, Lapse(facts_text="未招生。", on=TODAY), None, CLERK(), AT
        )


def test_the_forms_that_came_back_are_marked_and_the_others_stay_out(county: object):
    act = decided(ActKind.CANCEL, Ground.OTHER)
    forms = [
        CertificateForm(
            county_code=act.county_code,
            part=part,
            serial=serial,
            state=FormState.USED,
            kindergarten_id=act.kindergarten_id,
            edition=1,
            received_on=dt.date(2024, 1, 1),
            used_on=dt.date(2024, 1, 1),
        )
        for part, serial in ((CertificatePart.ORIGINAL, "A0001"), (CertificatePart.COPY, "B0001"))
    ]
    db.session.add_all(forms)
    assert act.document is not None
    seal_and_serve(act, act.document)
    taken = TakenBack(serials=["A0001"], taken_on=TODAY)
    act_closing.close_act(act.public_id, taken, None, CLERK(), AT)
    assert [form.state for form in forms] == [FormState.TAKEN_BACK, FormState.USED]

"""What comes next in an application, as lists say it in one phrase.  Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kgsup.casework.rules import ProposalState
from kgsup.core.errors import N_
from kgsup.core.labels import register_labels
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.states import DECIDED, State


class NextStep(StrEnum):
    """The one thing that an application waits for."""

    RECEIVE = "receive"
    ACCEPT = "accept"
    WAIT_FOR_CORRECTION = "wait_for_correction"
    PREPARE = "prepare"
    SUBMIT = "submit"
    REVIEW = "review"
    REVIEW_LAW = "review_law"
    DISCUSS = "discuss"
    SIGN = "sign"
    SERVE = "serve"
    MAKE_CERTIFICATE = "make_certificate"
    CLOSE = "close"


class Waiting(StrEnum):
    """What the office still has to do, as My day lists it; the list of applications filters by it."""

    INTAKE = "intake"
    CORRECTED = "corrected"
    CERTIFICATE = "certificate"
    FILING_AWAY = "filing_away"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What decides the next step of an application."""

    state: State
    proposal: ProposalState | None = None  # of the running proposal
    is_served: bool = False
    awaits_certificate: bool = False


FILINGS = frozenset(kind for kind in PermitKind if kind.name.startswith("FILING_"))
# Applications on which somebody still has to do something: all but those filed away or given up.
UNFINISHED = tuple(state for state in State if state not in {State.CLOSED, State.DISCARDED})

_OF_STATE: Mapping[State, NextStep] = {
    State.DRAFT: NextStep.RECEIVE,
    State.RECEIVED: NextStep.ACCEPT,
    State.CORRECTING: NextStep.WAIT_FOR_CORRECTION,
}
_OF_PROPOSAL: Mapping[ProposalState, NextStep] = {
    ProposalState.DRAFTED: NextStep.SUBMIT,
    ProposalState.SECTION_REVIEW: NextStep.REVIEW,
    ProposalState.LEGAL_REVIEW: NextStep.REVIEW_LAW,
    ProposalState.DISCUSSION: NextStep.DISCUSS,
    ProposalState.TO_SIGN: NextStep.SIGN,
}


def next_step(standing: Standing) -> NextStep | None:
    """The one next step; nothing once the application is filed away or given up."""
    state = standing.state
    if state not in UNFINISHED:
        return None
    if state is State.ACCEPTED:
        return _OF_PROPOSAL[standing.proposal] if standing.proposal else NextStep.PREPARE
    if state in DECIDED:
        return _after_decision(standing)
    return _OF_STATE.get(state, NextStep.CLOSE)


def _after_decision(standing: Standing) -> NextStep:
    if not standing.is_served:
        return NextStep.SERVE
    return NextStep.MAKE_CERTIFICATE if standing.awaits_certificate else NextStep.CLOSE


register_labels(
    {
        Waiting.INTAKE: N_("To be received or accepted"),
        Waiting.CORRECTED: N_("Corrected, to be looked at"),
        Waiting.CERTIFICATE: N_("Certificate to be printed"),
        Waiting.FILING_AWAY: N_("To be filed away"),
        NextStep.RECEIVE: N_("Fill in and receive"),
        NextStep.ACCEPT: N_("Accept, or ask for corrections"),
        NextStep.WAIT_FOR_CORRECTION: N_("The applicant corrects"),
        NextStep.PREPARE: N_("Examine and prepare the decision"),
        NextStep.SUBMIT: N_("Submit the proposal"),
        NextStep.REVIEW: N_("Review of the proposal"),
        NextStep.REVIEW_LAW: N_("Legal review of the proposal"),
        NextStep.DISCUSS: N_("Collective discussion"),
        NextStep.SIGN: N_("Signing-off"),
        NextStep.SERVE: N_("Seal and serve the decision"),
        NextStep.MAKE_CERTIFICATE: N_("Print and hand over the certificate"),
        NextStep.CLOSE: N_("Close and file away"),
    }
)

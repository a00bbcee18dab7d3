"""The states of an application and what leads from one to another (行政许可法 29–38).

Two tables: a licence is granted or refused; a filing (备案) is examined and filed, or objected to, and
has no "approve".
"""

from collections.abc import Mapping
from enum import StrEnum

from kgsup.core.errors import N_
from kgsup.core.labels import register_labels


class Nature(StrEnum):
    """A permit that is granted or refused, or a filing that is received, examined and published."""

    LICENCE = "licence"
    FILING = "filing"


class State(StrEnum):
    DRAFT = "draft"
    RECEIVED = "received"
    CORRECTING = "correcting"
    ACCEPTED = "accepted"
    GRANTED = "granted"
    REFUSED = "refused"
    FILED = "filed"
    OBJECTED = "objected"
    NOT_NEEDED = "not_needed"
    DECLINED = "declined"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"
    CLOSED = "closed"


class Action(StrEnum):
    SUBMIT = "submit"
    DISCARD = "discard"
    CORRECT_ON_THE_SPOT = "correct_on_the_spot"
    REQUEST_CORRECTION = "request_correction"
    ANSWER_CORRECTION = "answer_correction"
    FIND_NOT_NEEDED = "find_not_needed"
    DECLINE = "decline"
    ACCEPT = "accept"
    DEEM_ACCEPTED = "deem_accepted"
    END = "end"
    WITHDRAW = "withdraw"
    EXTEND = "extend"
    PAUSE = "pause"
    RESUME = "resume"
    VERIFY = "verify"
    PROPOSE = "propose"
    GRANT = "grant"
    REFUSE = "refuse"
    FILE = "file"
    OBJECT = "object"
    CLOSE = "close"


Transitions = Mapping[tuple[State, Action], State]

_INTAKE: dict[tuple[State, Action], State] = {
    (State.DRAFT, Action.SUBMIT): State.RECEIVED,
    (State.DRAFT, Action.DISCARD): State.DISCARDED,
    (State.RECEIVED, Action.ACCEPT): State.ACCEPTED,
    (State.RECEIVED, Action.DEEM_ACCEPTED): State.ACCEPTED,
    (State.RECEIVED, Action.CORRECT_ON_THE_SPOT): State.RECEIVED,
    (State.RECEIVED, Action.REQUEST_CORRECTION): State.CORRECTING,
    (State.RECEIVED, Action.FIND_NOT_NEEDED): State.NOT_NEEDED,
    (State.RECEIVED, Action.DECLINE): State.DECLINED,
    (State.RECEIVED, Action.WITHDRAW): State.WITHDRAWN,
    (State.CORRECTING, Action.ANSWER_CORRECTION): State.RECEIVED,
    (State.CORRECTING, Action.END): State.ENDED,
    (State.CORRECTING, Action.WITHDRAW): State.WITHDRAWN,
    (State.ACCEPTED, Action.VERIFY): State.ACCEPTED,
    (State.ACCEPTED, Action.PROPOSE): State.ACCEPTED,
    (State.ACCEPTED, Action.EXTEND): State.ACCEPTED,
    (State.ACCEPTED, Action.PAUSE): State.ACCEPTED,
    (State.ACCEPTED, Action.RESUME): State.ACCEPTED,
    (State.ACCEPTED, Action.WITHDRAW): State.WITHDRAWN,
    (State.NOT_NEEDED, Action.CLOSE): State.CLOSED,
    (State.DECLINED, Action.CLOSE): State.CLOSED,
    (State.ENDED, Action.CLOSE): State.CLOSED,
    (State.WITHDRAWN, Action.CLOSE): State.CLOSED,
}

_NEVER_OF_FILINGS = frozenset({Action.EXTEND, Action.PAUSE, Action.RESUME})

_LICENCE: dict[tuple[State, Action], State] = {
    **_INTAKE,
    (State.ACCEPTED, Action.GRANT): State.GRANTED,
    (State.ACCEPTED, Action.REFUSE): State.REFUSED,
    (State.GRANTED, Action.CLOSE): State.CLOSED,
    (State.REFUSED, Action.CLOSE): State.CLOSED,
}
_FILING: dict[tuple[State, Action], State] = {
    **{step: after for step, after in _INTAKE.items() if step[1] not in _NEVER_OF_FILINGS},
    (State.ACCEPTED, Action.FILE): State.FILED,
    (State.ACCEPTED, Action.OBJECT): State.OBJECTED,
    (State.FILED, Action.CLOSE): State.CLOSED,
    (State.OBJECTED, Action.CLOSE): State.CLOSED,
}

TRANSITIONS: Mapping[Nature, Transitions] = {Nature.LICENCE: _LICENCE, Nature.FILING: _FILING}

DECIDED = frozenset({State.GRANTED, State.REFUSED, State.FILED, State.OBJECTED})
OPEN = frozenset({State.RECEIVED, State.CORRECTING, State.ACCEPTED})
OVER = frozenset(State) - OPEN - {State.DRAFT}

register_labels(
    {
        Nature.LICENCE: N_("Permit"),
        Nature.FILING: N_("Filing"),
        State.DRAFT: N_("Draft"),
        State.RECEIVED: N_("Received"),
        State.CORRECTING: N_("Correction asked for"),
        State.ACCEPTED: N_("Accepted, under review"),
        State.GRANTED: N_("Granted"),
        State.REFUSED: N_("Refused"),
        State.FILED: N_("Filed"),
        State.OBJECTED: N_("Objected to"),
        State.NOT_NEEDED: N_("No permit needed"),
        State.DECLINED: N_("Not accepted: not our power"),
        State.ENDED: N_("Ended, not corrected"),
        State.WITHDRAWN: N_("Withdrawn by the applicant"),
        State.DISCARDED: N_("Draft discarded"),
        State.CLOSED: N_("Closed and filed away"),
        Action.SUBMIT: N_("Send the application"),
        Action.DISCARD: N_("Discard the draft"),
        Action.CORRECT_ON_THE_SPOT: N_("Correct on the spot"),
        Action.REQUEST_CORRECTION: N_("Ask for corrections, once"),
        Action.ANSWER_CORRECTION: N_("Send the corrections"),
        Action.FIND_NOT_NEEDED: N_("No permit is needed"),
        Action.DECLINE: N_("Not our power"),
        Action.ACCEPT: N_("Accept"),
        Action.DEEM_ACCEPTED: N_("Deemed accepted"),
        Action.END: N_("End: not corrected"),
        Action.WITHDRAW: N_("Withdrawn by the applicant"),
        Action.EXTEND: N_("Extend the period"),
        Action.PAUSE: N_("Stop the clock"),
        Action.RESUME: N_("Let the clock go on"),
        Action.VERIFY: N_("Record the verification on site"),
        Action.PROPOSE: N_("Prepare the decision"),
        Action.GRANT: N_("Grant"),
        Action.REFUSE: N_("Refuse"),
        Action.FILE: N_("File"),
        Action.OBJECT: N_("Object"),
        Action.CLOSE: N_("Close and file away"),
    }
)

"""The acts that end a licence: four different ones, each with its own grounds (行政许可法 8, 69, 70).

撤回 withdraw: law or facts changed, with compensation.  撤销 annul: it should never have been granted.
吊销 revoke: a penalty, decided in a penalty case.  注销 cancel: the formality at the end, which may follow
the other three.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kgsup.audit.rules import register_acts
from kgsup.casework.rules import Level
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.labels import register_fields, register_labels, register_ledger_enums
from kgsup.core.law import Article
from kgsup.kindergartens.rules.licence_acts import ENDING_ACTS, FOUNDED, TABLE, follow
from kgsup.kindergartens.rules.licences import LicenceState


class ActKind(StrEnum):
    WITHDRAW = "withdraw"
    ANNUL = "annul"
    REVOKE = "revoke"
    CANCEL = "cancel"


class Ground(StrEnum):
    LAW_CHANGED = "law_changed"  # 行政许可法 8
    FACTS_CHANGED = "facts_changed"  # 8
    ABUSE_OF_OFFICE = "abuse_of_office"  # 69(1)(1)
    BEYOND_POWER = "beyond_power"  # 69(1)(2)
    AGAINST_PROCEDURE = "against_procedure"  # 69(1)(3)
    UNQUALIFIED_APPLICANT = "unqualified_applicant"  # 69(1)(4)
    FRAUD_OR_BRIBE = "fraud_or_bribe"  # 69(2): must be annulled
    PENALTY_DECISION = "penalty_decision"  # 行政处罚法 9(3), 57, 58, 63
    EXPIRED = "expired"  # 70(1)
    BODY_ENDED = "body_ended"  # 70(3)
    AFTER_ENDING_ACT = "after_ending_act"  # 70(4)
    FORCE_MAJEURE = "force_majeure"  # 70(5)
    TERMINATED = "terminated"  # 民办教育促进法 60
    OTHER = "other"  # 70(6)


class ActState(StrEnum):
    DRAFTED = "drafted"
    NOTIFIED = "notified"
    DECIDED = "decided"
    DROPPED = "dropped"
    CLOSED = "closed"


class ActStep(StrEnum):
    NOTIFY = "notify"
    DECIDE = "decide"
    DROP = "drop"
    CLOSE = "close"


GROUNDS: Mapping[ActKind, frozenset[Ground]] = {
    ActKind.WITHDRAW: frozenset({Ground.LAW_CHANGED, Ground.FACTS_CHANGED}),
    ActKind.ANNUL: frozenset(
        {
            Ground.ABUSE_OF_OFFICE,
            Ground.BEYOND_POWER,
            Ground.AGAINST_PROCEDURE,
            Ground.UNQUALIFIED_APPLICANT,
            Ground.FRAUD_OR_BRIBE,
        }
    ),
    ActKind.REVOKE: frozenset({Ground.PENALTY_DECISION}),
    ActKind.CANCEL: frozenset(
        {
            Ground.EXPIRED,
            Ground.BODY_ENDED,
            Ground.AFTER_ENDING_ACT,
            Ground.FORCE_MAJEURE,
            Ground.TERMINATED,
            Ground.OTHER,
        }
    ),
}

ARTICLES: Mapping[Ground, str] = {
    Ground.LAW_CHANGED: "行政许可法 8",
    Ground.FACTS_CHANGED: "行政许可法 8",
    Ground.ABUSE_OF_OFFICE: "行政许可法 69",
    Ground.BEYOND_POWER: "行政许可法 69",
    Ground.AGAINST_PROCEDURE: "行政许可法 69",
    Ground.UNQUALIFIED_APPLICANT: "行政许可法 69",
    Ground.FRAUD_OR_BRIBE: "行政许可法 69",
    Ground.PENALTY_DECISION: "行政处罚法 63",
    Ground.EXPIRED: "行政许可法 70",
    Ground.BODY_ENDED: "行政许可法 70",
    Ground.AFTER_ENDING_ACT: "行政许可法 70",
    Ground.FORCE_MAJEURE: "行政许可法 70",
    Ground.TERMINATED: "民办教育促进法 60",
    Ground.OTHER: "行政许可法 70",
}

# 行政许可法 69(2): what was obtained by fraud must be annulled; for the other grounds the office weighs
# (69(1) "may"), and nothing is annulled where that would gravely harm the public (69(3)).
MUST_BE_ANNULLED = frozenset({Ground.FRAUD_OR_BRIBE})

# With these the kindergarten itself is at its end: it is closed together with its licence.
CLOSES_KINDERGARTEN = frozenset({Ground.TERMINATED, Ground.BODY_ENDED})

# The holder is told before a withdrawal or annulment and heard; a revocation was heard in its penalty
# case; a cancellation is a formality.
HEARD_FIRST = frozenset({ActKind.WITHDRAW, ActKind.ANNUL})

_AFTER_DECISION = {
    (ActState.DECIDED, ActStep.CLOSE): ActState.CLOSED,
}
TRANSITIONS: Mapping[ActKind, Mapping[tuple[ActState, ActStep], ActState]] = {
    kind: (
        {
            (ActState.DRAFTED, ActStep.NOTIFY): ActState.NOTIFIED,
            (ActState.NOTIFIED, ActStep.DECIDE): ActState.DECIDED,
            (ActState.NOTIFIED, ActStep.DROP): ActState.DROPPED,
        }
        if kind in HEARD_FIRST
        else {(ActState.DRAFTED, ActStep.DECIDE): ActState.DECIDED}
    )
    | {(ActState.DRAFTED, ActStep.DROP): ActState.DROPPED}
    | _AFTER_DECISION
    for kind in ActKind
}

register_labels(
    {
        ActKind.WITHDRAW: N_("Withdrawal (撤回)"),
        ActKind.ANNUL: N_("Annulment (撤销)"),
        ActKind.REVOKE: N_("Revocation (吊销)"),
        ActKind.CANCEL: N_("Cancellation (注销)"),
        Ground.LAW_CHANGED: N_("The law on which it rests was changed or repealed"),
        Ground.FACTS_CHANGED: N_("The facts on which it rests have changed greatly"),
        Ground.ABUSE_OF_OFFICE: N_("Granted by abuse or neglect of office"),
        Ground.BEYOND_POWER: N_("Granted beyond the power of the office"),
        Ground.AGAINST_PROCEDURE: N_("Granted against the procedure of the law"),
        Ground.UNQUALIFIED_APPLICANT: N_("The applicant did not qualify"),
        Ground.FRAUD_OR_BRIBE: N_("Obtained by fraud or bribe"),
        Ground.PENALTY_DECISION: N_("Decided as a penalty"),
        Ground.EXPIRED: N_("Expired and not renewed"),
        Ground.BODY_ENDED: N_("The legal person has ended"),
        Ground.AFTER_ENDING_ACT: N_("Withdrawn, annulled or revoked"),
        Ground.FORCE_MAJEURE: N_("Cannot be carried out by force majeure"),
        Ground.TERMINATED: N_("The kindergarten has terminated"),
        Ground.OTHER: N_("Another case named by the law"),
        ActState.DRAFTED: N_("Drafted"),
        ActState.NOTIFIED: N_("Holder told, may be heard"),
        ActState.DECIDED: N_("Decided"),
        ActState.DROPPED: N_("Dropped"),
        ActState.CLOSED: N_("Closed"),
        ActStep.NOTIFY: N_("Tell the holder"),
        ActStep.DECIDE: N_("Decide"),
        ActStep.DROP: N_("Drop"),
        ActStep.CLOSE: N_("Close"),
    }
)


# The least level that decides each act, unless the county sets another, and whether the law asks for
# legal review and collective discussion (行政处罚法 57, 58 for a revocation, which is a penalty).
LEVELS: Mapping[ActKind, Level] = {
    ActKind.WITHDRAW: Level.HEAD,
    ActKind.ANNUL: Level.HEAD,
    ActKind.REVOKE: Level.COLLECTIVE,
    ActKind.CANCEL: Level.DEPUTY_HEAD,
}
LEGALLY_REVIEWED = frozenset({ActKind.WITHDRAW, ActKind.ANNUL, ActKind.REVOKE})
ENDS_AS: Mapping[ActKind, LicenceState] = {
    ActKind.WITHDRAW: LicenceState.WITHDRAWN,
    ActKind.ANNUL: LicenceState.ANNULLED,
    ActKind.REVOKE: LicenceState.REVOKED,
    ActKind.CANCEL: LicenceState.CANCELLED,
}
DECIDE = "licensing.act.decide"
ANSWER_WORKING_DAYS = 5  # 行政许可法 47: the holder asks for a hearing within five working days


@dataclass(frozen=True, kw_only=True)
class NewAct:
    """An act that is prepared: on which ground, on which facts, from which day."""

    kind: ActKind
    ground: Ground
    facts_text: str
    effective_on: dt.date | None = None
    penalty_number: str = ""  # of the penalty decision, for a revocation
    compensation: str = ""  # of a withdrawal: what is paid, or why nothing
    weighing: str = (
        ""  # of an annulment that is no must: why the public interest does not forbid it
    )


def check_new(act: NewAct, today: dt.date) -> None:
    """Refuse a ground that belongs to another act, missing facts, a revocation without its penalty.

    Raises ``RuleViolation`` with the article of the ground.
    """
    if act.ground not in GROUNDS[act.kind]:
        raise RuleViolation(N_("This ground belongs to another of the four acts."))
    if not act.facts_text.strip():
        raise RuleViolation(N_("Write what was established."))
    if act.kind is ActKind.REVOKE and not act.penalty_number.strip():
        raise RuleViolation(
            N_("A revocation is a penalty: give the number of the penalty decision."),
            Article.REVOCATION_IS_A_PENALTY,
        )
    if act.kind is ActKind.WITHDRAW and not act.compensation.strip():
        raise RuleViolation(N_("Say what is compensated, or why nothing is."), Article.WITHDRAWAL)
    _check_weighed(act)
    if act.effective_on is not None and not FOUNDED <= act.effective_on <= today:
        raise RuleViolation(N_("The day lies in the future or before 1 October 1949."))


def _check_weighed(act: NewAct) -> None:
    weighs = act.kind is ActKind.ANNUL and act.ground not in MUST_BE_ANNULLED
    if weighs and not act.weighing.strip():
        raise RuleViolation(
            N_("Say how the public interest was weighed: what harms it gravely is not annulled."),
            Article.ANNULMENT,
        )


def check_follows(kind: ActKind, ground: Ground, state: LicenceState) -> None:
    """Refuse an act that cannot follow on the present state of the licence.

    注销 may follow the other three, expiry and lapse; the three others need a licence that stands.
    Raises ``RuleViolation`` for a ground that is not so, ``IllegalTransition`` for what cannot follow.
    """
    if ground is Ground.EXPIRED and state not in {LicenceState.EXPIRED, LicenceState.LAPSED}:
        raise RuleViolation(N_("This licence has not expired."), Article.CANCELLATION)
    if ground is Ground.AFTER_ENDING_ACT and state not in _ENDED_BY_ACT:
        raise RuleViolation(
            N_("Nothing has ended this licence yet: this ground follows an act."),
            Article.CANCELLATION,
        )
    follow(state, ENDING_ACTS[ENDS_AS[kind]])


def possible_kinds(state: LicenceState) -> tuple[ActKind, ...]:
    """The acts that can follow on the present state of a licence."""
    return tuple(kind for kind in ActKind if (state, ENDING_ACTS[ENDS_AS[kind]]) in TABLE)


_ENDED_BY_ACT = frozenset({LicenceState.WITHDRAWN, LicenceState.ANNULLED, LicenceState.REVOKED})


@dataclass(frozen=True, kw_only=True)
class Hearing:
    """What became of the holder's right to be heard: ``None`` for an act that needs no notice."""

    notified_on: dt.date
    served_on: dt.date | None = None  # of the notice
    is_over: bool = False  # the days to answer have passed
    has_stated: bool = False


def check_decided(on: dt.date, hearing: Hearing | None, today: dt.date) -> None:
    """Refuse a decision in the future, before the holder was told, or while the holder may be heard."""
    if on > today or (hearing is not None and on < hearing.notified_on):
        raise RuleViolation(N_("The day of the decision lies before the notice or in the future."))
    if hearing is None or hearing.has_stated:
        return
    if hearing.served_on is None:
        raise RuleViolation(
            N_("The holder has not been told: serve the notice first."), Article.HEARING_ON_REQUEST
        )
    if not hearing.is_over:
        raise RuleViolation(
            N_("The holder's time to be heard is not over yet."), Article.HEARING_ON_REQUEST
        )


def check_taken_back(taken_on: dt.date, served_on: dt.date | None, today: dt.date) -> None:
    """Refuse the closing of an act that was not served, and a day before that or in the future."""
    if served_on is None:
        raise RuleViolation(N_("The decision has not been served yet."))
    if not served_on <= taken_on <= today:
        raise RuleViolation(N_("The day lies before the service or in the future."))


def check_what_came_back(
    serials: Sequence[str], remark: str, seal_destroyed_on: dt.date | None, today: dt.date
) -> None:
    """Refuse an empty list without its reason, a form named twice, a seal destroyed in the future."""
    if not serials and not remark.strip():
        raise RuleViolation(N_("Name the forms that came back, or say why none did."))
    if len(set(serials)) != len(serials):
        raise RuleViolation(N_("Each form is named once."))
    if seal_destroyed_on is not None and seal_destroyed_on > today:
        raise RuleViolation(N_("The day lies in the future."))


def check_lapse(state: LicenceState, facts_text: str) -> None:
    """Refuse a lapse (实施条例 50) of a licence that has not expired, or without what was established."""
    if state is not LicenceState.EXPIRED:
        raise RuleViolation(
            N_("Only a licence that has expired lapses."), Article.TERMINATION_BY_OWN_REQUEST
        )
    if not facts_text.strip():
        raise RuleViolation(N_("Write what was established."))


ACTS = register_acts(
    {
        "licensing.act.draft": N_("End of a licence prepared"),
        "licensing.act.notify": N_("Holder told of the intended decision"),
        "licensing.act.state": N_("Holder's statement recorded"),
        "licensing.act.propose": N_("Decision proposed"),
        "licensing.act.decide": N_("End of a licence decided"),
        "licensing.act.drop": N_("Act dropped"),
        "licensing.act.serve": N_("Decision served"),
        "licensing.act.close": N_("Act closed"),
    }
)
register_fields(
    {
        "licence_act": N_("Act on a licence"),
        "ground": N_("Ground"),
        "statement": N_("Statement of the holder"),
        "forms_taken_back": N_("Certificates taken back"),
        "seal_destroyed_on": N_("Seal destroyed on"),
        "weighing": N_("How the public interest was weighed"),
    }
)
register_ledger_enums("licence_act", ActState, ActKind, Ground)

CONSEQUENCES: Mapping[ActStep, str] = {
    ActStep.NOTIFY: N_("A paper tells the holder what is intended; five working days to be heard."),
    ActStep.DECIDE: N_("A proposal goes through opinions to whoever decides."),
    ActStep.DROP: N_("Nothing is decided; the licence stays as it is."),
    ActStep.CLOSE: N_("What came back is recorded; the papers go into the file."),
}

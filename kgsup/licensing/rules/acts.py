"""The acts that end a licence: four different ones, each with its own grounds (行政许可法 8, 69, 70).

撤回 withdraw: law or facts changed, with compensation.  撤销 annul: it should never have been granted.
吊销 revoke: a penalty, decided in a penalty case.  注销 cancel: the formality at the end, which may follow
the other three.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kgsup.audit.rules import register_acts
from kgsup.casework.rules import Level
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.labels import register_fields, register_labels, register_ledger_enums
from kgsup.core.law import Article
from kgsup.kindergartens.rules.licences import ENDED, LicenceState


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
    if act.effective_on is not None and act.effective_on > today:
        raise RuleViolation(N_("The day lies in the future."))


def check_follows(kind: ActKind, ground: Ground, state: LicenceState) -> None:
    """Refuse an act that cannot follow on the present state of the licence.

    注销 may follow the other three and expiry; the three others need a licence that stands.
    """
    if kind is not ActKind.CANCEL:
        if state in ENDED:
            raise RuleViolation(N_("This licence has ended: only its cancelling can follow."))
        return
    if state is LicenceState.CANCELLED:
        raise RuleViolation(N_("This licence has been cancelled: nothing follows on that."))
    if ground is Ground.EXPIRED and state is not LicenceState.EXPIRED:
        raise RuleViolation(N_("This licence has not expired."), Article.CANCELLATION)
    if ground is Ground.AFTER_ENDING_ACT and state not in ENDED:
        raise RuleViolation(
            N_("Nothing has ended this licence yet: this ground follows an act."),
            Article.CANCELLATION,
        )


def check_decided(
    on: dt.date, *, notified_on: dt.date | None, answer_over: bool, stated: bool, today: dt.date
) -> None:
    """Refuse a decision dated before the holder was told, or while the holder may still be heard."""
    if on > today or (notified_on is not None and on < notified_on):
        raise RuleViolation(N_("The day of the decision lies before the notice or in the future."))
    if notified_on is not None and not (answer_over or stated):
        raise RuleViolation(N_("The holder's time to be heard is not over yet."))


ACTS = register_acts(
    {
        "licensing.act.draft": N_("End of a licence prepared"),
        "licensing.act.notify": N_("Holder told of the intended decision"),
        "licensing.act.state": N_("Holder's statement recorded"),
        "licensing.act.propose": N_("Decision proposed"),
        "licensing.act.decide": N_("End of a licence decided"),
        "licensing.act.drop": N_("Act dropped"),
        "licensing.act.serve": N_("Decision served"),
        "licensing.act.take_back": N_("Certificates taken back"),
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
    }
)
register_ledger_enums("licence_act", ActState, ActKind, Ground)

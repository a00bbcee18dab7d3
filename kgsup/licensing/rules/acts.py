"""The acts that end a licence: four different ones, each with its own grounds (行政许可法 8, 69, 70).

撤回 withdraw: law or facts changed, with compensation.  撤销 annul: it should never have been granted.
吊销 revoke: a penalty, decided in a penalty case.  注销 cancel: the formality at the end, which may follow
the other three.
"""

from collections.abc import Mapping
from enum import StrEnum

from kgsup.core.errors import N_
from kgsup.core.labels import register_labels


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

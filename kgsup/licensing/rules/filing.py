"""案卷: what is filed in which order, and for how long.  Pure.

The order and the terms are usual in counties (provisional: no national act orders them for education).
"""

from collections.abc import Mapping, Sequence

from kgsup.audit.rules import register_acts
from kgsup.core.errors import N_, IllegalTransition, RuleViolation
from kgsup.core.labels import register_fields
from kgsup.documents.rules.facts import Retention
from kgsup.documents.rules.kinds import DocumentKind as K
from kgsup.licensing.rules.acts import ActState
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.states import State

# The papers of the bureau in the order of the procedure; what the applicant handed in stands after the
# receipt, scans of the office (verification, minutes, letters) after the paper that they belong to.
ORDER: tuple[K, ...] = (
    K.PERMIT_RECEIPT,
    K.ON_THE_SPOT_CORRECTION,
    K.CORRECTION_REQUEST,
    K.ACCEPTANCE_NOTICE,
    K.NOT_ACCEPTED_NOTICE,
    K.VERIFICATION_NOTICE,
    K.VERIFICATION_RECORD,
    K.OPINION_LETTER,
    K.SPECIAL_PROCEDURE_NOTICE,
    K.HEARING_RIGHT_NOTICE,
    K.HEARING_NOTICE,
    K.EXTENSION_NOTICE,
    K.IMPOSSIBILITY_NOTE,
    K.APPROVAL_SHEET,
    K.PREPARATION_APPROVAL,
    K.PREPARATION_REFUSAL,
    K.ESTABLISHMENT_REPLY,
    K.PERMIT_GRANTED,
    K.PERMIT_REFUSED,
    K.CHANGE_APPROVED,
    K.RENEWAL_DECISION,
    K.DEEMED_RENEWAL_RECORD,
    K.REPLACEMENT_DECISION,
    K.TERMINATION_REPLY,
    K.BATCH_DECISION,
    K.WITHDRAWAL_INTENT,
    K.ANNULMENT_INTENT,
    K.WITHDRAWAL_DECISION,
    K.ANNULMENT_DECISION,
    K.REVOCATION_DECISION,
    K.CANCELLATION_DECISION,
    K.FILING_RECEIPT,
    K.FILING_OBJECTION,
    K.PROCEDURE_ENDED_NOTICE,
    K.PERMIT_ANNOUNCEMENT,
    K.CANCELLATION_ANNOUNCEMENT,
    K.LICENCE_SHEET,
    K.PLACEMENT_LIST,
    K.FORMS_TAKEN_BACK,
    K.SERVICE_RECEIPT,
)


def position_of(kind: K) -> int:
    """Where a paper stands in the file; a kind that the order does not name comes last."""
    return ORDER.index(kind) if kind in ORDER else len(ORDER)


_PERMANENT = frozenset(
    {
        PermitKind.ESTABLISHMENT,
        PermitKind.CHANGE_SPONSOR,
        PermitKind.SPLIT,
        PermitKind.MERGE,
        PermitKind.TERMINATION,
    }
)


def retention_of(kind: PermitKind, state: State, configured: Mapping[str, str]) -> Retention:
    """How long a file is kept; the county's own term comes first."""
    if kind.value in configured:
        return Retention(configured[kind.value])
    if state in {State.GRANTED, State.CLOSED} and kind in _PERMANENT:
        return Retention.PERMANENT
    return Retention.TEN_YEARS if kind.value.startswith("filing_") else Retention.THIRTY_YEARS


def check_closing(
    *, unrendered: Sequence[str], unserved: Sequence[str], unsealed: Sequence[str]
) -> None:
    """Refuse to close while papers are still being made, without seal or not served.

    Points that fail otherwise do not stop the closing: they stand in the file (案卷评查 judges them).
    """
    if unrendered:
        raise RuleViolation(
            N_("Papers are still being prepared: %(numbers)s."), numbers="、".join(unrendered)
        )
    if unsealed:
        raise RuleViolation(
            N_("Papers have no seal yet: %(numbers)s."), numbers="、".join(unsealed)
        )
    if unserved:
        raise RuleViolation(
            N_("Papers have not been served yet: %(numbers)s."), numbers="、".join(unserved)
        )


_ENDED_ACTS = frozenset({ActState.CLOSED, ActState.DROPPED})


def check_act_filing(state: ActState, *, has_file: bool) -> None:
    """Refuse the file of an act on a licence that still goes on, and a second one."""
    if has_file:
        raise IllegalTransition(N_("The file of this case was made already."))
    if state not in _ENDED_ACTS:
        raise IllegalTransition(N_("The file is made when the act is closed or dropped."))


def archive_number(year: int, case_number: str) -> str:
    """档号 of a file: category, year of closing, number of the case."""
    return f"许可-{year}-{case_number}"


ACTS = register_acts(
    {
        "licensing.application.close": N_("Closed and filed away"),
        "licensing.act.file": N_("File of the act made"),
    }
)
register_fields({"failed_points": N_("Points of the file review that failed")})

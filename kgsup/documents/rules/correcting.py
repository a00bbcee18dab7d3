"""Who corrects the record of a visit, and that it is never voided alone.  Pure."""

from collections.abc import Iterable

from kgsup.core.errors import N_, RuleViolation
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.documents.rules.states import RECORDS, check_reason
from kgsup.documents.rules.texts import comparable_name


def check_correction(
    kind: DocumentKind, note: str, *, by: str | None, people: Iterable[str]
) -> str:
    """Return the note without outer blanks; ``by`` corrects, ``people`` were on the visit or signed it.

    Raises ``RuleViolation`` for a paper that is no record, for a program, for one of ``people`` and for
    an empty note.
    """
    if kind not in RECORDS:
        raise RuleViolation(N_("Only the record of a visit is corrected here."))
    if by is None:
        raise RuleViolation(N_("A person corrects a record, not the program."))
    if comparable_name(by) in {comparable_name(name) for name in people}:
        raise RuleViolation(N_("Who was on the visit or signed its record does not correct it."))
    return check_reason(note)


def check_void(kind: DocumentKind) -> None:
    """Refuse to void the record of a visit when nothing takes its place."""
    if kind in RECORDS:
        raise RuleViolation(
            N_("The record of a signed visit is not voided alone: an approver corrects it.")
        )

"""Correcting the record of a visit: a new paper with the same facts takes the place of the old one."""

import datetime as dt
from dataclasses import dataclass

from kgsup.access.actor import Actor
from kgsup.documents import queries
from kgsup.documents.models import Document
from kgsup.documents.rules.correcting import check_correction
from kgsup.documents.rules.texts import printable
from kgsup.documents.service.issuing import Correction, issue_again
from kgsup.documents.service.life import load, void_replaced


@dataclass(frozen=True, kw_only=True)
class CorrectionAsked:
    """What is wrong and what is right instead, on which version of the old paper."""

    note: str
    version: int | None = None


def correct_record(
    public_id: str, asked: CorrectionAsked, actor: Actor, at: dt.datetime
) -> Document:
    """Void the record of a signed visit and issue a new one that says what it corrects.

    The visit stays as it was signed.  The new paper has the frozen facts and the date of the old one, a
    number of its own and the note; it is served anew.  All of it in the caller's one transaction.

    Raises ``RuleViolation`` for a paper that is no record, for no note, and for an actor who was on the
    visit or signed it; ``IllegalTransition`` for a void one; ``Conflict`` and ``Missing`` as usual.
    """
    old = load(public_id, actor, asked.version)
    note = check_correction(
        old.kind, printable(asked.note), by=actor.name if actor.id else None, people=_people_of(old)
    )
    new = issue_again(old, Correction(note=note), actor, at)
    void_replaced(old, note, new.number, actor, at)
    return new


def _people_of(document: Document) -> set[str]:
    """The officers that the record names and who signed its visit: who issued the first of its papers."""
    first = document
    while first.replaces is not None:
        first = queries.get_predecessor(first)
    officers = {officer["name"] for officer in document.frozen["facts"].get("officers", ())}
    return officers | {first.issued_by}

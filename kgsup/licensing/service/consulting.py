"""Asking other departments about an application: the letter with its number, the link shown once.

Their answers stop no clock of ours (行政许可法 45 does not name them).
"""

import datetime as dt
from dataclasses import dataclass

from kgsup.access.actor import Actor
from kgsup.core.clock import local_date
from kgsup.core.errors import N_, IllegalTransition
from kgsup.core.law import Article
from kgsup.deadlines import queries as clocks
from kgsup.deadlines.rules import DeadlineKind
from kgsup.documents import service as documents
from kgsup.documents.models import Document
from kgsup.documents.rules.facts import FactLine, OpinionLetterFacts
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.states import OPEN
from kgsup.licensing.service.intake import load
from kgsup.licensing.service.ledger import record_on, remember_preparer, subject_of
from kgsup.licensing.service.papers import common
from kgsup.referrals import service as referrals
from kgsup.referrals.models import Referral
from kgsup.referrals.rules import Question
from kgsup.referrals.service import subject_of as subject_of_referral


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question with its letter, and the token of the link, which is told this once."""

    referral: Referral
    letter: Document
    token: str


@dataclass(frozen=True, kw_only=True)
class Letter:
    """The question to a department; ``office_number`` where the office numbers letters."""

    question: Question
    office_number: str | None = None


def consult(
    public_id: str, letter: Letter, version: int | None, actor: Actor, at: dt.datetime
) -> Asked:
    """Ask a department: question, clock of the department and letter (L09), all in the transaction.

    Raises ``RuleViolation`` for a question nobody can answer or a number that is wrong or used;
    ``IllegalTransition`` when the application is not open.
    """
    application, question = load(public_id, version, actor), letter.question
    if application.state not in OPEN:
        raise IllegalTransition(N_("This application is not under review."))
    remember_preparer(application, actor)
    referral, token = referrals.ask(subject_of(application), question, actor, at)
    document = _issue_letter(application, referral, letter, actor, at)
    referrals.attach_letter(referral.public_id, document.public_id, actor, at)
    changes = {
        "department": [None, referral.department],
        "question": [None, referral.question],
        "number": [None, document.number],
    }
    record_on(
        application,
        "consult",
        changes,
        actor,
        at,
        acted_on=referral.asked_on,
        article=Article.OTHER_DEPARTMENTS,
    )
    return Asked(referral=referral, letter=document, token=token)


def _issue_letter(
    application: PermitApplication,
    referral: Referral,
    letter: Letter,
    actor: Actor,
    at: dt.datetime,
) -> Document:
    """L09, with the day by which the department answers."""
    clock = clocks.find_running(DeadlineKind.REFERRAL_REPLY, subject_of_referral(referral))
    facts = OpinionLetterFacts(
        **common(application, local_date(at)),
        department=referral.department,
        question=referral.question,
        told=tuple(FactLine(label=label, value=value) for label, value in referral.facts),
        answer_by=clock.due_on if clock else None,
        silence=referral.silence,
    )
    return documents.issue(
        DocumentKind.OPINION_LETTER,
        subject_of(application),
        facts,
        actor,
        at,
        acted_on=referral.asked_on,
        office_number=letter.office_number,
    )

"""What follows a decision at once: clocks, the publication that is due, the registration to wait for."""

import datetime as dt
from collections.abc import Mapping

from kgsup.access.actor import Actor
from kgsup.casework.service import Signed
from kgsup.deadlines import service as deadlines
from kgsup.deadlines.rules import KINDS as CLOCKS
from kgsup.deadlines.rules import DeadlineKind
from kgsup.documents.models import Document
from kgsup.documents.rules.kinds import KINDS as PAPERS
from kgsup.kindergartens.models import Kindergarten
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.deciding import Outcome
from kgsup.licensing.rules.fields import ApplicationField
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.matters import MATTERS
from kgsup.licensing.service.certificates import lose_replaced
from kgsup.licensing.service.clocks import follow_clocks
from kgsup.licensing.service.decision_papers import Decision, changed_items
from kgsup.licensing.service.ledger import subject_of
from kgsup.licensing.service.periods import clock_kind
from kgsup.licensing.service.printed import OWNERSHIP_WORDS
from kgsup.licensing.service.registering import expect_registration
from kgsup.publications import service as publications
from kgsup.publications.rules import Plan, PublicationKind, public_words

_PUBLISHED_AS: Mapping[PermitKind, PublicationKind] = {
    PermitKind.ESTABLISHMENT: PublicationKind.LICENCE_GRANTED,
    PermitKind.PREPARATION: PublicationKind.LICENCE_GRANTED,
    PermitKind.CHANGE_NAME: PublicationKind.LICENCE_CHANGED,
    PermitKind.CHANGE_ADDRESS: PublicationKind.LICENCE_CHANGED,
    PermitKind.CHANGE_HEAD: PublicationKind.LICENCE_CHANGED,
    PermitKind.CHANGE_SPONSOR: PublicationKind.LICENCE_CHANGED,
    PermitKind.CHANGE_SCOPE: PublicationKind.LICENCE_CHANGED,
    PermitKind.SPLIT: PublicationKind.LICENCE_CHANGED,
    PermitKind.MERGE: PublicationKind.LICENCE_CHANGED,
    PermitKind.RENEWAL: PublicationKind.LICENCE_RENEWED,
    PermitKind.REPLACEMENT: PublicationKind.LICENCE_REPLACED,
    PermitKind.TERMINATION: PublicationKind.TERMINATION_NOTICE,
}


def follow_decision(
    application: PermitApplication, decision: Decision, document: Document, signed: Signed
) -> None:
    """Stop the clock of the decision, start that of delivery, plan what is published and registered."""
    subject = subject_of(application)
    deadlines.stop(
        clock_kind(application),
        subject,
        signed.acted_on,
        signed.actor,
        signed.at,
        outcome=decision.outcome.value,
    )
    _start_delivery(application, signed.acted_on, signed.actor, signed.at)
    follow_clocks(application, decision.outcome, signed)
    _plan_publication(application, decision, document, signed)
    if application.kind is PermitKind.ESTABLISHMENT and decision.effect is not None:
        expect_registration(application, decision.effect.kindergarten, signed.acted_on)
    if application.kind is PermitKind.REPLACEMENT and decision.outcome is Outcome.GRANT:
        lose_replaced(application, signed.actor, signed.at)


def _start_delivery(
    application: PermitApplication, on: dt.date, actor: Actor, at: dt.datetime
) -> None:
    rule = CLOCKS[DeadlineKind.DELIVERY]
    assert rule.default is not None  # noqa: S101 - the law sets it
    subject, kind = subject_of(application), DeadlineKind.DELIVERY
    deadlines.start(kind, subject, rule.default, on, actor, at, article=rule.article)


def follow_silence(
    application: PermitApplication,
    kindergarten: Kindergarten,
    document: Document,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """What follows a renewal by law: its certificate is handed over and the public is told."""
    assert application.decided_on is not None  # noqa: S101 - entered in the same transaction
    _start_delivery(application, application.decided_on, actor, at)
    kind = PublicationKind.LICENCE_RENEWED
    facts = _decision_facts(application, document) | _kindergarten_facts(application, kindergarten)
    plan = Plan(
        kind=kind,
        decided_on=application.decided_on,
        title=f"{kindergarten.name}{MATTERS[application.kind]}",
        facts=public_words(kind, facts),
    )
    publications.plan(subject_of(application), plan, actor, at)


def _plan_publication(
    application: PermitApplication, decision: Decision, document: Document, signed: Signed
) -> None:
    if decision.outcome is Outcome.OBJECT:
        return  # nothing was filed; what follows is a case of its own
    kind = _publication_kind(application, decision.outcome)
    kindergarten = decision.effect.kindergarten if decision.effect else None
    name = kindergarten.name if kindergarten else application.applicant
    plan = Plan(
        kind=kind,
        decided_on=signed.acted_on,
        title=f"{name}{MATTERS[application.kind]}",
        facts=_facts(application, decision, document, kind),
        until=_until(application, kind),
    )
    publications.plan(subject_of(application), plan, signed.actor, signed.at)


def _publication_kind(application: PermitApplication, outcome: Outcome) -> PublicationKind:
    if outcome is Outcome.REFUSE:
        return PublicationKind.LICENCE_REFUSED
    return _PUBLISHED_AS.get(application.kind, PublicationKind.FILING)


def _until(application: PermitApplication, kind: PublicationKind) -> dt.date | None:
    """The last public day of a notice of termination: the day on which the kindergarten ends."""
    if kind is not PublicationKind.TERMINATION_NOTICE:
        return None
    return dt.date.fromisoformat(application.values[ApplicationField.ENDS_ON])


def _facts(
    application: PermitApplication, decision: Decision, document: Document, kind: PublicationKind
) -> dict[str, str]:
    """Public words only; the publication's own rule refuses every other."""
    kindergarten = decision.effect.kindergarten if decision.effect else None
    facts = _decision_facts(application, document)
    if kindergarten is not None:
        facts |= _kindergarten_facts(application, kindergarten)
    if kind in {PublicationKind.LICENCE_CHANGED, PublicationKind.FILING}:
        items = changed_items(application, decision.day)
        facts |= {
            "item": "、".join(item.label for item in items),
            "before": "；".join(item.before or "—" for item in items),
            "after": "；".join(item.after for item in items),
        }
    if kind is PublicationKind.TERMINATION_NOTICE:
        facts |= {"ends_on": application.values[ApplicationField.ENDS_ON]}
    if kind is PublicationKind.FILING and application.received_on:
        facts |= {"received_on": application.received_on.isoformat()}
    return public_words(kind, facts)


def _decision_facts(application: PermitApplication, document: Document) -> dict[str, str]:
    return {
        "counterpart_name": application.applicant,
        "counterpart_category": "法人及非法人组织" if application.applicant_code else "自然人",
        "counterpart_code": application.applicant_code,
        "decision_name": PAPERS[document.kind].title,
        "decision_number": document.number,
        "permit_kind": "普通许可",
        "content": MATTERS[application.kind],
        "status": "有效",
    }


def _kindergarten_facts(
    application: PermitApplication, kindergarten: Kindergarten
) -> dict[str, str]:
    def iso(day: dt.date | None) -> str:
        return day.isoformat() if day else ""

    return {
        "kindergarten": kindergarten.name,
        "address": kindergarten.address or "",
        "ownership": OWNERSHIP_WORDS[kindergarten.ownership],
        "sponsor": kindergarten.sponsor_name or "",
        "head": kindergarten.head or "",
        "legal_representative": kindergarten.head or "",
        "certificate_name": "办学许可证" if application.licence_number else "",
        "licence_number": application.licence_number or "",
        "valid_from": iso(application.valid_from),
        "valid_until": iso(application.valid_until),
    }

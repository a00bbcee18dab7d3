"""Issuing a paper: number, frozen facts and the order to render, in the caller's one transaction."""

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any

from kgsup.access.actor import Actor
from kgsup.audit.rules import Subject
from kgsup.audit.service import record
from kgsup.configuration.rules import Key
from kgsup.core.clock import local_date
from kgsup.core.db import db
from kgsup.core.errors import N_, Missing, RuleViolation
from kgsup.documents import queries
from kgsup.documents.adapters.fonts import missing_characters
from kgsup.documents.adapters.installation import installation
from kgsup.documents.models import Document, DocumentNumber
from kgsup.documents.rules.facts import Facts
from kgsup.documents.rules.kinds import KINDS, DocumentKind, title_of
from kgsup.documents.rules.numbers import CHECK_CODE_LENGTH, CROCKFORD_ALPHABET, grouped
from kgsup.documents.rules.texts import (
    MOST_CHARACTERS,
    canonical,
    characters_of,
    private_characters,
    sha256_of,
    texts_of,
    to_json,
)
from kgsup.documents.service.life import subject_of
from kgsup.documents.service.numbers import Order, take_number


def issue(
    kind: DocumentKind,
    subject: Subject,
    facts: Facts,
    actor: Actor,
    at: dt.datetime,
    *,
    acted_on: dt.date | None = None,
    office_number: str | None = None,
    replaces: str | None = None,
) -> Document:
    """Issue a paper on a case: number taken, facts frozen, rendering queued, all in the transaction.

    ``subject`` is the case with the kindergarten it concerns; ``acted_on`` the date on the paper
    (default: the day of ``at``), whose year is that of the number; ``office_number`` the number of the
    office's register for kinds that take theirs from it; ``replaces`` the public id of the paper that
    this one corrects.  Characters that no font has are named on the paper's ``handwritten``.

    Raises ``RuleViolation`` for a number of the wrong form, of another year, used before, given where
    the program numbers itself or missing where it does not, and for texts beyond all measure;
    ``Missing`` for another county.
    """
    if not isinstance(facts, KINDS[kind].facts):
        raise TypeError(f"{kind} is made from {KINDS[kind].facts.__name__}")
    if not actor.reaches_county(subject.county_code):
        raise Missing(N_("There is no such page or record."))
    order = Order(kind=kind, county_code=subject.county_code, day=acted_on or local_date(at))
    replaced = queries.get_document(replaces, actor) if replaces else None
    paper = _paper(order, to_json(facts), replaced, at)
    number = _number_for(paper, order, office_number, at)
    return _enter(_freeze(subject, paper, number), replaced, actor, at)


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What a paper says about the one that it corrects."""

    note: str


def issue_again(old: Document, correction: Correction, actor: Actor, at: dt.datetime) -> Document:
    """Issue a paper with the frozen facts and the date of an old one, and what it corrects.

    Raises ``RuleViolation`` for texts beyond all measure, and where the office numbers this kind.
    """
    order = Order(kind=old.kind, county_code=old.county_code, day=old.acted_on)
    paper = _paper(order, old.frozen["facts"], old, at)
    paper["correction"] = correction.note
    number = _number_for(paper, order, None, at)
    subject = Subject(old.subject_kind, old.subject_id, old.county_code, old.concerns or None)
    return _enter(_freeze(subject, paper, number), old, actor, at)


def _number_for(
    paper: dict[str, Any], order: Order, office_number: str | None, at: dt.datetime
) -> DocumentNumber:
    """Take the number, after the texts were looked at."""
    paper["handwritten"] = check_characters(paper)
    return take_number(order, office_number, at)


def _enter(
    document: Document, replaced: Document | None, actor: Actor, at: dt.datetime
) -> Document:
    document.issued_at, document.issued_by = at, actor.name
    document.replaces = replaced.public_id if replaced else None
    db.session.add(document)
    db.session.flush()  # the public id and every UNIQUE before the caller goes on
    _record_issue(document, replaced, actor, at)
    return document


def _paper(order: Order, facts: Any, replaced: Document | None, at: dt.datetime) -> dict[str, Any]:
    """What is printed, but for number and check code."""
    name = Key.BUREAU_NAME if order.is_of_bureau else Key.SUPERVISION_OFFICE_NAME
    contact = [order.configured(key) for key in (Key.BUREAU_ADDRESS, Key.BUREAU_TELEPHONE)]
    return {
        "kind": order.kind.value,
        "title": title_of(order.kind, facts),
        "acted_on": order.day.isoformat(),
        "issued_at": at.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "organ": {
            "name": order.configured(name),
            "contact": " ".join(part for part in contact if part != "—") or "—",
        },
        "remedies": {
            "review_body": order.configured(Key.REVIEW_BODY),
            "court": order.configured(Key.COURT),
        },
        "replaces": replaced.number if replaced else None,
        "facts": facts,
    }


def check_characters(paper: dict[str, Any]) -> list[str]:
    """Name the characters that no font has; runs before a number is taken."""
    if sum(len(text) for text in texts_of(paper)) > MOST_CHARACTERS:
        raise RuleViolation(N_("The texts are too long for one paper."))
    here = installation()
    characters = characters_of(paper)
    missing = missing_characters(characters, here.font_dir, here.fonts)
    return sorted({*missing, *private_characters(characters)})


def _freeze(subject: Subject, paper: dict[str, Any], number: DocumentNumber) -> Document:
    """Add number and check code, and write the whole in the one form that is hashed."""
    code = "".join(secrets.choice(CROCKFORD_ALPHABET) for _ in range(CHECK_CODE_LENGTH))
    paper["number"] = number.text
    paper["check"] = {
        "code": code,
        "grouped": grouped(code),
        "address": f"{installation().public_url}/verify/{code}",
    }
    text = canonical(paper)
    return Document(
        county_code=subject.county_code,
        number_id=number.id,
        kind=number.kind,
        number=number.text,
        subject_kind=subject.kind,
        subject_id=subject.public_id,
        concerns=subject.concerns or "",
        facts_json=text,
        facts_sha256=sha256_of(text),
        check_code=code,
        acted_on=dt.date.fromisoformat(paper["acted_on"]),
        handwritten=paper["handwritten"],
    )


def _record_issue(
    document: Document, replaced: Document | None, actor: Actor, at: dt.datetime
) -> None:
    changes: dict[str, Any] = {
        "number": [None, document.number],
        "facts_sha256": [None, document.facts_sha256],
    }
    if replaced:
        changes["replaces"] = [None, replaced.number]
    if document.handwritten:
        changes["handwritten"] = [None, "".join(document.handwritten)]
    record(
        actor,
        "documents.document.issue",
        subject_of(document),
        changes,
        at,
        acted_on=document.acted_on,
    )

"""Ordering a print into a state form, and the way of its bytes.  The worker makes it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from kgsup.access.actor import Actor
from kgsup.audit.rules import Subject
from kgsup.audit.service import record
from kgsup.configuration.queries import value
from kgsup.configuration.rules import Key
from kgsup.core.clock import local_date
from kgsup.core.db import db
from kgsup.core.errors import N_, Missing, RuleViolation
from kgsup.documents import queries
from kgsup.documents.models import PrintJob
from kgsup.documents.rules.facts import CertificateFacts
from kgsup.documents.rules.overprint import (
    FormLayout,
    PrintKind,
    layouts,
    moved,
    outside,
    unplaced,
    words_of,
)
from kgsup.documents.rules.texts import canonical, sha256_of, to_json
from kgsup.documents.service.issuing import check_characters
from kgsup.documents.service.rendering import Stored, begin, changes_of, enter, note


@dataclass(frozen=True, kw_only=True)
class PrintOrder:
    """What is printed on which side of the form, for which case; a test sheet has no facts."""

    kind: PrintKind
    subject: Subject
    facts: CertificateFacts | None = None


def order_print(order: PrintOrder, actor: Actor, at: dt.datetime) -> PrintJob:
    """Order a print: layout, county's offsets and facts are frozen, the worker makes the page.

    Raises ``RuleViolation`` when a word has no place on the form or an offset moves a field off it.
    """
    county_code = order.subject.county_code
    if not actor.reaches_county(county_code):
        raise Missing(N_("There is no such page or record."))
    layout = layouts()[order.kind.side]
    offsets = value(county_code, Key.CERTIFICATE_OFFSETS, on=local_date(at))
    frozen = {
        "kind": order.kind.value,
        "organ": value(county_code, Key.BUREAU_NAME, on=local_date(at)),
        "ordered_at": at.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "layout": to_json(layout.to_json()),
        "offsets": offsets.get(order.kind.side, {}),
        "facts": _facts_of(order),
    }
    _check(frozen, layout, order.kind)
    frozen["handwritten"] = check_characters({"facts": frozen["facts"]})
    return _enter(order, frozen, actor, at)


def _facts_of(order: PrintOrder) -> Any:
    if (order.facts is None) != order.kind.is_test:
        raise TypeError(f"{order.kind} is made from CertificateFacts, a test sheet from none")
    return to_json(order.facts) if order.facts else None


def _check(frozen: dict[str, Any], layout: FormLayout, kind: PrintKind) -> None:
    offsets = frozen["offsets"]
    if unknown := offsets.get("fields", {}).keys() - {field.name for field in layout.fields}:
        raise RuleViolation(
            N_("The offsets name fields that the form does not have: %(names)s"),
            names=", ".join(sorted(unknown)),
        )
    if off := outside(moved(layout, offsets)):
        raise RuleViolation(
            N_("The offsets move fields off the form: %(names)s"), names=", ".join(off)
        )
    if frozen["facts"] is not None and (
        left := unplaced(words_of(frozen["facts"], kind), layout, kind)
    ):
        raise RuleViolation(N_("The form has no place for: %(names)s"), names=", ".join(left))


def _enter(order: PrintOrder, frozen: dict[str, Any], actor: Actor, at: dt.datetime) -> PrintJob:
    text = canonical(frozen)
    job = PrintJob(
        county_code=order.subject.county_code,
        kind=order.kind,
        subject_kind=order.subject.kind,
        subject_id=order.subject.public_id,
        concerns=order.subject.concerns or "",
        facts_json=text,
        facts_sha256=sha256_of(text),
        ordered_at=at,
        ordered_by=actor.name,
        handwritten=frozen["handwritten"],
    )
    db.session.add(job)
    db.session.flush()  # its public id
    changes: dict[str, Any] = {
        "print": [None, job.kind.value],
        "facts_sha256": [None, job.facts_sha256],
    }
    if job.handwritten:
        changes["handwritten"] = [None, "".join(job.handwritten)]
    record(actor, "documents.print.order", _subject_of(job), changes, at)
    return job


def _subject_of(job: PrintJob) -> Subject:
    return Subject("print_job", job.public_id, job.county_code, job.concerns or None)


def begin_print(public_id: str, actor: Actor) -> PrintJob | None:
    """Count an attempt to make a print; ``None`` when there is nothing to make."""
    job = queries.get_print(public_id, actor, for_update=True)
    return job if begin(job) else None


def store_print(public_id: str, stored: Stored, actor: Actor, at: dt.datetime) -> bool:
    """Enter the bytes of a print, once; ``False`` when another worker did so first."""
    job = queries.get_print(public_id, actor, for_update=True)
    if not enter(job, stored, at):
        return False
    record(actor, "documents.print.render", _subject_of(job), changes_of(stored), at)
    return True


def note_print_failure(public_id: str, error: str, actor: Actor) -> None:
    """Note why an attempt at a print failed."""
    note(queries.get_print(public_id, actor, for_update=True), error)

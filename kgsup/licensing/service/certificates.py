"""The county's stock of state forms: received, used for one edition, spoiled, lost, taken back."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError

from kgsup.access.actor import Actor
from kgsup.audit.rules import Subject
from kgsup.audit.service import record
from kgsup.core.clock import local_date
from kgsup.core.db import db, require_version
from kgsup.core.errors import N_, Conflict, IllegalTransition, Missing, RuleViolation
from kgsup.core.workflow import advance
from kgsup.kindergartens.queries import get_by_id
from kgsup.licensing.models import CertificateForm, PermitApplication
from kgsup.licensing.queries import certificates as queries
from kgsup.licensing.rules.certificates import (
    FORM_TRANSITIONS,
    FormAction,
    FormEnd,
    FormState,
    FormUse,
    check_form_end,
    check_received,
    check_use,
    plain_serial,
    serials_between,
)
from kgsup.licensing.rules.fields import CertificatePart
from kgsup.licensing.service.intake import load
from kgsup.licensing.service.ledger import record_on, remember_preparer

FORM = "certificate_form"


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """Forms that came from the printer, from the first serial number to the last, both included."""

    part: CertificatePart
    first: str
    last: str
    received_on: dt.date


def receive_forms(
    county_code: str, delivery: Delivery, actor: Actor, at: dt.datetime
) -> list[CertificateForm]:
    """Enter a delivery into the stock: all of its forms or none.

    Raises ``RuleViolation`` for serial numbers that are no series or are entered already, ``Conflict``
    when somebody else enters one of them at the same moment.
    """
    if not actor.reaches_county(county_code):
        raise Missing(N_("There is no such page or record."))
    serials = serials_between(delivery.first, delivery.last)
    known = queries.known_serials(county_code, delivery.part, serials)
    check_received(delivery.received_on, local_date(at), known)
    forms = [
        CertificateForm(
            county_code=county_code,
            part=delivery.part,
            serial=serial,
            received_on=delivery.received_on,
        )
        for serial in serials
    ]
    _insert(forms)
    changes = {
        "part": [None, delivery.part.value],
        "serial": [None, f"{serials[0]}–{serials[-1]}" if len(serials) > 1 else serials[0]],
        "forms": [None, len(serials)],
    }
    _record(forms[0], "receive", changes, actor, at, acted_on=delivery.received_on)
    return forms


def _insert(forms: list[CertificateForm]) -> None:
    try:
        with db.session.begin_nested():
            db.session.add_all(forms)
            db.session.flush()
    except IntegrityError:
        raise Conflict(
            N_("Somebody else changed this in the meantime. Compare before you save again.")
        ) from None


def _record(
    form: CertificateForm,
    act: str,
    changes: Mapping[str, Any],
    actor: Actor,
    at: dt.datetime,
    *,
    acted_on: dt.date,
) -> None:
    acted = None if acted_on == local_date(at) else acted_on
    record(actor, f"licensing.form.{act}", subject_of(form), changes, at, acted_on=acted)


def subject_of(form: CertificateForm) -> Subject:
    """A form as the ledger names it; concerns the kindergarten for which it was taken."""
    concerns = None
    if form.kindergarten_id is not None:
        concerns = get_by_id(form.county_code, form.kindergarten_id).public_id
    return Subject(FORM, form.public_id, form.county_code, concerns)


@dataclass(frozen=True, kw_only=True)
class Use:
    """A form that was printed for a part of an application's certificate."""

    part: CertificatePart
    serial: str
    on: dt.date


def use_form(
    application_id: str, use: Use, version: int | None, actor: Actor, at: dt.datetime
) -> CertificateForm:
    """Record the form that a part of the certificate was printed on; all parts made set the day.

    Raises ``RuleViolation`` when no such form is in the book, for a part that has one or is not made
    anew; ``IllegalTransition`` for a form that was used, spoiled or lost before.
    """
    application = load(application_id, version, actor)
    edition = require_edition(application).edition
    form = _take(application, use)
    made = queries.made_of(application)
    _check_use(application, form, use, frozenset(made), local_date(at))
    before = form.state
    form.state = _advance(form, FormAction.USE)
    form.kindergarten_id, form.edition = application.kindergarten_id, edition.edition
    form.application, form.used_on = application.public_id, use.on
    _enter_made(application, {**made, use.part: form})
    remember_preparer(application, actor)
    db.session.flush()
    changes: dict[str, Any] = {
        "state": [before.value, form.state.value],
        "serial": [None, form.serial],
        "edition": [None, form.edition],
    }
    _record(form, "use", changes, actor, at, acted_on=use.on)
    _record_made(application, form, actor, at, acted_on=use.on)
    return form


def require_edition(application: PermitApplication) -> queries.EditionOfCase:
    """The edition that an application's grant made; refuses an application without one."""
    found = queries.edition_of(application)
    if found is None:
        raise IllegalTransition(
            N_("There is no certificate to print: no licence was granted here.")
        )
    return found


def _take(application: PermitApplication, use: Use) -> CertificateForm:
    serial = plain_serial(use.serial)
    form = queries.find_form(application.county_code, use.part, serial, for_update=True)
    if form is None:
        raise RuleViolation(
            N_(
                "The book of forms has no form with the number %(serial)s: enter its receipt first."
            ),
            serial=serial,
        )
    return form


def _check_use(
    application: PermitApplication,
    form: CertificateForm,
    use: Use,
    made: frozenset[CertificatePart],
    today: dt.date,
) -> None:
    assert application.decided_on is not None  # noqa: S101 - an edition comes of a decision
    facts = FormUse(
        received_on=form.received_on,
        decided_on=application.decided_on,
        parts_made=made,
        parts_needed=queries.parts_needed(application),
    )
    _advance(form, FormAction.USE)
    check_use(use.part, facts, use.on, today)


def _advance(form: CertificateForm, action: FormAction) -> FormState:
    """The state that follows; a form that is not in stock any more is named as such."""
    if action is FormAction.USE and form.state is not FormState.IN_STOCK:
        raise IllegalTransition(
            N_("The form %(serial)s is not in stock any more: each is used once only."),
            serial=form.serial,
        )
    return advance(FORM_TRANSITIONS, form.state, action)


def _enter_made(
    application: PermitApplication, made: Mapping[CertificatePart, CertificateForm]
) -> None:
    """The certificate is made on the day of its last part."""
    is_whole = queries.parts_needed(application) <= made.keys()
    days = [form.used_on for form in made.values() if form.used_on is not None]
    application.certificate_on = max(days) if is_whole and days else None


def _record_made(
    application: PermitApplication,
    form: CertificateForm,
    actor: Actor,
    at: dt.datetime,
    *,
    acted_on: dt.date,
) -> None:
    changes: dict[str, Any] = {"part": [None, form.part.value], "serial": [None, form.serial]}
    if application.certificate_on:
        changes["certificate_on"] = [None, application.certificate_on.isoformat()]
    record_on(application, "make_certificate", changes, actor, at, acted_on=acted_on)


def end_form(
    public_id: str, end: FormEnd, version: int | None, actor: Actor, at: dt.datetime
) -> CertificateForm:
    """Record that a form is spoiled, lost or taken back; a spoiled one makes room for another.

    Raises ``RuleViolation`` without a reason or for a day that cannot be, ``IllegalTransition`` for a
    form that has ended.
    """
    form = queries.get_form(public_id, actor, for_update=True)
    require_version(form, version)
    application = _application_of(form, actor)
    handed_over = application is not None and application.certificate_handed_over_on is not None
    since = form.used_on or form.received_on
    check_form_end(end, since, local_date(at), handed_over=handed_over)
    _end(form, end, actor, at)
    if application is not None and end.action is FormAction.SPOIL:
        _undo_made(application, form, actor, at)
    return form


def _application_of(form: CertificateForm, actor: Actor) -> PermitApplication | None:
    return load(form.application, None, actor) if form.application else None


def _end(form: CertificateForm, end: FormEnd, actor: Actor, at: dt.datetime) -> None:
    before = form.state
    form.state = _advance(form, end.action)
    if form.kindergarten_id is None and form.state is FormState.TAKEN_BACK:
        raise IllegalTransition(N_("This form was lost before anybody held it."))
    form.ended_on, form.reason = end.on, end.reason.strip()
    db.session.flush()
    changes: dict[str, Any] = {"state": [before.value, form.state.value]}
    if form.reason:
        changes["reason"] = [None, form.reason]
    _record(form, end.action.value, changes, actor, at, acted_on=end.on)


def _undo_made(
    application: PermitApplication, form: CertificateForm, actor: Actor, at: dt.datetime
) -> None:
    before = application.certificate_on
    _enter_made(application, queries.made_of(application))
    db.session.flush()
    changes: dict[str, Any] = {"part": [form.part.value, None], "serial": [form.serial, None]}
    if before != application.certificate_on:
        changes["certificate_on"] = [before.isoformat() if before else None, None]
    record_on(application, "undo_certificate", changes, actor, at)


def lose_replaced(application: PermitApplication, actor: Actor, at: dt.datetime) -> None:
    """The forms that a granted replacement is for are lost; a form of an unknown number is nobody's."""
    for form in queries.old_forms(application):
        since = form.used_on or form.received_on
        day = max(since, application.decided_on or local_date(at))
        end = FormEnd(action=FormAction.LOSE, on=day, reason=f"遗失补办（{application.number}）")
        _end(form, end, actor, at)


def take_back_held(
    county_code: str,
    kindergarten_id: int,
    on: dt.date,
    actor: Actor,
    at: dt.datetime,
    *,
    serials: Collection[str] | None = None,
) -> list[CertificateForm]:
    """Take back the forms that a kindergarten holds, as the end of a licence demands; ``serials`` are
    those that came back, all of them unless given.  The caller has loaded the kindergarten in scope."""
    held = queries.forms_held(county_code, kindergarten_id)
    forms = [form for form in held if serials is None or form.serial in serials]
    for form in forms:
        end = FormEnd(action=FormAction.TAKE_BACK, on=on)
        check_form_end(end, form.used_on or form.received_on, local_date(at), handed_over=True)
        _end(form, end, actor, at)
    return forms

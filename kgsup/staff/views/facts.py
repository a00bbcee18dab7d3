"""Entering a fact of a person, and ending one."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.core import clock
from kgsup.core.errors import N_, Missing
from kgsup.staff import queries, service
from kgsup.staff.forms.endings import ClassForm, DayForm, EndEmploymentForm, ReasonForm
from kgsup.staff.forms.facts import FORMS
from kgsup.staff.rules.people import FactKind, Person
from kgsup.staff.service import Entry
from kgsup.staff.views.blueprint import (
    OFFICE,
    OWN,
    Desk,
    blueprint,
    entry_of,
    fact_kind,
    person_for,
    places,
)
from kgsup.web.acting import Act, carry_out
from kgsup.web.forms import VersionedForm, given
from kgsup.web.replies import render_form

_RECORD: dict[FactKind, Callable[[Entry, Any], object]] = {
    FactKind.EMPLOYMENT: service.record_employment,
    FactKind.CERTIFICATE: service.record_certificate,
    FactKind.TRAINING: service.record_training,
    FactKind.BACKGROUND_CHECK: service.record_background_check,
    FactKind.HEALTH_CHECK: service.record_health_check,
    FactKind.EXPERIENCE: service.record_experience,
}


@blueprint.route("/staff/<public_id>/record/<kind>", methods=["GET", "POST"])
@requires(Permission.STAFF_CHANGE)
def record_fact(public_id: str, kind: str) -> ResponseReturnValue:
    return _record(OFFICE, public_id, fact_kind(kind))


@blueprint.route("/own/staff/<public_id>/record/<kind>", methods=["GET", "POST"])
@requires(Permission.OWN_STAFF)
def own_record_fact(public_id: str, kind: str) -> ResponseReturnValue:
    return _record(OWN, public_id, fact_kind(kind))


def _record(desk: Desk, public_id: str, kind: FactKind) -> ResponseReturnValue:
    actor = current_actor()
    person = queries.get_person(public_id, actor)
    form = FORMS[kind](version=person.version)
    form.offer(places() if kind is FactKind.EMPLOYMENT else {})
    act = Act(
        do=lambda: _RECORD[kind](entry_of(public_id, form.version_number), form.value()),
        said=lambda: _("The entry has been recorded."),
        version=lambda: queries.get_member(public_id, actor).version,
    )
    if form.validate_on_submit() and carry_out(form, act):
        return redirect(desk.url("show_person", public_id=public_id))
    return render_form("staff/record_fact.html", form, desk=desk, person=person, kind=kind)


@dataclass(frozen=True, kw_only=True)
class _Ending:
    """An act on a fact that is there: of which kind, with which form, what it says."""

    kind: FactKind
    form: type[VersionedForm]
    title: Any
    consequence: Any
    do: Callable[[Entry, str, Any], object]
    is_final: bool = False


def _day(form: DayForm) -> dt.date:
    return given(form.on.data)


ENDINGS: dict[str, _Ending] = {
    "end": _Ending(
        kind=FactKind.EMPLOYMENT,
        form=EndEmploymentForm,
        title=_l("End the employment"),
        consequence=_l("The person no longer counts here from that day on."),
        do=lambda entry, fact, form: service.end_employment(entry, fact, form.ending()),
        is_final=True,
    ),
    "suspend": _Ending(
        kind=FactKind.EMPLOYMENT,
        form=DayForm,
        title=_l("Stop the work"),
        consequence=_l("The person stays employed and does not work from that day on."),
        do=lambda entry, fact, form: service.suspend(entry, fact, _day(form)),
    ),
    "resume": _Ending(
        kind=FactKind.EMPLOYMENT,
        form=DayForm,
        title=_l("Let the work resume"),
        consequence=_l("Not possible while a ban or a hit stands against the person."),
        do=lambda entry, fact, form: service.resume(entry, fact, _day(form)),
    ),
    "contract": _Ending(
        kind=FactKind.EMPLOYMENT,
        form=DayForm,
        title=_l("Record the filing of the contract"),
        consequence=_l("The day on which the information on the contract reached the bureau."),
        do=lambda entry, fact, form: service.file_contract(entry, fact, _day(form)),
    ),
    "class": _Ending(
        kind=FactKind.EMPLOYMENT,
        form=ClassForm,
        title=_l("Assign a class"),
        consequence=_l("In which class the person works from now on."),
        do=lambda entry, fact, form: service.assign_class(
            entry, fact, form.class_name.data or None
        ),
    ),
    "withdraw": _Ending(
        kind=FactKind.CERTIFICATE,
        form=DayForm,
        title=_l("Record that a certificate no longer counts"),
        consequence=_l("It was withdrawn, revoked or found to be false."),
        do=lambda entry, fact, form: service.withdraw_certificate(entry, fact, _day(form)),
        is_final=True,
    ),
}


@blueprint.route("/staff/<public_id>/<act>/<fact>", methods=["GET", "POST"])
@requires(Permission.STAFF_CHANGE)
def end_fact(public_id: str, act: str, fact: str) -> ResponseReturnValue:
    return _end(OFFICE, public_id, act, fact)


@blueprint.route("/own/staff/<public_id>/<act>/<fact>", methods=["GET", "POST"])
@requires(Permission.OWN_STAFF)
def own_end_fact(public_id: str, act: str, fact: str) -> ResponseReturnValue:
    return _end(OWN, public_id, act, fact)


def _end(desk: Desk, public_id: str, act: str, fact: str) -> ResponseReturnValue:
    ending = ENDINGS.get(act)
    if ending is None:
        raise Missing(N_("There is no such page or record."))
    person = person_for(public_id)
    found = _fact_of(person, ending.kind, fact)
    form = ending.form(
        version=found.version,
        on=clock.today(),
        until_on=clock.today(),
        class_name=getattr(found, "class_name", None),
    )
    if isinstance(form, EndEmploymentForm):
        form.offer()
    done = Act(
        do=lambda: ending.do(entry_of(public_id, form.version_number), fact, form),
        said=lambda: _("The entry has been recorded."),
        version=lambda: _fact_of(person_for(public_id), ending.kind, fact).version,
    )
    if form.validate_on_submit() and carry_out(form, done):
        return redirect(desk.url("show_person", public_id=public_id))
    return render_form(
        "staff/end_fact.html", form, desk=desk, person=person, found=found, ending=ending
    )


def _fact_of(person: Person, kind: FactKind, public_id: str) -> Any:
    """The fact of a person whom the actor may see; ``Missing`` when there is none."""
    facts: tuple[Any, ...] = getattr(person, f"{kind.value}s")
    found = next((fact for fact in facts if fact.public_id == public_id), None)
    if found is None:
        raise Missing(N_("There is no such page or record."))
    return found


@blueprint.route("/staff/<public_id>/set-aside/<kind>/<fact>", methods=["GET", "POST"])
@requires(Permission.STAFF_CHANGE)
def set_aside_fact(public_id: str, kind: str, fact: str) -> ResponseReturnValue:
    known = fact_kind(kind)
    person = queries.get_person(public_id, current_actor())
    found = _fact_of(person, known, fact)
    form = ReasonForm(version=found.version)
    act = Act(
        do=lambda: service.set_aside(
            entry_of(public_id, form.version_number), known, fact, form.reason.data or ""
        ),
        said=lambda: _("The entry was set aside."),
    )
    if form.validate_on_submit() and carry_out(form, act):
        return redirect(OFFICE.url("show_person", public_id=public_id))
    return render_form(
        "staff/set_aside_fact.html", form, desk=OFFICE, person=person, found=found, kind=known
    )

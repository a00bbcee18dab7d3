"""Recording counts, fees, licences and recognitions of a kindergarten."""

from collections.abc import Callable

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.audit.queries import TimelineEntry
from kgsup.core import clock
from kgsup.core.db import transaction
from kgsup.core.errors import Conflict, DomainError
from kgsup.kindergartens import queries, service
from kgsup.kindergartens.forms.records import (
    FeeForm,
    FiguresForm,
    LicenceForm,
    RecognitionForm,
    RecordForm,
)
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.rules.licences import PRINTED_FIELDS, LicenceState
from kgsup.kindergartens.views.blueprint import blueprint
from kgsup.kindergartens.views.conflicts import acts_since, last_act
from kgsup.web.replies import render_form
from kgsup.workcalendar.queries import terms


@blueprint.route("/kindergartens/<public_id>/counts", methods=["GET", "POST"])
@requires(Permission.REGISTER_CHANGE)
def record_figures(public_id: str) -> ResponseReturnValue:
    kindergarten = queries.get_kindergarten(public_id, current_actor())
    form = FiguresForm()
    if not form.is_submitted():
        _fill_figures(form, kindergarten)
    return _record(
        "kindergartens/record_figures.html",
        form,
        kindergarten,
        lambda: service.record_figures(
            public_id, form.figures(), current_actor(), clock.now(), version=form.version_number
        ),
    )


def _fill_figures(form: FiguresForm, kindergarten: Kindergarten) -> None:
    today = clock.today()
    running = [term.name for term in terms(kindergarten.county_code) if term.includes(today)]
    form.counted_on.data = today
    form.term.data = running[0] if running else None
    before = queries.figures(kindergarten, form.term.data) if running else None
    if before is None:
        return
    for group in before.groups:
        form[group.age_group.value].form.process(data=vars(group))
    for post in before.staff:
        if post.post.value in form:
            form[post.post.value].form.process(data=vars(post))


@blueprint.route("/kindergartens/<public_id>/fees", methods=["GET", "POST"])
@requires(Permission.REGISTER_CHANGE)
def record_fee(public_id: str) -> ResponseReturnValue:
    kindergarten = queries.get_kindergarten(public_id, current_actor())
    form = FeeForm()
    form.offer()
    return _record(
        "kindergartens/record_fee.html",
        form,
        kindergarten,
        lambda: service.record_fee(
            public_id, form.fee(), current_actor(), clock.now(), version=form.version_number
        ),
    )


@blueprint.route("/kindergartens/<public_id>/licence", methods=["GET", "POST"])
@requires(Permission.REGISTER_CHANGE)
def record_licence(public_id: str) -> ResponseReturnValue:
    kindergarten = queries.get_kindergarten(public_id, current_actor())
    form = LicenceForm()
    form.offer()
    if not form.is_submitted():
        _fill_licence(form, kindergarten)
    return _record(
        "kindergartens/record_licence.html",
        form,
        kindergarten,
        lambda: service.record_licence(
            public_id, form.licence(), current_actor(), clock.now(), version=form.version_number
        ),
    )


def _fill_licence(form: LicenceForm, kindergarten: Kindergarten) -> None:
    form.state.data = LicenceState.VALID.value
    current = queries.current_licence(kindergarten, clock.today())
    if current is None:
        form.name.data, form.address.data = kindergarten.name, kindergarten.address
        form.head.data, form.sponsor.data = kindergarten.head, kindergarten.sponsor_name
        return
    form.number.data = current.number
    form.valid_from.data, form.valid_until.data = current.valid_from, current.valid_until
    form.issued_on.data = current.issued_on
    for name in PRINTED_FIELDS:
        form[name].data = current.printed.get(name)


@blueprint.route("/kindergartens/<public_id>/recognition", methods=["GET", "POST"])
@requires(Permission.REGISTER_CHANGE)
def record_recognition(public_id: str) -> ResponseReturnValue:
    kindergarten = queries.get_kindergarten(public_id, current_actor())
    form = RecognitionForm()
    return _record(
        "kindergartens/record_recognition.html",
        form,
        kindergarten,
        lambda: service.record_recognition(
            public_id,
            form.recognition(),
            current_actor(),
            clock.now(),
            version=form.version_number,
        ),
    )


def _record(
    template: str,
    form: RecordForm,
    kindergarten: Kindergarten,
    write: Callable[[], Kindergarten],
) -> ResponseReturnValue:
    """Show the form, or write what it holds and go back to the kindergarten.

    What somebody else recorded in between is told; the form then stands on it and can be saved again.
    """
    public_id = kindergarten.public_id
    meanwhile: list[TimelineEntry] | None = None
    if not form.is_submitted():
        form.stand_on(kindergarten.version, last_act(public_id))
    if form.validate_on_submit():
        try:
            with transaction():
                write()
        except Conflict as error:
            form.refuse(error)
            meanwhile = acts_since(form.last_seen, public_id)
            kindergarten = queries.get_kindergarten(public_id, current_actor())
            form.stand_on(kindergarten.version, last_act(public_id))
        except DomainError as error:
            form.refuse(error)
        else:
            flash(_("The entry has been recorded."), "success")
            return redirect(url_for(".show_kindergarten", public_id=public_id))
    return render_form(template, form, kindergarten=kindergarten, meanwhile=meanwhile)

"""Recording a return, an exemption, and taking a record back."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.annual_checks import queries, service
from kgsup.annual_checks.forms import FilingForm, ReasonForm
from kgsup.annual_checks.rules import FilingWay
from kgsup.annual_checks.views.blueprint import blueprint
from kgsup.core import clock
from kgsup.core.db import transaction
from kgsup.core.errors import DomainError
from kgsup.web.replies import render_form


@blueprint.route("/annual-checks/<public_id>/filing", methods=["GET", "POST"])
@requires(Permission.ANNUAL_CHECK_CHANGE)
def record_filing(public_id: str) -> ResponseReturnValue:
    place = queries.show_place(public_id, current_actor())
    form = FilingForm(version=place.version, filed_on=clock.today())
    form.offer()
    if form.validate_on_submit() and form.filed_on.data:
        try:
            with transaction():
                filing = service.Filing(
                    filed_on=form.filed_on.data,
                    way=FilingWay(form.way.data),
                    by=form.by.data,
                    note=form.note.data,
                )
                service.record_filing(
                    public_id, filing, form.version_number, current_actor(), clock.now()
                )
        except DomainError as error:
            form.refuse(error)
        else:
            flash(_("The return has been recorded; no more reminders will be sent."), "success")
            return redirect(url_for(".show_place", public_id=public_id))
    return render_form("annual_checks/record_filing.html", form, place=place)


@blueprint.route("/annual-checks/<public_id>/exemption", methods=["GET", "POST"])
@requires(Permission.ANNUAL_CHECK_CHANGE)
def exempt_place(public_id: str) -> ResponseReturnValue:
    place = queries.show_place(public_id, current_actor())
    form = ReasonForm(version=place.version)
    if form.validate_on_submit():
        try:
            with transaction():
                service.exempt_place(
                    public_id,
                    form.reason.data or "",
                    form.version_number,
                    current_actor(),
                    clock.now(),
                )
        except DomainError as error:
            form.refuse(error)
        else:
            flash(_("The exemption has been recorded; no more reminders will be sent."), "success")
            return redirect(url_for(".show_place", public_id=public_id))
    return render_form("annual_checks/exempt_place.html", form, place=place)


@blueprint.route("/annual-checks/<public_id>/reopening", methods=["GET", "POST"])
@requires(Permission.ANNUAL_CHECK_CHANGE)
def reopen_place(public_id: str) -> ResponseReturnValue:
    place = queries.show_place(public_id, current_actor())
    form = ReasonForm(version=place.version)
    if form.validate_on_submit():
        try:
            with transaction():
                service.reopen_place(
                    public_id,
                    form.reason.data or "",
                    form.version_number,
                    current_actor(),
                    clock.now(),
                )
        except DomainError as error:
            form.refuse(error)
        else:
            flash(_("The record has been taken back; reminders go on."), "success")
            return redirect(url_for(".show_place", public_id=public_id))
    return render_form("annual_checks/reopen_place.html", form, place=place)

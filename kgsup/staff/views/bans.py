"""Bans from the trade: typed, confirmed on a page of its own, lifted."""

from flask import redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.core import clock
from kgsup.core.errors import N_, DomainError, Missing
from kgsup.staff import queries, service
from kgsup.staff.forms.endings import CONFIRMED, BanForm, LiftBanForm
from kgsup.staff.rules.entries import check_ban
from kgsup.staff.views.blueprint import OFFICE, blueprint, entry_of
from kgsup.web.acting import Act, carry_out
from kgsup.web.forms import given
from kgsup.web.replies import render_form


@blueprint.route("/staff/<public_id>/ban", methods=["GET", "POST"])
@requires(Permission.STAFF_BAN)
def enter_ban(public_id: str) -> ResponseReturnValue:
    actor = current_actor()
    person = queries.get_person(public_id, actor)
    form = BanForm(version=person.version, from_on=clock.today())
    form.offer()
    act = Act(
        do=lambda: service.enter_ban(entry_of(public_id, form.version_number), form.ban()),
        said=lambda: _("The ban has been entered; the person's work is stopped."),
        version=lambda: queries.get_member(public_id, actor).version,
    )
    if form.validate_on_submit():
        if not form.is_confirmed and _can_be(form):
            form.stage.data = CONFIRMED
            running = list(person.running(clock.today()))
            return render_form(
                "staff/confirm_ban.html",
                form,
                person=person,
                ban=form.ban(),
                running=running,
                desk=OFFICE,
            )
        if form.is_confirmed and carry_out(form, act):
            return redirect(OFFICE.url("show_person", public_id=public_id))
    form.stage.data = ""
    return render_form("staff/enter_ban.html", form, person=person, desk=OFFICE)


def _can_be(form: BanForm) -> bool:
    """Ask the rule before the confirming page is shown."""
    try:
        check_ban(form.ban(), clock.today())
    except DomainError as error:
        form.refuse(error)
        return False
    return True


@blueprint.route("/staff/<public_id>/ban/<ban>/lift", methods=["GET", "POST"])
@requires(Permission.STAFF_BAN)
def lift_ban(public_id: str, ban: str) -> ResponseReturnValue:
    person = queries.get_person(public_id, current_actor())
    found = next((known for known in person.bans if known.public_id == ban), None)
    if found is None:
        raise Missing(N_("There is no such page or record."))
    form = LiftBanForm(version=found.version, on=clock.today())
    act = Act(
        do=lambda: service.lift_ban(
            entry_of(public_id, form.version_number),
            ban,
            given(form.on.data),
            form.reason.data or "",
        ),
        said=lambda: _("The ban is lifted. Work that was stopped stays stopped until it resumes."),
    )
    if form.validate_on_submit() and carry_out(form, act):
        return redirect(OFFICE.url("show_person", public_id=public_id))
    return render_form("staff/lift_ban.html", form, person=person, ban=found, desk=OFFICE)

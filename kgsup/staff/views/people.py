"""One person: entering, showing, changing; the same pages for the office and for a kindergarten."""

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.areas.queries import counties_of
from kgsup.audit.queries import timeline
from kgsup.core import clock
from kgsup.core.errors import N_, Missing
from kgsup.kindergartens import queries as kindergartens
from kgsup.kindergartens.rules.counts import Post
from kgsup.staff import queries, service
from kgsup.staff.forms.people import EnterPersonForm, PersonForm
from kgsup.staff.models import StaffMember
from kgsup.staff.rules.entries import NewFacts
from kgsup.staff.rules.identity import mask
from kgsup.staff.rules.people import FactKind
from kgsup.staff.rules.qualification import check_head
from kgsup.staff.rules.standing import has_hit, lacks_of, must_stop, person_state
from kgsup.staff.views.blueprint import OFFICE, OWN, Desk, blueprint, in_words, person_for, places
from kgsup.web.acting import Act, carry_out
from kgsup.web.replies import render_form


@blueprint.route("/staff/new", methods=["GET", "POST"])
@requires(Permission.STAFF_CHANGE)
def enter_person() -> ResponseReturnValue:
    return _enter(OFFICE)


@blueprint.route("/own/staff/new", methods=["GET", "POST"])
@requires(Permission.OWN_STAFF)
def own_enter_person() -> ResponseReturnValue:
    return _enter(OWN)


def _enter(desk: Desk) -> ResponseReturnValue:
    form = EnterPersonForm(kindergarten=request.args.get("kindergarten", ""))
    form.offer_all(places(), may_be_empty=not desk.is_own)
    entered: list[StaffMember] = []

    def do() -> None:
        employments = (form.employment(),) if form.is_employed else ()
        facts = NewFacts(employments=employments)
        county, actor = _county_of(form.kindergarten.data), current_actor()
        entered[:] = [service.enter_person(county, form.person(), facts, actor, clock.now())]

    if form.validate_on_submit() and carry_out(
        form, Act(do=do, said=lambda: _("The person has been entered."))
    ):
        return redirect(desk.url("show_person", public_id=entered[0].public_id))
    return render_form("staff/enter_person.html", form, desk=desk)


def _county_of(kindergarten: str) -> str:
    """The county of the kindergarten; without one the first of the actor's."""
    if kindergarten:
        return kindergartens.get_kindergarten(kindergarten, current_actor()).county_code
    counties = counties_of(current_actor())
    if not counties:
        raise Missing(N_("There is no such page or record."))
    return counties[0].code


@blueprint.route("/staff/<public_id>")
@requires(Permission.STAFF_READ)
def show_person(public_id: str) -> ResponseReturnValue:
    return _show(OFFICE, public_id)


@blueprint.route("/own/staff/<public_id>")
@requires(Permission.OWN_STAFF)
def own_show_person(public_id: str) -> ResponseReturnValue:
    return _show(OWN, public_id)


def _show(desk: Desk, public_id: str) -> ResponseReturnValue:
    today = clock.today()
    person = person_for(public_id)
    return render_template(
        "staff/show_person.html",
        desk=desk,
        person=person,
        today=today,
        state=person_state(person, today),
        ban=person.ban(today),
        hit=has_hit(person, today),
        stops=must_stop(person, today),
        lacks=lacks_of(person, today),
        number=mask(person.identity_tail) if person.identity_tail else None,
        head=in_words(check_head(person, today)) if Post.HEAD in person.posts(today) else None,
        kinds=list(FactKind),
        is_gone=desk.is_own and not any(_is_to_come(e.until_on) for e in person.employments),
        # A kindergarten does not read what others did.
        entries=[] if desk.is_own else timeline("staff_member", public_id),
    )


def _is_to_come(until_on: object) -> bool:
    return until_on is None or str(until_on) > clock.today().isoformat()


@blueprint.route("/staff/<public_id>/change", methods=["GET", "POST"])
@requires(Permission.STAFF_CHANGE)
def change_person(public_id: str) -> ResponseReturnValue:
    return _change(OFFICE, public_id)


@blueprint.route("/own/staff/<public_id>/change", methods=["GET", "POST"])
@requires(Permission.OWN_STAFF)
def own_change_person(public_id: str) -> ResponseReturnValue:
    return _change(OWN, public_id)


def _change(desk: Desk, public_id: str) -> ResponseReturnValue:
    actor = current_actor()
    member = queries.get_member(public_id, actor)
    form = PersonForm(
        version=member.version,
        name=member.name,
        birth_year=member.birth_year,
        sex=member.sex.value if member.sex else "",
        education=member.education.value if member.education else "",
    )
    form.offer_details()

    def do() -> None:
        number = form.version_number
        service.change_person(public_id, form.person(), number, actor, clock.now())

    act = Act(
        do=do,
        said=lambda: _("The change has been saved."),
        version=lambda: queries.get_member(public_id, actor).version,
    )
    if form.validate_on_submit() and carry_out(form, act):
        return redirect(desk.url("show_person", public_id=public_id))
    number = mask(member.identity_tail) if member.identity_tail else None
    return render_form(
        "staff/change_person.html",
        form,
        desk=desk,
        number=number,
        name=member.name,
        public_id=public_id,
    )

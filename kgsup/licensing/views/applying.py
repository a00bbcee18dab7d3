"""A kindergarten applies on line: its applications, begin, fill in, send, follow, correct, take back."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.actor import Actor
from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.core import clock
from kgsup.core.labels import label_of
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.queries import get_kindergarten
from kgsup.licensing import queries, service
from kgsup.licensing.forms.applying import BeginForm
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.kinds import BY_FOUNDERS, PermitKind
from kgsup.licensing.rules.origins import Channel
from kgsup.licensing.rules.states import State
from kgsup.licensing.views.blueprint import blueprint
from kgsup.licensing.views.filling import (
    Holder,
    draft_of,
    paper_page,
    section_page,
    task_list,
)
from kgsup.licensing.views.following import (
    correct_page,
    discard_page,
    follow_page,
    review_page,
    withdraw_page,
)
from kgsup.web.acting import Act, carry_out
from kgsup.web.forms import choices_of
from kgsup.web.replies import render_form


def own_holder(public_id: str) -> Holder:
    """A kindergarten's account on one of its own applications."""
    return Holder(
        actor=current_actor(),
        pages="licensing.own",
        layout="_layouts/office.html",
        address={"public_id": public_id},
    )


@blueprint.route("/own/applications")
@requires(Permission.OWN_APPLICATION)
def list_own_applications() -> ResponseReturnValue:
    actor = current_actor()
    own = [(kindergarten, _shown_to(kindergarten)) for kindergarten in _own_kindergartens(actor)]
    return render_template("licensing/list_own_applications.html", own=own)


def _own_kindergartens(actor: Actor) -> list[Kindergarten]:
    held = dict.fromkeys(grant.kindergarten for grant in actor.grants if grant.kindergarten)
    return [get_kindergarten(public_id, actor) for public_id in held]


def _shown_to(kindergarten: Kindergarten) -> list[PermitApplication]:
    """All but what the office is still typing from paper."""
    every = queries.list_of_kindergarten(kindergarten.county_code, kindergarten.id)
    return [
        application
        for application in every
        if application.channel is Channel.ONLINE or application.state is not State.DRAFT
    ]


@blueprint.route("/own/applications/new/<kindergarten>", methods=["GET", "POST"])
@requires(Permission.OWN_APPLICATION)
def begin_own_application(kindergarten: str) -> ResponseReturnValue:
    actor = current_actor()
    applicant = get_kindergarten(kindergarten, actor)
    form = BeginForm(contact_name=applicant.head, contact_telephone=applicant.telephone)
    offered = queries.list_rules(applicant.county_code, clock.today())
    kinds = {rule.kind: label_of(rule.kind) for rule in offered if rule.kind not in BY_FOUNDERS}
    form.kind.choices = choices_of(kinds, empty="")
    begun: list[PermitApplication] = []
    if form.validate_on_submit():
        act = Act(
            do=lambda: begun.append(_begin(form, applicant, actor)),
            said=lambda: _("The application has been begun. What you fill in is kept."),
        )
        if carry_out(form, act):
            return redirect(url_for(".own_application", public_id=begun[0].public_id))
    return render_form("licensing/begin_own_application.html", form, kindergarten=applicant)


def _begin(form: BeginForm, applicant: Kindergarten, actor: Actor) -> PermitApplication:
    start = service.Start(
        kind=PermitKind(form.kind.data),
        county_code=applicant.county_code,
        channel=Channel.ONLINE,
        kindergarten=applicant.public_id,
        contact_name=form.contact_name.data or "",
        contact_telephone=form.contact_telephone.data or "",
    )
    return service.start_draft(start, actor, clock.now())


@blueprint.route("/own/applications/<public_id>")
@requires(Permission.OWN_APPLICATION)
def own_application(public_id: str) -> ResponseReturnValue:
    """The task list of a draft; of what was sent, where it stands."""
    holder = own_holder(public_id)
    return application_page(public_id, holder)


def application_page(public_id: str, holder: Holder) -> ResponseReturnValue:
    """The page of an application for whoever holds it."""
    application = queries.get_application(public_id, holder.actor)
    is_mine = application.state is State.DRAFT and application.channel is Channel.ONLINE
    return task_list(application, holder) if is_mine else follow_page(application, holder)


@blueprint.route("/own/applications/<public_id>/parts/<section>", methods=["GET", "POST"])
@requires(Permission.OWN_APPLICATION)
def own_section(public_id: str, section: str) -> ResponseReturnValue:
    holder = own_holder(public_id)
    return section_page(draft_of(public_id, holder), section, holder)


@blueprint.route("/own/applications/<public_id>/papers/<code>", methods=["GET", "POST"])
@requires(Permission.OWN_APPLICATION)
def own_paper(public_id: str, code: str) -> ResponseReturnValue:
    holder = own_holder(public_id)
    return paper_page(draft_of(public_id, holder), code, holder)


@blueprint.route("/own/applications/<public_id>/send", methods=["GET", "POST"])
@requires(Permission.OWN_APPLICATION)
def own_review(public_id: str) -> ResponseReturnValue:
    holder = own_holder(public_id)
    return review_page(draft_of(public_id, holder), holder)


@blueprint.route("/own/applications/<public_id>/correct", methods=["GET", "POST"])
@requires(Permission.OWN_APPLICATION)
def own_correct(public_id: str) -> ResponseReturnValue:
    holder = own_holder(public_id)
    return correct_page(queries.get_application(public_id, holder.actor), holder)


@blueprint.route("/own/applications/<public_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.OWN_APPLICATION)
def own_withdraw(public_id: str) -> ResponseReturnValue:
    holder = own_holder(public_id)
    return withdraw_page(queries.get_application(public_id, holder.actor), holder)


@blueprint.route("/own/applications/<public_id>/discard", methods=["GET", "POST"])
@requires(Permission.OWN_APPLICATION)
def own_discard(public_id: str) -> ResponseReturnValue:
    holder = own_holder(public_id)
    return discard_page(draft_of(public_id, holder), holder)

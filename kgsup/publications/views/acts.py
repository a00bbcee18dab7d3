"""Publishing, withholding and withdrawing, each confirmed on a page of its own."""

from collections.abc import Callable

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.core import clock
from kgsup.core.labels import label_of
from kgsup.publications import queries, rules, service
from kgsup.publications.forms import PublishForm, ReasonForm
from kgsup.publications.models import Publication
from kgsup.publications.rules import Action
from kgsup.publications.views.blueprint import blueprint
from kgsup.publications.views.queue import named_facts
from kgsup.web.acting import Act, carry_out
from kgsup.web.forms import VersionedForm
from kgsup.web.replies import render_form


@blueprint.route("/publications/<public_id>/publish", methods=["GET", "POST"])
@requires(Permission.PUBLICATION_MANAGE)
def publish(public_id: str) -> ResponseReturnValue:
    publication = queries.get_publication(public_id, current_actor())
    form = PublishForm(version=publication.version)
    if publication.article:
        del form.article
    due_on = queries.due_on(publication)
    if not rules.is_late(publication.state, due_on, clock.today()):
        del form.late_reason

    def do() -> object:
        how = service.Publishing(
            version=form.version_number,
            article=form.article.data if form.article else None,
            late_reason=form.late_reason.data if form.late_reason else None,
        )
        return service.publish(public_id, how, current_actor(), clock.now())

    return _page(publication, Action.PUBLISH, form, do)


@blueprint.route("/publications/<public_id>/withhold", methods=["GET", "POST"])
@requires(Permission.PUBLICATION_MANAGE)
def withhold(public_id: str) -> ResponseReturnValue:
    publication = queries.get_publication(public_id, current_actor())
    form = ReasonForm(version=publication.version)

    def do() -> object:
        reason, version = form.reason.data or "", form.version_number
        return service.withhold(public_id, reason, version, current_actor(), clock.now())

    return _page(publication, Action.WITHHOLD, form, do)


@blueprint.route("/publications/<public_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.PUBLICATION_MANAGE)
def withdraw(public_id: str) -> ResponseReturnValue:
    publication = queries.get_publication(public_id, current_actor())
    form = ReasonForm(version=publication.version)

    def do() -> object:
        reason, version = form.reason.data or "", form.version_number
        return service.withdraw(public_id, reason, version, current_actor(), clock.now())

    return _page(publication, Action.WITHDRAW, form, do)


def _page(
    publication: Publication, action: Action, form: VersionedForm, do: Callable[[], object]
) -> ResponseReturnValue:
    """Show the page of an act, or do it and go back to the publication."""
    public_id, actor = publication.public_id, current_actor()
    if form.validate_on_submit():
        act = Act(
            do=do,
            said=lambda: _("Recorded."),
            version=lambda: queries.get_publication(public_id, actor).version,
        )
        if carry_out(form, act):
            return redirect(url_for(".show_publication", public_id=public_id))
    publication = queries.get_publication(public_id, actor)
    return render_form(
        "publications/act.html",
        form,
        publication=publication,
        facts=named_facts(publication),
        title=_(label_of(action)),
        consequence=_(rules.CONSEQUENCES[action]),
        is_possible=action in rules.possible_actions(publication.state),
        is_final=action is not Action.PUBLISH,
    )

"""Planning a correction: the public words anew, in a row of its own."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.core import clock
from kgsup.core.labels import label_of
from kgsup.publications import queries, rules, service
from kgsup.publications.forms import FACT_PREFIX, CorrectForm, correct_form
from kgsup.publications.models import Publication
from kgsup.publications.rules import KINDS, Action, Lasting, Plan
from kgsup.publications.views.blueprint import blueprint
from kgsup.publications.views.queue import named_facts
from kgsup.web.acting import Act, carry_out
from kgsup.web.replies import render_form


@blueprint.route("/publications/<public_id>/correct", methods=["GET", "POST"])
@requires(Permission.PUBLICATION_MANAGE)
def correct(public_id: str) -> ResponseReturnValue:
    publication, actor = queries.get_publication(public_id, current_actor()), current_actor()
    form = _form_of(publication)
    new: list[Publication] = []

    def do() -> object:
        reason, version = form.reason.data or "", form.version_number
        plan = _plan_of(publication, form)
        new.append(service.correct(public_id, plan, reason, version, actor, clock.now()))
        return new

    if form.validate_on_submit():
        act = Act(
            do=do,
            said=lambda: _("The correction is planned."),
            version=lambda: queries.get_publication(public_id, actor).version,
        )
        if carry_out(form, act):
            shown = new[0].public_id if new else public_id
            return redirect(url_for(".show_publication", public_id=shown))
    publication = queries.get_publication(public_id, actor)
    is_corrected = queries.find_correction(publication) is not None
    return render_form(
        "publications/act.html",
        form,
        publication=publication,
        facts=named_facts(publication),
        title=_(label_of(Action.CORRECT)),
        consequence=_(rules.CONSEQUENCES[Action.CORRECT]),
        is_possible=not is_corrected,
        is_final=False,
    )


def _form_of(publication: Publication) -> CorrectForm:
    """The form with the present words in it; a kind without a last day has no field for one."""
    present = {f"{FACT_PREFIX}{name}": text for name, text in publication.facts.items()}
    form = correct_form(publication.kind)(
        version=publication.version,
        title=publication.title,
        until=publication.until,
        **present,
    )
    if KINDS[publication.kind].lasting is not Lasting.UNTIL_DATE:
        del form.until
    return form


def _plan_of(publication: Publication, form: CorrectForm) -> Plan:
    facts = {
        field.name.removeprefix(FACT_PREFIX): field.data
        for field in form
        if field.name.startswith(FACT_PREFIX)
    }
    return Plan(
        kind=publication.kind,
        decided_on=publication.decided_on,
        title=form.title.data or "",
        facts=facts,
        article=publication.article,
        until=form.until.data if form.until else None,
    )

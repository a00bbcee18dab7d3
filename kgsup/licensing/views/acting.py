"""An act on an application as a page: what it does, the form, back to the application."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.actor import Actor
from kgsup.access.guard import current_actor
from kgsup.audit.queries import was_last_done_by
from kgsup.core.labels import label_of
from kgsup.licensing import queries
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.consequences import CONSEQUENCES
from kgsup.licensing.rules.states import Action
from kgsup.licensing.service.ledger import SUBJECT
from kgsup.web.acting import Act, carry_out
from kgsup.web.forms import VersionedForm
from kgsup.web.replies import render_form

FINAL = frozenset(
    {Action.DECLINE, Action.FIND_NOT_NEEDED, Action.END, Action.WITHDRAW, Action.DISCARD}
)

_ACTS = {Action.SUBMIT: "receive"}  # at the desk an application is received, not sent


@dataclass(frozen=True, kw_only=True)
class ActPage:
    """What the page of an act shows beside the form; ``template`` may be one of its own."""

    action: Action
    do: Callable[[int, Actor], object]
    template: str = "licensing/act.html"
    context: Mapping[str, Any] = field(default_factory=dict)


def act_page(
    application: PermitApplication, form: VersionedForm, page: ActPage
) -> ResponseReturnValue:
    """Show the page of an act, or do it and go back to the application."""
    public_id, actor = application.public_id, current_actor()
    if form.validate_on_submit() and not form.form_errors:
        version = form.version_number
        act = f"licensing.application.{_ACTS.get(page.action, page.action)}"
        wanted = Act(
            do=lambda: page.do(version, actor),
            said=lambda: _("Recorded."),
            version=lambda: queries.get_application(public_id, actor).version,
            was_done=lambda: was_last_done_by(SUBJECT, public_id, act, actor, among="licensing."),
        )
        if carry_out(form, wanted):
            return redirect(url_for("licensing.show_application", public_id=public_id))
    return render_form(
        page.template,
        form,
        application=queries.get_application(public_id, actor),
        title=_(label_of(page.action)),
        consequence=_(CONSEQUENCES[page.action]),
        is_final=page.action in FINAL,
        **page.context,
    )

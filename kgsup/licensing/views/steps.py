"""A step of the review as a page that is no action of the table of states: form, act, back again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor
from kgsup.audit.queries import was_last_done_by
from kgsup.core import clock
from kgsup.core.errors import DomainError
from kgsup.files import service as files
from kgsup.licensing import queries
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.service.ledger import SUBJECT
from kgsup.web.acting import Act, carry_out
from kgsup.web.errors import explain
from kgsup.web.forms import VersionedForm
from kgsup.web.replies import render_form

MOST_SCANS = 10


@dataclass(frozen=True, kw_only=True)
class Step:
    """``act`` is the ledger's name of what is done, without "licensing.application."."""

    act: str
    title: str
    consequence: str
    do: Callable[[int], object]
    template: str = "licensing/act.html"
    context: Mapping[str, Any] = field(default_factory=dict)


def step_page(
    application: PermitApplication, form: VersionedForm, step: Step
) -> ResponseReturnValue:
    """Show the page of a step, or do it and go back to the application."""
    public_id, actor = application.public_id, current_actor()
    if form.validate_on_submit() and not form.form_errors:
        wanted = Act(
            do=lambda: step.do(form.version_number),
            said=lambda: _("Recorded."),
            version=lambda: queries.get_application(public_id, actor).version,
            was_done=lambda: was_last_done_by(
                SUBJECT, public_id, f"licensing.application.{step.act}", actor
            ),
        )
        if carry_out(form, wanted):
            return redirect(url_for("licensing.show_application", public_id=public_id))
    return render_form(
        step.template,
        form,
        application=queries.get_application(public_id, actor),
        title=step.title,
        consequence=step.consequence,
        is_final=False,
        **step.context,
    )


def lines_in(text: str | None) -> tuple[str, ...]:
    """The lines of a text field that hold anything."""
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())


def scans_in(form: VersionedForm, name: str) -> list[Any]:
    """The scans of a field, examined before the transaction; what is none stands beside the field."""
    item = form[name]
    uploads = [upload for upload in item.data or () if upload and upload.filename]
    if len(uploads) > MOST_SCANS:
        form.form_errors.append(_("At most %(count)d files for one paper.", count=MOST_SCANS))
        return []
    try:
        return [files.prepare_paper(upload.read()) for upload in uploads]
    except DomainError as error:
        form.form_errors.append(explain(error))
        return []


def stored(scans: list[Any], application: PermitApplication) -> tuple[str, ...]:
    """Keep examined scans for the case; returns their public ids."""
    actor, now = current_actor(), clock.now()
    rows = [files.store_paper(scan, application.county_code, actor, now) for scan in scans]
    return tuple(row.public_id for row in rows)

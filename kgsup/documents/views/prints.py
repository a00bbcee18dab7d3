"""Pages of prints into state forms: one print, and the test sheets of the county."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.audit.rules import Subject
from kgsup.core import clock
from kgsup.core.errors import N_, Missing
from kgsup.core.labels import label_of
from kgsup.documents import queries, service
from kgsup.documents.forms import PrintTestForm
from kgsup.documents.rules.overprint import PrintKind, layouts
from kgsup.documents.rules.states import Rendering
from kgsup.documents.views.blueprint import REFRESH_SECONDS, blueprint, pdf_reply
from kgsup.web.acting import Act, carry_out
from kgsup.web.forms import choices_of
from kgsup.web.replies import render_form

TEST_SHEETS = (PrintKind.TEST_ORIGINAL, PrintKind.TEST_COPY)


@blueprint.route("/prints/<public_id>")
@requires(Permission.CERTIFICATE_PRINT)
def show_print(public_id: str) -> ResponseReturnValue:
    job = queries.get_print(public_id, current_actor())
    if job.sha256 is not None:
        return pdf_reply(job.sha256, f"{_(label_of(job.kind))} {job.public_id}.pdf")
    is_queued = job.rendering is Rendering.QUEUED
    page = render_template("documents/show_print.html", job=job, is_queued=is_queued)
    headers = {"Refresh": str(REFRESH_SECONDS)} if is_queued else {}
    return page, 202 if is_queued else 503, headers


@blueprint.route("/certificates/test-sheet", methods=["GET", "POST"])
@requires(Permission.CERTIFICATE_PRINT)
def order_test_sheet() -> ResponseReturnValue:
    county_code = current_actor().home_county
    if county_code is None:
        raise Missing(N_("There is no such page or record."))
    subject = Subject("county", county_code, county_code)
    form = PrintTestForm()
    form.kind.choices = choices_of({kind: label_of(kind) for kind in TEST_SHEETS})
    ordered: list[str] = []

    def do() -> None:
        order = service.PrintOrder(kind=PrintKind(form.kind.data), subject=subject)
        ordered.append(service.order_print(order, current_actor(), clock.now()).public_id)

    said = Act(do=do, said=lambda: _("The test sheet is being made."))
    if form.validate_on_submit() and carry_out(form, said):
        return redirect(url_for(".show_print", public_id=ordered[-1]))
    return render_form(
        "documents/order_test_sheet.html",
        form,
        earlier=queries.list_prints_of(subject.kind, subject.public_id, current_actor())[:10],
        is_provisional=any(layout.is_provisional for layout in layouts().values()),
    )

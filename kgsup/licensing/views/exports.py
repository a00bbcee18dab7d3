"""The lists of licensing as workbooks: every row of the filter, not only the page that is shown."""

from collections.abc import Iterator

from flask import Response
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.areas.queries import counties_of, town_names
from kgsup.core import clock
from kgsup.core.labels import label_of
from kgsup.deadlines.queries import ClockLine
from kgsup.files.adapters.workbook import Cell, write_table
from kgsup.licensing import queries
from kgsup.licensing.queries import ListFilter, WorkRow
from kgsup.licensing.views.blueprint import blueprint
from kgsup.licensing.views.lists import application_filter
from kgsup.web.paging import every_page
from kgsup.web.replies import workbook_reply


@blueprint.route("/applications.xlsx")
@requires(Permission.APPLICATION_READ)
def export_applications() -> Response:
    _form, wanted = application_filter()
    content = write_table(_heads(), _rows(wanted), sheet_name=_("Applications"))
    return workbook_reply(_("Applications"), content)


def _heads() -> list[str]:
    return [
        _("Number"),
        _("Applicant"),
        _("Kindergarten"),
        _("Town"),
        _("Kind"),
        _("State"),
        _("How it came in"),
        _("Received on"),
        _("Accepted on"),
        _("Clock"),
        _("Last day by law"),
        _("Promised by"),
        _("Days late"),
        _("With whom"),
        _("Next step"),
        _("Decided on"),
        _("Number of the decision"),
        _("Licence"),
        _("Valid until"),
        _("Served on"),
    ]


def _rows(wanted: ListFilter) -> Iterator[list[Cell]]:
    actor, today = current_actor(), clock.today()
    towns: dict[str, str] = {}
    for county in counties_of(actor):
        towns |= town_names(county.code)
    pages = every_page(
        lambda after, limit: queries.list_applications(wanted, actor, today, after, limit),
        lambda row: row.sort_key,
    )
    for page in pages:
        for work in queries.with_work(page, today):
            yield _cells(work, towns)


def _cells(work: WorkRow, towns: dict[str, str]) -> list[Cell]:
    application = work.row.application
    return [
        application.number,
        application.applicant,
        work.row.name,
        towns.get(work.row.town_code or "", work.row.town_code),
        _(label_of(application.kind)),
        _(label_of(application.state)),
        _(label_of(application.channel)),
        application.received_on,
        application.accepted_on,
        *_clock_cells(work.clock),
        work.with_whom,
        _(label_of(work.next_step)) if work.next_step else None,
        application.decided_on,
        application.document_number,
        application.licence_number,
        application.valid_until,
        application.served_on,
    ]


def _clock_cells(line: ClockLine | None) -> list[Cell]:
    if line is None:
        return [None, None, None, None]
    return [
        _(label_of(line.deadline.kind)),
        line.state.due_on,
        line.state.promised_on,
        line.late_days or None,
    ]

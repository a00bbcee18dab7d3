"""The lists as workbooks: every row of the filter, not only the page that is shown."""

from collections.abc import Iterator

from flask import Response
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.core.labels import label_of
from kgsup.corrections import queries
from kgsup.corrections.queries import FindingFilter, FindingRow, FollowUpFilter, FollowUpRow
from kgsup.corrections.views.blueprint import blueprint
from kgsup.corrections.views.findings import finding_filter, finding_key, town_choices
from kgsup.corrections.views.follow_ups import follow_up_filter, follow_up_key
from kgsup.files.adapters.workbook import Cell, write_table
from kgsup.web.paging import every_row
from kgsup.web.replies import workbook_reply


@blueprint.route("/findings.xlsx")
@requires(Permission.FOLLOW_UP_READ)
def export_findings() -> Response:
    _form, wanted = finding_filter()
    heads = [
        _("Finding"),
        _("Weight"),
        _("Kindergarten"),
        _("Town"),
        _("Competent authority"),
        _("What follows"),
        _("State of the paper"),
        _("Found on"),
        _("Corrected by"),
        _("State"),
        _("Closed on"),
    ]
    content = write_table(heads, _finding_rows(wanted), sheet_name=_("Findings"))
    return workbook_reply(_("Findings"), content)


def _finding_rows(wanted: FindingFilter) -> Iterator[list[Cell]]:
    actor, towns = current_actor(), town_choices()
    rows = every_row(
        lambda after, limit: queries.list_findings(wanted, actor, after, limit), finding_key
    )
    for row in rows:
        yield _finding_cells(row, towns)


def _finding_cells(row: FindingRow, towns: dict[str, str]) -> list[Cell]:
    finding = row.finding
    return [
        finding.text,
        _(label_of(finding.severity)),
        row.kindergarten_name,
        towns.get(row.town_code or "", row.town_code),
        _(label_of(finding.authority)),
        _(label_of(row.follow_up_kind)) if row.follow_up_kind else None,
        _(label_of(row.follow_up_state)) if row.follow_up_state else None,
        finding.found_on,
        finding.due_on,
        _(label_of(finding.state)),
        finding.closed_on,
    ]


@blueprint.route("/follow-ups.xlsx")
@requires(Permission.FOLLOW_UP_READ)
def export_follow_ups() -> Response:
    _form, wanted = follow_up_filter()
    heads = [
        _("Document"),
        _("Number"),
        _("Addressed to"),
        _("Kindergarten"),
        _("Findings"),
        _("Findings open"),
        _("Visited"),
        _("Answer by"),
        _("State"),
    ]
    content = write_table(heads, _follow_up_rows(wanted), sheet_name=_("Notices and letters"))
    return workbook_reply(_("Notices and letters"), content)


def _follow_up_rows(wanted: FollowUpFilter) -> Iterator[list[Cell]]:
    actor = current_actor()
    rows = every_row(
        lambda after, limit: queries.list_follow_ups(wanted, actor, after, limit), follow_up_key
    )
    for row in rows:
        yield _follow_up_cells(row)


def _follow_up_cells(row: FollowUpRow) -> list[Cell]:
    follow_up = row.follow_up
    return [
        _(label_of(follow_up.kind)),
        follow_up.number,
        _(label_of(follow_up.authority)) if follow_up.authority else row.kindergarten_name,
        row.kindergarten_name,
        row.findings,
        row.open_findings,
        follow_up.opened_on,
        follow_up.report_back_on,
        _(label_of(follow_up.state)),
    ]

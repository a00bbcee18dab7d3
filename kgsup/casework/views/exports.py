"""The list of proposals as a workbook: every row of the filter, not only the page that is shown."""

from collections.abc import Iterator

from flask import Response
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.casework import queries
from kgsup.casework.models import Proposal
from kgsup.casework.queries import ProposalFilter
from kgsup.casework.views.blueprint import blueprint
from kgsup.casework.views.proposals import act_titles, proposal_filter, proposal_key
from kgsup.core.clock import local_date
from kgsup.core.labels import label_of
from kgsup.files.adapters.workbook import Cell, write_table
from kgsup.web.paging import every_row
from kgsup.web.replies import workbook_reply


@blueprint.route("/proposals.xlsx")
@requires(Permission.CASE_READ)
def export_proposals() -> Response:
    _form, wanted = proposal_filter()
    heads = [
        _("Title"),
        _("Act"),
        _("Least level"),
        _("State"),
        _("Prepared by"),
        _("Prepared on"),
        _("Signed off by"),
        _("On behalf of"),
        _("Day that counts"),
        _("Number from the office's register"),
    ]
    content = write_table(heads, _rows(wanted), sheet_name=_("Proposals"))
    return workbook_reply(_("Proposals"), content)


def _rows(wanted: ProposalFilter) -> Iterator[list[Cell]]:
    actor, titles = current_actor(), act_titles()
    rows = every_row(
        lambda after, limit: queries.list_proposals(wanted, actor, after, limit), proposal_key
    )
    for row in rows:
        yield _cells(row, titles)


def _cells(row: Proposal, titles: dict[str, str]) -> list[Cell]:
    return [
        row.title,
        titles.get(row.act, row.act),
        _(label_of(row.level)),
        _(label_of(row.state)),
        row.prepared_by_name,
        local_date(row.prepared_at),
        row.signer_name,
        row.on_behalf_of,
        row.acted_on,
        row.office_number,
    ]

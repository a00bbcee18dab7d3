"""The list of visits as a workbook: every row of the filter, not only the page that is shown."""

from collections.abc import Iterator, Sequence

from flask import Response
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.core.labels import label_of
from kgsup.files.adapters.workbook import Cell, write_table
from kgsup.inspections import queries
from kgsup.inspections.models import VisitOfficer
from kgsup.inspections.queries import VisitFilter, VisitRow
from kgsup.inspections.views.blueprint import blueprint
from kgsup.inspections.views.office import town_choices, visit_filter
from kgsup.web.paging import every_page
from kgsup.web.replies import workbook_reply


@blueprint.route("/visits.xlsx")
@requires(Permission.VISIT_READ)
def export_visits() -> Response:
    _form, wanted = visit_filter()
    heads = [
        _("Day"),
        _("Kindergarten"),
        _("Town"),
        _("Regime"),
        _("Kind"),
        _("Joint"),
        _("Officers"),
        _("Findings"),
        _("Grave findings"),
        _("Number"),
        _("State"),
    ]
    content = write_table(heads, _rows(wanted), sheet_name=_("Visits"))
    return workbook_reply(_("Visits"), content)


def _rows(wanted: VisitFilter) -> Iterator[list[Cell]]:
    actor, towns = current_actor(), town_choices()
    pages = every_page(
        lambda after, limit: queries.list_visits(wanted, actor, after, limit),
        lambda row: row.sort_key,
    )
    for page in pages:
        officers = queries.officers_of([row.visit for row in page])
        for row in page:
            yield _cells(row, officers[row.visit.id], towns)


def _cells(row: VisitRow, officers: Sequence[VisitOfficer], towns: dict[str, str]) -> list[Cell]:
    visit = row.visit
    return [
        visit.acted_on,
        row.kindergarten_name,
        towns.get(row.town_code or "", row.town_code),
        _(label_of(visit.regime)),
        _(label_of(visit.kind)),
        _("yes") if visit.joint else None,
        _(", ").join(officer.name for officer in officers),
        visit.finding_count,
        visit.grave_count,
        visit.number,
        _(label_of(visit.state)),
    ]

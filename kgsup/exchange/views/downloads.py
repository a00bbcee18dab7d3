"""Files that leave: the register as shown, rows of an import with their reasons, the empty list."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO

from flask import Response, request
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.areas.queries import counties_of, town_names
from kgsup.core import clock
from kgsup.core.labels import label_of
from kgsup.exchange import queries
from kgsup.exchange.adapters.workbook import write_template
from kgsup.exchange.models import ImportBatch, ImportRow
from kgsup.exchange.rules.columns import Column
from kgsup.exchange.rules.explaining import reasons
from kgsup.exchange.rules.exports import COLUMNS, heads_of, rows_of
from kgsup.exchange.rules.guidance import CHOICES, NOTES, TEMPLATE_COLUMNS
from kgsup.exchange.rules.matching import Known
from kgsup.exchange.views.blueprint import asked_outcome, blueprint
from kgsup.files.adapters.workbook import Cell, write_table
from kgsup.kindergartens.forms.lists import FilterForm
from kgsup.kindergartens.queries import list_kindergartens
from kgsup.web.replies import workbook_reply


@blueprint.route("/kindergartens.xlsx")
@requires(Permission.REGISTER_READ)
def export_kindergartens() -> Response:
    actor, today = current_actor(), clock.today()
    counties = {county.code: county.name for county in counties_of(actor)}
    form = FilterForm(request.args)
    asked = request.args.get("county", "")
    one = asked if asked in counties else next(iter(counties), "")
    form.offer(counties, town_names(one) if len(counties) == 1 or asked in counties else {})
    shown = [
        row.kindergarten for row in list_kindergartens(form.chosen(), actor, today, limit=None)
    ]
    wanted = {row.public_id: place for place, row in enumerate(shown)}
    rows: list[tuple[int, list[Cell]]] = []
    for code in dict.fromkeys(row.county_code for row in shown):
        register = queries.load_register(code, actor, queries.occasion_of(code, today))
        entries = [known for known in register.entries if known.public_id in wanted]
        rows += zip(
            (wanted[known.public_id] for known in entries),
            _rows(entries, town_names(code)),
            strict=True,
        )
    in_order = (row for _place, row in sorted(rows, key=lambda pair: pair[0]))
    content = write_table(heads_of(COLUMNS), in_order, sheet_name=_("Kindergartens"))
    return workbook_reply(_("Kindergartens"), content)


def _rows(entries: Iterable[Known], towns: Mapping[str, str]) -> Iterator[list[Cell]]:
    yield from rows_of(entries, COLUMNS, towns)


@blueprint.route("/import/<public_id>/rows.xlsx")
@requires(Permission.IMPORT)
def export_rows(public_id: str) -> Response:
    batch = queries.get_batch(public_id, current_actor())
    outcome = asked_outcome()
    rows = queries.list_rows(batch, outcome, limit=None)
    name = _(label_of(outcome)) if outcome else _("Import")
    return workbook_reply(name, _rows_workbook(batch, rows))


def _rows_workbook(batch: ImportBatch, rows: Sequence[ImportRow]) -> IO[bytes]:
    """The cells of the list as they stood, to be corrected and imported again, with what is said of them."""
    towns = town_names(batch.county_code)
    heads: dict[str, str] = {}
    for mapping in batch.mapping:
        for index, column in mapping["columns"].items():
            if column != Column.SERIAL:
                heads.setdefault(column, mapping["heads"][index])
    said = [_("Line"), _("Outcome"), _("Reason")]
    several = len(batch.mapping) > 1
    return write_table(
        [*([_("Sheet")] if several else []), *said, *heads.values()],
        (
            [
                *([row.sheet] if several else []),
                row.line,
                _(label_of(row.outcome)),
                "\n".join(reasons(row.outcome, row.details, towns, _)),
                *(row.details["raw"].get(column) for column in heads),
            ]
            for row in rows
        ),
    )


@blueprint.route("/import/template.xlsx")
@requires(Permission.IMPORT)
def export_template() -> Response:
    counties = counties_of(current_actor())
    towns = town_names(counties[0].code) if len(counties) == 1 else {}
    choices = {**CHOICES, Column.TOWN: tuple(towns.values())}
    heads = dict(zip(TEMPLATE_COLUMNS, heads_of(TEMPLATE_COLUMNS), strict=True))
    content = write_template(
        list(heads.values()),
        {heads[column]: words for column, words in choices.items() if column in heads},
        [(heads[column], _(NOTES[column])) for column in TEMPLATE_COLUMNS if column in NOTES],
        (_("Kindergartens"), _("Notes"), _("Words")),
    )
    return workbook_reply(_("Empty list"), content)

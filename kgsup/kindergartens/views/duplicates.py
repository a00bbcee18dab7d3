"""Pairs that may be one kindergarten."""

from collections.abc import Callable
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.actor import Actor
from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.areas.queries import town_names
from kgsup.audit.queries import TimelineEntry
from kgsup.core import clock
from kgsup.core.db import transaction
from kgsup.core.errors import Conflict, DomainError
from kgsup.core.labels import label_of
from kgsup.files.adapters.workbook import Cell, write_table
from kgsup.kindergartens import queries, service
from kgsup.kindergartens.forms.records import MergeForm
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.queries import DuplicateRow
from kgsup.kindergartens.rules.facts import Field
from kgsup.kindergartens.views.blueprint import blueprint
from kgsup.kindergartens.views.conflicts import acts_since, last_act
from kgsup.web.paging import address_of_export, every_row, keyset
from kgsup.web.replies import render_form, workbook_reply


@blueprint.route("/kindergartens/duplicates")
@requires(Permission.REGISTER_READ)
def list_duplicates() -> ResponseReturnValue:
    return render_template(
        "kindergartens/list_duplicates.html",
        page=keyset(_pairs(), _sort_key),
        export_url=address_of_export(".export_duplicates"),
    )


def _pairs() -> Callable[[list[Any] | None, int], list[DuplicateRow]]:
    actor = current_actor()
    return lambda after, limit: queries.list_duplicates(actor, after=after, limit=limit)


def _sort_key(row: DuplicateRow) -> list[int]:
    return row.sort_key


@blueprint.route("/kindergartens/duplicates.xlsx")
@requires(Permission.REGISTER_READ)
def export_duplicates() -> Response:
    heads = [
        _("First entry"),
        _("Address of the first"),
        _("Telephone of the first"),
        _("Second entry"),
        _("Address of the second"),
        _("Telephone of the second"),
        _("In common"),
    ]
    name = _("Possible duplicates")
    rows = map(_cells, every_row(_pairs(), _sort_key))
    return workbook_reply(name, write_table(heads, rows, sheet_name=name))


def _cells(row: DuplicateRow) -> list[Cell]:
    return [
        *(row.first.name, row.first.address, row.first.telephone),
        *(row.second.name, row.second.address, row.second.telephone),
        _(", ").join(_(label_of(reason)) for reason in row.reasons),
    ]


@blueprint.route("/kindergartens/duplicates/<pair_id>/dismiss", methods=["POST"])
@requires(Permission.REGISTER_CHANGE)
def dismiss_duplicate(pair_id: str) -> ResponseReturnValue:
    with transaction():
        service.dismiss_duplicate(pair_id, current_actor(), clock.now())
    flash(_("The two stay apart; an import does not ask again."), "success")
    return redirect(url_for(".list_duplicates"))


@blueprint.route("/kindergartens/<public_id>/merge/<other_id>", methods=["GET", "POST"])
@requires(Permission.REGISTER_CHANGE)
def merge_kindergartens(public_id: str, other_id: str) -> ResponseReturnValue:
    actor, today = current_actor(), clock.today()
    pair = [queries.get_kindergarten(key, actor) for key in (public_id, other_id)]
    form = MergeForm()
    meanwhile: list[TimelineEntry] | None = None
    if not form.is_submitted():
        _stand_on(form, pair)
    elif form.validate():
        try:
            kept = _merge(form, public_id, other_id, actor)
        except Conflict as error:
            form.refuse(error)
            meanwhile = acts_since(form.last_seen, public_id, other_id)
            pair = [queries.get_kindergarten(key, actor) for key in (public_id, other_id)]
            _stand_on(form, pair)
        except DomainError as error:
            form.refuse(error)
        else:
            flash(_("The two entries are one now."), "success")
            return redirect(url_for(".show_kindergarten", public_id=kept))
    return render_form(
        "kindergartens/merge_kindergartens.html",
        form,
        pair=pair,
        meanwhile=meanwhile,
        facts=[queries.as_of(kindergarten, today) for kindergarten in pair],
        fields=list(Field),
        towns=town_names(pair[0].county_code),
    )


def _merge(form: MergeForm, public_id: str, other_id: str, actor: Actor) -> str:
    """Merge the pair into the one that was chosen and return it."""
    keeps_other = request.form.get("keep") == other_id
    kept, gone = (other_id, public_id) if keeps_other else (public_id, other_id)
    versions = {public_id: form.version_number, other_id: form.other_version_number}
    with transaction():
        service.merge(kept, gone, actor, clock.now(), versions=versions)
    return kept


def _stand_on(form: MergeForm, pair: list[Kindergarten]) -> None:
    first, second = pair
    form.stand_on(first.version, last_act(first.public_id, second.public_id))
    form.other_version.data = str(second.version)

"""The open alarms of the register: the list and its workbook."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.core.labels import label_of
from kgsup.files.adapters.workbook import Cell, write_table
from kgsup.kindergartens import queries
from kgsup.kindergartens.models import RegisterAlarm
from kgsup.kindergartens.queries import AlarmRow
from kgsup.kindergartens.rules.classification import AlarmKind
from kgsup.kindergartens.rules.counts import Oversize
from kgsup.kindergartens.views.blueprint import blueprint
from kgsup.web.paging import address_of_export, every_page, keyset
from kgsup.web.replies import workbook_reply


@blueprint.route("/kindergartens/alarms")
@requires(Permission.REGISTER_READ)
def list_alarms() -> ResponseReturnValue:
    kind = _asked_kind()
    page = keyset(_alarms_of(kind), lambda row: row.sort_key)
    return render_template(
        "kindergartens/list_alarms.html",
        page=page,
        kind=kind,
        counts=queries.count_by_alarm(current_actor()),
        others=_others(page.rows),
        export_url=address_of_export(".export_alarms"),
    )


def _asked_kind() -> AlarmKind | None:
    """The kind that the address asks for; nonsense in it means all."""
    text = request.args.get("kind", "")
    return AlarmKind(text) if text in set(AlarmKind) else None


def _alarms_of(kind: AlarmKind | None) -> Callable[[list[Any] | None, int], list[AlarmRow]]:
    actor = current_actor()
    return lambda after, limit: queries.list_alarms(actor, kind, after=after, limit=limit)


def _others(rows: Sequence[AlarmRow]) -> dict[str, str]:
    """Public id → name of the kindergartens that alarms name."""
    wanted = {other for row in rows for other in row.alarm.details.get("others", [])}
    return queries.names_by_public_id(current_actor(), wanted)


@blueprint.route("/kindergartens/alarms.xlsx")
@requires(Permission.REGISTER_READ)
def export_alarms() -> Response:
    heads = [_("Kindergarten"), _("Alarm"), _("Article"), _("Details"), _("Since")]
    name = _("Alarms of the register")
    return workbook_reply(name, write_table(heads, _rows(_asked_kind()), sheet_name=name))


def _rows(kind: AlarmKind | None) -> Iterator[list[Cell]]:
    for page in every_page(_alarms_of(kind), lambda row: row.sort_key):
        others = _others(page)
        for row in page:
            yield [
                row.kindergarten.name,
                _(label_of(row.alarm.kind)),
                row.alarm.article,
                "\n".join(_details(row.alarm, others)),
                row.alarm.opened_on,
            ]


def _details(alarm: RegisterAlarm, others: dict[str, str]) -> Iterator[str]:
    """What an alarm is about, as the list says it."""
    if value := alarm.details.get("value"):
        yield value
    yield from (_(warning) for warning in alarm.details.get("warnings", []))
    yield from map(_size_in_words, alarm.oversizes)
    yield from (others.get(other, other) for other in alarm.details.get("others", []))


def _size_in_words(size: Oversize) -> str:
    what = _(label_of(size.age_group or size.kind))
    said = _("%(actual)s where %(limit)s are allowed", actual=size.actual, limit=size.limit)
    return f"{what}{_(': ')}{said}"

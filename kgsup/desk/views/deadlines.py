"""The clocks of the county that run, with whom the case is: late first, amber next."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, may_open, requires
from kgsup.access.permissions import Permission
from kgsup.audit.rules import Subject
from kgsup.casework import queries as casework
from kgsup.core import clock
from kgsup.core.labels import label_of
from kgsup.deadlines import queries
from kgsup.deadlines.forms import TEXT_LIMIT, ClockFilterForm
from kgsup.deadlines.models import Deadline
from kgsup.deadlines.queries import ClockFilter, ClockLine
from kgsup.deadlines.rules import DeadlineKind, Shown, Whose
from kgsup.desk.views.blueprint import blueprint
from kgsup.documents.rules.cases import find_case_page
from kgsup.files.adapters.workbook import Cell, write_table
from kgsup.kindergartens import queries as kindergartens
from kgsup.web.filters import named_field
from kgsup.web.forms import choices_of
from kgsup.web.paging import Page, address_of_export, every_page, keyset
from kgsup.web.replies import workbook_reply

MOST_PLACES = 200  # kindergartens that a text may find


@dataclass(frozen=True, kw_only=True)
class ClockRow:
    """A line of the list: the clock, what its case is called and where it is shown, who has it."""

    line: ClockLine
    case: str
    case_kind: str
    url: str | None
    with_whom: str | None
    shown: Shown


@blueprint.route("/deadlines")
@requires(Permission.DEADLINE_READ)
def list_deadlines() -> ResponseReturnValue:
    form, wanted = _filter()
    total = queries.count_running(current_actor(), wanted, clock.today())
    page: Page[Deadline] = keyset(_loading(wanted), _key, total=total)
    return render_template(
        "desk/list_deadlines.html",
        form=form,
        page=page,
        rows=_rows(page.rows),
        export_url=address_of_export(".export_deadlines"),
    )


@blueprint.route("/deadlines.xlsx")
@requires(Permission.DEADLINE_READ)
def export_deadlines() -> Response:
    _form, wanted = _filter()
    heads = [
        _("Case"),
        _("Kind of case"),
        _("Clock"),
        _("Who has to act"),
        _("State"),
        _("Started on"),
        _("Last day by law"),
        _("Last day as counted"),
        _("Promised by"),
        _("Gone"),
        _("Of"),
        _("Counted in"),
        _("Days late"),
        _("Paused since"),
        _("What requires the pause"),
        _("Extended"),
        _("Provisional"),
        _("Article"),
        _("With whom"),
    ]
    content = write_table(heads, _export_rows(wanted), sheet_name=_("Clocks"))
    return workbook_reply(_("Clocks"), content)


def _export_rows(wanted: ClockFilter) -> Iterator[list[Cell]]:
    for part in every_page(_loading(wanted), _key):
        for row in _rows(part):
            yield _cells(row)


def _cells(row: ClockRow) -> list[Cell]:
    deadline, state = row.line.deadline, row.line.state
    return [
        row.case,
        row.case_kind,
        _(label_of(deadline.kind)),
        _(label_of(row.line.whose)),
        _(label_of(row.shown)),
        state.started_on,
        state.due_on,
        state.unrolled_on,
        state.promised_on,
        state.passed,
        state.total,
        _("working days") if row.line.in_working_days else _("calendar days"),
        row.line.late_days or None,
        state.paused_since,
        deadline.pause_basis,
        _("yes") if state.is_extended else None,
        _("yes") if state.is_provisional else None,
        deadline.article,
        row.with_whom,
    ]


def _loading(wanted: ClockFilter) -> Any:
    actor, today = current_actor(), clock.today()

    def load(after: list[Any] | None, limit: int) -> Sequence[Deadline]:
        return queries.list_running(actor, wanted, today, after, limit)

    return load


def _key(row: Deadline) -> tuple[int, str, int]:
    return queries.sort_key(row, clock.today())


def _rows(deadlines: Sequence[Deadline]) -> list[ClockRow]:
    """The clocks of one page with what belongs to them, each read at once."""
    places = {row.concerns for row in deadlines if row.concerns}
    names = kindergartens.names_by_public_id(current_actor(), places)
    holders = casework.assignees_of(
        Subject(row.subject_kind, row.subject_id, row.county_code) for row in deadlines
    )
    return [
        _row(line, names.get(line.deadline.concerns or "", ""), holders)
        for line in queries.lines(deadlines, clock.today())
    ]


def _row(line: ClockLine, place: str, holders: Any) -> ClockRow:
    deadline = line.deadline
    holder = holders.get((deadline.subject_kind, deadline.subject_id))
    return ClockRow(
        line=line,
        case=deadline.title or (holder.title if holder else "") or place or deadline.subject_id,
        case_kind=named_field(deadline.subject_kind),
        url=_case_url(deadline),
        with_whom=holder.user_name if holder else None,
        shown=queries.shown_on(deadline, clock.today()),
    )


def _case_url(deadline: Deadline) -> str | None:
    """The page of the case; ``None`` where there is none or the reader may not open it."""
    page = find_case_page(deadline.subject_kind)
    if page is None or not may_open(page.endpoint):
        return None
    return url_for(page.endpoint, public_id=deadline.subject_id)


def _filter() -> tuple[ClockFilterForm, ClockFilter]:
    """The filter that the address asks for; nonsense in it means everything."""
    form = ClockFilterForm(request.args)
    for field, kind in ((form.kind, DeadlineKind), (form.whose, Whose), (form.shown, Shown)):
        field.choices = choices_of({value: label_of(value) for value in kind}, empty=_("All"))
    text = (form.text.data or "").strip()[:TEXT_LIMIT]
    return form, ClockFilter(
        kind=_member(DeadlineKind, form.kind.data),
        whose=_member(Whose, form.whose.data),
        shown=_member(Shown, form.shown.data),
        text=text,
        places=_places(text),
        cases=[found.subject_id for found in casework.find_by_number(text, current_actor())],
    )


def _member(kind: Any, text: str | None) -> Any:
    """The value of an address, or nothing when it names none."""
    return kind(text) if text in kind._value2member_map_ else None


def _places(text: str) -> list[str]:
    """The kindergartens that a text finds, as search does."""
    if not text:
        return []
    wanted = kindergartens.Filter(text=text)
    found = kindergartens.list_kindergartens(
        wanted, current_actor(), clock.today(), limit=MOST_PLACES
    )
    return [row.kindergarten.public_id for row in found]

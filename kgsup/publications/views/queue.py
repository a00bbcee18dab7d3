"""The queue of publications, its workbook, and one publication."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, may, may_open, requires
from kgsup.access.permissions import Permission
from kgsup.audit.queries import timeline
from kgsup.audit.rules import find_case_page
from kgsup.core import clock
from kgsup.core.labels import label_of
from kgsup.deadlines.queries import lines_of
from kgsup.files.adapters.workbook import Cell, write_table
from kgsup.publications import queries, rules
from kgsup.publications.forms import QueueFilterForm
from kgsup.publications.models import Publication
from kgsup.publications.queries import QueueFilter, QueueRow, Shown
from kgsup.publications.rules import Action, PublicationKind
from kgsup.publications.service import subject_of
from kgsup.publications.views.blueprint import blueprint
from kgsup.web.filters import date
from kgsup.web.paging import Page, address_of_export, every_row, keyset
from kgsup.web.replies import workbook_reply

_PAGES = {
    Action.PUBLISH: "publications.publish",
    Action.WITHHOLD: "publications.withhold",
    Action.WITHDRAW: "publications.withdraw",
    Action.CORRECT: "publications.correct",
}


@blueprint.route("/publications")
@requires(Permission.PUBLICATION_READ)
def list_publications() -> ResponseReturnValue:
    form, wanted = _filter()
    actor = current_actor()

    def load(after: list[Any] | None, limit: int) -> Sequence[QueueRow]:
        return queries.list_queue(wanted, actor, after, limit)

    page: Page[QueueRow] = keyset(
        load,
        lambda row: queries.queue_key(row, wanted.shown),
        total=queries.count_queue(wanted, actor),
    )
    late = {row.publication.public_id for row in page.rows if _is_late(row)}
    return render_template(
        "publications/list_publications.html",
        form=form,
        page=page,
        late=late,
        export_url=address_of_export(".export_publications"),
    )


def _filter() -> tuple[QueueFilterForm, QueueFilter]:
    """The filter that the address asks for; nonsense in it means what is to be published."""
    form = QueueFilterForm(request.args)
    form.offer()
    shown = Shown(form.show.data) if form.show.data in set(Shown) else Shown.PLANNED
    form.show.data = shown.value
    kind = form.kind.data
    return form, QueueFilter(
        today=clock.today(),
        shown=shown,
        kind=PublicationKind(kind) if kind in set(PublicationKind) else None,
        text=form.text.data or "",
    )


def _is_late(row: QueueRow) -> bool:
    return rules.is_late(row.publication.state, row.due_on, clock.today())


@blueprint.route("/publications.xlsx")
@requires(Permission.PUBLICATION_READ)
def export_publications() -> Response:
    _form, wanted = _filter()
    heads = [
        _("Title"),
        _("Kind"),
        _("Article"),
        _("Decided on"),
        _("Publish by"),
        _("Late"),
        _("State"),
        _("Published on"),
        _("Public until"),
        _("Reason"),
    ]
    content = write_table(heads, _export_rows(wanted), sheet_name=_("Publications"))
    return workbook_reply(_("Publications"), content)


def _export_rows(wanted: QueueFilter) -> Iterator[list[Cell]]:
    actor = current_actor()
    rows = every_row(
        lambda after, limit: queries.list_queue(wanted, actor, after, limit),
        lambda row: queries.queue_key(row, wanted.shown),
    )
    for row in rows:
        yield _cells(row)


def _cells(row: QueueRow) -> list[Cell]:
    publication = row.publication
    return [
        publication.title,
        _(label_of(publication.kind)),
        publication.article,
        publication.decided_on,
        row.due_on,
        _("yes") if _is_late(row) else _("no"),
        _(label_of(publication.state)),
        publication.published_on,
        publication.until,
        publication.withheld_reason or publication.withdrawn_reason or publication.late_reason,
    ]


@blueprint.route("/publications/<public_id>")
@requires(Permission.PUBLICATION_READ)
def show_publication(public_id: str) -> ResponseReturnValue:
    publication = queries.get_publication(public_id, current_actor())
    due_on = queries.due_on(publication)
    return render_template(
        "publications/show_publication.html",
        publication=publication,
        facts=named_facts(publication),
        due_on=due_on,
        is_late=_is_late(QueueRow(publication=publication, due_on=due_on)),
        actions=_actions(publication),
        correction=queries.find_correction(publication),
        lasting=rules.KINDS[publication.kind].lasting,
        subject_url=_subject_url(publication),
        clocks=lines_of(subject_of(publication), clock.today()),
        timeline=timeline(rules.KIND, public_id),
    )


def named_facts(publication: Publication) -> list[tuple[str, str]]:
    """The public words in their order, as the facts macro takes them."""
    return [
        (_(label_of(fact)), date(said) if isinstance(said, dt.date) else said)
        for fact, said in rules.in_order(publication.facts)
    ]


def _actions(publication: Publication) -> list[tuple[str, str, str, str]]:
    """The acts that the state and the reader's permissions leave, as the actions macro takes them."""
    if not may(Permission.PUBLICATION_MANAGE, publication.county_code):
        return []
    is_corrected = queries.find_correction(publication) is not None
    return [
        (
            _(label_of(action)),
            url_for(_PAGES[action], public_id=publication.public_id),
            _(rules.CONSEQUENCES[action]),
            "GET",
        )
        for action in rules.possible_actions(publication.state)
        if not (action is Action.CORRECT and is_corrected)
    ]


def _subject_url(publication: Publication) -> str | None:
    """The page of the case behind it; ``None`` where there is none or the reader may not open it."""
    page = find_case_page(publication.subject_kind)
    if page is None or not may_open(page.endpoint):
        return None
    return url_for(page.endpoint, public_id=publication.subject_id)

"""The acts that end a licence: the list, one act with what can be done next, its panels."""

from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, may, requires
from kgsup.access.permissions import Permission
from kgsup.audit.queries import timeline
from kgsup.casework import queries as casework
from kgsup.core import clock
from kgsup.core.labels import label_of
from kgsup.core.workflow import actions_from
from kgsup.deadlines.queries import lines_of
from kgsup.documents.models import Document
from kgsup.documents.queries import list_of_subject
from kgsup.documents.rules.cases import CasePage, register_case_page
from kgsup.documents.rules.states import DocumentAction, DocumentState
from kgsup.files.adapters.workbook import write_table
from kgsup.licensing.forms.acts import ActFilterForm
from kgsup.licensing.models import LicenceAct
from kgsup.licensing.queries import acts as queries
from kgsup.licensing.queries.acts import ActFilter, ActLine
from kgsup.licensing.queries.filing import find_file_of
from kgsup.licensing.rules.acts import (
    CONSEQUENCES,
    DECIDE,
    TRANSITIONS,
    ActKind,
    ActState,
    ActStep,
)
from kgsup.licensing.service.acts import SUBJECT, subject_of_act
from kgsup.licensing.views.blueprint import blueprint
from kgsup.web.forms import choices_of
from kgsup.web.paging import Page, address_of_export, every_row, keyset
from kgsup.web.replies import workbook_reply

register_case_page(SUBJECT, CasePage(endpoint="licensing.show_act", leads=True))

_PAGES = {
    ActStep.NOTIFY: "licensing.notify_act",
    ActStep.DECIDE: "licensing.propose_act",
    ActStep.DROP: "licensing.drop_act",
    ActStep.CLOSE: "licensing.close_act",
}


@blueprint.route("/licence-acts")
@requires(Permission.APPLICATION_READ)
def list_acts() -> ResponseReturnValue:
    form, wanted = _filter()
    actor = current_actor()

    def load(after: list[Any] | None, limit: int) -> list[ActLine]:
        return queries.list_acts(wanted, actor, after, limit)

    page: Page[ActLine] = keyset(load, _key, total=queries.count_acts(wanted, actor))
    return render_template(
        "licensing/acts.html",
        form=form,
        page=page,
        export_url=address_of_export(".export_acts"),
    )


def _key(line: ActLine) -> tuple[int]:
    return (line.act.id,)


def _filter() -> tuple[ActFilterForm, ActFilter]:
    form = ActFilterForm(request.args)
    form.state.choices = choices_of({one: label_of(one) for one in ActState}, empty=_("All"))
    form.kind.choices = choices_of({one: label_of(one) for one in ActKind}, empty=_("All"))
    state, kind = form.state.data, form.kind.data
    return form, ActFilter(
        states=(ActState(state),) if state in set(ActState) else (),
        kind=ActKind(kind) if kind in set(ActKind) else None,
        text=form.text.data or None,
    )


@blueprint.route("/licence-acts.xlsx")
@requires(Permission.APPLICATION_READ)
def export_acts() -> Response:
    _form, wanted = _filter()
    actor = current_actor()
    heads = [
        _("Kindergarten"),
        _("Licence number"),
        _("Act"),
        _("Ground"),
        _("State"),
        _("Decided on"),
        _("Decided by"),
        _("Number"),
        _("Served on"),
    ]
    rows = every_row(lambda after, limit: queries.list_acts(wanted, actor, after, limit), _key)
    content = write_table(heads, (_cells(row) for row in rows), sheet_name=_("Acts on licences"))
    return workbook_reply(_("Acts on licences"), content)


def _cells(line: ActLine) -> list[Any]:
    act = line.act
    return [
        line.kindergarten.name,
        act.licence_number,
        _(label_of(act.kind)),
        _(label_of(act.ground)),
        _(label_of(act.state)),
        act.decided_on,
        act.decided_by_name,
        act.document_number,
        act.served_on,
    ]


@blueprint.route("/licence-acts/<public_id>")
@requires(Permission.APPLICATION_READ)
def show_act(public_id: str) -> ResponseReturnValue:
    actor = current_actor()
    act = queries.get_act(public_id, actor)
    subject = subject_of_act(act)
    return render_template(
        "licensing/act_show.html",
        act=act,
        kindergarten=queries.kindergarten_of_act(act),
        actions=_actions(act),
        documents=_papers(act),
        proposals=casework.list_of(subject, actor),
        clock_lines=lines_of(subject, clock.today()),
        timeline=timeline(SUBJECT, public_id),
        today=clock.today(),
    )


def _actions(act: LicenceAct) -> list[tuple[str, str, str, str]]:
    """What the table, the running proposal and the reader's permissions leave."""
    return [*_steps(act), *_filing(act)]


def _filing(act: LicenceAct) -> list[tuple[str, str, str, str]]:
    """The file of an act that is over: made once, then shown."""
    subject = subject_of_act(act)
    file = find_file_of(subject.kind, subject.public_id, act.county_code)
    if file is not None:
        address = url_for("licensing.show_file", public_id=file.public_id)
        return [(_("Open the file"), address, "", "GET")]
    is_over = act.state in {ActState.CLOSED, ActState.DROPPED}
    if not is_over or not may(Permission.CASE_FILE, act.county_code):
        return []
    address = url_for("licensing.file_act", public_id=act.public_id)
    return [(_("Make the file"), address, _("The papers are bound into the case file."), "GET")]


def _steps(act: LicenceAct) -> list[tuple[str, str, str, str]]:
    """What can be done next by whoever may propose."""
    if not may(Permission.LICENCE_ACT_PROPOSE, act.county_code):
        return []
    found = [
        (_(label_of(step)), url_for(_PAGES[step], public_id=act.public_id), _(words), "GET")
        for step, words in CONSEQUENCES.items()
        if step in actions_from(TRANSITIONS[act.kind], act.state) and _is_open(act, step)
    ]
    if act.state is ActState.NOTIFIED:
        address = url_for("licensing.record_statement", public_id=act.public_id)
        words = _("What the holder states stands in the decision.")
        found.insert(0, (_("Record the statement"), address, words, "GET"))
    return found


def _is_open(act: LicenceAct, step: ActStep) -> bool:
    if step is ActStep.DECIDE:
        return casework.find_open(subject_of_act(act), DECIDE) is None
    return step is not ActStep.CLOSE or act.served_on is not None


def _papers(act: LicenceAct) -> list[tuple[Document, tuple[str, str] | None]]:
    """The papers that were issued, each with its one next step."""
    papers = list_of_subject(SUBJECT, act.public_id, current_actor())
    can_serve = may(Permission.DOCUMENT_SERVE, act.county_code)
    return [(paper, _next_step(paper) if can_serve else None) for paper in papers]


def _next_step(paper: Document) -> tuple[str, str] | None:
    if paper.awaits_seal:
        address = url_for("licensing.seal_act_paper", document_id=paper.public_id)
        return _(label_of(DocumentAction.SEAL)), address
    if paper.rule.is_served and paper.state in {DocumentState.ISSUED, DocumentState.SEALED}:
        address = url_for("licensing.serve_act_paper", document_id=paper.public_id)
        return _(label_of(DocumentAction.SERVE)), address
    return None

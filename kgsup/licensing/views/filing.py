"""Closing cases, the review of their files, and the archivist's lists."""

from collections.abc import Iterable
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.actor import Actor
from kgsup.access.guard import current_actor, may, requires
from kgsup.access.permissions import Permission
from kgsup.audit.queries import was_last_done_by
from kgsup.core import clock
from kgsup.core.errors import DomainError
from kgsup.core.labels import label_of
from kgsup.documents.models import Document
from kgsup.documents.rules.cases import find_case_page
from kgsup.documents.rules.facts import RETENTION_WORDS
from kgsup.files.adapters.workbook import Cell, write_table
from kgsup.licensing import queries
from kgsup.licensing.forms.filing import CloseForm, FileFilterForm
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.queries import filing as files
from kgsup.licensing.queries.acts import get_act, kindergarten_of_act
from kgsup.licensing.queries.file_review import seen_of
from kgsup.licensing.queries.filing import FailedRow, FileFilter, FileRow
from kgsup.licensing.rules.file_review import Reviewed, Verdict, failures, review
from kgsup.licensing.rules.states import DECIDED, OVER, Action, State
from kgsup.licensing.service import acts, filing
from kgsup.licensing.service.filing_parts import without_scan
from kgsup.licensing.views.acting import ActPage, act_page
from kgsup.licensing.views.blueprint import ActionPage, action_page, blueprint, panel
from kgsup.web.acting import Act, carry_out
from kgsup.web.errors import explain
from kgsup.web.paging import Page, address_of_export, every_row, keyset
from kgsup.web.replies import render_form, workbook_reply

action_page(
    Action.CLOSE,
    ActionPage(endpoint="licensing.close_application", permission=Permission.CASE_FILE),
)
_REVIEWED = OVER - {State.DISCARDED}
TONES = {Verdict.PASSES: "good", Verdict.FAILS: "bad", Verdict.DOES_NOT_APPLY: ""}


@panel("licensing/_file.html", place=70)
def file_review(application: PermitApplication) -> dict[str, object] | None:
    """The review list: as kept in the file, or as the case stands before it is closed."""
    if application.state not in _REVIEWED:
        return None
    points, document = _points_of(application, current_actor())
    if not points:
        return None
    return {
        "points": [(one, TONES[one.verdict]) for one in points],
        "failed": len(failures(points)),
        "file_url": url_for(".show_file", public_id=document.public_id) if document else None,
    }


def _points_of(
    application: PermitApplication, actor: Actor
) -> tuple[tuple[Reviewed, ...], Document | None]:
    """The verdicts with the file; of a case that is still open those of today, without a file."""
    if application.file_document:
        document = files.get_file(application.file_document, actor)
        return files.verdicts_of(document), document
    return review(seen_of(application, actor, clock.today())), None


@blueprint.route("/applications/<public_id>/close", methods=["GET", "POST"])
@requires(Permission.CASE_FILE)
def close_application(public_id: str) -> ResponseReturnValue:
    actor = current_actor()
    application = queries.get_application(public_id, actor)
    form = CloseForm(version=application.version)
    points, _document = _points_of(application, actor)
    page = ActPage(
        action=Action.CLOSE,
        do=lambda version, by: filing.close_application(
            public_id, form.note.data or "", version, by, clock.now()
        ),
        template="licensing/file_close.html",
        context={
            "points": [(one, TONES[one.verdict]) for one in failures(points)],
            "on_paper": without_scan(application),
            "in_the_way": _in_the_way(application, actor),
        },
    )
    return act_page(application, form, page)


def _in_the_way(application: PermitApplication, actor: Actor) -> str:
    """What would refuse the closing now, in the reader's language; empty when nothing does."""
    if application.state not in DECIDED | _REVIEWED:
        return ""
    try:
        filing.in_the_way(application, actor)
    except DomainError as error:
        return explain(error)
    return ""


@blueprint.route("/licence-acts/<public_id>/file", methods=["GET", "POST"])
@requires(Permission.CASE_FILE)
def file_act(public_id: str) -> ResponseReturnValue:
    actor = current_actor()
    act = get_act(public_id, actor)
    form = CloseForm(version=act.version)
    if form.validate_on_submit():
        wanted = Act(
            do=lambda: filing.file_act(
                public_id, form.note.data or "", form.version_number, actor, clock.now()
            ),
            said=lambda: _("Recorded."),
            version=lambda: get_act(public_id, actor).version,
            was_done=lambda: was_last_done_by(acts.SUBJECT, public_id, "licensing.act.file", actor),
        )
        if carry_out(form, wanted):
            return redirect(url_for(".show_act", public_id=public_id))
    return render_form(
        "licensing/act_step.html",
        form,
        act=act,
        kindergarten=kindergarten_of_act(act),
        title=_("Make the file"),
        consequence=_("The papers are bound into the case file."),
        is_final=False,
    )


def _filter() -> tuple[FileFilterForm, FileFilter]:
    form = FileFilterForm(request.args)
    form.offer()
    return form, form.chosen()


@blueprint.route("/case-files")
@requires(Permission.APPLICATION_READ)
def list_files() -> ResponseReturnValue:
    form, wanted = _filter()
    actor = current_actor()
    page: Page[FileRow] = keyset(
        lambda after, limit: files.list_files(wanted, actor, after, limit),
        _file_key,
        total=files.count_files(wanted, actor),
    )
    return render_template(
        "licensing/file_list.html",
        form=form,
        page=page,
        rows=[(row, facts_of(row.document)) for row in page.rows],
        terms=RETENTION_WORDS,
        export_url=address_of_export(".export_files"),
    )


def facts_of(document: Document) -> dict[str, Any]:
    """What a file says on its cover."""
    facts: dict[str, Any] = document.frozen["facts"]
    return facts


def _file_key(row: FileRow) -> tuple[int]:
    return (row.document.id,)


@blueprint.route("/case-files.xlsx")
@requires(Permission.APPLICATION_READ)
def export_files() -> Response:
    _form, wanted = _filter()
    actor = current_actor()
    heads = [
        _("Archive number"),
        _("Title"),
        _("Number"),
        _("Number of the file"),
        _("Opened on"),
        _("Closed on"),
        _("Kept for"),
        _("Papers"),
        _("Pages"),
        _("Compiled by"),
        _("Failed points"),
    ]
    rows = every_row(lambda after, limit: files.list_files(wanted, actor, after, limit), _file_key)
    content = write_table(heads, (_file_cells(row) for row in rows), sheet_name=_("Case files"))
    return workbook_reply(_("Case files"), content)


def _file_cells(row: FileRow) -> list[Cell]:
    facts = facts_of(row.document)
    return [
        facts["archive_number"],
        facts["title"],
        facts["case_number"],
        row.document.number,
        facts["opened_on"],
        row.document.acted_on,
        RETENTION_WORDS[facts["retention"]],
        len(facts["parts"]),
        row.document.page_count,
        facts["compiled_by"],
        row.failed,
    ]


@blueprint.route("/case-files/<public_id>")
@requires(Permission.APPLICATION_READ)
def show_file(public_id: str) -> ResponseReturnValue:
    document = files.get_file(public_id, current_actor())
    points = files.verdicts_of(document)
    page = find_case_page(document.subject_kind)
    return render_template(
        "licensing/file_show.html",
        document=document,
        facts=facts_of(document),
        retention=RETENTION_WORDS[facts_of(document)["retention"]],
        points=[(one, TONES[one.verdict]) for one in points],
        failed=len(failures(points)),
        case_url=url_for(page.endpoint, public_id=document.subject_id) if page else None,
        may_read=may(Permission.DOCUMENT_READ, document.county_code),
    )


@blueprint.route("/case-files/review")
@requires(Permission.APPLICATION_READ)
def list_file_failures() -> ResponseReturnValue:
    form, wanted = _filter()
    actor = current_actor()
    page: Page[FailedRow] = keyset(
        lambda after, limit: files.list_failures(wanted, actor, after, limit),
        _failed_key,
        total=files.count_failures(wanted, actor),
    )
    return render_template(
        "licensing/review_list.html",
        form=form,
        page=page,
        rows=[(row, _reviewed(row), facts_of(row.document)) for row in page.rows],
        counts=files.count_by_point(wanted, actor),
        export_url=address_of_export(".export_file_failures"),
    )


def _failed_key(row: FailedRow) -> tuple[int]:
    return (row.point.id,)


def _reviewed(row: FailedRow) -> Reviewed:
    point = row.point
    return Reviewed(point=point.point, verdict=point.verdict, seen=point.seen)


@blueprint.route("/case-files/review.xlsx")
@requires(Permission.APPLICATION_READ)
def export_file_failures() -> Response:
    _form, wanted = _filter()
    actor = current_actor()
    heads = [
        _("Archive number"),
        _("Title"),
        _("Closed on"),
        _("Point"),
        _("What is wrong"),
        _("What it rests on"),
        _("Article"),
        _("Responsible"),
    ]
    found: Iterable[FailedRow] = every_row(
        lambda after, limit: files.list_failures(wanted, actor, after, limit), _failed_key
    )
    content = write_table(
        heads, (_failed_cells(row) for row in found), sheet_name=_("Failed points")
    )
    return workbook_reply(_("Failed points of files"), content)


def _failed_cells(row: FailedRow) -> list[Cell]:
    facts, reviewed = facts_of(row.document), _reviewed(row)
    return [
        facts["archive_number"],
        facts["title"],
        row.document.acted_on,
        _(label_of(reviewed.point)),
        _(reviewed.why),
        reviewed.seen,
        reviewed.article,
        facts["responsible"],
    ]

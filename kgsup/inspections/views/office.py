"""The office's pages of visits: the list, one visit with its next actions, signing and discarding."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, may, requires
from kgsup.access.permissions import Permission
from kgsup.accounts.queries import list_officers
from kgsup.areas.queries import town_names
from kgsup.audit.queries import timeline
from kgsup.core import clock
from kgsup.core.db import require_version, transaction
from kgsup.core.errors import Conflict, DomainError, Missing
from kgsup.core.labels import label_of
from kgsup.corrections.queries import findings_of_origin, follow_ups_of_origin
from kgsup.corrections.rules import Regime
from kgsup.documents.queries import list_of_subject
from kgsup.files.queries import find_evidence
from kgsup.inspections import queries, service
from kgsup.inspections.forms import DiscardForm, VisitFilterForm
from kgsup.inspections.models import Visit
from kgsup.inspections.queries import VisitFilter, VisitRow
from kgsup.inspections.rules.checklists import find_checklist
from kgsup.inspections.rules.document import read_document
from kgsup.inspections.rules.visits import Source, VisitState
from kgsup.inspections.views.blueprint import blueprint
from kgsup.inspections.views.phone import problem_in_words
from kgsup.inspections.views.reading import drawn, rows_by_theme, unanswered
from kgsup.kindergartens.queries import get_by_id
from kgsup.web.forms import ConfirmForm, VersionedForm, choices_of
from kgsup.web.paging import Page, address_of_export, keyset
from kgsup.web.replies import render_form


@blueprint.route("/visits")
@requires(Permission.VISIT_READ)
def list_visits() -> ResponseReturnValue:
    form, wanted = visit_filter()

    def load(after: list[Any] | None, limit: int) -> Sequence[VisitRow]:
        return queries.list_visits(wanted, current_actor(), after, limit)

    page: Page[VisitRow] = keyset(
        load, lambda row: row.sort_key, total=queries.count_visits(wanted, current_actor())
    )
    return render_template(
        "inspections/list_visits.html",
        form=form,
        page=page,
        officers=queries.officers_of([row.visit for row in page.rows]),
        towns=town_choices(),
        kindergarten=page.rows[0].kindergarten_name if wanted.kindergarten and page.rows else None,
        export_url=address_of_export(".export_visits"),
    )


def visit_filter() -> tuple[VisitFilterForm, VisitFilter]:
    """The filter that the address asks for; nonsense in it means everything."""
    form = _filter_form()
    form.validate()
    return form, _wanted(form)


def _filter_form() -> VisitFilterForm:
    form = VisitFilterForm(request.args)
    every = ("", _("All"))
    form.state.choices = [every, *choices_of({state: label_of(state) for state in VisitState})]
    form.regime.choices = [every, *choices_of({regime: label_of(regime) for regime in Regime})]
    form.town.choices = [every, *town_choices().items()]
    county = current_actor().home_county
    officers = list_officers(county) if county else []
    form.officer.choices = [every, *((officer.public_id, officer.name) for officer in officers)]
    return form


def town_choices() -> dict[str, str]:
    """Code → name of the towns of the reader's county; nothing for who works for several."""
    county = current_actor().home_county
    return town_names(county) if county else {}


def _wanted(form: VisitFilterForm) -> VisitFilter:
    return VisitFilter(
        text=form.q.data or "",
        state=_member(VisitState, form.state.data),
        regime=_member(Regime, form.regime.data),
        town_code=form.town.data or None,
        officer=form.officer.data or None,
        kindergarten=request.args.get("kindergarten") or None,
        from_on=form.from_on.data,
        until_on=form.until_on.data,
    )


def _member(kind: Any, text: str | None) -> Any:
    """The value of an address, or nothing when it names none."""
    return kind(text) if text in kind._value2member_map_ else None


@blueprint.route("/visits/<public_id>")
@requires(Permission.VISIT_READ)
def show_visit(public_id: str) -> ResponseReturnValue:
    actor = current_actor()
    visit = queries.get_visit(public_id, actor)
    kindergarten = get_by_id(visit.county_code, visit.kindergarten_id)
    document = read_document(visit.document)
    checklist = find_checklist(*document.checklist) if document.checklist else None
    evidence = find_evidence(
        [photo for _pointer, photo in document.all_photos], visit.county_code, actor
    )
    officers = queries.officers_of([visit])[visit.id]
    is_draft = visit.state is VisitState.DRAFT
    problems = service.judge_visit(visit, actor, clock.now()) if is_draft else []
    return render_template(
        "inspections/show_visit.html",
        visit=visit,
        kindergarten=kindergarten,
        document=document,
        checklist=checklist,
        themes=rows_by_theme(document, checklist),
        officers=officers,
        evidence=list(evidence.values()),
        signatures=drawn(document, {row.officer: row.name for row in officers}),
        problems=[problem_in_words(problem) for problem in problems],
        unanswered=unanswered(problems, document),
        findings=findings_of_origin("visit", public_id),
        follow_ups=follow_ups_of_origin("visit", public_id),
        papers=list_of_subject("visit", public_id, actor),
        set_aside=queries.list_set_aside(visit),
        actions=_actions(visit),
        timeline=timeline("visit", public_id),
        today=clock.today(),
        entered_late=_entered_late(visit),
    )


def _entered_late(visit: Visit) -> dt.date | None:
    """The day of entry, when it is later than the day of the visit (补录)."""
    day = clock.local_date(visit.signed_at or visit.recorded_at)
    return day if day > visit.acted_on else None


def _actions(visit: Visit) -> list[tuple[str, str, str, str]]:
    if visit.state is not VisitState.DRAFT or not may(Permission.VISIT_ENTER, visit.county_code):
        return []
    discard = (
        _("Discard the draft"),
        url_for(".discard_visit", public_id=visit.public_id),
        _("Puts the draft away with a reason; nothing of it is erased."),
        "GET",
    )
    if visit.source is Source.PHONE:
        return [discard]  # a phone's draft is signed where the people are
    return [
        (
            _("Sign the record"),
            url_for(".sign_visit", public_id=visit.public_id),
            _("Makes the record final, gives it its number and opens its findings."),
            "GET",
        ),
        (
            _("Go on typing"),
            url_for(".edit_visit", public_id=visit.public_id),
            _("Changes the draft of the paper record."),
            "GET",
        ),
        discard,
    ]


@blueprint.route("/visits/<public_id>/sign", methods=["GET", "POST"])
@requires(Permission.VISIT_ENTER)
def sign_visit(public_id: str) -> ResponseReturnValue:
    actor = current_actor()
    visit = queries.get_visit(public_id, actor)
    form = ConfirmForm(version=visit.version)

    def sign() -> None:
        locked = queries.get_visit(public_id, actor, for_update=True)
        require_version(locked, form.version_number)
        service.sign_visit(locked, actor, clock.now())

    if form.validate_on_submit() and act(form, sign, public_id):
        flash(_("The record is final; its PDF will be ready in a moment."), "success")
        return redirect(url_for(".show_visit", public_id=public_id))
    problems = service.judge_visit(visit, actor, clock.now())
    return render_form(
        "inspections/sign_visit.html",
        form,
        visit=visit,
        kindergarten=get_by_id(visit.county_code, visit.kindergarten_id),
        problems=[problem_in_words(problem) for problem in problems],
        unanswered=unanswered(problems, read_document(visit.document)),
    )


@blueprint.route("/visits/<public_id>/discard", methods=["GET", "POST"])
@requires(Permission.VISIT_ENTER)
def discard_visit(public_id: str) -> ResponseReturnValue:
    actor = current_actor()
    visit = queries.get_visit(public_id, actor)
    form = DiscardForm(version=visit.version)

    def discard() -> None:
        reason = form.reason.data or ""
        service.discard_visit(public_id, form.version_number, reason, actor, clock.now())

    if form.validate_on_submit() and act(form, discard, public_id):
        flash(_("The draft was put away."), "success")
        return redirect(url_for(".show_visit", public_id=public_id))
    return render_form("inspections/discard_visit.html", form, visit=visit)


def act(form: VersionedForm, do: Any, public_id: str) -> bool:
    """Do an act in one transaction and tell whether it was done; a refusal stands above the form."""
    try:
        with transaction():
            do()
    except Missing:
        raise
    except DomainError as error:
        form.refuse(error)
        if isinstance(error, Conflict):
            form.version.data = str(queries.get_visit(public_id, current_actor()).version)
        return False
    return True

"""Entering a record that was written on paper: an ordinary form, the same document, the same service."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.accounts.queries import list_officers
from kgsup.areas.queries import town_names
from kgsup.core import clock
from kgsup.core.db import Json, new_public_id
from kgsup.core.errors import N_, DomainError, IllegalTransition
from kgsup.core.labels import label_of
from kgsup.corrections.queries import open_findings_of
from kgsup.corrections.rules import Regime
from kgsup.files import service as files
from kgsup.files.adapters.image import Picture
from kgsup.inspections import queries, service, sync
from kgsup.inspections.forms import PaperStartForm, document_of, paper_form, values_of
from kgsup.inspections.forms.paper import FINDING_ROWS, FINDING_ROWS_AT_MOST, Around
from kgsup.inspections.models import Visit
from kgsup.inspections.rules.checklists import Checklist, find_checklist, offered_on
from kgsup.inspections.rules.regimes import REGIMES, VisitKind
from kgsup.inspections.rules.visits import Source, VisitState
from kgsup.inspections.views.blueprint import blueprint
from kgsup.inspections.views.office import act
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.queries import get_by_id, get_kindergarten, list_for_phone
from kgsup.web.replies import render_form


@blueprint.route("/visits/enter")
@requires(Permission.VISIT_ENTER)
def start_entering() -> ResponseReturnValue:
    form = PaperStartForm(request.args)
    towns = town_names(current_actor().home_county or "")
    form.kindergarten.choices = [("", "—")] + [
        (row.public_id, f"{row.name} · {towns.get(row.town_code or '', '—')}")
        for row in list_for_phone(current_actor())
    ]
    form.sort.choices = [("", "—"), *_sorts()]
    form.checklist.choices = [("", _("None: only findings")), *_checklists()]
    is_sent = form.sort.name in request.args  # a dossier's link names the kindergarten alone
    if is_sent and form.validate():
        return redirect(
            url_for(
                ".enter_visit",
                kindergarten=form.kindergarten.data,
                sort=form.sort.data,
                checklist=form.checklist.data,
            )
        )
    return render_form("inspections/start_entering.html", form)


def _sorts() -> list[tuple[str, str]]:
    return [
        (f"{regime} {kind}", f"{_(label_of(regime))} · {_(label_of(kind))}")
        for regime, rule in REGIMES.items()
        for kind in rule.people
    ]


def _checklists() -> list[tuple[str, str]]:
    return [(f"{each.code} {each.version}", each.title) for each in offered_on(clock.today())]


@blueprint.route("/visits/enter/record", methods=["GET", "POST"])
@requires(Permission.VISIT_ENTER)
def enter_visit() -> ResponseReturnValue:
    kindergarten = get_kindergarten(request.args.get("kindergarten", ""), current_actor())
    begun = _begun(kindergarten)
    if begun is None:
        return redirect(url_for(".start_entering"))
    form = _form_of(begun, kindergarten, {"visit_id": new_public_id(), "version": ""})
    begun["id"] = form.visit_id.data or new_public_id()
    return _type_in(form, begun, kindergarten, [])


def _begun(kindergarten: Kindergarten) -> Json | None:
    """What the address says of a new record; ``None`` when it makes no sense."""
    regime, _blank, kind = request.args.get("sort", "").partition(" ")
    if regime not in Regime._value2member_map_ or kind not in VisitKind._value2member_map_:
        return None
    code, _blank, version = request.args.get("checklist", "").partition(" ")
    known = find_checklist(code, int(version)) if version.isdigit() else None
    return {
        "kindergarten": kindergarten.public_id,
        "regime": regime,
        "kind": kind,
        "checklist": {"code": known.code, "version": known.version} if known else None,
    }


@blueprint.route("/visits/<public_id>/edit", methods=["GET", "POST"])
@requires(Permission.VISIT_ENTER)
def edit_visit(public_id: str) -> ResponseReturnValue:
    visit = queries.get_visit(public_id, current_actor())
    if visit.source is not Source.PAPER or visit.state is not VisitState.DRAFT:
        raise IllegalTransition(N_("Only the draft of a paper record is typed here."))
    kindergarten = get_by_id(visit.county_code, visit.kindergarten_id)
    names = ("id", "kindergarten", "regime", "kind", "checklist")
    begun = {name: visit.document[name] for name in names}
    form = _form_of(begun, kindergarten, values_of(visit.document) | {"version": visit.version})
    scans = list((visit.document.get("paper") or {}).get("scans", ()))
    return _type_in(form, begun, kindergarten, scans, visit)


def _form_of(begun: Json, kindergarten: Kindergarten, values: dict[str, Any]) -> Any:
    checklist = _checklist_of(begun)
    officers = [
        (officer.public_id, officer.name) for officer in list_officers(kindergarten.county_code)
    ]
    earlier = [
        (row.finding.public_id, row.finding.text) for row in open_findings_of(kindergarten.id)
    ]
    findings = values.get("findings", [])
    wanted = request.args.get("rows", type=int) or FINDING_ROWS
    rows = min(max(wanted, len(findings)), FINDING_ROWS_AT_MOST)
    values["findings"] = findings + [{} for _row in range(rows - len(findings))]
    return paper_form(Around(checklist, officers, earlier), values)


def _checklist_of(begun: Json) -> Checklist | None:
    chosen = begun["checklist"]
    return find_checklist(chosen["code"], chosen["version"]) if chosen else None


def _type_in(
    form: Any,
    begun: Json,
    kindergarten: Kindergarten,
    scans: list[str],
    visit: Visit | None = None,
) -> ResponseReturnValue:
    checklist = _checklist_of(begun)
    if form.validate_on_submit():
        pictures = _prepare(form)
        if pictures is not None and _save(form, begun, kindergarten, scans, pictures):
            flash(_("The draft was saved. Read what is open, then sign it."), "success")
            return redirect(url_for(".show_visit", public_id=begun["id"]))
    return render_form(
        "inspections/enter_visit.html",
        form,
        kindergarten=kindergarten,
        regime=Regime(begun["regime"]),
        kind=VisitKind(begun["kind"]),
        rule=REGIMES[Regime(begun["regime"])],
        checklist=checklist,
        visit=visit,
        scans=len(scans),
        more_url=_more_url(len(form.findings)),
    )


def _more_url(rows: int) -> str:
    """This page with more rows for findings."""
    arguments: dict[str, Any] = {**(request.view_args or {}), **request.args.to_dict()}
    arguments["rows"] = min(rows + FINDING_ROWS, FINDING_ROWS_AT_MOST)
    return url_for(request.endpoint or "", **arguments)


def _prepare(form: Any) -> list[Picture] | None:
    """Decode the scans before the transaction; ``None`` when one was refused, which the form says."""
    try:
        contents = [upload.read() for upload in form.scans.data or () if upload and upload.filename]
        return [files.prepare_photo(content) for content in contents]
    except DomainError as error:
        form.refuse(error)
        return None


def _save(
    form: Any,
    begun: Json,
    kindergarten: Kindergarten,
    scans: list[str],
    pictures: list[Picture],
) -> bool:
    actor = current_actor()

    def save() -> None:
        now = clock.now()
        stored = [
            files.store_photo(picture, kindergarten.county_code, actor, now).public_id
            for picture in pictures
        ]
        content = document_of(form, begun, _checklist_of(begun), scans + stored)
        _require_shape(content)
        version = form.version_number if form.version_number > 0 else None
        service.save_draft(content, version, actor, now)

    return act(form, save, begun["id"])


def _require_shape(content: Json) -> None:
    """The form makes the published shape, unless somebody changed its hidden fields."""
    body = {"operation_id": content["id"], "finish": False, "version": None, "visit": content}
    sync.check_shape(body)

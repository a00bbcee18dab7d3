"""Filling in an application: task list, sections, papers; the same pages for everybody who fills one in.

A clerk types a paper application, a kindergarten applies for itself, a founder holds a code: ``Holder``
says who it is and where that person's pages are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from wtforms import Field

from kgsup.access.actor import Actor, system_actor
from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.areas.queries import town_names
from kgsup.core import clock
from kgsup.core.errors import DomainError
from kgsup.files import service as files
from kgsup.files.adapters.image import Picture
from kgsup.files.adapters.paper import Paper
from kgsup.licensing import queries, service
from kgsup.licensing.forms.answers import (
    answers_form,
    answers_of,
    as_text,
    keepable,
    mark_unreadable,
)
from kgsup.licensing.forms.applying import MOST_SCANS, PaperAtDeskForm, PaperForm
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.applications import PartState, lack_of, part_state
from kgsup.licensing.rules.fields import ApplicationField, Section
from kgsup.licensing.rules.kinds import PaperRule
from kgsup.licensing.rules.origins import Channel
from kgsup.licensing.rules.states import State
from kgsup.licensing.views.blueprint import blueprint
from kgsup.web.acting import Act, carry_out
from kgsup.web.errors import explain
from kgsup.web.forms import OfficeForm, VersionedForm
from kgsup.web.replies import render_form

Scans = list[Paper | Picture]


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Who fills in an application and where: ``pages`` is the prefix of this person's endpoints.

    ``address`` is what those endpoints take beside section and paper.
    """

    actor: Actor
    pages: str
    layout: str
    address: Mapping[str, str]
    at_desk: bool = False
    paper_page: str = "documents.show_document"  # where this person reads a paper of the case
    public_id: str = ""  # of the one application that a code opens, whose address does not name it

    def url(self, page: str, **values: str) -> str:
        everything: dict[str, Any] = {**self.address, **values}
        return url_for(f"{self.pages}_{page}", **everything)


def office_holder(public_id: str) -> Holder:
    """A clerk who types a paper application."""
    return Holder(
        actor=current_actor(),
        pages="licensing.fill",
        layout="_layouts/office.html",
        address={"public_id": public_id},
        at_desk=True,
    )


def draft_of(public_id: str, holder: Holder) -> PermitApplication:
    """The draft that this person fills in; what was sent already leads to where it stands.

    What the applicant writes on line the office does not touch, and the other way round.
    """
    application = queries.get_application(public_id, holder.actor)
    if application.state is not State.DRAFT:
        flash(_("This application was sent already."), "info")
        abort(redirect(_standing_of(application, holder)))
    if (application.channel is Channel.ONLINE) is holder.at_desk:
        raise NotFound
    return application


def _standing_of(application: PermitApplication, holder: Holder) -> str:
    if holder.at_desk:
        return url_for("licensing.show_application", public_id=application.public_id)
    return holder.url("application")


def task_list(application: PermitApplication, holder: Holder) -> ResponseReturnValue:
    """The task list: every section and paper with its state, and what comes when all is done."""
    rule = queries.rule_of(application, clock.today())
    papers = {row.code: row for row in queries.papers_of(application)}
    lack = lack_of(rule, application.values, papers)
    return render_template(
        "licensing/task_list.html",
        application=application,
        holder=holder,
        sections=[
            (section, part_state(rule.fields_in(section), lack)) for section in rule.sections()
        ],
        papers=[(paper, papers.get(paper.code)) for paper in rule.papers],
        lack=lack,
        PartState=PartState,
    )


def section_page(
    application: PermitApplication, section: str, holder: Holder
) -> ResponseReturnValue:
    """One section: what is typed is kept; what cannot be read is said beside its field."""
    rule = queries.rule_of(application, clock.today())
    names = rule.fields_in(Section(section)) if section in set(Section) else []
    if not names:
        raise NotFound
    towns = town_names(application.county_code)
    form = answers_form(names, application.values, towns, application.version)
    if form.is_submitted():
        if _save(application, form, names, holder):
            return redirect(holder.url("application"))
    else:
        mark_unreadable(form, names)
    page = render_template(
        "licensing/fill_section.html",
        form=form,
        application=application,
        section=Section(section),
        holder=holder,
        names=[name.value for name in names],
        before=application.before,
    )
    return page, 422 if form.is_submitted() else 200


def _save(
    application: PermitApplication,
    form: VersionedForm,
    names: Sequence[ApplicationField],
    holder: Holder,
) -> bool:
    """Keep what was typed, readable or not; ``True`` when all of it can be read."""
    is_whole = bool(form.validate())
    as_text(form, names)
    kept = keepable(form, names)

    def version() -> int:
        return queries.get_application(application.public_id, holder.actor).version

    def do() -> None:
        typed = {name: text for name, text in answers_of(form, names).items() if name in kept}
        service.save_section(
            application.public_id, typed, form.version_number, holder.actor, clock.now()
        )

    said = _("Saved.") if is_whole else _("Saved as it was typed; what cannot be read is marked.")
    if not carry_out(form, Act(do=do, said=lambda: said, version=version)):
        return False
    form.version.data = str(version())
    return is_whole


def paper_page(application: PermitApplication, code: str, holder: Holder) -> ResponseReturnValue:
    """One paper: its scans, at the desk also copies and whether the original was seen."""
    paper = queries.rule_of(application, clock.today()).paper(code)
    if paper is None:
        raise NotFound
    form: PaperForm = (PaperAtDeskForm if holder.at_desk else PaperForm)(
        version=application.version
    )
    if form.validate_on_submit():
        scans = prepare_scans(form, form.scans, must_be=not holder.at_desk)
        if scans is not None and carry_out(form, _provide(application, paper, form, scans, holder)):
            return redirect(holder.url("application"))
    present = {row.code: row for row in queries.papers_of(application)}.get(code)
    return render_form(
        "licensing/fill_paper.html",
        form,
        application=application,
        paper=paper,
        present=present,
        holder=holder,
    )


def prepare_scans(form: OfficeForm, field: Field, *, must_be: bool) -> Scans | None:
    """Examine the uploads before the transaction; ``None`` when one is refused, which the form says."""
    uploads = [upload for upload in field.data or () if upload and upload.filename]
    if must_be and not uploads:
        field.errors = [_("Choose at least one scan.")]
        return None
    if len(uploads) > MOST_SCANS:
        field.errors = [_("At most %(count)d files for one paper.", count=MOST_SCANS)]
        return None
    try:
        return [files.prepare_paper(upload.read()) for upload in uploads]
    except DomainError as error:
        field.errors = [explain(error)]
        return None


def store_scans(scans: Scans, application: PermitApplication, holder: Holder) -> tuple[str, ...]:
    """Keep scans for the case; an applicant reaches no evidence of the county, so the program does."""
    keeper = system_actor(holder.actor.name, application.county_code)
    stored = [
        files.store_paper(scan, application.county_code, keeper, clock.now()) for scan in scans
    ]
    return tuple(row.public_id for row in stored)


def _provide(
    application: PermitApplication,
    paper: PaperRule,
    form: PaperForm,
    scans: Scans,
    holder: Holder,
) -> Act:
    def do() -> object:
        at_desk = isinstance(form, PaperAtDeskForm)
        given = service.Paper(
            code=paper.code,
            evidence=store_scans(scans, application, holder),
            copies=form.copies.data if at_desk else 1,
            original_seen=bool(form.original_seen.data) if at_desk else False,
        )
        return service.provide_paper(
            application.public_id, given, holder.actor, clock.now(), version=form.version_number
        )

    return Act(
        do=do,
        said=lambda: _("Saved."),
        version=lambda: queries.get_application(application.public_id, holder.actor).version,
    )


@blueprint.route("/applications/<public_id>/fill")
@requires(Permission.APPLICATION_RECEIVE)
def fill_application(public_id: str) -> ResponseReturnValue:
    holder = office_holder(public_id)
    return task_list(draft_of(public_id, holder), holder)


@blueprint.route("/applications/<public_id>/fill/<section>", methods=["GET", "POST"])
@requires(Permission.APPLICATION_RECEIVE)
def fill_section(public_id: str, section: str) -> ResponseReturnValue:
    holder = office_holder(public_id)
    return section_page(draft_of(public_id, holder), section, holder)


@blueprint.route("/applications/<public_id>/fill/papers/<code>", methods=["GET", "POST"])
@requires(Permission.APPLICATION_RECEIVE)
def fill_paper(public_id: str, code: str) -> ResponseReturnValue:
    holder = office_holder(public_id)
    return paper_page(draft_of(public_id, holder), code, holder)

"""Filling in an application: task list, sections, papers; the same pages for everybody who fills one in.

A clerk types a paper application, a kindergarten applies for itself, a founder holds a code: ``Holder``
says who it is and where that person's pages are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

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
from kgsup.licensing.forms.answers import answers_form, answers_of
from kgsup.licensing.forms.applying import MOST_SCANS, PaperAtDeskForm, PaperForm
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.applications import Lack, lack_of
from kgsup.licensing.rules.fields import Section
from kgsup.licensing.rules.kinds import KindRule, PaperRule
from kgsup.licensing.rules.states import State
from kgsup.licensing.views.blueprint import blueprint
from kgsup.web.acting import Act, carry_out
from kgsup.web.forms import OfficeForm
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
    """The draft that is filled in; what was sent already has its own page."""
    application = queries.get_application(public_id, holder.actor)
    if application.state is not State.DRAFT:
        raise NotFound
    return application


def task_list(
    application: PermitApplication, holder: Holder, form: OfficeForm | None = None
) -> ResponseReturnValue:
    """The task list: every section and paper with its state, and what comes when all is done."""
    rule = queries.rule_of(application, clock.today())
    papers = {row.code: row for row in queries.papers_of(application)}
    lack = lack_of(rule, application.values, papers)
    return render_form(
        "licensing/task_list.html",
        form or OfficeForm(),
        application=application,
        holder=holder,
        sections=[(section, _is_done(rule, section, lack)) for section in rule.sections()],
        papers=[(paper, papers.get(paper.code)) for paper in rule.papers],
        lack=lack,
    )


def _is_done(rule: KindRule, section: Section, lack: Lack) -> bool:
    return not set(rule.fields_in(section)) & set(lack.fields)


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
    if form.validate_on_submit():
        act = Act(
            do=lambda: service.save_section(
                application.public_id,
                answers_of(form, names),
                form.version_number,
                holder.actor,
                clock.now(),
            ),
            said=lambda: _("Saved."),
            version=lambda: queries.get_application(application.public_id, holder.actor).version,
        )
        if carry_out(form, act):
            return redirect(holder.url("application"))
    return render_form(
        "licensing/fill_section.html",
        form,
        application=application,
        section=Section(section),
        holder=holder,
        names=[name.value for name in names],
        before=application.before,
    )


def paper_page(application: PermitApplication, code: str, holder: Holder) -> ResponseReturnValue:
    """One paper: its scans, at the desk also copies and whether the original was seen."""
    paper = queries.rule_of(application, clock.today()).paper(code)
    if paper is None:
        raise NotFound
    form: PaperForm = (PaperAtDeskForm if holder.at_desk else PaperForm)(
        version=application.version
    )
    if form.validate_on_submit():
        scans = prepare_scans(form, must_be=not holder.at_desk)
        if scans is not None and carry_out(form, _provide(application, paper, form, scans, holder)):
            return redirect(holder.url("application"))
    return render_form(
        "licensing/fill_paper.html", form, application=application, paper=paper, holder=holder
    )


def prepare_scans(form: PaperForm, *, must_be: bool) -> Scans | None:
    """Examine the uploads before the transaction; ``None`` when one is refused, which the form says."""
    uploads = [upload for upload in form.scans.data or () if upload and upload.filename]
    if must_be and not uploads:
        form.scans.errors = [_("Choose at least one scan.")]
        return None
    if len(uploads) > MOST_SCANS:
        form.scans.errors = [_("At most %(count)d files for one paper.", count=MOST_SCANS)]
        return None
    try:
        return [files.prepare_paper(upload.read()) for upload in uploads]
    except DomainError as error:
        form.refuse(error)
        return None


def _provide(
    application: PermitApplication,
    paper: PaperRule,
    form: PaperForm,
    scans: Scans,
    holder: Holder,
) -> Act:
    def do() -> object:
        now = clock.now()
        # An applicant reaches no evidence of the county: the program keeps the scans for the case.
        keeper = system_actor(holder.actor.name, application.county_code)
        stored = [files.store_paper(scan, application.county_code, keeper, now) for scan in scans]
        at_desk = isinstance(form, PaperAtDeskForm)
        given = service.Paper(
            code=paper.code,
            evidence=tuple(row.public_id for row in stored),
            copies=form.copies.data if at_desk else 1,
            original_seen=bool(form.original_seen.data) if at_desk else False,
        )
        return service.provide_paper(
            application.public_id, given, holder.actor, now, version=form.version_number
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

"""Founders without an account: a code, shown once, opens the one application that it was made for."""

import datetime as dt

from flask import (
    Response,
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from kgsup.access.actor import system_actor
from kgsup.access.guard import public
from kgsup.accounts.service import Guess, count_guess
from kgsup.core import clock
from kgsup.core.db import transaction
from kgsup.core.errors import N_, DomainError, Missing
from kgsup.documents.adapters import archive
from kgsup.documents.queries import list_of_subject
from kgsup.licensing import queries, service
from kgsup.licensing.forms.applying import CloseForm, FoundForm, OpenForm
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.kinds import BY_FOUNDERS, PermitKind
from kgsup.licensing.rules.origins import Channel
from kgsup.licensing.service.ledger import SUBJECT
from kgsup.licensing.views.applying import application_page
from kgsup.licensing.views.blueprint import blueprint
from kgsup.licensing.views.filling import Holder, draft_of, paper_page, section_page
from kgsup.licensing.views.following import (
    correct_page,
    discard_page,
    is_for_applicant,
    review_page,
    withdraw_page,
)
from kgsup.licensing.views.public_kinds import site_county
from kgsup.web.acting import Act, carry_out
from kgsup.web.replies import render_form

KEPT = "permit_application"  # in the session's cookie: [what is kept of the code, until when]
OPEN_FOR = dt.timedelta(hours=8)
GROUP = 5  # characters of a code that are read out together
_PRIVATE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow, noarchive"}


@blueprint.route("/public/permits/<kind>/start", methods=["GET", "POST"])
@public
def found(kind: str) -> ResponseReturnValue:
    """Begin; the code is on the page that answers and nowhere else."""
    if kind not in BY_FOUNDERS:
        raise NotFound
    county, permit = site_county(), PermitKind(kind)
    form = FoundForm()
    begun: list[tuple[PermitApplication, str]] = []
    if form.validate_on_submit():
        act = Act(
            do=lambda: begun.append(_begin(form, permit, county.code)),
            said=lambda: _("The application has been begun. What you fill in is kept."),
        )
        if carry_out(form, act):
            application, code = begun[0]
            _remember(application)
            page = render_template(
                "licensing/found_code.html", application=application, code=_grouped(code)
            )
            return _private(page)
    return render_form("licensing/found_start.html", form, kind=permit, county=county)


def _begin(form: FoundForm, kind: PermitKind, county_code: str) -> tuple[PermitApplication, str]:
    start = service.Start(
        kind=kind,
        county_code=county_code,
        channel=Channel.ONLINE,
        applicant=form.applicant.data or "",
        applicant_code=form.applicant_code.data or "",
        contact_name=form.contact_name.data or "",
        contact_telephone=form.contact_telephone.data or "",
        service_address=form.service_address.data or "",
    )
    return service.open_for_founder(start, clock.now())


def _grouped(code: str) -> str:
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def _remember(application: PermitApplication) -> None:
    session[KEPT] = [application.access_sha256, (clock.now() + OPEN_FOR).isoformat()]


def _private(page: str) -> Response:
    """Kept by no browser and no search engine."""
    response = make_response(page)
    response.headers.update(_PRIVATE)
    return response


@blueprint.route("/public/permits/open", methods=["GET", "POST"])
@public
def open_found() -> ResponseReturnValue:
    """Open an application again by its code; every wrong code is answered alike."""
    form = OpenForm()
    if form.validate_on_submit():
        try:
            application = _open(form.code.data or "")
        except DomainError as error:
            form.code.data = ""
            form.refuse(error)
        else:
            if application is None:
                return _wrong_code(form)
            _remember(application)
            return redirect(url_for(".found_application"))
    return render_form("licensing/found_open.html", form)


def _wrong_code(form: OpenForm) -> ResponseReturnValue:
    """The same page for every wrong code: of a draft that is gone, of none that ever was."""
    form.code.data = ""
    form.refuse(Missing(N_("No application is opened by this code.")))
    return render_template("licensing/found_open.html", form=form), 404


def _open(code: str) -> PermitApplication | None:
    guess = Guess(
        code=queries.access_hash(code),
        address=request.remote_addr or "",
        key=current_app.config["SECRET_KEY"].encode(),
    )
    with transaction():
        application = queries.find_by_access(code)
        count_guess(guess, application is not None, clock.now())
        return application


def found_holder() -> Holder:
    """Whoever opened an application by its code in this session; leads to that page when nobody did."""
    kept = session.get(KEPT) or ["", ""]
    is_open = bool(kept[0]) and dt.datetime.fromisoformat(kept[1]) > clock.now()
    application = queries.find_by_access_hash(kept[0]) if is_open else None
    if application is None:
        session.pop(KEPT, None)
        abort(redirect(url_for("licensing.open_found")))
    return Holder(
        actor=service.founder_actor(application),
        pages="licensing.found",
        layout="licensing/found_layout.html",
        address={},
        public_id=application.public_id,
        paper_page="licensing.found_document",
    )


@blueprint.route("/public/permits/application")
@public
def found_application() -> ResponseReturnValue:
    holder = found_holder()
    return application_page(holder.public_id, holder)


@blueprint.route("/public/permits/application/close", methods=["POST"])
@public
def found_close() -> ResponseReturnValue:
    """Forget the code in this browser: it may be one that many people use."""
    if CloseForm().validate_on_submit():
        session.pop(KEPT, None)
    return redirect(url_for(".open_found"))


@blueprint.route("/public/permits/application/parts/<section>", methods=["GET", "POST"])
@public
def found_section(section: str) -> ResponseReturnValue:
    holder = found_holder()
    return section_page(draft_of(holder.public_id, holder), section, holder)


@blueprint.route("/public/permits/application/papers/<code>", methods=["GET", "POST"])
@public
def found_paper(code: str) -> ResponseReturnValue:
    holder = found_holder()
    return paper_page(draft_of(holder.public_id, holder), code, holder)


@blueprint.route("/public/permits/application/send", methods=["GET", "POST"])
@public
def found_review() -> ResponseReturnValue:
    holder = found_holder()
    return review_page(draft_of(holder.public_id, holder), holder)


@blueprint.route("/public/permits/application/correct", methods=["GET", "POST"])
@public
def found_correct() -> ResponseReturnValue:
    holder = found_holder()
    return correct_page(queries.get_application(holder.public_id, holder.actor), holder)


@blueprint.route("/public/permits/application/withdraw", methods=["GET", "POST"])
@public
def found_withdraw() -> ResponseReturnValue:
    holder = found_holder()
    return withdraw_page(queries.get_application(holder.public_id, holder.actor), holder)


@blueprint.route("/public/permits/application/discard", methods=["GET", "POST"])
@public
def found_discard() -> ResponseReturnValue:
    holder = found_holder()
    return discard_page(draft_of(holder.public_id, holder), holder)


@blueprint.route("/public/permits/application/documents/<public_id>")
@public
def found_document(public_id: str) -> ResponseReturnValue:
    """The PDF of a paper of this application that is there for the applicant."""
    holder = found_holder()
    application = queries.get_application(holder.public_id, holder.actor)
    office = system_actor(holder.actor.name, application.county_code)
    papers = list_of_subject(SUBJECT, application.public_id, office)
    paper = next((one for one in papers if one.public_id == public_id), None)
    if paper is None or not is_for_applicant(paper):
        raise NotFound
    if paper.sha256 is None:
        return _private(render_template("licensing/found_waiting.html", document=paper))
    response = Response(archive.read(paper.sha256), mimetype="application/pdf")
    response.headers.update(_PRIVATE)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@blueprint.after_request
def _keep_private(response: Response) -> Response:
    """Nothing of an application behind a code stays in the browser or with a search engine."""
    if request.path.startswith(("/public/permits/application", "/public/permits/open")):
        response.headers.update(_PRIVATE)
    return response

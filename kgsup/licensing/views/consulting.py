"""Other departments: asking one, its answers on the page of the application."""

from flask import current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, may, requires
from kgsup.access.permissions import Permission
from kgsup.configuration.queries import value
from kgsup.configuration.rules import Key
from kgsup.core import clock
from kgsup.documents.rules.kinds import KINDS, DocumentKind, NumberSource
from kgsup.licensing import queries
from kgsup.licensing.forms.consulting import ConsultForm
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.matters import MATTERS
from kgsup.licensing.rules.states import OPEN
from kgsup.licensing.service.consulting import Asked, Letter, consult
from kgsup.licensing.service.ledger import subject_of
from kgsup.licensing.views.blueprint import blueprint, panel
from kgsup.referrals import queries as referrals
from kgsup.referrals.forms import question_of
from kgsup.web.acting import Act, carry_out
from kgsup.web.replies import render_form


@panel("licensing/_consultations.html", place=44)
def consultations(application: PermitApplication) -> dict[str, object] | None:
    """The questions to departments with their answers; no clock of the bureau stops for them."""
    can_read = may(Permission.REFERRAL_READ, application.county_code)
    rows = referrals.list_of(subject_of(application), current_actor()) if can_read else []
    can_ask = application.state in OPEN and may(Permission.REFERRAL_SEND, application.county_code)
    if not rows and not can_ask:
        return None
    address = url_for("licensing.consult_department", public_id=application.public_id)
    return {"rows": rows, "ask_url": address if can_ask else None}


@blueprint.route("/applications/<public_id>/departments", methods=["GET", "POST"])
@requires(Permission.REFERRAL_SEND)
def consult_department(public_id: str) -> ResponseReturnValue:
    application, actor = queries.get_application(public_id, current_actor()), current_actor()
    period = referrals.usual_period(application.county_code, clock.today())
    form = ConsultForm(version=application.version, count=period.count, unit=period.unit.value)
    form.offer()
    form.offer_facts(_facts(application))
    needs_number = _needs_number(application)
    made: list[Asked] = []

    def do() -> object:
        letter = Letter(
            question=question_of(form),
            office_number=(form.office_number.data or None) if needs_number else None,
        )
        made.append(consult(public_id, letter, form.version_number, actor, clock.now()))
        return made

    if form.validate_on_submit():
        act = Act(
            do=do,
            said=lambda: _("The department is asked."),
            version=lambda: queries.get_application(public_id, actor).version,
        )
        if carry_out(form, act):
            return _link_page(application, made[0])
    return render_form(
        "licensing/consult.html", form, application=application, needs_number=needs_number
    )


def _needs_number(application: PermitApplication) -> bool:
    kind = DocumentKind.OPINION_LETTER
    sources = value(application.county_code, Key.NUMBER_SOURCES, on=clock.today())
    source = NumberSource(sources.get(kind.value, KINDS[kind].source))
    return source is NumberSource.OFFICE_REGISTER


def _facts(application: PermitApplication) -> list[tuple[str, str]]:
    """What departments usually need; the clerk strikes out what they need not see."""
    name = application.values.get("name", "")
    kindergarten = queries.kindergarten_of(application)
    facts = [
        ("申请事项", MATTERS[application.kind]),
        ("幼儿园", name or (kindergarten.name if kindergarten else "")),
        ("地址", application.values.get("address", "")),
    ]
    return [(label, text) for label, text in facts if text]


def _link_page(application: PermitApplication, asked: Asked) -> ResponseReturnValue:
    """The link, shown this once; nothing keeps the page."""
    own = str(current_app.config["KGSUP_SETTINGS"].public_url)
    link = own + url_for("referral_answers.answer_referral", token=asked.token)
    page = render_template(
        "licensing/consult_link.html", application=application, asked=asked, link=link
    )
    return page, 200, {"Cache-Control": "no-store"}

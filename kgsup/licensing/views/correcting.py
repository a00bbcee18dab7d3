"""Asking once for everything that is missing (行政许可法 32.1(4)), and correcting on the spot (32.1(3))."""

from dataclasses import dataclass

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.actor import Actor
from kgsup.access.guard import current_actor, may, requires
from kgsup.access.permissions import Permission
from kgsup.areas.queries import town_names
from kgsup.core import clock
from kgsup.core.labels import label_of
from kgsup.licensing import queries, service
from kgsup.licensing.forms.answers import answers_of, as_text
from kgsup.licensing.forms.correcting import (
    Flag,
    OverrideForm,
    RequestForm,
    items_of,
    request_form,
    spot_form,
)
from kgsup.licensing.models import CorrectionRequest, PermitApplication
from kgsup.licensing.rules.applications import lack_of
from kgsup.licensing.rules.corrections import Item, Of, Override, name_of, title_of
from kgsup.licensing.rules.fields import ApplicationField, Section
from kgsup.licensing.rules.kinds import KindRule
from kgsup.licensing.rules.states import Action, State
from kgsup.licensing.views.acting import ActPage, act_page
from kgsup.licensing.views.blueprint import ActionPage, action_page, blueprint, panel
from kgsup.licensing.views.filling import Holder
from kgsup.licensing.views.following import correct_page
from kgsup.web.forms import given

action_page(
    Action.CORRECT_ON_THE_SPOT,
    ActionPage(endpoint="licensing.correct_on_the_spot", permission=Permission.APPLICATION_RECEIVE),
)
action_page(
    Action.ANSWER_CORRECTION,
    ActionPage(endpoint="licensing.enter_corrections", permission=Permission.APPLICATION_RECEIVE),
)
action_page(
    Action.REQUEST_CORRECTION,
    ActionPage(endpoint="licensing.request_correction", permission=Permission.APPLICATION_REVIEW),
)

# What stands in the request for what is plainly missing; statutory papers are Chinese.
NOT_ANSWERED = "未填写。"
NOT_READABLE = "填写有误，无法辨认。"
NOT_HANDED_IN = "未提交。"


@blueprint.route("/applications/<public_id>/request-correction", methods=["GET", "POST"])
@requires(Permission.APPLICATION_REVIEW)
def request_correction(public_id: str) -> ResponseReturnValue:
    return _request_page(public_id, is_override=False)


@blueprint.route("/applications/<public_id>/request-again", methods=["GET", "POST"])
@requires(Permission.APPLICATION_DECIDE)
def override_asking_once(public_id: str) -> ResponseReturnValue:
    """The same page for an approver, who may say why something is asked for a second time."""
    return _request_page(public_id, is_override=True)


def _request_page(public_id: str, *, is_override: bool) -> ResponseReturnValue:
    application = queries.get_application(public_id, current_actor())
    flags = flags_of(application)
    form = request_form(flags, application.version, is_override=is_override, asked_on=clock.today())

    def do(version: int, actor: Actor) -> object:
        request = service.Request(
            items=items_of(form, flags),
            how=form.how.data or "",
            asked_on=given(form.asked_on.data),
            override=_override(form, actor),
            version=version,
        )
        return service.request_correction(public_id, request, actor, clock.now())

    return act_page(
        application,
        form,
        ActPage(
            action=Action.REQUEST_CORRECTION,
            do=do,
            template="licensing/correct_request.html",
            context={
                "groups": _grouped(application, flags),
                "rounds": queries.requests_of(application),
                "is_override": is_override,
            },
        ),
    )


def _override(form: RequestForm, actor: Actor) -> Override | None:
    if not isinstance(form, OverrideForm) or not form.override_reason.data:
        return None
    return Override(reason=form.override_reason.data, by=actor.name)


def flags_of(application: PermitApplication) -> list[Flag]:
    """Every field and paper of the kind; the first request has marked already what is plainly missing."""
    rule = queries.rule_of(application, clock.today())
    papers = [row.code for row in queries.papers_of(application)]
    lack = lack_of(rule, application.values, papers)
    is_first = not queries.requests_of(application)
    wrong: dict[str, str] = dict.fromkeys(lack.fields, NOT_ANSWERED)
    wrong |= dict.fromkeys(lack.unreadable, NOT_READABLE)
    fields = [
        Flag(
            of=Of.FIELD,
            code=field.value,
            title=_(label_of(field)),
            what=wrong.get(field, "") if is_first else "",
            article=rule.articles[0],
        )
        for field in rule.fields
    ]
    return fields + [
        Flag(
            of=Of.PAPER,
            code=paper.code,
            title=paper.name,
            what=NOT_HANDED_IN if is_first and paper.code in lack.papers else "",
            article=paper.article,
        )
        for paper in rule.papers
    ]


Group = tuple[str, list[tuple[Flag, str]]]


def _grouped(application: PermitApplication, flags: list[Flag]) -> list[Group]:
    """The flags by part of the form, each with what stands there now; the papers last."""
    rule = queries.rule_of(application, clock.today())
    of_fields = {flag.code: flag for flag in flags if flag.of is Of.FIELD}
    groups: list[Group] = [
        (
            _(label_of(section)),
            [
                (of_fields[name.value], application.values.get(name.value, ""))
                for name in rule.fields_in(section)
            ],
        )
        for section in rule.sections()
    ]
    handed_in = {row.code: row.copies for row in queries.papers_of(application)}
    papers = [
        (flag, _("handed in") if flag.code in handed_in else "")
        for flag in flags
        if flag.of is Of.PAPER
    ]
    return [*groups, (_("Papers"), papers)]


@blueprint.route("/applications/<public_id>/corrections", methods=["GET", "POST"])
@requires(Permission.APPLICATION_RECEIVE)
def enter_corrections(public_id: str) -> ResponseReturnValue:
    """Corrections that the applicant brought to the window or sent by post."""
    holder = Holder(
        actor=current_actor(),
        pages="licensing.show",
        layout="_layouts/office.html",
        address={"public_id": public_id},
        at_desk=True,
    )
    return correct_page(queries.get_application(public_id, holder.actor), holder)


@blueprint.route("/applications/<public_id>/on-the-spot", methods=["GET", "POST"])
@requires(Permission.APPLICATION_RECEIVE)
def correct_on_the_spot(public_id: str) -> ResponseReturnValue:
    """The applicant is present and corrects with the clerk; both get a slip of before and after."""
    application = queries.get_application(public_id, current_actor())
    rule = queries.rule_of(application, clock.today())
    form = spot_form(
        rule.fields,
        application.values,
        town_names(application.county_code),
        version=application.version,
        corrected_by=application.contact_name,
    )

    def do(version: int, actor: Actor) -> object:
        correction = service.OnTheSpot(
            values=answers_of(form, rule.fields),
            corrected_by=form.corrected_by.data or "",
            version=version,
        )
        return service.correct_on_the_spot(public_id, correction, actor, clock.now())

    if form.is_submitted():
        form.validate()
        as_text(form, rule.fields)
    sections: list[tuple[Section, list[ApplicationField]]] = [
        (section, rule.fields_in(section)) for section in rule.sections()
    ]
    return act_page(
        application,
        form,
        ActPage(
            action=Action.CORRECT_ON_THE_SPOT,
            do=do,
            template="licensing/correct_on_the_spot.html",
            context={"sections": sections},
        ),
    )


@dataclass(frozen=True, kw_only=True)
class Point:
    """A point of a request and what the applicant did about it."""

    item: Item
    title: str
    is_changed: bool
    explained: str


@panel("licensing/_corrections.html", place=30)
def corrections(application: PermitApplication) -> dict[str, object] | None:
    """The requests with their answers; for an approver the way to a second one."""
    requests = queries.requests_of(application)
    if not requests:
        return None
    rule = queries.rule_of(application, clock.today())
    may_override = application.state is State.RECEIVED and may(
        Permission.APPLICATION_DECIDE, application.county_code
    )
    again = url_for(".override_asking_once", public_id=application.public_id)
    return {
        "rounds": [(row, _points(row, rule)) for row in requests],
        "again": again if may_override else None,
    }


def _points(request: CorrectionRequest, rule: KindRule) -> list[Point]:
    changed = {(of, code) for of, code in request.changed}
    items = [Item.from_json(item) for item in request.items]
    return [
        Point(
            item=item,
            title=title_of(item, rule),
            is_changed=(item.of.value, item.code) in changed,
            explained=request.explained.get(name_of(item.key), ""),
        )
        for item in items
    ]

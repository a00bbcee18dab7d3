"""What happens to a paper after it was signed off, and ending one: each act on a page of its own."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.actor import Actor
from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.core import clock
from kgsup.core.labels import label_of
from kgsup.corrections import queries, rules, service
from kgsup.corrections.forms import AnswerForm, CaseNumberForm, ReasonForm, SealForm, ServeForm
from kgsup.corrections.models import FollowUp
from kgsup.corrections.rules.signing import served_too_late
from kgsup.corrections.service.issuing import draft_of, findings_on_paper
from kgsup.corrections.views.blueprint import blueprint, given, prepare_uploads, store_pictures
from kgsup.documents.rules.states import Service, ServiceWay
from kgsup.files.adapters.image import Picture
from kgsup.web.acting import Act, carry_out
from kgsup.web.forms import VersionedForm, choices_of
from kgsup.web.replies import render_form

# What each act leaves in the ledger: the field of its day, and field of the ledger → of the form.
_RESULTS: Mapping[rules.Action, tuple[str | None, Mapping[str, str]]] = {
    rules.Action.SEAL: ("sealed_on", {}),
    rules.Action.SERVE: ("served_on", {"way": "way", "receiver": "receiver"}),
    rules.Action.ANSWER: ("answered_on", {"answer": "text"}),
    rules.Action.CONTINUE_ELSEWHERE: (None, {"number": "number"}),
    rules.Action.WITHDRAW: (None, {"reason": "reason"}),
    rules.Action.TAKE_BACK: (None, {"reason": "reason"}),
}

FINAL = frozenset({rules.Action.WITHDRAW, rules.Action.TAKE_BACK})


@blueprint.route("/follow-ups/<public_id>/seal", methods=["GET", "POST"])
@requires(Permission.DOCUMENT_SERVE)
def record_seal(public_id: str) -> ResponseReturnValue:
    follow_up = queries.get_follow_up(public_id, current_actor())
    form = SealForm(version=follow_up.version, sealed_on=clock.today())

    def do(version: int, actor: Actor) -> object:
        sealed_on = given(form.sealed_on.data)
        return service.record_seal(public_id, sealed_on, version, actor, clock.now())

    return _page(follow_up, rules.Action.SEAL, form, do)


@blueprint.route("/follow-ups/<public_id>/service", methods=["GET", "POST"])
@requires(Permission.DOCUMENT_SERVE)
def record_service(public_id: str) -> ResponseReturnValue:
    follow_up = queries.get_follow_up(public_id, current_actor())
    form = ServeForm(version=follow_up.version, served_on=clock.today(), way=ServiceWay.DIRECT)
    form.way.choices = choices_of({way: label_of(way) for way in ServiceWay})

    pictures: list[Picture] = []

    def do(version: int, actor: Actor) -> object:
        proof = store_pictures(pictures, follow_up.county_code)
        served = _service_of(form, proof[0] if proof else None)
        return service.record_service(public_id, served, version, actor, clock.now())

    if form.validate_on_submit():
        pictures += prepare_uploads(form.proof.data, form) or []
    return _page(follow_up, rules.Action.SERVE, form, do)


def _service_of(form: ServeForm, proof: str | None) -> Service:
    return Service(
        way=ServiceWay(form.way.data),
        served_on=given(form.served_on.data),
        receiver=form.receiver.data or "",
        relation=form.relation.data or "",
        witness=form.witness.data or "",
        place=form.place.data or "",
        proof=proof,
    )


@blueprint.route("/follow-ups/<public_id>/answer", methods=["GET", "POST"])
@requires(Permission.FOLLOW_UP_DRAFT)
def record_answer(public_id: str) -> ResponseReturnValue:
    follow_up = queries.get_follow_up(public_id, current_actor())
    form = AnswerForm(version=follow_up.version, answered_on=clock.today())

    def do(version: int, actor: Actor) -> object:
        answer = service.Answer(text=form.text.data or "", answered_on=given(form.answered_on.data))
        return service.record_answer(public_id, answer, version, actor, clock.now())

    return _page(follow_up, rules.Action.ANSWER, form, do)


@blueprint.route("/follow-ups/<public_id>/continue-elsewhere", methods=["GET", "POST"])
@requires(Permission.FOLLOW_UP_DRAFT)
def continue_elsewhere(public_id: str) -> ResponseReturnValue:
    follow_up = queries.get_follow_up(public_id, current_actor())
    form = CaseNumberForm(version=follow_up.version)

    def do(version: int, actor: Actor) -> object:
        number = form.number.data or ""
        return service.continue_elsewhere(public_id, number, version, actor, clock.now())

    return _page(follow_up, rules.Action.CONTINUE_ELSEWHERE, form, do)


@blueprint.route("/follow-ups/<public_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.FOLLOW_UP_DRAFT)
def withdraw_draft(public_id: str) -> ResponseReturnValue:
    follow_up = queries.get_follow_up(public_id, current_actor())
    form = ReasonForm(version=follow_up.version)

    def do(version: int, actor: Actor) -> object:
        reason = form.reason.data or ""
        return service.withdraw_draft(public_id, reason, version, actor, clock.now())

    return _page(follow_up, rules.Action.WITHDRAW, form, do)


@blueprint.route("/follow-ups/<public_id>/take-back", methods=["GET", "POST"])
@requires(Permission.FOLLOW_UP_SIGN_OFF)
def take_back(public_id: str) -> ResponseReturnValue:
    follow_up = queries.get_follow_up(public_id, current_actor())
    form = ReasonForm(version=follow_up.version)

    def do(version: int, actor: Actor) -> object:
        reason = form.reason.data or ""
        return service.take_back(public_id, reason, version, actor, clock.now())

    return _page(follow_up, rules.Action.TAKE_BACK, form, do)


def _page(
    follow_up: FollowUp,
    action: rules.Action,
    form: VersionedForm,
    do: Callable[[int, Actor], object],
) -> ResponseReturnValue:
    """Show the page of an act, or do it and go back to the follow-up."""
    public_id, actor = follow_up.public_id, current_actor()
    if form.validate_on_submit() and not form.form_errors:
        version = form.version_number
        wanted = Act(
            do=lambda: do(version, actor),
            version=lambda: queries.get_follow_up(public_id, actor).version,
            said=lambda: _("Recorded."),
            was_done=lambda: queries.was_done_by(follow_up, _result_of(action, form), actor),
        )
        if carry_out(form, wanted):
            return redirect(url_for(".show_follow_up", public_id=public_id))
    return _form_page(queries.get_follow_up(public_id, actor), action, form)


def _result_of(action: rules.Action, form: VersionedForm) -> queries.Result:
    day, fields = _RESULTS[action]
    return queries.Result(
        act=action.value,
        values={name: form[typed].data or "" for name, typed in fields.items()},
        acted_on=form[day].data if day else None,
    )


def _form_page(follow_up: FollowUp, action: rules.Action, form: Any) -> ResponseReturnValue:
    dates = draft_of(follow_up, findings_on_paper(follow_up)).open_dates
    return render_form(
        "corrections/act.html",
        form,
        follow_up=follow_up,
        kindergarten=queries.kindergarten_of(follow_up),
        title=_(label_of(action)),
        consequence=_(rules.CONSEQUENCES[action]),
        obstacle=rules.obstacle(follow_up.kind, follow_up.state, action),
        is_final=action in FINAL,
        too_late=served_too_late(dates, clock.today()) if action is rules.Action.SERVE else [],
    )

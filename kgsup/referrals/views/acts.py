"""Acts on one question, each confirmed on a page of its own."""

from collections.abc import Callable

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.core import clock
from kgsup.core.labels import label_of
from kgsup.referrals import queries, rules, service
from kgsup.referrals.forms import PaperAnswerForm, ReasonForm, answer_of
from kgsup.referrals.models import Referral
from kgsup.referrals.rules import Action
from kgsup.referrals.views.blueprint import blueprint, link_of, prepare_scan, store_scan
from kgsup.web.acting import Act, carry_out
from kgsup.web.forms import ConfirmForm, VersionedForm
from kgsup.web.replies import render_form


@blueprint.route("/referrals/<public_id>/link", methods=["GET", "POST"])
@requires(Permission.REFERRAL_SEND)
def make_link(public_id: str) -> ResponseReturnValue:
    referral, actor = queries.get_referral(public_id, current_actor()), current_actor()
    form = ConfirmForm(version=referral.version)
    made: list[str] = []

    def do() -> object:
        row, token = service.make_link(public_id, form.version_number, actor, clock.now())
        made.append(token)
        return row

    if form.validate_on_submit() and carry_out(form, _act(referral, do, _("The link is made."))):
        page = render_template("referrals/make_link.html", referral=referral, link=link_of(made[0]))
        return page, 200, {"Cache-Control": "no-store"}
    return _page(referral, Action.MAKE_LINK, form)


@blueprint.route("/referrals/<public_id>/paper-answer", methods=["GET", "POST"])
@requires(Permission.REFERRAL_SEND)
def record_answer(public_id: str) -> ResponseReturnValue:
    referral, actor = queries.get_referral(public_id, current_actor()), current_actor()
    form = PaperAnswerForm(version=referral.version, answered_on=clock.today())
    form.offer()
    if form.validate_on_submit():
        paper = prepare_scan(form.scan.data, form)

        def do() -> object:
            scan = store_scan(paper, referral.county_code, actor, clock.now())
            answer = answer_of(form, scan)
            return service.record_answer(public_id, answer, form.version_number, actor, clock.now())

        if not form.form_errors and carry_out(form, _act(referral, do, _("Recorded."))):
            return redirect(url_for(".show_referral", public_id=public_id))
    return _page(referral, Action.ANSWER, form)


@blueprint.route("/referrals/<public_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.REFERRAL_SEND)
def withdraw(public_id: str) -> ResponseReturnValue:
    referral, actor = queries.get_referral(public_id, current_actor()), current_actor()
    form = ReasonForm(version=referral.version)

    def do() -> object:
        reason = form.reason.data or ""
        return service.withdraw(public_id, reason, form.version_number, actor, clock.now())

    if form.validate_on_submit() and carry_out(form, _act(referral, do, _("Withdrawn."))):
        return redirect(url_for(".show_referral", public_id=public_id))
    return _page(referral, Action.WITHDRAW, form)


def _act(referral: Referral, do: Callable[[], object], said: str) -> Act:
    """An act on a question: after a conflict the form carries the present version."""
    actor = current_actor()
    return Act(
        do=do,
        said=lambda: said,
        version=lambda: queries.get_referral(referral.public_id, actor).version,
    )


def _page(referral: Referral, action: Action, form: VersionedForm) -> ResponseReturnValue:
    referral = queries.get_referral(referral.public_id, current_actor())
    return render_form(
        "referrals/act.html",
        form,
        referral=referral,
        title=_(label_of(action)),
        consequence=_(rules.CONSEQUENCES[action]),
        is_possible=action in rules.possible_actions(referral.state),
        is_final=action is Action.WITHDRAW,
    )

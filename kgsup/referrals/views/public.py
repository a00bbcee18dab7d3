"""The page behind a link: the department sees the question and the facts given, and answers once.

Whoever holds the link is the department.  A link that is dead or never was answers as any unknown
address; nothing of the page is kept by browsers or search engines, and no link stands in any log.
"""

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from kgsup.access.guard import public
from kgsup.core import clock
from kgsup.core.db import transaction
from kgsup.core.errors import DomainError, IllegalTransition, Missing
from kgsup.referrals import queries, service
from kgsup.referrals.forms import OpinionForm, answer_of
from kgsup.referrals.models import Referral
from kgsup.referrals.rules import State
from kgsup.referrals.views.blueprint import Scan, prepare_scan, store_scan
from kgsup.web.replies import render_form

blueprint = Blueprint("referral_answers", __name__)
ALREADY = 409  # the status of a second answer


@blueprint.after_request
def _keep_private(response: Response) -> Response:
    """Also on pages of errors: the address itself is the secret."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


@blueprint.route("/referrals/answer/<token>", methods=["GET", "POST"])
@public
def answer_referral(token: str) -> ResponseReturnValue:
    referral = queries.get_by_token(token)
    form = OpinionForm()
    form.offer()
    if referral.state is State.ANSWERED:
        return _already(referral, ALREADY if form.is_submitted() else 200)
    if form.validate_on_submit():
        paper = prepare_scan(form.scan.data, form)
        if not form.form_errors:
            answered = _answer(token, form, paper)
            if answered is not None:
                return answered
    return render_form(
        "referrals/answer_referral.html",
        form,
        referral=referral,
        due_on=queries.due_on(referral),
        today=clock.today(),
    )


def _answer(token: str, form: OpinionForm, paper: Scan | None) -> ResponseReturnValue | None:
    """Take the answer; ``None`` when the form was refused and stays on the page."""
    try:
        with transaction():
            referral = queries.get_by_token(token, for_update=True)
            actor = service.department_actor(referral)
            scan = store_scan(paper, referral.county_code, actor, clock.now())
            service.answer(token, answer_of(form, scan), clock.now())
    except Missing:
        raise
    except IllegalTransition:  # somebody with the same link was quicker
        return _already(queries.get_by_token(token), ALREADY)
    except DomainError as error:
        form.refuse(error)
        return None
    return redirect(url_for(".answer_referral", token=token))


def _already(referral: Referral, status: int) -> ResponseReturnValue:
    return render_template("referrals/already_answered.html", referral=referral), status

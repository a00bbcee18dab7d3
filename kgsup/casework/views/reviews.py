"""Reviews afterwards of what a small bureau signed unlike the ordinary way."""

from collections.abc import Sequence
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.audit.rules import Subject
from kgsup.casework import queries, service
from kgsup.casework.forms import NO, YES, AfterReviewForm
from kgsup.casework.models import AfterReview
from kgsup.casework.queries import Result, ReviewRow
from kgsup.casework.rules import Departure
from kgsup.casework.views.blueprint import blueprint
from kgsup.core import clock
from kgsup.core.labels import label_of
from kgsup.deadlines.queries import next_of
from kgsup.web.acting import Act, carry_out
from kgsup.web.paging import Page, keyset
from kgsup.web.replies import render_form


@blueprint.route("/proposals/reviews")
@requires(Permission.CASE_REVIEW_AFTERWARDS)
def list_reviews() -> ResponseReturnValue:
    actor, is_open = current_actor(), "done" not in request.args

    def load(after: list[Any] | None, limit: int) -> Sequence[ReviewRow]:
        return queries.list_reviews(actor, after, limit, is_open=is_open)

    page: Page[ReviewRow] = keyset(load, lambda row: [row.review.id])
    clocks = next_of([_subject(row) for row in page.rows]) if is_open else {}
    return render_template(
        "casework/list_reviews.html",
        page=page,
        is_open=is_open,
        due={
            row.review.public_id: clocks["proposal", row.proposal.public_id].due_on
            for row in page.rows
            if ("proposal", row.proposal.public_id) in clocks
        },
        departures={row.review.public_id: departures_of(row.review) for row in page.rows},
        today=clock.today(),
    )


def _subject(row: ReviewRow) -> Subject:
    proposal = row.proposal
    return Subject("proposal", proposal.public_id, proposal.county_code, proposal.concerns)


def departures_of(review: AfterReview) -> list[str]:
    """In words, what was unlike the ordinary way."""
    return [_(label_of(Departure(name))) for name in review.departures]


@blueprint.route("/proposals/reviews/<public_id>", methods=["GET", "POST"])
@requires(Permission.CASE_REVIEW_AFTERWARDS)
def review_afterwards(public_id: str) -> ResponseReturnValue:
    actor = current_actor()
    review = queries.get_review(public_id, actor)
    form = AfterReviewForm(version=review.version)
    form.in_order.choices = [(YES, _("In order")), (NO, _("Not in order"))]
    if form.validate_on_submit() and _review(review, form):
        return redirect(url_for(".list_reviews"))
    review = queries.get_review(public_id, actor)
    proposal = queries.get_reviewed(review)
    return render_form(
        "casework/review_afterwards.html",
        form,
        review=review,
        proposal=proposal,
        departures=departures_of(review),
        said=queries.list_said(proposal),
    )


def _review(review: AfterReview, form: AfterReviewForm) -> bool:
    actor, public_id = current_actor(), review.public_id
    proposal = queries.get_reviewed(review)
    finding, in_order = form.finding.data or "", form.in_order.data == YES
    version, now = form.version_number, clock.now()
    result = Result(
        act="casework.proposal.review_afterwards",
        values={"finding_afterwards": finding, "in_order": in_order},
    )
    wanted = Act(
        do=lambda: service.review_afterwards(
            public_id, finding, version, actor, now, in_order=in_order
        ),
        version=lambda: queries.get_review(public_id, actor).version,
        said=lambda: _("The review is recorded."),
        was_done=lambda: queries.was_done_by(("proposal", proposal.public_id), result, actor),
    )
    return carry_out(form, wanted)

"""Follow-ups: the list and one follow-up with what may be done next."""

from collections.abc import Sequence
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, may, requires
from kgsup.access.permissions import Permission
from kgsup.audit.queries import timeline
from kgsup.core import clock
from kgsup.core.labels import label_of
from kgsup.corrections import queries, rules
from kgsup.corrections.forms import FollowUpFilterForm
from kgsup.corrections.models import FollowUp
from kgsup.corrections.queries import FollowUpFilter, FollowUpRow
from kgsup.corrections.rules.signing import served_too_late
from kgsup.corrections.service.issuing import draft_of
from kgsup.corrections.views.blueprint import blueprint, origin_url
from kgsup.documents.queries import list_of_subject
from kgsup.web.forms import choices_of
from kgsup.web.paging import Page, address_of_export, keyset

RUNNING = "running"

_PERMISSIONS = {
    rules.Action.CHANGE: Permission.FOLLOW_UP_DRAFT,
    rules.Action.SIGN_OFF: Permission.FOLLOW_UP_SIGN_OFF,
    rules.Action.CONTINUE_ELSEWHERE: Permission.FOLLOW_UP_DRAFT,
    rules.Action.SEAL: Permission.DOCUMENT_SERVE,
    rules.Action.SERVE: Permission.DOCUMENT_SERVE,
    rules.Action.ANSWER: Permission.FOLLOW_UP_DRAFT,
    rules.Action.WITHDRAW: Permission.FOLLOW_UP_DRAFT,
    rules.Action.TAKE_BACK: Permission.FOLLOW_UP_SIGN_OFF,
}
_PAGES = {
    rules.Action.CHANGE: "corrections.change_draft",
    rules.Action.SIGN_OFF: "corrections.sign_off",
    rules.Action.CONTINUE_ELSEWHERE: "corrections.continue_elsewhere",
    rules.Action.SEAL: "corrections.record_seal",
    rules.Action.SERVE: "corrections.record_service",
    rules.Action.ANSWER: "corrections.record_answer",
    rules.Action.WITHDRAW: "corrections.withdraw_draft",
    rules.Action.TAKE_BACK: "corrections.take_back",
}


@blueprint.route("/follow-ups")
@requires(Permission.FOLLOW_UP_READ)
def list_follow_ups() -> ResponseReturnValue:
    form, wanted = follow_up_filter()

    def load(after: list[Any] | None, limit: int) -> Sequence[FollowUpRow]:
        return queries.list_follow_ups(wanted, current_actor(), after, limit)

    page: Page[FollowUpRow] = keyset(load, follow_up_key)
    return render_template(
        "corrections/list_follow_ups.html",
        form=form,
        page=page,
        follow_ups=page.rows,
        today=clock.today(),
        export_url=address_of_export(".export_follow_ups"),
    )


def follow_up_key(row: FollowUpRow) -> tuple[int]:
    """What the list is sorted by, as an address holds it."""
    return (row.follow_up.id,)


def follow_up_filter() -> tuple[FollowUpFilterForm, FollowUpFilter]:
    """The filter that the address asks for; without one it is what runs."""
    form = FollowUpFilterForm(request.args)
    form.state.choices = [(RUNNING, _("Running")), ("", _("All")), *_choices(rules.State)]
    form.kind.choices = [("", _("All")), *_choices(rules.Kind)]
    if "state" not in request.args:
        form.state.data = RUNNING
    return form, FollowUpFilter(
        states=_states(form.state.data),
        kind=rules.Kind(form.kind.data) if form.kind.data in set(rules.Kind) else None,
        kindergarten=request.args.get("kindergarten") or None,
    )


def _choices(values: Any) -> list[tuple[str, str]]:
    return choices_of({value: label_of(value) for value in values})


def _states(text: str | None) -> frozenset[rules.State]:
    """The states that an address asks for; none means all of them."""
    if text == RUNNING:
        return rules.RUNNING
    return frozenset({rules.State(text)}) if text in set(rules.State) else frozenset()


@blueprint.route("/follow-ups/<public_id>")
@requires(Permission.FOLLOW_UP_READ)
def show_follow_up(public_id: str) -> ResponseReturnValue:
    follow_up = queries.get_follow_up(public_id, current_actor())
    findings = queries.findings_of_follow_up(follow_up.id)
    dates = draft_of(follow_up, findings).open_dates
    return render_template(
        "corrections/show_follow_up.html",
        follow_up=follow_up,
        kindergarten=queries.kindergarten_of(follow_up),
        points=findings,
        actions=_actions(follow_up),
        meaning=_(rules.MEANINGS[follow_up.kind]),
        documents=list_of_subject("follow_up", public_id, current_actor()),
        too_late=served_too_late(dates, follow_up.served_on) if follow_up.served_on else [],
        timeline=timeline("follow_up", public_id),
        origin=origin_url(follow_up.origin_kind, follow_up.origin_id),
        today=clock.today(),
    )


def _actions(follow_up: FollowUp) -> list[tuple[str, str, str, str]]:
    """The acts that the table and the reader's permissions leave, as the actions macro takes them."""
    return [
        (
            _(label_of(action)),
            url_for(_PAGES[action], public_id=follow_up.public_id),
            _(rules.CONSEQUENCES[action]),
            "GET",
        )
        for action in rules.possible_actions(follow_up.kind, follow_up.state)
        if may(_PERMISSIONS[action], follow_up.county_code)
    ]

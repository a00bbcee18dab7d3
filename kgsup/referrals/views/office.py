"""The list of questions to other departments, its workbook, and one question."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, may, may_open, requires
from kgsup.access.permissions import Permission
from kgsup.audit.queries import timeline
from kgsup.audit.rules import find_case_page
from kgsup.core import clock
from kgsup.core.labels import label_of
from kgsup.deadlines.queries import lines_of
from kgsup.files.adapters.workbook import Cell, write_table
from kgsup.referrals import queries, rules
from kgsup.referrals.forms import LATE, ReferralFilterForm
from kgsup.referrals.models import Referral
from kgsup.referrals.queries import ReferralFilter, ReferralRow
from kgsup.referrals.service import subject_of
from kgsup.referrals.views.blueprint import blueprint
from kgsup.web.paging import Page, address_of_export, every_row, keyset
from kgsup.web.replies import workbook_reply

_PAGES = {
    rules.Action.ANSWER: "referrals.record_answer",
    rules.Action.MAKE_LINK: "referrals.make_link",
    rules.Action.WITHDRAW: "referrals.withdraw",
}


@blueprint.route("/referrals")
@requires(Permission.REFERRAL_READ)
def list_referrals() -> ResponseReturnValue:
    form, wanted = _filter()

    def load(after: list[Any] | None, limit: int) -> Sequence[ReferralRow]:
        return queries.list_referrals(wanted, current_actor(), after, limit)

    page: Page[ReferralRow] = keyset(
        load, _key, total=queries.count_referrals(wanted, current_actor())
    )
    return render_template(
        "referrals/list_referrals.html",
        form=form,
        page=page,
        late=_late_ids(page.rows),
        export_url=address_of_export(".export_referrals"),
    )


def _key(row: ReferralRow) -> tuple[int]:
    return (row.referral.id,)


def _filter() -> tuple[ReferralFilterForm, ReferralFilter]:
    """The filter that the address asks for; nonsense in it means no limit."""
    form = ReferralFilterForm(request.args)
    form.offer()
    state = form.state.data
    return form, ReferralFilter(
        state=rules.State(state) if state in set(rules.State) else None,
        late_on=clock.today() if state == LATE else None,
        department=form.department.data or "",
    )


def _is_late(row: ReferralRow) -> bool:
    referral = row.referral
    return rules.is_late(
        referral.state, row.due_on, today=clock.today(), answered_on=referral.answered_on
    )


def _late_ids(rows: Sequence[ReferralRow]) -> frozenset[str]:
    return frozenset(row.referral.public_id for row in rows if _is_late(row))


@blueprint.route("/referrals.xlsx")
@requires(Permission.REFERRAL_READ)
def export_referrals() -> Response:
    _form, wanted = _filter()
    heads = [
        _("Department"),
        _("Question"),
        _("Asked on"),
        _("Due on"),
        _("Late"),
        _("State"),
        _("Opinion"),
        _("Answer"),
        _("Answered by"),
        _("Answered on"),
    ]
    content = write_table(heads, _export_rows(wanted), sheet_name=_("Questions to departments"))
    return workbook_reply(_("Questions to departments"), content)


def _export_rows(wanted: ReferralFilter) -> Iterator[list[Cell]]:
    actor = current_actor()
    for row in every_row(
        lambda after, limit: queries.list_referrals(wanted, actor, after, limit), _key
    ):
        yield _cells(row)


def _cells(row: ReferralRow) -> list[Cell]:
    referral = row.referral
    return [
        referral.department,
        referral.question,
        referral.asked_on,
        row.due_on,
        _("yes") if _is_late(row) else _("no"),
        _(label_of(referral.state)),
        _(label_of(referral.opinion)) if referral.opinion else None,
        referral.answer,
        referral.answerer_name,
        referral.answered_on,
    ]


@blueprint.route("/referrals/<public_id>")
@requires(Permission.REFERRAL_READ)
def show_referral(public_id: str) -> ResponseReturnValue:
    referral = queries.get_referral(public_id, current_actor())
    due_on = queries.due_on(referral)
    return render_template(
        "referrals/show_referral.html",
        referral=referral,
        due_on=due_on,
        is_late=_is_late(ReferralRow(referral=referral, due_on=due_on)),
        actions=_actions(referral),
        no_pause=_(rules.NO_PAUSE),
        no_pause_article=rules.NO_PAUSE_ARTICLE,
        subject_url=_subject_url(referral),
        clocks=lines_of(subject_of(referral), clock.today()),
        timeline=timeline(rules.KIND, public_id),
    )


def _actions(referral: Referral) -> list[tuple[str, str, str, str]]:
    """The acts that the state and the reader's permissions leave, as the actions macro takes them."""
    if not may(Permission.REFERRAL_SEND, referral.county_code):
        return []
    return [
        (
            _(label_of(action)),
            url_for(_PAGES[action], public_id=referral.public_id),
            _(rules.CONSEQUENCES[action]),
            "GET",
        )
        for action in rules.possible_actions(referral.state)
    ]


def _subject_url(referral: Referral) -> str | None:
    """The page of the case that asks; ``None`` where there is none or the reader may not open it."""
    page = find_case_page(referral.subject_kind)
    if page is None or not may_open(page.endpoint):
        return None
    return url_for(page.endpoint, public_id=referral.subject_id)

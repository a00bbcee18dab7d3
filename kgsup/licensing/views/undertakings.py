"""Undertakings: beside the application, the county's list with the late ones, fulfilment."""

from collections.abc import Sequence
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, may, requires
from kgsup.access.permissions import Permission
from kgsup.core import clock
from kgsup.licensing import queries
from kgsup.licensing.forms.reviewing import FulfilmentForm, UndertakingForm
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.queries import undertakings as rows_of
from kgsup.licensing.queries.undertakings import UndertakingFilter, UndertakingRow
from kgsup.licensing.rules.states import State
from kgsup.licensing.rules.undertakings import Fulfilment, Promise
from kgsup.licensing.service.undertaking import fulfil, undertake
from kgsup.licensing.views.blueprint import blueprint, panel
from kgsup.licensing.views.steps import Step, step_page
from kgsup.web.forms import given
from kgsup.web.paging import Page, keyset

_NONE = frozenset({State.DRAFT, State.DISCARDED, State.CLOSED})


@panel("licensing/_undertakings.html", place=46)
def undertakings(application: PermitApplication) -> dict[str, object] | None:
    """What was promised beside the licence; it is never printed on it."""
    rows = rows_of.undertakings_of(application)
    can_enter = application.state not in _NONE and may(
        Permission.APPLICATION_REVIEW, application.county_code
    )
    if not rows and not can_enter:
        return None
    address = url_for("licensing.enter_undertaking", public_id=application.public_id)
    return {
        "rows": rows,
        "enter_url": address if can_enter else None,
        "can_fulfil": may(Permission.APPLICATION_REVIEW, application.county_code),
        "today": clock.today(),
    }


@blueprint.route("/applications/<public_id>/undertakings/new", methods=["GET", "POST"])
@requires(Permission.APPLICATION_REVIEW)
def enter_undertaking(public_id: str) -> ResponseReturnValue:
    application = queries.get_application(public_id, current_actor())
    form = UndertakingForm(version=application.version, given_on=clock.today())

    def do(version: int) -> object:
        promise = Promise(
            text=form.text.data or "",
            given_on=given(form.given_on.data),
            due_on=given(form.due_on.data),
        )
        return undertake(public_id, promise, version, current_actor(), clock.now())

    step = Step(
        act="undertake",
        title=_("Enter an undertaking"),
        consequence=_("It is tracked until its last day and never printed on the licence."),
        do=do,
    )
    return step_page(application, form, step)


@blueprint.route("/undertakings/<public_id>/fulfil", methods=["GET", "POST"])
@requires(Permission.APPLICATION_REVIEW)
def fulfil_undertaking(public_id: str) -> ResponseReturnValue:
    row, owner = rows_of.get_undertaking(public_id, current_actor())
    application = queries.get_application(owner, current_actor())
    form = FulfilmentForm(version=row.version, on=clock.today())

    def do(version: int) -> object:
        fulfilment = Fulfilment(on=given(form.on.data), proof=form.proof.data or "")
        return fulfil(public_id, fulfilment, version, current_actor(), clock.now())

    step = Step(act="fulfil", title=_("Record the fulfilment"), consequence=row.text, do=do)
    return step_page(application, form, step)


_SHOWN = ("open", "late", "all")


def _wanted(shown: str) -> UndertakingFilter:
    """What the address asks for; open ones without a word."""
    if shown == "late":
        return UndertakingFilter(late_on=clock.today())
    return UndertakingFilter(is_open=shown != "all")


@blueprint.route("/undertakings")
@requires(Permission.APPLICATION_READ)
def list_undertakings() -> ResponseReturnValue:
    shown = request.args.get("show", "open")
    shown = shown if shown in _SHOWN else "open"
    wanted, actor = _wanted(shown), current_actor()

    def load(after: list[Any] | None, limit: int) -> Sequence[UndertakingRow]:
        return rows_of.list_undertakings(wanted, actor, after, limit)

    page: Page[UndertakingRow] = keyset(load, _key, total=rows_of.count_undertakings(wanted, actor))
    return render_template(
        "licensing/undertakings.html", page=page, shown=shown, today=clock.today()
    )


def _key(row: UndertakingRow) -> tuple[str, int]:
    return (row.undertaking.due_on.isoformat(), row.undertaking.id)

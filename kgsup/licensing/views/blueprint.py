"""The blueprint, and how the page of an application is put together from what each step knows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, url_for
from flask_babel import gettext as _

from kgsup.access.guard import may
from kgsup.access.permissions import Permission
from kgsup.core.labels import label_of
from kgsup.core.workflow import actions_from
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.consequences import CONSEQUENCES
from kgsup.licensing.rules.states import TRANSITIONS, Action

blueprint = Blueprint("licensing", __name__)


@dataclass(frozen=True, kw_only=True)
class ActionPage:
    """Where an action is done, and by whom; ``is_open`` tells whether it makes sense now."""

    endpoint: str
    permission: Permission
    is_open: Callable[[PermitApplication], bool] = lambda _application: True


_ACTIONS: dict[Action, ActionPage] = {}


def action_page(action: Action, page: ActionPage) -> None:
    """Register the page of an action: the table of states decides when it is offered."""
    _ACTIONS[action] = page


# The usual way first (the first is the main button), then what is rare, then what ends the case.
_FIRST = (Action.SUBMIT, Action.ACCEPT, Action.REQUEST_CORRECTION, Action.PROPOSE)
_LATER = (
    Action.EXTEND,
    Action.PAUSE,
    Action.RESUME,
    Action.DECLINE,
    Action.FIND_NOT_NEEDED,
    Action.END,
    Action.WITHDRAW,
    Action.DISCARD,
)


def _rank(action: Action) -> int:
    """The place of an action among those offered; those of no list keep the order of registering."""
    if action in _FIRST:
        return _FIRST.index(action) - len(_FIRST)
    return _LATER.index(action) + 1 if action in _LATER else 0


def actions_of(application: PermitApplication) -> list[tuple[str, str, str, str]]:
    """The acts that table, facts and the reader's permissions leave, as the actions macro takes them."""
    possible = actions_from(TRANSITIONS[application.nature], application.state)
    return [
        (
            _(label_of(action)),
            url_for(page.endpoint, public_id=application.public_id),
            _(CONSEQUENCES[action]),
            "GET",
        )
        for action, page in sorted(_ACTIONS.items(), key=lambda entry: _rank(entry[0]))
        if action in possible
        and may(page.permission, application.county_code)
        and page.is_open(application)
    ]


Context = Callable[[PermitApplication], dict[str, Any] | None]
_PANELS: list[tuple[int, str, Context]] = []


def panel(template: str, *, place: int) -> Callable[[Context], Context]:
    """Register a part of an application's page: its template and what it shows; ``None`` leaves it out.

    ``place`` orders the parts: 10 facts, 20 papers, 30 corrections, 40 review, 50 decision, 60 what
    follows it.
    """

    def register(context: Context) -> Context:
        _PANELS.append((place, template, context))
        return context

    return register


def panels_of(application: PermitApplication) -> list[tuple[str, dict[str, Any]]]:
    """The parts of the page that have something to show, in their order."""
    ordered = sorted(_PANELS, key=lambda entry: entry[:2])
    shown = [(template, context(application)) for _place, template, context in ordered]
    return [(template, context) for template, context in shown if context is not None]

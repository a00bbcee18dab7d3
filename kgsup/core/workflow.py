"""State machines as tables: (state, action) → state.  The same table draws buttons and tests."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from kgsup.core.errors import N_, IllegalTransition

State = TypeVar("State", bound=StrEnum)
Action = TypeVar("Action", bound=StrEnum)


def advance(table: Mapping[tuple[State, Action], State], state: State, action: Action) -> State:
    """Return the state that follows, or raise ``IllegalTransition``."""
    try:
        return table[state, action]
    except KeyError:
        raise IllegalTransition(
            N_("This step is not possible now: the case has moved on. Reload the page.")
        ) from None


def actions_from(table: Mapping[tuple[State, Action], State], state: State) -> list[Action]:
    """List the actions that lead on from a state, in the order of the table."""
    return [action for (before, action) in table if before == state]

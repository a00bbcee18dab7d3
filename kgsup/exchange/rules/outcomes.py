"""What becomes of each row, of a list, and of an import: outcomes, counts, states, acts."""

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum

from kgsup.audit.rules import register_acts
from kgsup.core.errors import N_
from kgsup.core.labels import register_fields, register_labels


class Outcome(StrEnum):
    """What an import does with a row.  Every row has exactly one, so the counts add up to the rows.

    A possible duplicate counts as ``DUPLICATE`` the import that enters or holds it back; once it stands
    in the register the same row is ``UNCHANGED``.
    """

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    REFUSED = "refused"


class State(StrEnum):
    """Where an import stands."""

    UPLOADED = "uploaded"  # the file is there and waits to be read
    CHECKED = "checked"  # the dry run stands; nothing is in the register
    CONFIRMED = "confirmed"  # somebody has said to enter it; waits for its turn
    APPLIED = "applied"
    UNDONE = "undone"
    REFUSED = "refused"  # the file as a whole
    DISCARDED = "discarded"


class Action(StrEnum):
    CHECK = "check"
    REFUSE = "refuse"
    REMAP = "remap"
    CONFIRM = "confirm"
    APPLY = "apply"
    FAIL = "fail"
    UNDO = "undo"
    DISCARD = "discard"


TRANSITIONS: Mapping[tuple[State, Action], State] = {
    (State.UPLOADED, Action.CHECK): State.CHECKED,
    (State.UPLOADED, Action.REFUSE): State.REFUSED,
    (State.CHECKED, Action.REMAP): State.UPLOADED,
    (State.REFUSED, Action.REMAP): State.UPLOADED,
    (State.CHECKED, Action.CONFIRM): State.CONFIRMED,
    (State.CHECKED, Action.DISCARD): State.DISCARDED,
    (State.CONFIRMED, Action.APPLY): State.APPLIED,
    (State.CONFIRMED, Action.FAIL): State.CHECKED,
    (State.APPLIED, Action.UNDO): State.UNDONE,
}

APPLY = "exchange.import.apply"
UNDO = "exchange.import.undo"
EXPORT = "exchange.list.export"
ACTS = register_acts(
    {
        APPLY: N_("List imported"),
        UNDO: N_("Import undone"),
        EXPORT: N_("List exported"),
    }
)
register_fields(
    {
        "import": N_("Import"),
        "file": N_("File"),
        "list": N_("List"),
        "rows": N_("Rows"),
        "new": N_("New"),
        "changed": N_("Changed"),
        "unchanged": N_("Unchanged"),
        "duplicate": N_("Possible duplicate"),
        "refused": N_("Refused"),
    }
)


def count_outcomes(outcomes: Iterable[Outcome]) -> dict[str, int]:
    """How many rows have each outcome; every outcome is named, also with none."""
    counted = Counter(outcomes)
    return {outcome.value: counted[outcome] for outcome in Outcome}


register_labels(
    {
        Outcome.NEW: N_("New"),
        Outcome.CHANGED: N_("Changed"),
        Outcome.UNCHANGED: N_("Unchanged"),
        Outcome.DUPLICATE: N_("Possible duplicate"),
        Outcome.REFUSED: N_("Refused"),
    }
)
register_labels(  # by itself: equal words of two enums are one key of a dict
    {
        State.UPLOADED: N_("Waits to be read"),
        State.CHECKED: N_("Checked, not entered"),
        State.CONFIRMED: N_("Waits to be entered"),
        State.APPLIED: N_("Entered"),
        State.UNDONE: N_("Undone"),
        State.REFUSED: N_("File refused"),
        State.DISCARDED: N_("Discarded"),
    }
)

"""What an import will do with each row: one decision a row, told before anything is written."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from kgsup.core.errors import N_
from kgsup.exchange.rules.cells import Value
from kgsup.exchange.rules.columns import Column
from kgsup.exchange.rules.matching import (
    Identity,
    Known,
    Likeness,
    Matched,
    identity_of,
    match_rows,
)
from kgsup.exchange.rules.notes import Note, normalised, note_from_json, refused
from kgsup.exchange.rules.outcomes import Outcome
from kgsup.exchange.rules.rows import ParsedRow
from kgsup.exchange.rules.values import differences, hints

_DATE_MARK = "date:"  # how a date is told from text in the stored values


@dataclass(frozen=True)
class Decision:
    """The outcome of a row: which entry it is, what changes there, what it may be the same as.

    ``hints`` are what the decision adds to the notes of the row itself.
    """

    row: ParsedRow
    outcome: Outcome
    hints: tuple[Note, ...] = ()
    known: Known | None = None
    changes: Mapping[str, tuple[Value, Value]] = field(default_factory=dict)
    likenesses: tuple[Likeness, ...] = ()
    repeats: int | None = None  # the line that this row repeats

    @property
    def is_entered(self) -> bool:
        """Whether the row becomes an entry of the register unless duplicates are held back."""
        is_likeness = self.outcome is Outcome.DUPLICATE and self.repeats is None
        return self.outcome is Outcome.NEW or is_likeness

    @property
    def identity(self) -> Identity:
        """How the row names its kindergarten."""
        return identity_of(*map(self.row.text, (Column.NAME, Column.ADDRESS, Column.TELEPHONE)))

    @cached_property
    def details(self) -> dict[str, Any]:
        """The decision as it is stored with the row."""
        return {
            "raw": dict(self.row.raw),
            "values": {column: plain(value) for column, value in self.row.values.items()},
            "notes": [note.to_json() for note in self.row.notes],
            "hints": [note.to_json() for note in self.hints],
            "changes": {key: [plain(old), plain(new)] for key, (old, new) in self.changes.items()},
            "likenesses": [
                {
                    "name": likeness.name,
                    "reasons": [reason.value for reason in likeness.reasons],
                    "kindergarten": likeness.public_id,
                    "line": likeness.line,
                }
                for likeness in self.likenesses
            ],
            "repeats": self.repeats,
        }


def plain(value: Value) -> Any:
    """A value as JSON; dates keep their kind."""
    return f"{_DATE_MARK}{value.isoformat()}" if isinstance(value, dt.date) else value


def from_plain(stored: Any) -> Value:
    """Read a value back that ``plain`` has written."""
    if isinstance(stored, str) and stored.startswith(_DATE_MARK):
        return dt.date.fromisoformat(stored.removeprefix(_DATE_MARK))
    value: Value = stored
    return value


def row_from_json(sheet: str, line: int, stored: Mapping[str, Any]) -> ParsedRow:
    """The parsed row behind a stored decision."""
    return ParsedRow(
        sheet,
        line,
        stored["raw"],
        {column: from_plain(value) for column, value in stored["values"].items()},
        tuple(map(note_from_json, stored["notes"])),
    )


@dataclass(frozen=True)
class MergedAway:
    """An entry that was merged into another, as lists named it."""

    into: str  # public id of the entry that lives on
    name: str
    identities: tuple[Identity, ...]


def plan(
    rows: Sequence[ParsedRow], register: Sequence[Known], merged: Iterable[MergedAway] = ()
) -> list[Decision]:
    """Decide every row, in their order."""
    matched = match_rows(rows, register)
    gone = {identity.whole: away for away in merged for identity in away.identities}
    return [_decide(index, row, rows, matched, gone) for index, row in enumerate(rows)]


def _decide(
    index: int,
    row: ParsedRow,
    rows: Sequence[ParsedRow],
    matched: Matched,
    gone: Mapping[str, MergedAway],
) -> Decision:
    if row.refusals:
        return Decision(row, Outcome.REFUSED)
    if index in matched.strangers:
        message = N_("There is no kindergarten with this number in the county.")
        return Decision(row, Outcome.REFUSED, (refused(Column.PUBLIC_ID, message),))
    if index in matched.twins:
        return _twin(row, rows[matched.twins[index]], matched.known.get(matched.twins[index]))
    known = matched.known.get(index)
    if known is not None:
        return _compared(row, known)
    texts = map(row.text, (Column.NAME, Column.ADDRESS, Column.TELEPHONE))
    away = gone.get(identity_of(*texts).whole)
    if away is not None:
        message = N_("This entry was merged into another; the row changes nothing.")
        note = normalised(Column.NAME, message)
        return Decision(row, Outcome.UNCHANGED, (note,))
    likenesses = tuple(matched.likenesses.get(index, ()))
    outcome = Outcome.DUPLICATE if likenesses else Outcome.NEW
    return Decision(row, outcome, tuple(hints(row.values, {})), likenesses=likenesses)


def _twin(row: ParsedRow, first: ParsedRow, known: Known | None) -> Decision:
    """A row that repeats another: once that one stands in the register, it changes nothing."""
    outcome = Outcome.UNCHANGED if known else Outcome.DUPLICATE
    return Decision(row, outcome, known=known, repeats=first.line)


def _compared(row: ParsedRow, known: Known) -> Decision:
    changes = differences(row.values, known.values)
    outcome = Outcome.CHANGED if changes else Outcome.UNCHANGED
    return Decision(row, outcome, tuple(hints(row.values, known.values)), known, changes)

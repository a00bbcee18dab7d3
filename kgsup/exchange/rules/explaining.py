"""Values and decisions in words, for pages, files and the command line.

Works on what is stored with a row.  ``translate`` puts a marked message into the reader's language.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from kgsup.core.errors import N_
from kgsup.core.labels import label_of
from kgsup.exchange.rules import vocabulary
from kgsup.exchange.rules.cells import Value
from kgsup.exchange.rules.columns import Column, base_column
from kgsup.exchange.rules.notes import Severity
from kgsup.exchange.rules.outcomes import Outcome
from kgsup.exchange.rules.planning import from_plain
from kgsup.kindergartens.rules.duplicates import Reason
from kgsup.kindergartens.rules.identity import Ownership, SponsorKind, State

Translate = Callable[[str], str]
Cell = str | int | float | dt.date | None


def untranslated(message: str) -> str:
    """The message as it is written in the program."""
    return message


def cell_of(column: str, value: Value, towns: Mapping[str, str]) -> Cell:
    """A value as our own files write it, so that the import reads it back as the same value."""
    match column:
        case Column.OWNERSHIP if value:
            return vocabulary.OWNERSHIP_WORDS[Ownership(str(value))]
        case Column.SPONSOR_KIND if value:
            return vocabulary.SPONSOR_WORDS[SponsorKind(str(value))]
        case Column.STATE if value:
            return vocabulary.STATE_WORDS[State(str(value))]
        case Column.TOWN:
            return towns.get(str(value))
    if isinstance(value, bool):
        return vocabulary.YES_WORD if value else vocabulary.NO_WORD
    return value


def text_of_value(column: str, value: Value, towns: Mapping[str, str]) -> str:
    """A value as a person reads it; a dash for nothing."""
    cell = cell_of(column, value, towns)
    if cell is None or cell == "":
        return "—"
    return f"{cell:g}" if isinstance(cell, float) else str(cell)


def column_label(column: str, translate: Translate) -> str:
    """The name of a column, with its year for a conclusion of the annual check."""
    base = base_column(column)
    year = column.removeprefix(f"{base.value}_") if base is Column.ANNUAL_CONCLUSION else ""
    return " ".join(part for part in (translate(label_of(base)), year) if part)


def note_text(note: Mapping[str, Any], translate: Translate) -> str:
    """A stored note with the address of its cell."""
    message = translate(note["message"])
    text = message % note["parameters"] if note["parameters"] else message
    return note["cell"] + translate(N_(": ")) + text if note["cell"] else text


def change_texts(
    details: Mapping[str, Any], towns: Mapping[str, str], translate: Translate
) -> list[tuple[str, str, str]]:
    """(column, old, new) of each change."""
    return [
        (
            column_label(column, translate),
            text_of_value(column, from_plain(old), towns),
            text_of_value(column, from_plain(new), towns),
        )
        for column, (old, new) in details["changes"].items()
    ]


def likeness_text(likeness: Mapping[str, Any], translate: Translate) -> str:
    """What a row may be the same as, and why."""
    reasons = translate(N_(", ")).join(
        translate(label_of(Reason(reason))) for reason in likeness["reasons"]
    )
    if likeness["line"] is not None:
        message = translate(N_("May be the same as line %(line)s, %(name)s (%(reasons)s)"))
        return message % {"line": likeness["line"], "name": likeness["name"], "reasons": reasons}
    message = translate(N_("May be the same as %(name)s in the register (%(reasons)s)"))
    return message % {"name": likeness["name"], "reasons": reasons}


def reasons(
    outcome: Outcome,
    details: Mapping[str, Any],
    towns: Mapping[str, str],
    translate: Translate = untranslated,
) -> list[str]:
    """Why a row has its outcome, and what somebody should look at."""
    found = [note_text(note, translate) for note in _notes(details, Severity.REFUSED)]
    found += [likeness_text(likeness, translate) for likeness in details["likenesses"]]
    if details["repeats"] is not None:
        message = translate(N_("The same as line %(line)s; it is not entered twice."))
        found.append(message % {"line": details["repeats"]})
    if outcome is Outcome.CHANGED:
        changes = change_texts(details, towns, translate)
        colon = translate(N_(": "))
        found += [f"{column}{colon}{old} → {new}" for column, old, new in changes]
    return found + [note_text(note, translate) for note in _notes(details, Severity.WARNING)]


def _notes(details: Mapping[str, Any], severity: Severity) -> list[Mapping[str, Any]]:
    notes = [*details["notes"], *details["hints"]]
    return [note for note in notes if note["severity"] == severity.value]

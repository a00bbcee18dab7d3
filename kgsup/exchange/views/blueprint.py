"""The blueprint, and rows of an import as pages show them."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, request
from flask_babel import gettext

from kgsup.exchange.models import ImportBatch, ImportRow
from kgsup.exchange.rules.explaining import (
    change_texts,
    column_label,
    note_text,
    reasons,
    text_of_value,
)
from kgsup.exchange.rules.notes import Severity
from kgsup.exchange.rules.outcomes import Outcome, State
from kgsup.exchange.rules.planning import from_plain

blueprint = Blueprint("exchange", __name__)

WAITING = frozenset({State.UPLOADED, State.CONFIRMED})


@dataclass(frozen=True)
class RowView:
    """A row in the reader's language."""

    sheet: str
    line: int
    name: str
    outcome: Outcome
    kindergarten: str | None
    reasons: list[str]
    changes: list[tuple[str, str, str]]  # column, old, new
    normalised: list[
        tuple[str, str, str, str]
    ]  # column, as it stood, as it is taken, what was done
    likely: list[tuple[str, str]]  # name, public id of entries that it may be the same as


def row_view(row: ImportRow, towns: Mapping[str, str]) -> RowView:
    """Translate a row."""
    details = row.details
    name = details["values"].get("name") or details["raw"].get("name", "")
    changes = change_texts(details, towns, gettext) if row.outcome is Outcome.CHANGED else []
    outcome_reasons = reasons(row.outcome, {**details, "changes": {}}, towns, gettext)
    likely = [
        (likeness["name"], likeness["kindergarten"])
        for likeness in details["likenesses"]
        if likeness["kindergarten"]
    ]
    return RowView(
        sheet=row.sheet,
        line=row.line,
        name=str(name),
        outcome=row.outcome,
        kindergarten=row.kindergarten,
        reasons=outcome_reasons,
        changes=changes,
        normalised=_normalised(row, towns),
        likely=likely,
    )


def _normalised(row: ImportRow, towns: Mapping[str, str]) -> list[tuple[str, str, str, str]]:
    details = row.details
    return [
        (
            column_label(note["column"], gettext),
            details["raw"].get(note["column"], ""),
            text_of_value(note["column"], from_plain(details["values"].get(note["column"])), towns),
            note_text(note, gettext),
        )
        for note in [*details["notes"], *details["hints"]]
        if note["severity"] == Severity.NORMALISED.value
    ]


def refusal_text(batch: ImportBatch) -> str | None:
    """Why the file as a whole was refused."""
    if not batch.refusal:
        return None
    stored: str = batch.refusal["message"]
    parameters = batch.refusal["parameters"]
    message = str(gettext(stored))
    return message % parameters if parameters else message


def asked_outcome() -> Outcome | None:
    """The outcome in the address to which rows are narrowed; nonsense means all."""
    text = request.args.get("outcome", "")
    return Outcome(text) if text in set(Outcome) else None

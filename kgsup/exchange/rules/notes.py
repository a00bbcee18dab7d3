"""What the program tells about a cell or a row: a marked message with its parameters, never a guess."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from kgsup.core.errors import N_
from kgsup.core.labels import register_labels


class Severity(StrEnum):
    """How much a note weighs."""

    NORMALISED = "normalised"  # written in the usual form, nothing lost
    WARNING = "warning"  # taken as it is, somebody should look
    REFUSED = "refused"  # the row stays out


@dataclass(frozen=True)
class Note:
    """A message about one column of a row; ``column`` is empty for the row as a whole.

    ``cell`` is its address in the file ("D7"), given when the row is read from a file.
    """

    severity: Severity
    column: str
    message: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    cell: str = ""

    def to_json(self) -> dict[str, Any]:
        """The note as it is stored with the row."""
        return {
            "severity": self.severity.value,
            "column": self.column,
            "message": self.message,
            "parameters": dict(self.parameters),
            "cell": self.cell,
        }

    def __str__(self) -> str:
        text = self.message % self.parameters if self.parameters else self.message
        return f"{self.cell}: {text}" if self.cell else text


def note_from_json(stored: Mapping[str, Any]) -> Note:
    """Read a note back that ``to_json`` has written."""
    return Note(
        Severity(stored["severity"]),
        stored["column"],
        stored["message"],
        stored["parameters"],
        stored["cell"],
    )


def normalised(column: str, message: str, **parameters: object) -> Note:
    """A note that a value was only written in its usual form."""
    return Note(Severity.NORMALISED, column, message, parameters)


def warning(column: str, message: str, **parameters: object) -> Note:
    """A note that a value was taken but somebody should look at it."""
    return Note(Severity.WARNING, column, message, parameters)


def refused(column: str, message: str, **parameters: object) -> Note:
    """A note that keeps the row out."""
    return Note(Severity.REFUSED, column, message, parameters)


register_labels(
    {
        Severity.NORMALISED: N_("Normalised"),
        Severity.WARNING: N_("Please look"),
        Severity.REFUSED: N_("Refused"),
    }
)

"""How far an import is, in a small file: rows of a running transaction are invisible to others."""

import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from kgsup.core.errors import N_
from kgsup.core.labels import register_labels

_root: Path | None = None


class Stage(StrEnum):
    """What an import is doing."""

    READING = "reading"
    COMPARING = "comparing"
    ENTERING = "entering"
    RECORDING = "recording"


@dataclass(frozen=True)
class Progress:
    """A stage, and how many of how many rows it has behind it."""

    stage: Stage
    done: int = 0
    total: int = 0


Report = Callable[[Progress], None]


def silent(_progress: Progress) -> None:
    """Report to nobody."""


def use_root(instance: Path) -> None:
    """Set the instance folder; called once when the program starts."""
    global _root
    _root = instance / "progress"


def _path(public_id: str) -> Path | None:
    return _root / f"import-{public_id}.json" if _root else None


def reporter(public_id: str) -> Report:
    """A function that writes the progress of an import; each writing replaces the file as a whole."""

    def report(progress: Progress) -> None:
        path = _path(public_id)
        if path is None:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{os.getpid()}")
        temporary.write_text(json.dumps(asdict(progress)), encoding="utf-8")
        os.replace(temporary, path)

    return report


def read(public_id: str) -> Progress | None:
    """The progress of an import; ``None`` when it is not running, or not known."""
    path = _path(public_id)
    try:
        stored = json.loads(path.read_text(encoding="utf-8")) if path else None
    except (FileNotFoundError, ValueError):
        return None
    return Progress(Stage(stored["stage"]), stored["done"], stored["total"]) if stored else None


def clear(public_id: str) -> None:
    """Forget the progress of an import that has ended."""
    path = _path(public_id)
    if path:
        path.unlink(missing_ok=True)


register_labels(
    {
        Stage.READING: N_("Reading the file"),
        Stage.COMPARING: N_("Comparing with the register"),
        Stage.ENTERING: N_("Entering kindergartens"),
        Stage.RECORDING: N_("Recording the result"),
    }
)

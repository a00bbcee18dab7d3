"""Pages of licensing: intake, review, decision, certificates, the acts on licences, overview."""

from kgsup.licensing.views import (
    applying,
    correcting,
    entered,
    filling,
    founding,
    intake,
    numbers,
    proposing,
    public_kinds,
    serving,
    showing,
)
from kgsup.licensing.views.blueprint import blueprint

__all__ = [
    "applying",
    "blueprint",
    "correcting",
    "entered",
    "filling",
    "founding",
    "intake",
    "numbers",
    "proposing",
    "public_kinds",
    "serving",
    "showing",
]

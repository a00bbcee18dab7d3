"""Pages of licensing: intake, review, decision, certificates, the acts on licences, overview."""

from kgsup.licensing.views import (
    applying,
    entered,
    filling,
    intake,
    numbers,
    proposing,
    serving,
    showing,
)
from kgsup.licensing.views.blueprint import blueprint

__all__ = [
    "applying",
    "blueprint",
    "entered",
    "filling",
    "intake",
    "numbers",
    "proposing",
    "serving",
    "showing",
]

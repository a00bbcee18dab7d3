"""The office's pages of publications; the public ones stand in the portal."""

from kgsup.publications.views import acts, correcting, queue, sheets
from kgsup.publications.views.blueprint import blueprint

__all__ = ["acts", "blueprint", "correcting", "queue", "sheets"]

"""Pages of findings and follow-ups; one blueprint, its routes cut by thing."""

from kgsup.corrections.views import acts, closing, drafts, exports, findings, follow_ups
from kgsup.corrections.views.blueprint import blueprint

__all__ = ["acts", "blueprint", "closing", "drafts", "exports", "findings", "follow_ups"]

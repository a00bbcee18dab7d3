"""Pages of licensing: intake, review, decision, certificates, the acts on licences, overview."""

from kgsup.licensing.views import entered, showing
from kgsup.licensing.views.blueprint import blueprint

__all__ = ["blueprint", "entered", "showing"]

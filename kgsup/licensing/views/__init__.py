"""Pages of licensing: intake, review, decision, certificates, the acts on licences, overview."""

from kgsup.licensing.views import entered, intake, serving, showing
from kgsup.licensing.views.blueprint import blueprint

__all__ = ["blueprint", "entered", "intake", "serving", "showing"]

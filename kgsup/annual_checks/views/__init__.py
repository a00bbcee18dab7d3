"""Pages of the annual check."""

from kgsup.annual_checks.views import places, recording
from kgsup.annual_checks.views.blueprint import blueprint

__all__ = ["blueprint", "places", "recording"]

"""Public pages; one blueprint, its routes cut by thing."""

from kgsup.portal.views import front, lists
from kgsup.portal.views.blueprint import blueprint

__all__ = ["blueprint", "front", "lists"]

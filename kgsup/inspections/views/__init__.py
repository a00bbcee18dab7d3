"""Pages of visits: the phone's one page with its endpoints, and the office's."""

from kgsup.inspections.views import entering, office, phone
from kgsup.inspections.views.blueprint import blueprint

blueprints = [blueprint, phone.blueprint]

__all__ = ["blueprint", "blueprints", "entering", "office", "phone"]

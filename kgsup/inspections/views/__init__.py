"""Pages of visits: the phone's one page with its endpoints, and the office's."""

import kgsup.inspections.views.entering
import kgsup.inspections.views.exports
import kgsup.inspections.views.office  # noqa: F401 - imported for their routes
from kgsup.inspections.views import phone
from kgsup.inspections.views.blueprint import blueprint

blueprints = [blueprint, phone.blueprint]

__all__ = ["blueprint", "blueprints"]

"""Pages about people."""

import kgsup.staff.views.bans
import kgsup.staff.views.facts
import kgsup.staff.views.lists
import kgsup.staff.views.people  # noqa: F401 - imported for their routes
from kgsup.staff.views.blueprint import blueprint

__all__ = ["blueprint"]

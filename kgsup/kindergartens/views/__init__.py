"""Pages of the register."""

import kgsup.kindergartens.views.alarms
import kgsup.kindergartens.views.duplicates
import kgsup.kindergartens.views.entries
import kgsup.kindergartens.views.lists
import kgsup.kindergartens.views.numbers
import kgsup.kindergartens.views.ownership
import kgsup.kindergartens.views.records  # noqa: F401 - imported for their routes
from kgsup.kindergartens.views.blueprint import blueprint

__all__ = ["blueprint"]

"""My day, the dossier of a kindergarten, search over everything, the own kindergarten."""

import kgsup.desk.views.deadlines
import kgsup.desk.views.dossier
import kgsup.desk.views.my_day
import kgsup.desk.views.own
import kgsup.desk.views.search  # noqa: F401 - imported for their routes
from kgsup.desk.views.blueprint import blueprint

__all__ = ["blueprint"]

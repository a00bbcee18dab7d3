"""Pages of import and export."""

import kgsup.exchange.views.acts
import kgsup.exchange.views.batches
import kgsup.exchange.views.columns
import kgsup.exchange.views.downloads
import kgsup.exchange.views.given_forms
import kgsup.exchange.views.office_lists
import kgsup.exchange.views.saved_lists
import kgsup.exchange.views.staff  # noqa: F401 - imported for their routes
from kgsup.exchange.views.blueprint import blueprint

__all__ = ["blueprint"]

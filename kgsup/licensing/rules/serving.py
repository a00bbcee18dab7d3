"""Acts around the papers of an application, as the ledger names them."""

from kgsup.audit.rules import register_acts
from kgsup.core.errors import N_

ACTS = register_acts({"licensing.application.serve": N_("Decision served")})

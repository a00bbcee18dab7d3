"""A document that cannot be applied because the visit moved on; it is kept aside, not lost.  Pure."""

from collections.abc import Sequence

from kgsup.core.errors import N_, Conflict
from kgsup.inspections.rules.differences import Difference
from kgsup.inspections.rules.visits import SetAside

_MESSAGES = {
    SetAside.SAME_OPERATION: N_(
        "This operation was sent before with another content; both are kept."
    ),
    SetAside.OTHER_VERSION: N_("Somebody else changed this visit in the meantime; both are kept."),
    SetAside.ALREADY_SIGNED: N_("The record is signed already and does not change; both are kept."),
}


class NotApplied(Conflict):
    """Says why, on which version the visit stands, and where the two documents differ."""

    def __init__(
        self, reason: SetAside, version: int, differences: Sequence[Difference] = ()
    ) -> None:
        super().__init__(_MESSAGES[reason])
        self.reason = reason
        self.version = version
        self.differences = list(differences)

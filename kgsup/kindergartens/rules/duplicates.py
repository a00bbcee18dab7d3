"""Whether two entries may be one kindergarten."""

from enum import StrEnum

from kgsup.core.errors import N_
from kgsup.core.labels import register_labels


class Decision(StrEnum):
    """What a person said about a pair."""

    OPEN = "open"
    DIFFERENT = "different"
    MERGED = "merged"


register_labels(
    {
        Decision.OPEN: N_("Not decided"),
        Decision.DIFFERENT: N_("Two kindergartens"),
        Decision.MERGED: N_("Merged"),
    }
)

"""What a list of clocks shows."""

from enum import StrEnum


class Shown(StrEnum):
    """Where a clock stands on a day, the most pressing first: the order of the lists."""

    LATE = "late"
    AMBER = "amber"
    CALM = "calm"
    PAUSED = "paused"

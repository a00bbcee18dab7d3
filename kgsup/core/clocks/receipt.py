"""The day on which papers that came on line count as received."""

import datetime as dt
from zoneinfo import ZoneInfo

from kgsup.core.workdays import WorkCalendar

_CHINA = ZoneInfo("Asia/Shanghai")  # rules do not reach core.clock, which reads the time


def received_on(
    received_at: dt.datetime, calendar: WorkCalendar, *, closing: dt.time | None
) -> dt.date:
    """Return the legal day of receipt of papers sent on line (民法典 203, second sentence).

    After closing time or on a day off it is the next working day; at closing time itself it is the
    same day.  ``closing`` is the time on Chinese clocks, ``None`` switches the rule off: then the
    day in China counts as it is.  Raises ``ValueError`` for a naive instant.
    """
    if received_at.tzinfo is None:
        raise ValueError("an instant without its zone")
    local = received_at.astimezone(_CHINA)
    if closing is None:
        return local.date()
    if local.time() > closing:
        return calendar.add_working_days(local.date(), 1)
    return calendar.next_working_day(local.date())

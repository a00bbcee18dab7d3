"""A signature by hand as an equal way: who signed, on which day, the scan, and why it comes late.  Pure.

Domain rule 7: entered within five working days it needs the scan; later also a reason.
"""

import datetime as dt
from dataclasses import dataclass

from kgsup.core.errors import N_, RuleViolation
from kgsup.core.workdays import WorkCalendar

LATE_ENTRY_WORKING_DAYS = 5  # domain rule 7: later than that, a reason is recorded as well


@dataclass(frozen=True, kw_only=True)
class OnPaper:
    """A signature by hand: who signed, on which day, the scan of it, and why it is entered late."""

    signer: str
    signed_on: dt.date
    scan: str  # public id of the evidence
    reason: str = ""


def day_of_signature(
    on_paper: OnPaper | None,
    *,
    since: dt.date,
    today: dt.date,
    calendar: WorkCalendar,
    too_early: str,
) -> dt.date:
    """The day that counts: today on the screen, else the day on the paper, ``since`` and today included.

    ``too_early`` is the marked message for a day outside these.  Raises ``RuleViolation`` for a paper
    without signer or scan, and for one that is entered late without a reason.
    """
    if on_paper is None:
        return today
    if not on_paper.signer.strip() or not on_paper.scan:
        raise RuleViolation(N_("A sign-off on paper needs the signer's name and the scan."))
    if not since <= on_paper.signed_on <= today:
        raise RuleViolation(too_early)
    is_late = calendar.working_days_between(on_paper.signed_on, today) > LATE_ENTRY_WORKING_DAYS
    if is_late and not on_paper.reason.strip():
        raise RuleViolation(
            N_(
                "More than %(days)d working days have passed since the signature: write the reason."
            ),
            days=LATE_ENTRY_WORKING_DAYS,
        )
    return on_paper.signed_on

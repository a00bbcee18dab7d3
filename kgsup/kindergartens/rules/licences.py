"""The licence as recorded: its validity on a day, and who may hold how many.

A number belongs to one licence; the editions of the certificate share it.  No law suspends a licence:
an order to stop enrolment leaves it valid.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kgsup.core.clocks import days_after
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.labels import register_labels


class LicenceState(StrEnum):
    """What holds on a day; EXPIRED and REPLACED are computed, all others recorded."""

    VALID = "valid"
    ENROLMENT_STOPPED = "enrolment_stopped"
    RENEWAL_UNDECIDED = "renewal_undecided"
    REPLACED = "replaced"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    ANNULLED = "annulled"
    REVOKED = "revoked"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"
    UNKNOWN = "unknown"


COMPUTED = frozenset({LicenceState.REPLACED, LicenceState.EXPIRED})
ENDED = frozenset(
    {
        LicenceState.WITHDRAWN,
        LicenceState.ANNULLED,
        LicenceState.REVOKED,
        LicenceState.CANCELLED,
        LicenceState.LAPSED,
    }
)
PERMITS_OPERATION = frozenset(
    {LicenceState.VALID, LicenceState.ENROLMENT_STOPPED, LicenceState.RENEWAL_UNDECIDED}
)
EXPIRES_SOON_DAYS = 90
PRINTED_FIELDS = (
    "name",
    "address",
    "head",
    "sponsor",
    "type",
    "content",
    "managing_department",
    "issuing_authority",
    "remark",
)


@dataclass(frozen=True, kw_only=True)
class NewLicence:
    """A licence as it stands on the paper; both days are days of validity (inclusive).

    A state of ``None`` leaves what is recorded: a list that says nothing of it changes nothing.
    """

    number: str
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None  # inclusive
    issued_on: dt.date | None = None
    state: LicenceState | None = None
    printed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What is recorded of an edition: enough to say what holds on any day."""

    recorded: LicenceState
    valid_from: dt.date | None
    valid_until: dt.date | None  # inclusive
    is_replaced: bool = False
    stopped_until: dt.date | None = None  # inclusive; ``None`` = until further notice


def state_on(standing: Standing, day: dt.date) -> LicenceState:
    """The state of an edition on a day.

    An ending act outweighs everything; a replaced edition is never valid; enrolment that was stopped
    until a day is free again after it; a renewal that is undecided keeps a licence valid past its end.
    """
    if standing.recorded in ENDED:
        return standing.recorded
    if standing.is_replaced:
        return LicenceState.REPLACED
    if standing.recorded is LicenceState.RENEWAL_UNDECIDED:
        return standing.recorded
    if standing.valid_until is not None and day > standing.valid_until:
        return LicenceState.EXPIRED
    if standing.recorded is LicenceState.ENROLMENT_STOPPED and _is_over(
        standing.stopped_until, day
    ):
        return LicenceState.VALID
    return standing.recorded


def _is_over(until: dt.date | None, day: dt.date) -> bool:
    return until is not None and day > until


def expires_soon(standing: Standing, day: dt.date) -> bool:
    """Whether a licence that permits operation ends within 90 days."""
    if standing.valid_until is None or state_on(standing, day) not in PERMITS_OPERATION:
        return False
    return day <= standing.valid_until <= days_after(day, EXPIRES_SOON_DAYS)


def check_licence(licence: NewLicence) -> None:
    """Refuse a licence without a number, in a computed state, or that ends before it begins."""
    if not licence.number.strip():
        raise RuleViolation(N_("A licence has a number."))
    if licence.state in COMPUTED:
        raise RuleViolation(N_("This state follows from the dates and is not recorded."))
    if licence.valid_from and licence.valid_until and licence.valid_until < licence.valid_from:
        raise RuleViolation(N_("A licence cannot end before it begins."))


register_labels(
    {
        LicenceState.VALID: N_("Valid"),
        LicenceState.ENROLMENT_STOPPED: N_("Valid, enrolment stopped"),
        LicenceState.RENEWAL_UNDECIDED: N_("Valid by law while renewal is undecided"),
        LicenceState.REPLACED: N_("Replaced edition"),
        LicenceState.EXPIRED: N_("Expired"),
        LicenceState.WITHDRAWN: N_("Withdrawn"),
        LicenceState.ANNULLED: N_("Annulled"),
        LicenceState.REVOKED: N_("Revoked"),
        LicenceState.CANCELLED: N_("Cancelled"),
        LicenceState.LAPSED: N_("Lapsed, no enrolment"),
        LicenceState.UNKNOWN: N_("Not known"),
    }
)

"""Acts on a licence: granting it, further editions, and what stops, keeps or ends it.

Withdrawing, annulling, revoking and cancelling are four acts with grounds of their own; cancelling
may follow the other three and expiry, and nothing follows cancelling.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kgsup.core.errors import N_, IllegalTransition, RuleViolation
from kgsup.core.labels import register_labels
from kgsup.core.law import Article
from kgsup.kindergartens.rules.facts import FactValue, Field
from kgsup.kindergartens.rules.licences import ENDED, LicenceState

FOUNDED = dt.date(1949, 10, 1)  # no authority of the People's Republic issued a paper before


class LicenceAct(StrEnum):
    """What may be done to a licence that exists."""

    RENEW = "renew"
    AWAIT_RENEWAL = "await_renewal"
    END_WAITING = "end_waiting"
    STOP_ENROLMENT = "stop_enrolment"
    RESUME_ENROLMENT = "resume_enrolment"
    WITHDRAW = "withdraw"
    ANNUL = "annul"
    REVOKE = "revoke"
    LAPSE = "lapse"
    CANCEL = "cancel"


class EditionReason(StrEnum):
    """Why an edition of the certificate was made."""

    FIRST = "first"
    CHANGE = "change"
    RENEWAL = "renewal"
    REPLACEMENT = "replacement"
    CORRECTION = "correction"


ENDING_ACTS: Mapping[LicenceState, LicenceAct] = {
    LicenceState.WITHDRAWN: LicenceAct.WITHDRAW,
    LicenceState.ANNULLED: LicenceAct.ANNUL,
    LicenceState.REVOKED: LicenceAct.REVOKE,
    LicenceState.LAPSED: LicenceAct.LAPSE,
    LicenceState.CANCELLED: LicenceAct.CANCEL,
}
"""The act that leads to each end."""

ARTICLES: Mapping[LicenceAct, Article] = {
    LicenceAct.RENEW: Article.RENEWAL_OF_LICENCE,
    LicenceAct.AWAIT_RENEWAL: Article.RENEWAL_OF_LICENCE,
    LicenceAct.END_WAITING: Article.RENEWAL_OF_LICENCE,
    LicenceAct.WITHDRAW: Article.WITHDRAWAL,
    LicenceAct.ANNUL: Article.ANNULMENT,
    LicenceAct.REVOKE: Article.REVOCATION_IS_A_PENALTY,
    LicenceAct.LAPSE: Article.TERMINATION_BY_OWN_REQUEST,
    LicenceAct.CANCEL: Article.CANCELLATION,
}

_GOOD = (LicenceState.VALID, LicenceState.ENROLMENT_STOPPED, LicenceState.RENEWAL_UNDECIDED)
_STANDING = (*_GOOD, LicenceState.UNKNOWN)

TABLE: Mapping[tuple[LicenceState, LicenceAct], LicenceState] = {
    # Renewing, also one that was applied for in time and is recorded after the end.
    **{
        (state, LicenceAct.RENEW): LicenceState.VALID
        for state in (
            LicenceState.VALID,
            LicenceState.RENEWAL_UNDECIDED,
            LicenceState.EXPIRED,
            LicenceState.UNKNOWN,
        )
    },
    (LicenceState.ENROLMENT_STOPPED, LicenceAct.RENEW): LicenceState.ENROLMENT_STOPPED,
    **{
        (state, LicenceAct.AWAIT_RENEWAL): LicenceState.RENEWAL_UNDECIDED
        for state in (
            LicenceState.VALID,
            LicenceState.ENROLMENT_STOPPED,
            LicenceState.EXPIRED,
            LicenceState.UNKNOWN,
        )
    },
    (LicenceState.RENEWAL_UNDECIDED, LicenceAct.END_WAITING): LicenceState.VALID,
    # An order to stop enrolment leaves the licence valid; a longer one may follow it.
    **{
        (state, LicenceAct.STOP_ENROLMENT): LicenceState.ENROLMENT_STOPPED
        for state in (LicenceState.VALID, LicenceState.ENROLMENT_STOPPED, LicenceState.UNKNOWN)
    },
    (LicenceState.ENROLMENT_STOPPED, LicenceAct.RESUME_ENROLMENT): LicenceState.VALID,
    **{(state, LicenceAct.WITHDRAW): LicenceState.WITHDRAWN for state in _STANDING},
    **{(state, LicenceAct.ANNUL): LicenceState.ANNULLED for state in _STANDING},
    **{(state, LicenceAct.REVOKE): LicenceState.REVOKED for state in _STANDING},
    # 条例 50: without enrolment or teaching a licence lapses by itself at its end, never before.
    (LicenceState.EXPIRED, LicenceAct.LAPSE): LicenceState.LAPSED,
    **{
        (state, LicenceAct.CANCEL): LicenceState.CANCELLED
        for state in (
            *_STANDING,
            LicenceState.EXPIRED,
            LicenceState.WITHDRAWN,
            LicenceState.ANNULLED,
            LicenceState.REVOKED,
            LicenceState.LAPSED,
        )
    },
}
"""(state on the day of the act, act) → state that is recorded."""


def follow(state: LicenceState, act: LicenceAct) -> LicenceState:
    """The state that an act leads to; raises ``IllegalTransition`` that says what is in its way."""
    after = TABLE.get((state, act))
    if after is not None:
        return after
    if state is LicenceState.CANCELLED:
        raise IllegalTransition(N_("This licence has been cancelled: nothing follows on that."))
    if state in ENDED:
        raise IllegalTransition(N_("This licence has ended: only its cancelling can follow."))
    if state is LicenceState.EXPIRED:
        raise IllegalTransition(
            N_("This licence has expired: it can be renewed, lapse or be cancelled.")
        )
    raise IllegalTransition(N_("This does not follow on the present state of the licence."))


@dataclass(frozen=True, kw_only=True)
class GrantedLicence:
    """A licence that is granted; both days are days of validity (inclusive)."""

    number: str
    valid_from: dt.date
    valid_until: dt.date  # inclusive
    issued_on: dt.date
    printed: Mapping[str, str] = field(default_factory=dict)  # see licences.PRINTED_FIELDS


@dataclass(frozen=True, kw_only=True)
class Reissue:
    """The next edition of a certificate.

    What is ``None`` stays as in the edition before.  Days of validity change at renewal and
    correction alone; ``number`` is given where the county renumbers at renewal, never otherwise.
    """

    reason: EditionReason
    issued_on: dt.date
    printed: Mapping[str, str] | None = None
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None  # inclusive
    number: str | None = None


@dataclass(frozen=True, kw_only=True)
class Ending:
    """The end of a licence: one of ``licences.ENDED``, from ``on`` on."""

    state: LicenceState
    on: dt.date
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A renewal that was applied for in time and is not decided: the licence holds on from ``on``.

    ``until`` is the last day by which it is to be decided (inclusive), for who reads it.
    """

    on: dt.date
    until: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class EnrolmentStop:
    """Enrolment stopped from ``on`` to ``until``, both inclusive; ``None`` = until further notice."""

    on: dt.date
    until: dt.date | None = None


def check_granted(licence: GrantedLicence, today: dt.date) -> None:
    """Refuse a licence without number, with impossible days, or issued on a day to come."""
    if not licence.number.strip():
        raise RuleViolation(N_("A licence has a number."))
    check_days(licence.valid_from, licence.valid_until, licence.issued_on, today)


def check_days(
    valid_from: dt.date | None,
    valid_until: dt.date | None,
    issued_on: dt.date,
    today: dt.date,
) -> None:
    """Refuse an end before its beginning, days before 1949 and a day of issue to come."""
    if valid_from and valid_until and valid_until < valid_from:
        raise RuleViolation(N_("A licence cannot end before it begins."))
    if issued_on > today:
        raise RuleViolation(N_("A certificate cannot be issued on a day to come."))
    if min(day for day in (valid_from, valid_until, issued_on) if day) < FOUNDED:
        raise RuleViolation(N_("No licence has a day before 1 October 1949."))


def check_until(on: dt.date, until: dt.date | None) -> None:
    """Refuse a last day before the first."""
    if until is not None and until < on:
        raise RuleViolation(N_("The last day cannot come before the first."))


@dataclass(frozen=True, kw_only=True)
class Validity:
    """The days of an edition, both inclusive; ``None`` = not known."""

    valid_from: dt.date | None
    valid_until: dt.date | None


def next_validity(before: Validity, reissue: Reissue) -> Validity:
    """The days of the next edition.

    Raises ``RuleViolation`` for other days outside renewal and correction, and for a renewal that
    does not reach beyond the edition before.
    """
    after = Validity(
        valid_from=reissue.valid_from or before.valid_from,
        valid_until=reissue.valid_until or before.valid_until,
    )
    keeps_days = {EditionReason.CHANGE, EditionReason.REPLACEMENT}
    if reissue.reason in keeps_days and after != before:
        raise RuleViolation(N_("The days of validity change by renewal or correction alone."))
    if reissue.reason is EditionReason.RENEWAL:
        if reissue.valid_until is None:
            raise RuleViolation(N_("A renewal says until when the licence is valid."))
        if before.valid_until is not None and reissue.valid_until <= before.valid_until:
            raise RuleViolation(N_("A renewal ends later than the edition before."))
    return after


def check_reissue_reason(reason: EditionReason) -> None:
    """Refuse the reason of a first edition: that is a licence granted."""
    if reason is EditionReason.FIRST:
        raise RuleViolation(N_("A first edition is a licence granted."))


# ── what the certificate says and what the register says

PRINTED_FACTS: Mapping[str, Field] = {
    "name": Field.NAME,
    "address": Field.ADDRESS,
    "head": Field.HEAD,
    "sponsor": Field.SPONSOR_NAME,
}
"""The printed fields that name a fact of the register."""


@dataclass(frozen=True, kw_only=True)
class Disagreement:
    """A printed field that says something else than the register."""

    field: str
    printed: str
    register: str


def disagreements(
    printed: Mapping[str, str], facts: Mapping[Field, FactValue]
) -> list[Disagreement]:
    """The printed fields that differ from the facts; what either side leaves open does not differ.

    Widths and blanks do not count, nor the order in which several sponsors are named.
    """
    found = []
    for name, fact in PRINTED_FACTS.items():
        on_paper, in_register = printed.get(name) or "", str(facts.get(fact) or "")
        if on_paper and in_register and _names(on_paper) != _names(in_register):
            found.append(Disagreement(field=name, printed=on_paper, register=in_register))
    return found


def _names(text: str) -> frozenset[str]:
    folded = "".join(unicodedata.normalize("NFKC", text).split())
    return frozenset(part for part in re.split(r"[、,;]", folded) if part)


def require_agreement(printed: Mapping[str, str], facts: Mapping[Field, FactValue]) -> None:
    """Refuse a certificate that says something else than the register."""
    for found in disagreements(printed, facts):
        raise RuleViolation(
            N_("The certificate says “%(printed)s” where the register says “%(register)s”."),
            Article.LICENCE_FORM,
            printed=found.printed,
            register=found.register,
        )


register_labels(
    {
        EditionReason.FIRST: N_("First edition"),
        EditionReason.CHANGE: N_("Change of what is printed"),
        EditionReason.RENEWAL: N_("Renewal"),
        EditionReason.REPLACEMENT: N_("Replacement of a lost certificate"),
        EditionReason.CORRECTION: N_("Correction of a mistake"),
    }
)
register_labels(
    {
        LicenceAct.RENEW: N_("Renewed"),
        LicenceAct.AWAIT_RENEWAL: N_("Renewal undecided at expiry"),
        LicenceAct.END_WAITING: N_("Waiting for renewal ended"),
        LicenceAct.STOP_ENROLMENT: N_("Enrolment stopped"),
        LicenceAct.RESUME_ENROLMENT: N_("Enrolment free again"),
        LicenceAct.WITHDRAW: N_("Licence withdrawn"),
        LicenceAct.ANNUL: N_("Licence annulled"),
        LicenceAct.REVOKE: N_("Licence revoked"),
        LicenceAct.LAPSE: N_("Licence lapsed"),
        LicenceAct.CANCEL: N_("Licence cancelled"),
    }
)

"""The kinds of clocks: whose they are, on which article, and where their period comes from."""

from dataclasses import dataclass
from enum import StrEnum

from kgsup.configuration.rules import Key
from kgsup.core.clocks import ClockRule
from kgsup.deadlines.rules import terms


class DeadlineKind(StrEnum):
    """What has to be done in time.

    The values say "clock": the ledger shows a value by its text alone, and a "filing" is many things.
    """

    CORRECTION_NOTICE = "correction_notice_clock"
    CORRECTION_ANSWER = "correction_answer_clock"
    DECISION = "decision_clock"
    DELIVERY = "delivery_clock"
    SERVICE = "service_clock"
    PUBLICATION = "publication_clock"
    HEARING_REQUEST = "hearing_request_clock"
    HEARING = "hearing_clock"
    REFERRAL_REPLY = "referral_reply_clock"
    FILING = "filing_clock"
    REGISTRATION = "registration_clock"
    SPONSOR_CHANGE = "sponsor_change_clock"
    TERMINATION = "termination_clock"
    RENEWAL = "renewal_clock"
    AFTER_REVIEW = "after_review_clock"


class Whose(StrEnum):
    """Who has to act in time."""

    AUTHORITY = "authority"
    CITIZEN = "citizen"
    DEPARTMENT = "department"  # another authority, whose silence the case provides for


@dataclass(frozen=True, kw_only=True)
class KindRule:
    """A kind of clock.

    ``default`` is the law's period where there is one for all cases; ``configured`` names the rule of
    the county that sets it instead.  Where both are empty the case gives the period: it depends on the
    kind of permit, on the registration body, or is a date of the licence.
    ``rolls`` is what a configured period does at its end (民法典 203).
    """

    whose: Whose
    article: str | None
    default: ClockRule | None = None
    configured: Key | None = None

    @property
    def rolls(self) -> bool:
        """A citizen's last day rolls to the next working day; an authority's does not."""
        return self.whose is Whose.CITIZEN


def _by_law(whose: Whose, term: terms.LegalTerm) -> KindRule:
    return KindRule(whose=whose, article=term.article, default=term.rule)


KINDS: dict[DeadlineKind, KindRule] = {
    DeadlineKind.CORRECTION_NOTICE: _by_law(Whose.AUTHORITY, terms.CORRECTION_NOTICE),
    DeadlineKind.CORRECTION_ANSWER: KindRule(
        whose=Whose.CITIZEN, article=None, configured=Key.CORRECTION_ANSWER
    ),
    DeadlineKind.DECISION: _by_law(Whose.AUTHORITY, terms.DECISION_GENERAL),
    DeadlineKind.DELIVERY: _by_law(Whose.AUTHORITY, terms.DELIVERY),
    DeadlineKind.SERVICE: KindRule(whose=Whose.AUTHORITY, article=terms.DELIVERY.article),
    DeadlineKind.PUBLICATION: _by_law(Whose.AUTHORITY, terms.PUBLICATION),
    DeadlineKind.HEARING_REQUEST: _by_law(Whose.CITIZEN, terms.HEARING_REQUEST),
    DeadlineKind.HEARING: _by_law(Whose.AUTHORITY, terms.HEARING),
    DeadlineKind.REFERRAL_REPLY: KindRule(
        whose=Whose.DEPARTMENT, article=None, configured=Key.REFERRAL_REPLY
    ),
    DeadlineKind.FILING: KindRule(whose=Whose.AUTHORITY, article=None, configured=Key.FILING_TERM),
    DeadlineKind.REGISTRATION: KindRule(whose=Whose.DEPARTMENT, article=None),
    DeadlineKind.SPONSOR_CHANGE: _by_law(Whose.CITIZEN, terms.SPONSOR_CHANGE),
    DeadlineKind.TERMINATION: _by_law(Whose.CITIZEN, terms.TERMINATION),
    DeadlineKind.RENEWAL: KindRule(whose=Whose.AUTHORITY, article="行政许可法 50"),
    DeadlineKind.AFTER_REVIEW: KindRule(
        whose=Whose.AUTHORITY, article=None, configured=Key.AFTER_REVIEW
    ),
}


def kinds_of(whose: Whose) -> tuple[DeadlineKind, ...]:
    """The kinds of clocks of one side, in the order of the list."""
    return tuple(kind for kind, rule in KINDS.items() if rule.whose is whose)

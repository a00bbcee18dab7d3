"""A person with all dated facts, as values.

Spans are half-open: ``from_on`` is the first day, ``until_on`` the first day that is no longer one
(exclusive; ``None`` = no end known).  ``valid_until`` is the last day of validity (inclusive).
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from kgsup.core.errors import N_
from kgsup.core.labels import register_labels
from kgsup.core.law import Article
from kgsup.kindergartens.rules.counts import Post
from kgsup.staff.rules.identity import Sex


class Education(StrEnum):
    """The highest schooling, as far as the law asks for it (学前教育法 38)."""

    BELOW_COLLEGE = "below_college"
    JUNIOR_COLLEGE = "junior_college"
    BACHELOR = "bachelor"
    POSTGRADUATE = "postgraduate"


class CertificateKind(StrEnum):
    """What a person can show for a post."""

    KINDERGARTEN_TEACHER = "kindergarten_teacher"
    OTHER_TEACHER = "other_teacher"
    CONVERSION_TRAINING = "conversion_training"
    CARER = "carer"
    DOCTOR = "doctor"
    NURSE = "nurse"
    HEALTH_WORKER = "health_worker"
    HEAD_TRAINING = "head_training"
    GUARD = "guard"
    FOOD_HANDLER = "food_handler"
    OTHER = "other"


class Occasion(StrEnum):
    """When a background check is made (未成年人保护法 62)."""

    ENTRY = "entry"
    YEARLY = "yearly"


class CheckResult(StrEnum):
    """All that the authority says: no hit, or a hit."""

    CLEAR = "clear"
    HIT = "hit"


class BanGround(StrEnum):
    """On which article a ban from the trade stands."""

    PRESCHOOL_44 = "preschool_44"
    PRESCHOOL_80 = "preschool_80"
    PRIVATE_62 = "private_62"
    PRIVATE_64 = "private_64"


ARTICLE_OF_GROUND: dict[BanGround, Article] = {
    BanGround.PRESCHOOL_44: Article.NOBODY_BARRED,
    BanGround.PRESCHOOL_80: Article.BAN_FROM_THE_TRADE,
    BanGround.PRIVATE_62: Article.PRIVATE_SCHOOL_BAN,
    BanGround.PRIVATE_64: Article.SPONSOR_BAN,
}


class FactKind(StrEnum):
    """The kinds of facts of a person, as addresses and the ledger name them."""

    EMPLOYMENT = "employment"
    CERTIFICATE = "certificate"
    TRAINING = "training"
    BACKGROUND_CHECK = "background_check"
    HEALTH_CHECK = "health_check"
    EXPERIENCE = "experience"


class EndReason(StrEnum):
    """Why somebody no longer works there."""

    LEFT = "left"
    MOVED = "moved"
    RETIRED = "retired"
    CONTRACT_ENDED = "contract_ended"
    DISMISSED = "dismissed"
    BARRED = "barred"


@dataclass(frozen=True, kw_only=True)
class Employment:
    """Work in a post of a kindergarten; ``suspended_on`` is the first day without work."""

    kindergarten: str  # public id
    kindergarten_name: str = ""
    post: Post
    from_on: dt.date
    until_on: dt.date | None = None
    end_reason: EndReason | None = None
    class_name: str | None = None
    contract_filed_on: dt.date | None = None
    suspended_on: dt.date | None = None
    resumed_on: dt.date | None = None
    public_id: str = ""
    version: int = 1

    def is_running(self, on: dt.date) -> bool:
        """Tell whether the employment holds on a day, suspended or not."""
        return self.from_on <= on and (self.until_on is None or on < self.until_on)

    def is_suspended(self, on: dt.date) -> bool:
        """Tell whether work is stopped on a day."""
        return (
            self.suspended_on is not None
            and self.suspended_on <= on
            and (self.resumed_on is None or on < self.resumed_on)
        )


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """A certificate; from ``withdrawn_on`` on it is none."""

    kind: CertificateKind
    number: str | None = None
    issuer: str | None = None
    issued_on: dt.date | None = None
    valid_until: dt.date | None = None
    withdrawn_on: dt.date | None = None
    public_id: str = ""
    version: int = 1

    def holds(self, on: dt.date) -> bool:
        """Tell whether it counts on a day; without a day of issue it counts from ever."""
        return (
            (self.issued_on is None or self.issued_on <= on)
            and (self.valid_until is None or on <= self.valid_until)
            and (self.withdrawn_on is None or on < self.withdrawn_on)
        )


@dataclass(frozen=True, kw_only=True)
class Training:
    """A training that was attended."""

    topic: str
    hours: int
    held_on: dt.date
    organiser: str | None = None
    public_id: str = ""
    version: int = 1


@dataclass(frozen=True, kw_only=True)
class BackgroundCheck:
    """An answer of police and education records; good for a year (未成年人保护法 62)."""

    occasion: Occasion
    asked_on: dt.date
    authority: str
    result: CheckResult
    valid_until: dt.date
    public_id: str = ""
    version: int = 1


@dataclass(frozen=True, kw_only=True)
class HealthCheck:
    """A health check that was passed (学前教育法 45); what a doctor found is not kept."""

    done_on: dt.date
    valid_until: dt.date
    public_id: str = ""
    version: int = 1


@dataclass(frozen=True, kw_only=True)
class Experience:
    """Earlier teaching or management in a kindergarten, declared with its proof."""

    place: str
    post: Post
    from_on: dt.date
    until_on: dt.date
    proof: str
    public_id: str = ""
    version: int = 1


@dataclass(frozen=True, kw_only=True)
class Ban:
    """A ban from the trade; ``valid_until`` is its last day, ``None`` = for life."""

    ground: BanGround
    from_on: dt.date
    valid_until: dt.date | None
    decision_number: str
    decided_by: str
    lifted_on: dt.date | None = None
    lift_reason: str | None = None
    county_code: str = ""
    public_id: str = ""
    version: int = 1

    @property
    def is_for_life(self) -> bool:
        return self.valid_until is None

    @property
    def article(self) -> Article:
        """The article on which it stands."""
        return ARTICLE_OF_GROUND[self.ground]

    def is_in_force(self, on: dt.date) -> bool:
        """Tell whether the person is barred on a day."""
        return (
            self.from_on <= on
            and (self.valid_until is None or on <= self.valid_until)
            and (self.lifted_on is None or on < self.lifted_on)
        )


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody with all facts that are not set aside."""

    name: str
    public_id: str = ""
    county_code: str = ""
    version: int = 1
    identity_tail: str | None = None
    birth_year: int | None = None
    sex: Sex | None = None
    education: Education | None = None
    employments: tuple[Employment, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    trainings: tuple[Training, ...] = ()
    background_checks: tuple[BackgroundCheck, ...] = ()
    health_checks: tuple[HealthCheck, ...] = ()
    experiences: tuple[Experience, ...] = ()
    bans: tuple[Ban, ...] = ()

    def running(self, on: dt.date, kindergarten: str | None = None) -> Iterator[Employment]:
        """The employments of a day, of one kindergarten where it is named."""
        for employment in self.employments:
            if employment.is_running(on) and kindergarten in {None, employment.kindergarten}:
                yield employment

    def posts(self, on: dt.date, kindergarten: str | None = None) -> list[Post]:
        """The posts held on a day, each once."""
        return list(dict.fromkeys(e.post for e in self.running(on, kindergarten)))

    def ban(self, on: dt.date) -> Ban | None:
        """The ban in force on a day; of several the one that lasts longest."""
        bans = [ban for ban in self.bans if ban.is_in_force(on)]
        return max(bans, key=lambda ban: ban.valid_until or dt.date.max, default=None)

    def holds(self, kind: CertificateKind, on: dt.date) -> bool:
        """Tell whether a certificate of a kind counts on a day."""
        return any(c.kind is kind and c.holds(on) for c in self.certificates)


register_labels(
    {
        Education.BELOW_COLLEGE: N_("Below junior college"),
        Education.JUNIOR_COLLEGE: N_("Junior college"),
        Education.BACHELOR: N_("Bachelor"),
        Education.POSTGRADUATE: N_("Postgraduate"),
        Occasion.ENTRY: N_("Before hiring"),
        Occasion.YEARLY: N_("Yearly"),
        CheckResult.CLEAR: N_("No hit"),
        CheckResult.HIT: N_("Hit"),
        BanGround.PRESCHOOL_44: N_("On the list of persons barred from the trade"),
        BanGround.PRESCHOOL_80: N_("Barred for harming children or breach of ethics"),
        BanGround.PRIVATE_62: N_("Barred for violations of a private school"),
        BanGround.PRIVATE_64: N_("Barred as sponsor or controller"),
        EndReason.LEFT: N_("Left at own wish"),
        EndReason.MOVED: N_("Moved to another post or kindergarten"),
        EndReason.RETIRED: N_("Retired"),
        EndReason.CONTRACT_ENDED: N_("Contract ended"),
        EndReason.DISMISSED: N_("Dismissed"),
        EndReason.BARRED: N_("Barred from the trade"),
    }
)
register_labels(
    {
        CertificateKind.KINDERGARTEN_TEACHER: N_("Kindergarten teacher certificate"),
        CertificateKind.OTHER_TEACHER: N_("Other teacher certificate"),
        CertificateKind.CONVERSION_TRAINING: N_("Training for holders of other certificates"),
        CertificateKind.CARER: N_("Carer training"),
        CertificateKind.DOCTOR: N_("Doctor's licence"),
        CertificateKind.NURSE: N_("Nurse's licence"),
        CertificateKind.HEALTH_WORKER: N_("Health worker training"),
        CertificateKind.HEAD_TRAINING: N_("Training of heads"),
        CertificateKind.GUARD: N_("Guard certificate"),
        CertificateKind.FOOD_HANDLER: N_("Food handler's health certificate"),
        CertificateKind.OTHER: N_("Other certificate"),
    }
)
register_labels(
    {
        FactKind.EMPLOYMENT: N_("Employment"),
        FactKind.CERTIFICATE: N_("Certificate"),
        FactKind.TRAINING: N_("Training"),
        FactKind.BACKGROUND_CHECK: N_("Background check"),
        FactKind.HEALTH_CHECK: N_("Health check"),
        FactKind.EXPERIENCE: N_("Earlier experience"),
    }
)

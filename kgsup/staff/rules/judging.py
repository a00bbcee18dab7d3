"""The form of an answer to a rule: passed, failed, or not enough data, with its figure and article."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from kgsup.core.errors import N_
from kgsup.core.labels import register_labels
from kgsup.core.law import Article


class Result(StrEnum):
    """What a rule answers."""

    PASS = "pass"  # noqa: S105 - no password
    FAIL = "fail"
    NOT_ENOUGH_DATA = "not_enough_data"


class Rule(StrEnum):
    """The rules of staffing and of a head's qualification."""

    STAFF_PER_CHILD = "staff_per_child"
    CARE_STAFF_PER_CHILD = "care_staff_per_child"
    TWO_TEACHERS_ONE_CARER = "two_teachers_one_carer"
    HEADS = "heads"
    HEALTH_STAFF = "health_staff"
    CERTIFICATES = "certificates"
    BACKGROUND_CHECKS = "background_checks"
    HEALTH_CHECKS = "health_checks"
    CONTRACTS = "contracts"
    NOBODY_BARRED = "nobody_barred"
    REPORTED_COUNTS = "reported_counts"
    HEAD_CERTIFICATE = "head_certificate"
    HEAD_EDUCATION = "head_education"
    HEAD_EXPERIENCE = "head_experience"
    HEAD_TRAINING = "head_training"
    HEAD_NOT_BARRED = "head_not_barred"


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """An answer.  ``why`` is a marked message with its parameters apart.

    ``provisional``: the standard was not verified.  ``people`` are names of those it is about.
    """

    rule: Rule
    result: Result
    figure: str
    standard: str
    article: Article
    why: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    provisional: bool = False
    people: tuple[str, ...] = ()

    @property
    def is_failed(self) -> bool:
        return self.result is Result.FAIL

    def __str__(self) -> str:
        return self.why % self.parameters if self.parameters else self.why


register_labels(
    {
        Result.PASS: N_("Fits"),
        Result.FAIL: N_("Does not fit"),
        Result.NOT_ENOUGH_DATA: N_("Not enough data"),
        Rule.STAFF_PER_CHILD: N_("Staff to children"),
        Rule.CARE_STAFF_PER_CHILD: N_("Teachers and carers to children"),
        Rule.TWO_TEACHERS_ONE_CARER: N_("Two teachers and one carer for each class"),
        Rule.HEADS: N_("Heads by number of classes"),
        Rule.HEALTH_STAFF: N_("Health staff by number of children"),
        Rule.CERTIFICATES: N_("Certificates fit the posts"),
        Rule.BACKGROUND_CHECKS: N_("Background checks of the year"),
        Rule.HEALTH_CHECKS: N_("Health checks of the year"),
        Rule.CONTRACTS: N_("Contracts filed with the bureau"),
        Rule.NOBODY_BARRED: N_("Nobody barred works here"),
        Rule.REPORTED_COUNTS: N_("People entered and counts reported agree"),
        Rule.HEAD_CERTIFICATE: N_("The head's teacher certificate"),
        Rule.HEAD_EDUCATION: N_("The head's education"),
        Rule.HEAD_EXPERIENCE: N_("The head's years of teaching or management"),
        Rule.HEAD_TRAINING: N_("The head's training for the post"),
        Rule.HEAD_NOT_BARRED: N_("The head is not barred"),
    }
)

"""Numbers that other systems gave to a case (practice 1.1): one number of a system belongs to one case."""

import datetime as dt
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from kgsup.core.errors import N_, IllegalTransition, RuleViolation

LONGEST_NUMBER = 80
SHORTEST_SEARCH = 4  # characters: below that a search finds everything and nothing


class System(StrEnum):
    """Where a case is known under another number."""

    GOVERNMENT_SERVICE = "government_service"  # 政务服务网 办件编号
    ONE_MATTER = "one_matter"  # 一件事
    HOTLINE_12345 = "hotline_12345"
    PETITION = "petition"  # 信访
    OFFICE_AUTOMATION = "office_automation"  # OA
    E_LICENCE = "e_licence"  # provincial electronic licences
    CREDIT_PLATFORM = "credit_platform"  # 双公示
    OTHER = "other"


# What papers call the systems and their numbers.
SYSTEMS_IN_PAPERS: dict[System, str] = {
    System.GOVERNMENT_SERVICE: "政务服务网办件编号",
    System.ONE_MATTER: "“高效办成一件事”编号",
    System.HOTLINE_12345: "12345工单编号",
    System.PETITION: "信访件编号",
    System.OFFICE_AUTOMATION: "办公系统文号",
    System.E_LICENCE: "省级电子证照编号",
    System.CREDIT_PLATFORM: "信用平台报送编号",
    System.OTHER: "其他编号",
}


@dataclass(frozen=True, kw_only=True)
class NumberElsewhere:
    """A number and the system that gave it."""

    system: System
    number: str


def comparable_number(text: str) -> str:
    """A number as it is kept and searched: no blanks, full and half width alike, capitals."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def check_number(number: str) -> str:
    """Return a number in the form in which it is kept; refuse an empty or endless one."""
    kept = comparable_number(number)
    if not any(sign.isalnum() for sign in kept) or len(kept) > LONGEST_NUMBER:
        raise RuleViolation(
            N_("A number has letters or digits and at most %(count)d characters."),
            count=LONGEST_NUMBER,
        )
    return kept


def check_finish(finished_on: dt.date, before: dt.date | None, today: dt.date) -> None:
    """Refuse finishing a case elsewhere twice, or in the future."""
    if before is not None:
        raise IllegalTransition(N_("It is finished there already."))
    if finished_on > today:
        raise RuleViolation(N_("The day lies in the future."))

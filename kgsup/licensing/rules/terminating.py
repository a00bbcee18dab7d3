"""The end of a kindergarten (民办教育促进法 56–60; 实施条例 50): notice, children, accounts, papers.

The six months of public notice bind a private kindergarten that ends on its own wish; one that is
revoked or insolvent has other duties, a public one is closed by decision.  A shorter notice is recorded
as a breach with what corrects it, and never stops the case (practice R12).
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from kgsup.audit.rules import register_acts
from kgsup.core.clocks import add_months
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.labels import register_fields, register_labels
from kgsup.core.law import Article
from kgsup.kindergartens.rules.identity import Ownership
from kgsup.licensing.rules.deciding import Finding
from kgsup.licensing.rules.fields import TerminationCase

NOTICE_MONTHS = 6  # 实施条例 50
PRIVATE = frozenset({Ownership.PRIVATE_NON_PROFIT, Ownership.PRIVATE_FOR_PROFIT})


class Duty(StrEnum):
    """What must be done before the licence is cancelled."""

    PLACED = "placed"  # 民办教育促进法 57
    REFUNDED = "refunded"  # 59(1)
    WAGES = "wages"  # 59(2)
    SETTLED = "settled"  # 58
    FILES = "files"


# Who ends on its own wish settles itself, refunds and wages first; in the other cases the office or the
# court settles (58), and what is paid follows from that.
DUTIES: Mapping[TerminationCase, frozenset[Duty]] = {
    TerminationCase.OWN_REQUEST: frozenset(Duty),
    TerminationCase.LICENCE_REVOKED: frozenset({Duty.PLACED, Duty.SETTLED, Duty.FILES}),
    TerminationCase.INSOLVENT: frozenset({Duty.PLACED, Duty.SETTLED, Duty.FILES}),
}


@dataclass(frozen=True, kw_only=True)
class Notice:
    """The public notice of an end; ``ends_on`` is the day on which the kindergarten ends."""

    case: TerminationCase
    ownership: Ownership
    announced_on: dt.date | None
    ends_on: dt.date


def needs_notice(notice: Notice) -> bool:
    """Whether the six months bind: own request of a private kindergarten."""
    return notice.case is TerminationCase.OWN_REQUEST and notice.ownership in PRIVATE


def earliest_end(announced_on: dt.date) -> dt.date:
    """The first day on which a kindergarten may end after its notice; a short month ends on its last."""
    return add_months(announced_on, NOTICE_MONTHS)


def is_short(notice: Notice) -> bool:
    """Whether the notice is missing or came less than six months ahead."""
    if not needs_notice(notice):
        return False
    return notice.announced_on is None or earliest_end(notice.announced_on) > notice.ends_on


def breach_words(notice: Notice) -> str:
    """What the reply holds against a short notice, with what corrects it; empty when there is none."""
    if not is_short(notice):
        return ""
    if notice.announced_on is None:
        fault = "未按规定提前六个月发布拟终止公告"
    else:
        fault = (
            f"{_day_words(notice.announced_on)}发布公告，距终止之日不足六个月"
            f"（依法不得早于{_day_words(earliest_end(notice.announced_on))}终止）"
        )
    return f"{fault}。应当立即公告并逐一书面告知家长，全部在园幼儿妥善安置前不得停止保育教育。"


def _day_words(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def notice_findings(notice: Notice) -> list[Finding]:
    """The breach as a finding that whoever decides answers with a reason."""
    words = breach_words(notice)
    if not words:
        return []
    return [
        Finding(code="termination.notice", text=words, article=Article.TERMINATION_BY_OWN_REQUEST)
    ]


@dataclass(frozen=True, kw_only=True)
class Placement:
    """Where the children of a group go; numbers, never names."""

    group: str
    children: int
    to: str


_PARTS = re.compile(r"[,，、\t|；;]")
MOST_CHILDREN = 2000


def read_placements(text: str) -> tuple[Placement, ...]:
    """Read lines such as "大班，12，临江镇中心幼儿园"; raises ``RuleViolation`` that names the line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return tuple(_placement(number, line) for number, line in enumerate(lines, 1))


def _placement(number: int, line: str) -> Placement:
    parts = [part.strip() for part in _PARTS.split(line, maxsplit=2)]
    is_whole = len(parts) == 3 and all(parts) and parts[1].isascii() and parts[1].isdigit()
    if not is_whole or len(parts[1]) > 4 or not 0 < int(parts[1]) <= MOST_CHILDREN:
        raise RuleViolation(
            N_("Line %(number)d: write group, number of children, and where they go."),
            number=number,
        )
    return Placement(group=parts[0], children=int(parts[1]), to=parts[2])


def check_placed(placements: Iterable[Placement], children: int) -> None:
    """Refuse a plan that does not name a place for every child, or for more than there are."""
    placed = sum(placement.children for placement in placements)
    if placed != children:
        raise RuleViolation(
            N_("%(placed)d of %(children)d children have a place: every child needs one."),
            Article.ENDING_OF_A_SCHOOL,
            placed=placed,
            children=children,
        )


@dataclass(frozen=True, kw_only=True)
class EndConfirmed:
    """What the clerk confirms before the licence is cancelled."""

    placements: tuple[Placement, ...]
    children: int
    done: frozenset[Duty]
    remark: str = ""


def check_confirmed(case: TerminationCase, confirmed: EndConfirmed) -> None:
    """Refuse a confirmation while a child has no place or another duty of the case is not done."""
    check_placed(confirmed.placements, confirmed.children)
    for duty in Duty:
        if duty in DUTIES[case] - confirmed.done - {Duty.PLACED}:
            raise RuleViolation(_MISSING[duty], Article.ENDING_OF_A_SCHOOL)


_MISSING: Mapping[Duty, str] = {
    Duty.PLACED: N_("Not every child has a place."),
    Duty.REFUNDED: N_("The fees have not been refunded yet."),
    Duty.WAGES: N_("The wages have not been paid yet."),
    Duty.SETTLED: N_("The accounts have not been settled yet."),
    Duty.FILES: N_("Nobody has taken over the files yet."),
}

ACTS = register_acts({"licensing.application.confirm_end": N_("End of the kindergarten confirmed")})
register_fields({"placed": N_("Children with a place")})
register_labels(
    {
        Duty.PLACED: N_("Every child has a place"),
        Duty.REFUNDED: N_("Fees refunded"),
        Duty.WAGES: N_("Wages paid"),
        Duty.SETTLED: N_("Accounts settled"),
        Duty.FILES: N_("Files handed over"),
    }
)

"""The 双公示 sheet of licence decisions (L29): its columns, its rows, and what is missing.  Pure.

The names of the columns are those of practice 3.1 (K: compare them with the platform's own template).
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kgsup.core.errors import N_, RuleViolation
from kgsup.publications.rules.kinds import DATES, Fact
from kgsup.publications.rules.states import State

SHEET = "双公示"
TO_FILL = "待补"
TO_FILL_COLUMNS = ("事项", "决定日期", "公开状态", "缺少的项目")
LONGEST_SPAN_YEARS = 2

Value = str | dt.date | None

# Column → the fact that fills it.
_FACTS: dict[str, Fact] = {
    "行政相对人名称": Fact.COUNTERPART_NAME,
    "行政相对人类别": Fact.COUNTERPART_CATEGORY,
    "统一社会信用代码": Fact.COUNTERPART_CODE,
    "法定代表人": Fact.LEGAL_REPRESENTATIVE,
    "许可决定文书名称": Fact.DECISION_NAME,
    "文书号": Fact.DECISION_NUMBER,
    "许可类别": Fact.PERMIT_KIND,
    "许可证书名称": Fact.CERTIFICATE_NAME,
    "许可编号": Fact.LICENCE_NUMBER,
    "许可内容": Fact.CONTENT,
    "有效期自": Fact.VALID_FROM,
    "有效期至": Fact.VALID_UNTIL,
    "当前状态": Fact.STATUS,
    "备注": Fact.REMARK,
}

COLUMNS = (
    "行政相对人名称",
    "行政相对人类别",
    "统一社会信用代码",
    "法定代表人",
    "许可决定文书名称",
    "文书号",
    "许可类别",
    "许可证书名称",
    "许可编号",
    "许可内容",
    "决定日期",
    "有效期自",
    "有效期至",
    "许可机关",
    "许可机关统一社会信用代码",
    "当前状态",
    "数据来源单位",
    "数据来源单位统一社会信用代码",
    "备注",
)
MAY_BE_EMPTY = frozenset({"备注"})

# How the sheet says where a publication stands; only what is published is in the sheet itself.
STATES = {
    State.PLANNED: "尚未公开，未列入",
    State.WITHHELD: "不公开，未列入",
    State.WITHDRAWN: "已撤下，未列入",
    State.PUBLISHED: "已公开",
}


@dataclass(frozen=True, kw_only=True)
class Unit:
    """The bureau as the sheet names it: who permitted and who gives the data; empty is missing."""

    name: str
    credit_code: str
    source_code: str


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A decision of the period with what was published of it."""

    title: str
    decided_on: dt.date
    state: State
    facts: Mapping[str, str]


def row_of(decision: Decision, unit: Unit) -> tuple[Value, ...]:
    """A line of the sheet; what is not known stays empty, nothing is invented."""
    fixed: dict[str, Value] = {
        "决定日期": decision.decided_on,
        "许可机关": unit.name,
        "许可机关统一社会信用代码": unit.credit_code,
        "数据来源单位": unit.name,
        "数据来源单位统一社会信用代码": unit.source_code,
    }
    return tuple(
        fixed[column] if column in fixed else _value(decision.facts, _FACTS[column])
        for column in COLUMNS
    )


def _value(facts: Mapping[str, str], fact: Fact) -> Value:
    text = facts.get(fact.value)
    return dt.date.fromisoformat(text) if text and fact in DATES else text


def missing_of(decision: Decision, unit: Unit) -> list[str]:
    """The columns that nobody has filled for a decision, in their order."""
    return [
        column
        for column, value in zip(COLUMNS, row_of(decision, unit), strict=True)
        if not value and column not in MAY_BE_EMPTY
    ]


def sheet(decisions: Iterable[Decision], unit: Unit) -> tuple[list[tuple[Value, ...]], ...]:
    """What is to be filled, and the sheet: (lines to fill, lines of what is published)."""
    to_fill: list[tuple[Value, ...]] = []
    lines: list[tuple[Value, ...]] = []
    for decision in decisions:
        missing = missing_of(decision, unit)
        is_public = decision.state is State.PUBLISHED
        if missing or not is_public:
            state = STATES[decision.state]
            to_fill.append((decision.title, decision.decided_on, state, "、".join(missing)))
        if is_public:
            lines.append(row_of(decision, unit))
    return to_fill, lines


def check_span(first: dt.date, last: dt.date) -> None:
    """Raise ``RuleViolation`` for a period that ends before it begins or is longer than two years."""
    if last < first:
        raise RuleViolation(N_("The period ends before it begins."))
    if last.year - first.year >= LONGEST_SPAN_YEARS:
        raise RuleViolation(N_("The period is longer than two calendar years."))

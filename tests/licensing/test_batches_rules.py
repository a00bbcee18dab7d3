"""Many kindergartens in one decision as rules: what is pasted, what stands in the way."""

import datetime as dt
from dataclasses import replace

import pytest

from kgsup.core.errors import RuleViolation
from kgsup.licensing.rules.acts import GROUNDS, Ground
from kgsup.licensing.rules.batches import (
    BATCHED,
    MOST_ITEMS,
    Line,
    NewBatch,
    check_batch,
    check_effective,
    read_lines,
)

DAY = dt.date(2026, 8, 31)
LINE = Line(
    name="青禾县甲幼儿园",
    ground=Ground.TERMINATED,
    basis="生源不足，举办者申请终止。",
    effective_on=DAY,
    children=20,
    placements=(("临江镇中心幼儿园", 12), ("升入小学", 8)),
    assets="青禾县教育局",
)
TITLES = {"幼儿园终止办学": Ground.TERMINATED, "body_ended": Ground.BODY_ENDED}


def batch(*lines: Line) -> NewBatch:
    return NewBatch(title="终止九所幼儿园办学", reason="布局调整。", lines=lines)


def test_a_pasted_sheet_is_read_with_or_without_its_head():
    text = (
        "幼儿园名称\t依据\t终止日期\t幼儿数\t安置\t资产\t情形\n"
        "青禾县甲幼儿园\t生源不足，举办者申请终止。\t2026-08-31\t20\t"
        "临江镇中心幼儿园:12;升入小学：8\t青禾县教育局\t\n"
        "青禾县乙幼儿园|整合|2026-08-31||||body_ended\n"
    )
    first, second = read_lines(text, Ground.TERMINATED, TITLES)
    assert first == LINE
    assert second == Line(
        name="青禾县乙幼儿园", ground=Ground.BODY_ENDED, basis="整合", effective_on=DAY
    )


@pytest.mark.parametrize(
    "row",
    [
        "甲\t依据",
        "甲\t依据\t2026-02-30",
        "甲\t依据\t31.8.2026",
        "甲\t依据\t2026-08-31\t二十",
        "甲\t依据\t2026-08-31\t-3",
        "甲\t依据\t2026-08-31\t3\t某园",
        "甲\t依据\t2026-08-31\t3\t某园:3\t局\t无此情形",
    ],
)
def test_a_row_that_cannot_be_read_is_named(row: str):
    with pytest.raises(RuleViolation) as refused:
        read_lines(f"乙\t依据\t2026-08-31\n{row}", Ground.TERMINATED, TITLES)
    assert refused.value.parameters["number"] == 2


def test_a_whole_batch_passes():
    check_batch(batch(LINE, replace(LINE, name="青禾县乙幼儿园")))


@pytest.mark.parametrize("ground", Ground)
def test_only_grounds_of_cancelling_are_decided_in_batches(ground: Ground):
    one = batch(replace(LINE, ground=ground))
    if ground in GROUNDS[BATCHED]:
        check_batch(one)
    else:
        with pytest.raises(RuleViolation):
            check_batch(one)


@pytest.mark.parametrize(
    "bad",
    [
        batch(),
        replace(batch(LINE), title=" "),
        replace(batch(LINE), reason=" "),
        batch(LINE, LINE),
        batch(replace(LINE, basis=" ")),
        batch(replace(LINE, children=21)),
        batch(replace(LINE, children=0)),
        batch(*(replace(LINE, name=f"园{n}") for n in range(MOST_ITEMS + 1))),
    ],
)
def test_what_a_batch_must_say(bad: NewBatch):
    with pytest.raises(RuleViolation):
        check_batch(bad)


def test_the_refusal_names_the_kindergarten():
    with pytest.raises(RuleViolation) as refused:
        check_batch(batch(replace(LINE, name="青禾县乙幼儿园"), replace(LINE, children=21)))
    assert refused.value.parameters["name"] == LINE.name


def test_nobody_ends_after_the_day_of_the_decision():
    check_effective([("甲", DAY)], DAY)
    with pytest.raises(RuleViolation) as refused:
        check_effective([("甲", DAY), ("乙", DAY + dt.timedelta(days=1))], DAY)
    assert refused.value.parameters["name"] == "乙"

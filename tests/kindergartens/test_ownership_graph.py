"""Who controls whom, what share it is in the end, and what can be a party or a stake."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest

from kgsup.core.errors import RuleViolation
from kgsup.kindergartens.rules.ownership.graph import (
    Edge,
    above,
    controlled_by,
    controllers_of,
    holder_rows,
    printed_sponsors,
    real_controllers_of,
    share_of,
)
from kgsup.kindergartens.rules.ownership.parties import (
    NewParty,
    NewStake,
    PartyKind,
    StakeKind,
    check_stake,
    clean_party,
)
from tests.kindergartens.graphs import K, graph

# ── control


@pytest.mark.parametrize(
    ("stakes", "controllers", "real"),
    [
        ([], "", ""),
        (["人甲 s 园 100"], "人甲", "人甲"),
        (["人甲 s 园"], "人甲", "人甲"),  # the only sponsor
        (["人甲 s 园", "人乙 s 园"], "", ""),  # two, shares unknown
        (["人甲 s 园 60", "人乙 s 园 40"], "人甲", "人甲"),
        (["人甲 s 园 50", "人乙 s 园 50"], "人甲 人乙", "人甲 人乙"),
        (["人甲 s 园 49.99", "人乙 s 园 25", "人丙 s 园 25"], "", ""),
        # through a company: 60 % of 60 % is 36 %, and control all the same
        (["公司 s 园 60", "人甲 h 公司 60"], "公司 人甲", "人甲"),
        (["公司 s 园 60", "人甲 h 公司 40"], "公司", "公司"),
        # summed over what is controlled: 30 % by oneself and 25 % through a company
        (
            ["人甲 s 园 30", "公司 s 园 25", "人乙 s 园 45", "人甲 h 公司 51"],
            "人甲",
            "人甲",
        ),
        # three steps
        (["子 s 园 100", "母 h 子 80", "祖 h 母 80", "人甲 h 祖 80"], "子 母 祖 人甲", "人甲"),
        # a controller and a contract count whole, whatever the shares
        (["人甲 s 园 100", "人乙 c 园"], "人甲 人乙", "人甲 人乙"),
        (["公司 s 园 100", "人甲 h 公司 100", "人乙 k 公司"], "公司 人甲 人乙", "人甲 人乙"),
        # a chain agreement is no control
        (["人甲 s 园 100", "品牌 f 园"], "人甲", "人甲"),
        # companies that hold each other: nobody stands above them
        (["甲 s 园 60", "乙 h 甲 60", "甲 h 乙 60"], "甲 乙", "甲 乙"),
        (["甲 s 园 60", "乙 h 甲 60", "甲 h 乙 40", "人甲 h 乙 60"], "甲 乙 人甲", "人甲"),
    ],
)
def test_control_passes_down_whole(stakes, controllers, real):
    of = graph(*stakes)
    assert controllers_of(of, K) == frozenset(controllers.split())
    assert real_controllers_of(of, K) == frozenset(real.split())


@pytest.mark.parametrize(
    ("stakes", "share"),
    [
        (["人甲 s 园 100"], Fraction(1)),
        (["公司 s 园 60", "人甲 h 公司 60"], Fraction(36, 100)),
        (["人甲 s 园 30", "公司 s 园 50", "人甲 h 公司 40"], Fraction(50, 100)),
        (["人甲 s 园"], Fraction(0)),  # not known
        (["甲 s 园 50", "人甲 h 甲 50", "乙 h 甲 50", "甲 h 乙 100"], Fraction(25, 100)),
        (["人甲 c 园"], Fraction(0)),
    ],
)
def test_the_share_in_the_end_is_multiplied_along_and_summed_over_chains(stakes, share):
    assert share_of(graph(*stakes), "人甲", K) == share


def test_everything_that_a_party_controls_is_found_at_once():
    of = graph("母 s 园 100", "母 h 子 70", "子 s 园二 60", "人甲 s 园二 40", "人甲 h 母 90")
    assert controlled_by(of, "人甲") == {"母", "子", "园", "园二"}
    assert above(of, "园二") == {"子", "母", "人甲"}


def test_a_graph_of_a_day_has_the_stakes_of_that_day():
    day = dt.date(2026, 9, 1)
    edge = Edge(
        holder="人甲", held=K, kind=StakeKind.SPONSOR, from_on=day, until_on=dt.date(2026, 11, 1)
    )
    of = replace(graph("人甲 s 园"), edges=(edge,))
    days = [dt.date(2026, 8, 31), day, dt.date(2026, 10, 31), dt.date(2026, 11, 1)]
    assert [len(of.on(day).edges) for day in days] == [0, 1, 1, 0]


def test_the_list_of_holders_follows_a_circle_once():
    rows = holder_rows(graph("甲 s 园 60", "乙 h 甲 60", "甲 h 乙 60"), K)
    assert [row.party.key for row in rows] == ["甲"]
    assert rows[0].above[0].party.key == "乙"
    assert rows[0].above[0].above[0].is_repeated


def test_up_to_three_sponsors_are_printed_by_share():
    of = graph("人甲 s 园 10", "人乙 s 园 40", "人丙 s 园 20", "人丁 s 园 30", "人戊 c 园")
    assert printed_sponsors(of, K) == "人乙、人丁、人丙"


# ── parties and stakes as typed


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"name": " "}, "has a name"),
        ({"name": "田" * 101}, "has a name"),
        ({"kind": PartyKind.PERSON, "credit_code": "110101199001010010"}, "No number of a person"),
        ({"kind": PartyKind.PERSON, "is_listed": True}, "Only a company"),
        ({"kind": PartyKind.COLLECTIVE, "is_state_owned": True}, "Only a company"),
    ],
)
def test_what_cannot_be_a_party_is_refused(values, message):
    with pytest.raises(RuleViolation, match=message):
        clean_party(NewParty(**({"kind": PartyKind.COMPANY, "name": "青禾某某公司"} | values)))


DAY = dt.date(2026, 9, 1)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"kindergarten": None}, "one kindergarten or in one company"),
        ({"company": "B"}, "one kindergarten or in one company"),
        ({"kindergarten": None, "company": "A", "kind": StakeKind.SHAREHOLDER}, "in itself"),
        ({"kindergarten": None, "company": "B"}, "sponsors are of kindergartens"),
        ({"share_bp": 0}, "more than nothing"),
        ({"share_bp": 10_001}, "at most the whole"),
        ({"kind": StakeKind.CONTROLLER, "share_bp": 10}, "have a share"),
        ({"until_on": DAY}, "ends after it begins"),
    ],
)
def test_what_cannot_be_a_stake_is_refused(values, message):
    given = {"holder": "A", "kind": StakeKind.SPONSOR, "from_on": DAY, "kindergarten": "K"}
    with pytest.raises(RuleViolation, match=message):
        check_stake(NewStake(**(given | values)))

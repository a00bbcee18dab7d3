"""What the law says of an ownership: every question with its article."""

import datetime as dt

import pytest

from kgsup.core.errors import RuleViolation
from kgsup.core.law import Article, instrument_of
from kgsup.kindergartens.rules.classification import counted_ownership
from kgsup.kindergartens.rules.identity import AssetKind, Ownership, SponsorKind
from kgsup.kindergartens.rules.ownership.examination import (
    OwnershipAct,
    check_class_change,
    check_establishment,
    check_renewal,
    check_sponsor_change,
    examine,
    examine_controller_filing,
)
from kgsup.kindergartens.rules.ownership.findings import (
    Acquisition,
    ClassificationWindow,
    HeldApprovals,
    OwnershipQuestion,
)
from tests.kindergartens.graphs import FOR_PROFIT, NON_PROFIT, PUBLIC, K, graph

# ── findings


def question(*stakes: str, ownership: Ownership = NON_PROFIT, **values) -> OwnershipQuestion:
    of = graph(*(stakes or ("人甲 s 园 100",)))
    return OwnershipQuestion(kindergarten=K, graph=of, ownership=ownership, **values)


ASSETS = frozenset({AssetKind.COLLECTIVE})
LISTED = ["公司 s 园 100", "市甲 h 公司 60", "人甲 h 公司 40"]
MINORITY = ["公司 s 园 100", "市甲 h 公司 10", "人甲 h 公司 90"]
WINDOW = ClassificationWindow(before=dt.date(2016, 11, 7), until=dt.date(2022, 12, 31))
HELD = HeldApprovals(below_percent=80, inclusive_percent=74.2, article="某省学前教育条例")
FREE = HeldApprovals(below_percent=80, inclusive_percent=80, article="某省学前教育条例")

# act, question → (article, "hard" | "soft" | "held") of each finding
TABLE = [
    # nothing against it
    (OwnershipAct.ESTABLISHMENT, question(), []),
    (OwnershipAct.ESTABLISHMENT, question(ownership=FOR_PROFIT), []),
    (OwnershipAct.ESTABLISHMENT, question("局甲 s 园 100", ownership=PUBLIC), []),
    # no sponsor known
    (OwnershipAct.ESTABLISHMENT, question("人甲 c 园"), [("民办教育促进法 10", "soft")]),
    # 34: assets and public holders in a for-profit kindergarten
    (
        OwnershipAct.ESTABLISHMENT,
        question(ownership=FOR_PROFIT, asset_kinds=ASSETS),
        [("学前教育法 34", "hard")],
    ),
    (OwnershipAct.ESTABLISHMENT, question(asset_kinds=ASSETS), []),
    *[
        (
            OwnershipAct.ESTABLISHMENT,
            question(f"{holder} s 园 20", "人甲 s 园 80", ownership=FOR_PROFIT),
            [("学前教育法 34", "hard")],
        )
        for holder in ("局甲", "社甲", "国甲")
    ],
    (
        OwnershipAct.ESTABLISHMENT,
        question("公司 s 园 100", "国甲 h 公司 51", ownership=FOR_PROFIT),
        [("学前教育法 34", "hard")],
    ),
    (
        OwnershipAct.ESTABLISHMENT,
        question("公司 s 园 100", "国甲 h 公司 10", "人甲 h 公司 90", ownership=FOR_PROFIT),
        [("学前教育法 34", "soft")],
    ),
    (OwnershipAct.ESTABLISHMENT, question("公司 s 园 100", "国甲 h 公司 51"), []),
    (
        OwnershipAct.ESTABLISHMENT,
        question(ownership=FOR_PROFIT, rents_state_premises=True),
        [("学前教育法 34", "soft")],
    ),
    # 26: residential area
    (
        OwnershipAct.ESTABLISHMENT,
        question(ownership=FOR_PROFIT, residential_area=True),
        [("学前教育法 26", "hard")],
    ),
    (
        OwnershipAct.ESTABLISHMENT,
        question(residential_area=True),
        [("学前教育法 26", "hard")],
    ),
    (OwnershipAct.ESTABLISHMENT, question(residential_area=True, is_inclusive=True), []),
    (
        OwnershipAct.ESTABLISHMENT,
        question("局甲 s 园 100", ownership=PUBLIC, residential_area=True),
        [],
    ),
    (
        OwnershipAct.ESTABLISHMENT,
        question(residential_area=True, is_inclusive=True, is_handed_over=False),
        [("学前教育法 26", "soft")],
    ),
    # 24: recognised, but for-profit
    (
        OwnershipAct.ESTABLISHMENT,
        question(ownership=FOR_PROFIT, is_inclusive=True),
        [("学前教育法 24", "hard")],
    ),
    # 35: listing
    (OwnershipAct.ESTABLISHMENT, question(*LISTED), [("学前教育法 35", "hard")]),
    (
        OwnershipAct.ESTABLISHMENT,
        question(*LISTED, ownership=FOR_PROFIT),
        [("学前教育法 35", "hard")],
    ),
    (
        OwnershipAct.ESTABLISHMENT,
        question(*MINORITY, ownership=FOR_PROFIT),
        [("学前教育法 35", "soft")],
    ),
    (
        OwnershipAct.SPONSOR_CHANGE,
        question(
            "人甲 s 园 90", "市甲 s 园 10", ownership=FOR_PROFIT, before=graph("人甲 s 园 100")
        ),
        [("学前教育法 35", "hard")],
    ),
    (
        OwnershipAct.RENEWAL,
        question("人甲 s 园 90", "市甲 s 园 10", ownership=FOR_PROFIT),
        [("学前教育法 35", "soft")],
    ),
    # 35, 条例 13: control by contract and by merger
    (
        OwnershipAct.ESTABLISHMENT,
        question("人甲 s 园 100", "公司 k 园"),
        [("民办教育促进法实施条例 13", "hard")],
    ),
    (
        OwnershipAct.ESTABLISHMENT,
        question("局甲 s 园 100", "公司 k 园", ownership=PUBLIC),
        [("学前教育法 35", "hard")],
    ),
    (
        OwnershipAct.ESTABLISHMENT,
        question("公司 s 园 100", "人甲 h 公司 100", "乙 k 公司"),
        [("民办教育促进法实施条例 13", "hard")],
    ),
    (
        OwnershipAct.ESTABLISHMENT,
        question("人甲 s 园 100", "公司 k 园", ownership=FOR_PROFIT),
        [],
    ),
    (
        OwnershipAct.SPONSOR_CHANGE,
        question("公司 s 园 100", before=graph("人甲 s 园 100"), acquisition=Acquisition.MERGER),
        [("学前教育法 35", "hard")],
    ),
    (
        OwnershipAct.SPONSOR_CHANGE,
        question("公司 s 园 100", before=graph("人甲 s 园 100"), acquisition=Acquisition.TRANSFER),
        [("学前教育法 35", "soft")],
    ),
    (
        OwnershipAct.SPONSOR_CHANGE,
        question(
            "人乙 s 园 100", before=graph("人甲 s 园 100"), acquisition=Acquisition.INHERITANCE
        ),
        [],
    ),
    (
        OwnershipAct.SPONSOR_CHANGE,
        question(
            "公司 s 园 100",
            before=graph("公司 s 园 100"),
            acquisition=Acquisition.MERGER,
        ),
        [],
    ),
    (
        OwnershipAct.SPONSOR_CHANGE,
        question(
            "公司 s 园 100",
            ownership=FOR_PROFIT,
            before=graph("人甲 s 园 100"),
            acquisition=Acquisition.MERGER,
        ),
        [],
    ),
    # 34: public stays public
    (
        OwnershipAct.CLASS_CHANGE,
        question(ownership_before=PUBLIC),
        [("学前教育法 34", "hard")],
    ),
    (
        OwnershipAct.CLASS_CHANGE,
        question(ownership_before=FOR_PROFIT),
        [("民办教育促进法 19", "soft")],
    ),
    (OwnershipAct.CLASS_CHANGE, question(ownership_before=NON_PROFIT), []),
    (
        OwnershipAct.CLASS_CHANGE,
        question("局甲 s 园 100", ownership=PUBLIC, ownership_before=NON_PROFIT),
        [("民办教育促进法 19", "soft")],
    ),
    (
        OwnershipAct.CLASS_CHANGE,
        question(ownership=FOR_PROFIT, ownership_before=NON_PROFIT, asset_kinds=ASSETS),
        [("学前教育法 34", "hard"), ("民办教育促进法 19", "soft")],
    ),
    # R42: who may choose a class anew
    *[
        (
            OwnershipAct.CLASS_CHANGE,
            question(
                ownership=FOR_PROFIT,
                ownership_before=NON_PROFIT,
                window=WINDOW,
                set_up_on=set_up_on,
                asked_on=asked_on,
            ),
            [("民办教育促进法 19", "soft"), *found],
        )
        for set_up_on, asked_on, found in [
            (dt.date(2016, 11, 6), dt.date(2022, 12, 31), []),
            (dt.date(2016, 11, 6), dt.date(2023, 1, 1), [("民办教育促进法实施条例 66", "soft")]),
            (dt.date(2016, 11, 7), dt.date(2022, 12, 31), [("民办教育促进法实施条例 66", "soft")]),
            (None, dt.date(2022, 12, 31), []),
        ]
    ],
    # R41: for-profit approvals held
    (
        OwnershipAct.ESTABLISHMENT,
        question(ownership=FOR_PROFIT, held_approvals=HELD),
        [("某省学前教育条例", "held")],
    ),
    (OwnershipAct.ESTABLISHMENT, question(ownership=FOR_PROFIT, held_approvals=FREE), []),
    (OwnershipAct.ESTABLISHMENT, question(held_approvals=HELD), []),
    (OwnershipAct.RENEWAL, question(ownership=FOR_PROFIT, held_approvals=HELD), []),
    # 民促法 10, 学前教育法 44: who may sponsor
    (
        OwnershipAct.ESTABLISHMENT,
        question(unqualified=frozenset({"人甲"})),
        [("民办教育促进法 10", "hard")],
    ),
    (
        OwnershipAct.ESTABLISHMENT,
        question(barred=frozenset({"人甲"})),
        [("学前教育法 44", "hard")],
    ),
    (
        OwnershipAct.ESTABLISHMENT,
        question("公司 s 园 100", "人甲 h 公司 60", barred=frozenset({"人甲"})),
        [("民办教育促进法实施条例 64", "hard")],
    ),
    (
        OwnershipAct.ESTABLISHMENT,
        question("公司 s 园 100", "人甲 h 公司 10", "人乙 h 公司 90", barred=frozenset({"人甲"})),
        [("学前教育法 44", "soft")],
    ),
    (OwnershipAct.ESTABLISHMENT, question(barred=frozenset({"人丙"})), []),
    # chains
    (
        OwnershipAct.ESTABLISHMENT,
        question("人甲 s 园 100", *(f"人甲 s 园{n} 100" for n in range(12))),
        [("民办教育促进法实施条例 64", "soft")],
    ),
    (
        OwnershipAct.ESTABLISHMENT,
        question("人甲 s 园 100", "品牌 f 园", ownership=FOR_PROFIT),
        [("学前教育深化改革规范发展若干意见", "soft")],
    ),
    # more than the whole
    (
        OwnershipAct.ESTABLISHMENT,
        question("人甲 s 园 80", "人乙 s 园 40"),
        [(None, "soft")],
    ),
]


def weight(finding) -> str:
    if finding.is_hard:
        return "hard"
    return "held" if finding.is_held else "soft"


@pytest.mark.parametrize(("act", "asked", "found"), TABLE)
def test_each_ownership_is_answered_with_its_article(act, asked, found):
    findings = examine(act, asked)
    assert [(finding.article, weight(finding)) for finding in findings] == found
    assert all("%(" not in finding.in_words for finding in findings)


def test_every_article_of_a_hard_finding_is_in_the_list_of_law():
    for act, asked, _ in TABLE:
        for finding in examine(act, asked):
            if finding.is_hard:
                assert isinstance(finding.article, Article)
                assert instrument_of(finding.article)


@pytest.mark.parametrize(
    ("check", "act"),
    [
        (check_establishment, OwnershipAct.ESTABLISHMENT),
        (check_sponsor_change, OwnershipAct.SPONSOR_CHANGE),
        (check_class_change, OwnershipAct.CLASS_CHANGE),
        (check_renewal, OwnershipAct.RENEWAL),
    ],
)
def test_hard_findings_refuse_the_act_and_others_are_answered(check, act):
    for asked in [asked for named, asked, _ in TABLE if named is act]:
        findings = examine(act, asked)
        if any(finding.is_hard for finding in findings):
            with pytest.raises(RuleViolation) as refused:
                check(asked)
            assert refused.value.article == findings[0].article
        else:
            assert check(asked) == findings


def test_a_controller_filing_is_never_refused_but_may_call_for_a_referral():
    against = examine_controller_filing(question(*LISTED))
    assert against.calls_for_referral
    assert [finding.article for finding in against.objections] == ["学前教育法 35"]
    assert not examine_controller_filing(question(*MINORITY)).calls_for_referral


def test_chain_counts_the_kindergartens_of_a_controller():
    asked = question("人甲 s 园 100", *(f"人甲 s 园{n} 100" for n in range(12)))
    assert "13 kindergartens" in examine(OwnershipAct.ESTABLISHMENT, asked)[0].in_words


@pytest.mark.parametrize(
    ("ownership", "sponsor", "counted"),
    [
        (Ownership.UNKNOWN, SponsorKind.PRIVATE, NON_PROFIT),
        (Ownership.UNKNOWN, SponsorKind.EDUCATION, Ownership.UNKNOWN),
        (Ownership.UNKNOWN, None, Ownership.UNKNOWN),
        (FOR_PROFIT, SponsorKind.PRIVATE, FOR_PROFIT),
    ],
)
def test_a_private_kindergarten_that_is_not_classified_counts_as_non_profit(
    ownership, sponsor, counted
):
    assert counted_ownership(ownership, sponsor) is counted

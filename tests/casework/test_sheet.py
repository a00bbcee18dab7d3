"""The internal approval sheet: which opinion stands in which box, and what is left for a hand."""

import datetime as dt
from typing import Any

import pytest

from kgsup.casework import queries, service
from kgsup.casework.rules import Level, Needs, NumberElsewhere, ProposalState, System
from kgsup.casework.rules.sheet import Matter, Sheet, SheetOpinion, fill
from tests.conftest import AT
from tests.factories.casework import (
    CASE,
    actor,
    agree,
    clerk,
    head,
    lawyer,
    minutes,
    ready_to_sign,
    send_back,
    set_small_bureau,
    sign,
    submitted,
)

S = ProposalState
DAY = dt.date(2026, 11, 21)


def sheet(*opinions: SheetOpinion, least: Level = Level.HEAD, legal: bool = True) -> Sheet:
    matter = Matter(
        title="行政许可审批表",
        bureau="青禾县教育局",
        matter="设立",
        numbers=(),
        text="拟准予。",
        basis=("行政许可法 38",),
        prepared_by=("林一苗", "田小禾"),
        prepared_on=DAY,
        needs=Needs(legal_review=legal, discussion=False),
        least=least,
    )
    return fill(matter, opinions, [], is_complete=False)


def opinion(step: S, level: Level = Level.SECTION, **values: Any) -> SheetOpinion:
    defaults: dict[str, Any] = {
        "text": "同意。",
        "person": "周临江",
        "on_behalf_of": None,
        "acted_on": DAY,
    }
    return SheetOpinion(step=step, level=level, **(defaults | values))


def texts(filled: Sheet) -> dict[str, list[str]]:
    return {box.name: [entry.text for entry in box.entries] for box in filled.boxes}


def test_an_empty_sheet_has_the_officers_words_and_four_boxes_for_hands() -> None:
    filled = sheet()
    assert texts(filled) == {
        "经办人意见": ["拟准予。"],
        "股室意见": [],
        "法制审核意见": [],
        "分管负责人意见": [],
        "主要负责人意见": [],
    }
    assert filled.boxes[0].entries[0].name == "林一苗、田小禾"


@pytest.mark.parametrize(
    ("step", "level", "box"),
    [
        (S.SECTION_REVIEW, Level.SECTION, "股室意见"),
        (S.SECTION_REVIEW, Level.HEAD, "股室意见"),
        (S.LEGAL_REVIEW, Level.OFFICER, "法制审核意见"),
        (S.TO_SIGN, Level.OFFICER, "股室意见"),
        (S.TO_SIGN, Level.SECTION, "股室意见"),
        (S.TO_SIGN, Level.DEPUTY_HEAD, "分管负责人意见"),
        (S.TO_SIGN, Level.HEAD, "主要负责人意见"),
        (S.TO_SIGN, Level.GOVERNMENT, "政府负责人意见"),
    ],
)
def test_each_opinion_stands_in_its_box(step: S, level: Level, box: str) -> None:
    filled = texts(sheet(opinion(step, level)))
    assert [name for name, words in filled.items() if words == ["同意。"]] == [box]


def test_the_governments_box_is_there_where_it_decides() -> None:
    assert "政府负责人意见" in texts(sheet(least=Level.GOVERNMENT))
    assert "政府负责人意见" not in texts(sheet(least=Level.COLLECTIVE))


def test_a_legal_review_that_is_not_needed_or_was_left_out_says_so() -> None:
    boxes = {box.name: box for box in sheet(legal=False).boxes}
    assert boxes["法制审核意见"].note == "本事项无需法制审核。"
    skipped = opinion(S.LEGAL_REVIEW, text="本局无法制人员。", skipped=True)
    assert texts(sheet(skipped))["法制审核意见"] == ["未经法制审核，理由：本局无法制人员。"]


def test_a_deputys_name_says_whom_it_stands_for() -> None:
    filled = sheet(opinion(S.TO_SIGN, Level.HEAD, person="杨白石", on_behalf_of="周临江"))
    assert filled.boxes[-1].entries[0].name == "杨白石（代周临江）"


@pytest.mark.usefixtures("county")
def test_the_sheet_of_a_proposal_shows_the_present_edition_alone() -> None:
    author, reviewer = clerk(), actor("何青山")
    basis = ("学前教育法 29-30", "行政许可法 38", "某县办法 3")
    proposal = submitted(author, level=Level.COLLECTIVE, needs_legal_review=True, basis=basis)
    agree(proposal, reviewer, "初审同意。")
    send_back(proposal, lawyer(), "请补依据。")
    service.submit(proposal.public_id, None, author, AT)
    agree(proposal, reviewer, "已补充，同意。")
    agree(proposal, lawyer("方守法"), "合法。")
    service.record_discussion(proposal.public_id, minutes(), None, author, AT)
    new = NumberElsewhere(system=System.GOVERNMENT_SERVICE, number="99012620261121")
    service.record_number(CASE, new, author, AT)
    sign(proposal, head())
    filled = queries.sheet_of(proposal)
    assert texts(filled)["股室意见"] == ["已补充，同意。"]
    assert texts(filled)["法制审核意见"] == ["合法。"]
    assert texts(filled)["主要负责人意见"] == ["同意，准予设立。"]
    assert [row.number for row in filled.minutes] == ["局长办公会议纪要〔2026〕12号"]
    assert filled.matter.numbers == (("政务服务网办件编号", "99012620261121"),)
    in_words = "《中华人民共和国行政许可法》第三十八条"
    assert filled.matter.basis == ("学前教育法 29-30", in_words, "某县办法 3")
    assert filled.is_complete


@pytest.mark.usefixtures("county")
def test_what_was_said_is_told_in_its_course() -> None:
    set_small_bureau()
    author, reviewer = clerk(), actor("何青山")
    proposal = ready_to_sign(author, reviewer, level=Level.COLLECTIVE)
    service.record_discussion(proposal.public_id, minutes(), None, author, AT)
    sign(proposal, head())
    told = [
        (part.opinion.step if part.opinion else "minutes") for part in queries.list_said(proposal)
    ]
    assert told == [S.SECTION_REVIEW, "minutes", S.TO_SIGN]

"""The 双公示 sheet: its rows, what is missing, and the workbook read back."""

import datetime as dt
import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from kgsup.access.actor import Role
from kgsup.accounts.models import User
from kgsup.configuration.rules import Key
from kgsup.core.db import transaction
from kgsup.core.errors import RuleViolation
from kgsup.publications import service
from kgsup.publications.rules import PublicationKind, State, credit_sheet
from kgsup.publications.rules.credit_sheet import COLUMNS, Decision, Unit
from tests.conftest import AT, COUNTY, OTHER_COUNTY
from tests.factories.publications import (
    APPROVER,
    CLERK,
    DECIDED_ON,
    FACTS,
    new_plan,
    plan,
    publish,
    published,
    set_rule,
)
from tests.workbooks import HOSTILE

FIRST, LAST = dt.date(2026, 11, 1), dt.date(2026, 11, 30)
UNIT = Unit(name="青禾县教育局", credit_code="12990126MB0000001D", source_code="12990126MB0000002G")
BARE = Unit(name="青禾县教育局", credit_code="", source_code="")

# 实践 3.1 L29, in its order.
L29 = [
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
]


def decision(state: State = State.PUBLISHED, **facts: str | None) -> Decision:
    given = {name: text for name, text in (FACTS | facts).items() if text}
    return Decision(title="设立许可", decided_on=DECIDED_ON, state=state, facts=given)


def read(content: bytes) -> dict[str, list[list[object]]]:
    """Sheet → rows, as another program reads the workbook."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }


def sheet(first: dt.date = FIRST, last: dt.date = LAST) -> dict[str, list[list[object]]]:
    with service.write_credit_sheet(COUNTY, first, last, CLERK, AT.date()) as file:
        return read(file.read())


def configure() -> None:
    set_rule(Key.BUREAU_NAME, UNIT.name)
    set_rule(Key.BUREAU_CREDIT_CODE, UNIT.credit_code)
    set_rule(Key.DATA_SOURCE_CODE, UNIT.source_code)


def test_the_columns_are_those_of_the_catalogue():
    assert list(COLUMNS) == L29


def test_a_row_says_what_was_published_and_who_permitted():
    row = dict(zip(COLUMNS, credit_sheet.row_of(decision(), UNIT), strict=True))
    assert row["文书号"] == "青教〔2026〕57号"
    assert row["决定日期"] == DECIDED_ON
    assert row["有效期至"] == dt.date(2031, 11, 19)
    assert row["许可机关"] == row["数据来源单位"] == "青禾县教育局"
    assert row["许可机关统一社会信用代码"] == UNIT.credit_code
    assert row["数据来源单位统一社会信用代码"] == UNIT.source_code
    assert row["备注"] is None


@pytest.mark.parametrize(
    ("fact", "column"),
    [(fact.value, column) for column, fact in credit_sheet._FACTS.items() if column != "备注"],
)
def test_each_missing_fact_is_named_and_never_invented(fact: str, column: str):
    without = decision(**{fact: None})
    assert credit_sheet.missing_of(without, UNIT) == [column]
    row = dict(zip(COLUMNS, credit_sheet.row_of(without, UNIT), strict=True))
    assert not row[column]


def test_codes_of_the_bureau_that_nobody_configured_are_missing():
    assert credit_sheet.missing_of(decision(), BARE) == [
        "许可机关统一社会信用代码",
        "数据来源单位统一社会信用代码",
    ]


@pytest.mark.parametrize("state", State)
def test_only_what_is_published_stands_in_the_sheet(state: State):
    to_fill, lines = credit_sheet.sheet([decision(state)], UNIT)
    is_public = state is State.PUBLISHED
    assert len(lines) == is_public
    assert len(to_fill) == (not is_public)


def test_what_is_published_but_not_whole_stands_in_both():
    to_fill, lines = credit_sheet.sheet([decision(decision_number=None)], UNIT)
    assert to_fill == [("设立许可", DECIDED_ON, "已公开", "文书号")]
    assert len(lines) == 1


@pytest.mark.parametrize(
    ("first", "last", "is_allowed"),
    [
        (FIRST, FIRST, True),
        (LAST, FIRST, False),
        (dt.date(2025, 1, 1), dt.date(2026, 12, 31), True),
        (dt.date(2024, 12, 31), dt.date(2026, 1, 1), False),
    ],
)
def test_the_period_is_one_that_a_clerk_means(first: dt.date, last: dt.date, is_allowed: bool):
    if is_allowed:
        credit_sheet.check_span(first, last)
    else:
        with pytest.raises(RuleViolation):
            credit_sheet.check_span(first, last)


@pytest.mark.usefixtures("county")
class TestWorkbook:
    def test_what_is_to_be_filled_comes_first_and_the_sheet_reads_back(self):
        with transaction():
            configure()
            published()
            plan(title="第二件", facts={"kindergarten": "青禾县河东幼儿园"})
        book = sheet()
        assert list(book) == ["待补", "双公示"]
        assert book["双公示"][0] == L29
        row = dict(zip(L29, book["双公示"][1], strict=True))
        assert row["行政相对人名称"] == "青禾县向阳幼儿园"
        assert row["统一社会信用代码"] == "52990126MJ0000018E"  # a text with all its characters
        assert row["许可编号"] == "教民199012660000018号"
        assert row["决定日期"] == DECIDED_ON
        assert row["有效期自"] == DECIDED_ON
        assert row["数据来源单位统一社会信用代码"] == UNIT.source_code
        assert len(book["双公示"]) == 2
        assert book["待补"][0] == ["事项", "决定日期", "公开状态", "缺少的项目"]
        assert book["待补"][1][:3] == ["第二件", DECIDED_ON, "尚未公开，未列入"]
        assert "文书号" in str(book["待补"][1][3])

    def test_the_days_of_the_period_are_inclusive_and_of_the_decision(self):
        with transaction():
            published(title="早", decided_on=dt.date(2026, 10, 31))
            published(title="首", decided_on=FIRST)
            published(title="末", decided_on=DECIDED_ON)
        assert len(sheet()["双公示"]) == 3
        assert len(sheet(FIRST, FIRST)["双公示"]) == 2
        assert len(sheet(dt.date(2026, 10, 31), FIRST)["双公示"]) == 3

    @pytest.mark.parametrize("kind", PublicationKind)
    def test_only_licence_decisions_stand_in_it(self, kind: PublicationKind):
        with transaction():
            set_rule(Key.PUBLICATION_SWITCHES, {kind.value: True})
            planned = plan(kind)
            publish(planned, actor=APPROVER)
        is_decision = kind.value in {
            "licence_granted",
            "licence_changed",
            "licence_renewed",
            "licence_ended",
        }
        assert len(sheet()["双公示"]) == 1 + is_decision

    def test_another_county_is_not_in_it(self):
        with transaction():
            published()
        with service.write_credit_sheet(OTHER_COUNTY, FIRST, LAST, CLERK, AT.date()) as file:
            assert len(read(file.read())["双公示"]) == 1

    def test_of_a_corrected_decision_the_newer_row_alone_is_counted(self):
        with transaction():
            old = published()
            facts = FACTS | {"decision_number": "青教〔2026〕58号"}
            new = service.correct(
                old.public_id, new_plan(facts=facts), "文书号有误。", None, CLERK, AT
            )
            publish(new)
        rows = sheet()["双公示"]
        assert len(rows) == 2
        assert "青教〔2026〕58号" in rows[1]

    def test_no_text_becomes_a_formula(self):
        with transaction():
            for text in HOSTILE:
                published(facts=FACTS | {"content": f"{text}x"})
        contents = {str(row[9]) for row in sheet()["双公示"][1:]}
        assert contents == {f"{text}x".strip().replace("\r", "\n") for text in HOSTILE}


@pytest.mark.usefixtures("county")
def test_the_page_gives_the_workbook_of_a_period(client: FlaskClient, sign_in: Callable[..., User]):
    with transaction():
        published()
    sign_in(client, Role.CLERK)
    assert client.get("/publications/credit-sheet").status_code == 200
    asked = {"county": COUNTY, "first": "2026-11-01", "last": "2026-11-30"}
    response = client.get("/publications/credit-sheet", query_string=asked)
    assert response.status_code == 200
    assert len(read(response.data)["双公示"]) == 2


@pytest.mark.usefixtures("county")
@pytest.mark.parametrize(
    "change",
    [
        {"county": OTHER_COUNTY},
        {"county": "x"},
        {"first": "2026-12-01"},
        {"first": "x"},
        {"last": ""},
        {"first": "2020-01-01"},
    ],
)
def test_a_period_or_county_that_cannot_be_is_refused(
    client: FlaskClient, sign_in: Callable[..., User], change: dict[str, str]
):
    sign_in(client, Role.CLERK)
    asked = {"county": COUNTY, "first": "2026-11-01", "last": "2026-11-30"} | change
    page = client.get("/publications/credit-sheet", query_string=asked)
    assert page.status_code == 422
    assert "error-summary" in page.text

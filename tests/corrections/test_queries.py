"""Lists and figures of findings and follow-ups."""

import datetime as dt
from typing import Any

import pytest

from kgsup.access.actor import Role
from kgsup.core.clocks import CorrectionStep
from kgsup.core.db import transaction
from kgsup.core.errors import Missing
from kgsup.corrections import queries, service
from kgsup.corrections.queries import FindingFilter, FollowUpFilter
from kgsup.corrections.rules import (
    Authority,
    ClosedAs,
    Closing,
    Counts,
    FindingState,
    Kind,
    Severity,
    State,
)
from kgsup.kindergartens.models import Kindergarten
from tests.conftest import AT, COUNTY, OTHER_COUNTY
from tests.factories.corrections import CLERK, FOUND_ON, new_finding, open_at, person
from tests.factories.kindergartens import make_kindergarten

TODAY = dt.date(2026, 11, 21)
ALL = FindingFilter()
STRANGER = person("远方人", Role.CLERK, OTHER_COUNTY)


@pytest.fixture
def kindergarten(county: object) -> Kindergarten:
    with transaction():
        return make_kindergarten("青禾县向阳幼儿园", town_code="990126001")


@pytest.fixture
def neighbour(county: object) -> Kindergarten:
    with transaction():
        return make_kindergarten("青禾县清溪幼儿园", town_code="990126100")


def opened(kindergarten: Kindergarten, *findings: Any, **origin: Any) -> service.Opened:
    with transaction():
        return open_at(kindergarten, *findings, **origin)


def closed(finding: Any, day: dt.date) -> None:
    with transaction():
        closing = Closing(closed_as=ClosedAs.SEEN_ON_SITE, closed_on=day, note="已改。")
        service.close_finding(finding.public_id, closing, None, CLERK, AT)


def texts(wanted: FindingFilter, after: list[Any] | None = None, limit: int = 50) -> list[str]:
    rows = queries.list_findings(wanted, CLERK, after, limit)
    return [row.finding.text for row in rows]


def due(day: dt.date, text: str, **values: Any) -> Any:
    return new_finding(text, due_on=day, step=None, **values)


def test_findings_are_listed_by_their_printed_date(kindergarten: Kindergarten) -> None:
    opened(
        kindergarten,
        due(dt.date(2026, 12, 9), "后"),
        due(dt.date(2026, 11, 22), "先"),
        due(dt.date(2026, 12, 9), "同日"),
    )
    assert texts(ALL) == ["先", "后", "同日"]


def test_a_page_goes_on_after_the_key_of_the_last_row(kindergarten: Kindergarten) -> None:
    opened(kindergarten, *(due(dt.date(2026, 12, 1 + n // 2), f"{n}") for n in range(5)))
    first = queries.list_findings(ALL, CLERK, None, 2)
    key = [first[-1].finding.due_on.isoformat(), first[-1].finding.id]
    assert texts(ALL, key) == ["2", "3", "4"]


@pytest.mark.parametrize("nonsense", [["x", 1], [1], ["2026-12-01", "x"], [None, None], []])
def test_a_key_that_is_nonsense_means_the_first_page(
    kindergarten: Kindergarten, nonsense: list[Any]
) -> None:
    opened(kindergarten)
    assert len(texts(ALL, nonsense)) == 1


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (FindingFilter(severity=Severity.SERIOUS), ["消防"]),
        (FindingFilter(authority=Authority.FIRE), ["消防"]),
        (FindingFilter(state=FindingState.CLOSED), ["当场"]),
        (FindingFilter(overdue_on=dt.date(2026, 11, 26)), ["公示"]),
        (FindingFilter(town_code="990126100"), ["邻园"]),
        (FindingFilter(town_code="990126002"), []),
    ],
)
def test_a_filter_leaves_what_it_names_and_counts_the_same(
    kindergarten: Kindergarten, neighbour: Kindergarten, wanted: FindingFilter, found: list[str]
) -> None:
    opened(
        kindergarten,
        due(dt.date(2026, 11, 25), "公示"),
        due(dt.date(2026, 12, 1), "消防", authority=Authority.FIRE, severity=Severity.SERIOUS),
        due(dt.date(2026, 11, 20), "当场", corrected_on_the_spot=True),
    )
    opened(neighbour, due(dt.date(2026, 12, 5), "邻园"))
    assert texts(wanted) == found
    assert queries.count_findings(wanted, CLERK) == len(found)


def test_a_kindergartens_findings_are_found_by_its_public_id(
    kindergarten: Kindergarten, neighbour: Kindergarten
) -> None:
    opened(kindergarten, new_finding("甲"))
    opened(neighbour, new_finding("乙"))
    assert texts(FindingFilter(kindergarten=neighbour.public_id)) == ["乙"]


def test_the_printed_date_itself_is_not_overdue(kindergarten: Kindergarten) -> None:
    opened(kindergarten, due(TODAY, "今天"), due(FOUND_ON, "昨天"))
    rows = queries.overdue_findings(CLERK, TODAY)
    assert [row.finding.text for row in rows] == ["昨天"]


def test_what_nothing_follows_is_listed(kindergarten: Kindergarten) -> None:
    result = opened(kindergarten, new_finding("甲"), new_finding("乙", authority=Authority.FIRE))
    with transaction():
        service.withdraw_draft(result.follow_ups[0].public_id, "重拟。", None, CLERK, AT)
    assert texts(FindingFilter(without_follow_up=True)) == ["甲"]


def test_another_countys_clerk_sees_nothing(kindergarten: Kindergarten) -> None:
    result = opened(kindergarten)
    assert queries.list_findings(ALL, STRANGER, None, 50) == []
    assert queries.count_findings(ALL, STRANGER) == 0
    assert queries.list_follow_ups(FollowUpFilter(), STRANGER, None, 50) == []
    assert queries.count_open_findings(kindergarten.id, STRANGER) == 0
    with pytest.raises(Missing):
        queries.get_finding(result.findings[0].public_id, STRANGER)
    with pytest.raises(Missing):
        queries.get_follow_up(result.follow_ups[0].public_id, STRANGER)


def test_open_findings_of_a_kindergarten_are_counted_by_weight(kindergarten: Kindergarten) -> None:
    result = opened(kindergarten, new_finding("甲"), new_finding("乙", severity=Severity.GRAVE))
    assert queries.count_open_findings(kindergarten.id, CLERK) == 2
    assert queries.count_open_findings(kindergarten.id, CLERK, Severity.GRAVE) == 1
    closed(result.findings[0], TODAY)
    rows = queries.open_findings_of(kindergarten.id)
    assert [(row.finding.text, row.kindergarten_name) for row in rows] == [
        ("乙", "青禾县向阳幼儿园")
    ]


def test_follow_ups_are_listed_newest_first_with_what_is_open(kindergarten: Kindergarten) -> None:
    result = opened(kindergarten, new_finding("甲"), new_finding("乙"))
    newer = opened(kindergarten, new_finding(authority=Authority.FIRE)).follow_ups[0]
    closed(result.findings[0], TODAY)
    rows = queries.list_follow_ups(FollowUpFilter(states={State.DRAFTED}), CLERK, None, 50)
    assert [(row.follow_up.id, row.findings, row.open_findings) for row in rows] == [
        (newer.id, 1, 1),
        (result.follow_ups[0].id, 2, 1),
    ]
    letters = FollowUpFilter(kind=Kind.TRANSFER_LETTER, kindergarten=kindergarten.public_id)
    only = queries.list_follow_ups(letters, CLERK, None, 50)
    assert [row.follow_up.id for row in only] == [newer.id]
    after = queries.list_follow_ups(FollowUpFilter(), CLERK, [newer.id], 50)
    assert [row.follow_up.id for row in after] == [result.follow_ups[0].id]


def test_a_visit_finds_its_findings_and_what_follows(kindergarten: Kindergarten) -> None:
    opened(kindergarten, new_finding("甲"), public_id="VISIT00000000001")
    opened(kindergarten, new_finding("乙"), public_id="VISIT00000000002")
    findings = queries.findings_of_origin("visit", "VISIT00000000001")
    assert [row.finding.text for row in findings] == ["甲"]
    assert len(queries.follow_ups_of_origin("visit", "VISIT00000000001")) == 1
    assert len(queries.follow_ups_of_kindergarten(kindergarten.id)) == 2


def test_opened_is_closed_and_open_on_every_day(kindergarten: Kindergarten) -> None:
    first = opened(kindergarten, due(TODAY, "甲"), found_on=dt.date(2026, 10, 1))
    opened(kindergarten, due(TODAY, "乙"), found_on=dt.date(2026, 10, 20))
    opened(kindergarten, due(TODAY, "丙", corrected_on_the_spot=True), found_on=FOUND_ON)
    closed(first.findings[0], dt.date(2026, 10, 15))
    expected = {
        dt.date(2026, 9, 30): (0, 0, 0),
        dt.date(2026, 10, 1): (1, 0, 1),
        dt.date(2026, 10, 14): (1, 0, 1),
        dt.date(2026, 10, 15): (1, 1, 0),
        dt.date(2026, 10, 20): (2, 1, 1),
        FOUND_ON: (3, 2, 1),
    }
    for day, (all_of_them, done, still) in expected.items():
        counts = queries.counts_on(COUNTY, day)
        assert counts == Counts(opened=all_of_them, closed=done, open=still)
        assert counts.add_up
    assert queries.counts_on(OTHER_COUNTY, TODAY) == Counts(opened=0, closed=0, open=0)


def test_figures_by_month_and_weight_leave_out_other_years(kindergarten: Kindergarten) -> None:
    for day in (dt.date(2025, 12, 31), dt.date(2026, 1, 1), dt.date(2026, 11, 20)):
        opened(
            kindergarten,
            due(TODAY, "甲"),
            due(TODAY, "乙", severity=Severity.GRAVE),
            due(TODAY, "丙"),
            found_on=day,
        )
    figures = queries.figures_by_month(COUNTY, 2026)
    assert [(figure.month, figure.severity, figure.count) for figure in figures] == [
        (dt.date(2026, 1, 1), Severity.MINOR, 2),
        (dt.date(2026, 1, 1), Severity.GRAVE, 1),
        (dt.date(2026, 11, 1), Severity.MINOR, 2),
        (dt.date(2026, 11, 1), Severity.GRAVE, 1),
    ]


def test_findings_are_counted_by_what_follows_them(kindergarten: Kindergarten) -> None:
    result = opened(
        kindergarten,
        new_finding("甲"),
        new_finding("乙", authority=Authority.FIRE),
        new_finding("丙", authority=Authority.HEALTH),
        new_finding("丁", corrected_on_the_spot=True, step=CorrectionStep.AT_ONCE),
    )
    with transaction():
        service.withdraw_draft(result.follow_ups[0].public_id, "重拟。", None, CLERK, AT)
    assert queries.findings_by_kind(COUNTY, 2026) == {
        None: 1,
        Kind.TRANSFER_LETTER: 2,
        Kind.ADVICE: 1,
    }

"""The periods of the law, and what pausing and extending need."""

import datetime as dt

import pytest

from kgsup.core.clocks import ClockRule, Period, Unit
from kgsup.core.errors import RuleViolation
from kgsup.core.law import instrument_of
from kgsup.deadlines import rules
from kgsup.deadlines.rules import (
    KINDS,
    LEVELS,
    ApprovalLevel,
    DeadlineKind,
    PauseGround,
    PauseReason,
    Whose,
    check_extension,
    check_pause,
    extension_level_of,
    kinds_of,
)
from tests.factories.deadlines import extension, working_days

WD, CD, M = Unit.WORKING_DAYS, Unit.CALENDAR_DAYS, Unit.MONTHS


@pytest.mark.parametrize(
    ("term", "count", "unit", "longer", "pausable", "rolls", "article"),
    [
        (rules.CORRECTION_NOTICE, 5, WD, None, False, False, "行政许可法 32"),
        (rules.DECISION_GENERAL, 20, WD, 10, True, False, "行政许可法 42"),
        (rules.DECISION_JOINT, 45, WD, 15, True, False, "行政许可法 42"),
        (rules.DECISION_PREPARATION, 30, CD, None, False, False, "民办教育促进法 14"),
        (rules.DECISION_ESTABLISHMENT, 3, M, None, False, False, "民办教育促进法 17"),
        (rules.DECISION_SPLIT_OR_MERGE, 3, M, None, False, False, "民办教育促进法 53"),
        (rules.DECISION_CHANGE_OF_KIND, 3, M, None, False, False, "民办教育促进法 55"),
        (rules.DELIVERY, 10, WD, None, True, False, "行政许可法 44"),
        (rules.PUBLICATION, 7, WD, None, False, False, "行政许可法 40"),
        (rules.HEARING_REQUEST, 5, WD, None, False, True, "行政许可法 47"),
        (rules.HEARING, 20, WD, None, False, False, "行政许可法 47"),
        (rules.REGISTRATION_NON_PROFIT, 60, CD, None, False, False, "民办非企业单位登记管理暂行条例 11"),
        (rules.REGISTRATION_INSTITUTION, 30, CD, None, False, False, "事业单位登记管理暂行条例 8"),
        (rules.SPONSOR_CHANGE, 6, M, None, False, True, "民办教育促进法实施条例 12"),
        (rules.TERMINATION, 6, M, None, False, False, "民办教育促进法实施条例 50"),
    ],
)  # fmt: skip
def test_each_period_is_that_of_its_article(term, count, unit, longer, pausable, rolls, article):
    extension = Period(count=longer, unit=unit) if longer else None
    assert term.rule == ClockRule(
        legal=Period(count=count, unit=unit), pausable=pausable, rolls=rolls, extension=extension
    )
    assert term.article == article
    assert instrument_of(article)


def test_renewal_is_decided_by_the_last_day_of_validity():
    term = rules.renewal_by(dt.date(2027, 8, 31))
    assert term.rule == ClockRule(legal=dt.date(2027, 8, 31))
    assert term.article == "行政许可法 50"


def test_every_kind_says_whose_it_is_and_has_at_most_one_source_of_its_period():
    assert set(KINDS) == set(DeadlineKind)
    assert all(rule.default is None or rule.configured is None for rule in KINDS.values())
    assert {kind for whose in Whose for kind in kinds_of(whose)} == set(DeadlineKind)


def test_only_the_citizens_periods_roll():
    rolling = {kind for kind, rule in KINDS.items() if rule.default and rule.default.rolls}
    assert rolling == {DeadlineKind.HEARING_REQUEST, DeadlineKind.SPONSOR_CHANGE}
    assert {kind for kind, rule in KINDS.items() if rule.rolls} == set(kinds_of(Whose.CITIZEN))


def test_the_promise_stands_beside_the_legal_limit():
    promised = rules.with_promise(rules.DECISION_GENERAL.rule, working_days(15))
    assert promised.legal == working_days(20)
    assert promised.promised == working_days(15)
    assert rules.with_promise(promised, None) == promised


@pytest.mark.parametrize(
    ("rule", "level"),
    [
        (rules.DECISION_GENERAL.rule, ApprovalLevel.HEAD),
        (rules.with_promise(rules.DECISION_JOINT.rule, working_days(30)), ApprovalLevel.GOVERNMENT),
        (rules.DECISION_JOINT.rule, ApprovalLevel.GOVERNMENT),
        (rules.DECISION_ESTABLISHMENT.rule, None),
        (rules.DELIVERY.rule, None),
    ],
)
def test_the_law_names_who_extends(rule, level):
    assert extension_level_of(rule) is level


@pytest.mark.parametrize("level", [*LEVELS, "", "king", "level_head", "HEAD"])
@pytest.mark.parametrize(
    ("rule", "enough"),
    [
        (rules.DECISION_GENERAL.rule, ("head", "collective", "government")),
        (rules.DECISION_JOINT.rule, ("government",)),
        (rules.DECISION_ESTABLISHMENT.rule, ()),
    ],
)
def test_a_lower_level_does_not_extend(rule, enough, level):
    asked = extension(level_name=level)
    if level in enough:
        assert check_extension(rule, asked) == f"level_{level}"
    else:
        with pytest.raises(RuleViolation):
            check_extension(rule, asked)


@pytest.mark.parametrize("missing", [{"reason": " "}, {"approved_by": "　"}, {"approved_by": ""}])
def test_an_extension_needs_its_reason_and_who_approved_it(missing):
    with pytest.raises(RuleViolation):
        check_extension(rules.DECISION_GENERAL.rule, extension(**missing))


@pytest.mark.parametrize("ground", PauseGround)
def test_a_pause_needs_the_citation_of_what_requires_it(ground):
    check_pause(PauseReason(ground=ground, basis="行政许可法 46"))
    for basis in ("", "  ", "某" * 121):
        with pytest.raises(RuleViolation) as refusal:
            check_pause(PauseReason(ground=ground, basis=basis))
        assert refusal.value.article == "行政许可法 45"

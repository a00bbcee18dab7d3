"""What is published, by the rules alone: no app, no database."""

import datetime as dt
from dataclasses import replace

import pytest

from kgsup.core.errors import IllegalTransition, RuleViolation
from kgsup.core.labels import label_of
from kgsup.core.law import Article
from kgsup.publications import rules
from kgsup.publications.rules import (
    CONSEQUENCES,
    KINDS,
    TRANSITIONS,
    Action,
    Draft,
    Fact,
    Lasting,
    PublicationKind,
    State,
)
from tests.factories.publications import FACTS, new_plan

TODAY = dt.date(2026, 11, 21)
DUE_ON = dt.date(2026, 12, 1)
GRANTED, REFUSED = PublicationKind.LICENCE_GRANTED, PublicationKind.LICENCE_REFUSED

NEXT_STATE = {
    (State.PLANNED, Action.PUBLISH): State.PUBLISHED,
    (State.PLANNED, Action.WITHHOLD): State.WITHHELD,
    (State.PLANNED, Action.CORRECT): State.WITHHELD,
    (State.PUBLISHED, Action.WITHDRAW): State.WITHDRAWN,
    (State.PUBLISHED, Action.CORRECT): State.PUBLISHED,
    (State.WITHHELD, Action.CORRECT): State.WITHHELD,
    (State.WITHDRAWN, Action.CORRECT): State.WITHDRAWN,
}

# Practice 2.2 as far as licences go: kind → (article, on, how long, two people, in the credit sheet).
TABLE = {
    "licence_granted": ("行政许可法 40", True, "while_it_lasts", False, True),
    "licence_changed": ("行政许可法 40", True, "while_it_lasts", False, True),
    "licence_renewed": ("行政许可法 40", True, "while_it_lasts", False, True),
    "licence_ended": ("行政许可法 40", True, "while_it_lasts", False, True),
    "licence_replaced": (None, False, "while_it_lasts", False, False),
    "filing": ("民办教育促进法实施条例 12", True, "while_it_lasts", False, False),
    "loss_notice": (None, True, "until_date", False, False),
    "termination_notice": ("民办教育促进法实施条例 50", True, "until_date", False, False),
    "licence_refused": (None, False, "while_it_lasts", True, False),
}


def draft(**values: object) -> Draft:
    """A grant that anybody may publish, unless ``values`` say otherwise."""
    plain = Draft(
        state=State.PLANNED,
        article="行政许可法 40",
        until=None,
        due_on=DUE_ON,
        needs_second=False,
        planned_by=1,
    )
    return replace(plain, **values)  # type: ignore[arg-type]


def test_the_table_of_kinds_is_the_reviewed_one():
    assert {
        kind.value: (
            rule.article and rule.article.value,
            rule.is_on,
            rule.lasting.value,
            rule.needs_second,
            rule.in_credit_sheet,
        )
        for kind, rule in KINDS.items()
    } == TABLE
    assert set(KINDS) == set(PublicationKind)


def test_the_table_of_states_is_the_reviewed_one():
    assert TRANSITIONS == NEXT_STATE


ACTS = {
    Action.PUBLISH: lambda state: rules.publish(draft(state=state), publisher=2, today=TODAY),
    Action.WITHHOLD: lambda state: rules.withhold(state, "涉及商业秘密。"),
    Action.WITHDRAW: lambda state: rules.withdraw(state, "决定已撤销。"),
    Action.CORRECT: lambda state: rules.correct(state, "文书号有误。", is_replaced=False),
}


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("state", State)
def test_each_act_leads_on_from_its_states_alone(state: State, action: Action):
    if (state, action) in NEXT_STATE:
        assert ACTS[action](state) is NEXT_STATE[state, action]
    else:
        with pytest.raises(IllegalTransition):
            ACTS[action](state)


@pytest.mark.parametrize("state", State)
def test_every_offered_act_is_named_and_says_what_follows(state: State):
    for action in rules.possible_actions(state):
        assert label_of(action)
        assert CONSEQUENCES[action]


@pytest.mark.parametrize("article", [None, "", "  "])
def test_nothing_is_published_without_its_article(article: str | None):
    with pytest.raises(RuleViolation):
        rules.publish(draft(article=article), publisher=2, today=TODAY)


@pytest.mark.parametrize(
    ("needs_second", "planned_by", "publisher", "is_allowed"),
    [
        (False, 1, 1, True),
        (False, None, None, True),
        (True, 1, 1, False),
        (True, 1, 2, True),
        (True, None, 2, True),
        (True, None, None, False),
        (True, 1, None, False),
    ],
)
def test_where_two_people_are_asked_for_the_planner_does_not_publish(
    needs_second: bool, planned_by: int | None, publisher: int | None, is_allowed: bool
):
    planned = draft(needs_second=needs_second, planned_by=planned_by)
    if is_allowed:
        assert rules.publish(planned, publisher=publisher, today=TODAY) is State.PUBLISHED
    else:
        with pytest.raises(RuleViolation):
            rules.publish(planned, publisher=publisher, today=TODAY)


@pytest.mark.parametrize(
    ("today", "reason", "is_allowed"),
    [
        (DUE_ON, None, True),
        (dt.date(2026, 12, 2), None, False),
        (dt.date(2026, 12, 2), " ", False),
        (dt.date(2026, 12, 2), "系统故障。", True),
    ],
)
def test_after_the_last_day_publishing_needs_its_reason(
    today: dt.date, reason: str | None, is_allowed: bool
):
    if is_allowed:
        assert rules.publish(draft(), publisher=2, today=today, late_reason=reason)
    else:
        with pytest.raises(RuleViolation) as refusal:
            rules.publish(draft(), publisher=2, today=today, late_reason=reason)
        assert refusal.value.article is Article.DECISIONS_ARE_PUBLIC


@pytest.mark.parametrize(
    ("until", "is_allowed"), [(None, True), (TODAY, True), (dt.date(2026, 11, 20), False)]
)
def test_what_would_be_past_its_last_public_day_is_not_published(
    until: dt.date | None, is_allowed: bool
):
    if is_allowed:
        assert rules.publish(draft(until=until), publisher=2, today=TODAY)
    else:
        with pytest.raises(RuleViolation):
            rules.publish(draft(until=until), publisher=2, today=TODAY)


@pytest.mark.parametrize(
    "act",
    [
        lambda reason: rules.withhold(State.PLANNED, reason),
        lambda reason: rules.withdraw(State.PUBLISHED, reason),
        lambda reason: rules.correct(State.PUBLISHED, reason, is_replaced=False),
    ],
)
@pytest.mark.parametrize("reason", ["", "  ", "因" * 501])
def test_withholding_withdrawing_and_correcting_need_a_reason(act, reason: str):
    with pytest.raises(RuleViolation):
        act(reason)


def test_what_was_corrected_is_not_corrected_again():
    with pytest.raises(IllegalTransition):
        rules.correct(State.PUBLISHED, "文书号有误。", is_replaced=True)


@pytest.mark.parametrize(
    ("state", "due_on", "is_late"),
    [
        (State.PLANNED, dt.date(2026, 11, 20), True),
        (State.PLANNED, TODAY, False),
        (State.PLANNED, None, False),
        (State.PUBLISHED, dt.date(2026, 11, 20), False),
        (State.WITHHELD, dt.date(2026, 11, 20), False),
        (State.WITHDRAWN, dt.date(2026, 11, 20), False),
    ],
)
def test_only_what_is_planned_can_be_late(state: State, due_on: dt.date | None, is_late: bool):
    assert rules.is_late(state, due_on, TODAY) is is_late


@pytest.mark.parametrize("kind", PublicationKind)
def test_a_county_switches_kinds_on_and_off(kind: PublicationKind):
    assert rules.is_on(kind, {}) is KINDS[kind].is_on
    assert rules.is_on(kind, {kind.value: not KINDS[kind].is_on}) is not KINDS[kind].is_on
    assert rules.needs_second(kind, [kind.value])
    assert rules.needs_second(kind, []) is KINDS[kind].needs_second


# ── facts ──


@pytest.mark.parametrize("kind", PublicationKind)
@pytest.mark.parametrize("fact", Fact)
def test_only_the_public_words_of_a_kind_are_taken(kind: PublicationKind, fact: Fact):
    text = "2026-12-31" if fact in rules.kinds.DATES else "公开"
    if fact in KINDS[kind].facts:
        assert rules.check_facts(kind, {fact.value: text}) == {fact.value: text}
    else:
        with pytest.raises(RuleViolation):
            rules.check_facts(kind, {fact.value: text})


@pytest.mark.parametrize(
    "name", ["telephone", "id_number", "children", "child_name", "guardian", "", "KINDERGARTEN"]
)
@pytest.mark.parametrize("kind", PublicationKind)
def test_a_name_that_is_no_public_word_is_refused_with_its_article(
    kind: PublicationKind, name: str
):
    with pytest.raises(RuleViolation) as refusal:
        rules.check_facts(kind, {name: ""})
    assert refusal.value.article is Article.NO_PERSONAL_DATA_PUBLISHED


PERSONAL = [
    "联系电话13800000000",
    "138 0000 0000",
    "138-0000-0000",
    "１３８００００００００",
    "+8613800000000",
    "0990-1234567",
    "电话 0990 12345678",
    "身份证990126198001010017",
    "990126 19800101 0017",
    "990126-19800101-001x",
    "９９０１２６１９８００１０１００１Ｘ",
]


@pytest.mark.parametrize("text", PERSONAL)
@pytest.mark.parametrize("fact", [Fact.CONTENT, Fact.REMARK, Fact.LEGAL_REPRESENTATIVE])
def test_numbers_of_persons_are_refused_however_they_are_written(fact: Fact, text: str):
    with pytest.raises(RuleViolation) as refusal:
        rules.check_facts(GRANTED, {fact.value: text})
    assert refusal.value.article is Article.NO_PERSONAL_DATA_PUBLISHED


@pytest.mark.parametrize("text", PERSONAL)
def test_titles_hold_no_number_of_a_person(text: str):
    with pytest.raises(RuleViolation):
        rules.check_title(text)


@pytest.mark.parametrize(
    "code", ["990126198001010017", "99012619800101001X", "990126 19800101 0017"]
)
def test_a_persons_number_does_not_pass_as_a_credit_code(code: str):
    with pytest.raises(RuleViolation):
        rules.check_facts(GRANTED, {"counterpart_code": code})


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        (Fact.COUNTERPART_CODE, "52990126MJ0000018E"),
        (Fact.COUNTERPART_CODE, "52990126MJ0000018X"),  # a wrong code is the register's alarm
        (Fact.LICENCE_NUMBER, "教民199012660000018号"),
        (Fact.DECISION_NUMBER, "青教〔2026〕57号"),
        (Fact.LOST_FORM, "0990123456"),
        (Fact.CONTENT, "2026年11月20日至2031年11月19日，规模6个班180人。"),
        (Fact.ADDRESS, "青阳街道禾苗路8号2026室"),
    ],
)
def test_numbers_of_papers_and_places_are_no_numbers_of_persons(fact: Fact, text: str):
    kind = PublicationKind.LOSS_NOTICE if fact is Fact.LOST_FORM else GRANTED
    assert rules.check_facts(kind, {fact.value: text}) == {fact.value: text}


def test_all_facts_of_a_grant_are_public_words_and_kept_in_order():
    kept = rules.check_facts(GRANTED, dict(reversed(FACTS.items())) | {"remark": " "})
    assert kept == FACTS
    assert list(kept) == [fact.value for fact in Fact if fact.value in FACTS]


def test_a_case_may_say_what_is_public_and_leave_the_rest_out():
    said = FACTS | {"telephone": "1", "content": "电话13800000000", "valid_until": "x", "remark": 3}
    kept = rules.public_words(GRANTED, said)
    assert kept == {
        name: text for name, text in FACTS.items() if name not in {"content", "valid_until"}
    }


@pytest.mark.parametrize("value", [3, 3.5, True, ["a"], {"a": "b"}, dt.date(2026, 1, 1)])
def test_facts_are_texts(value: object):
    with pytest.raises(RuleViolation):
        rules.check_facts(GRANTED, {"content": value})


@pytest.mark.parametrize("text", ["2026-02-30", "next year", "2026/11/20", "20.11.2026"])
def test_a_date_that_is_none_is_refused(text: str):
    with pytest.raises(RuleViolation):
        rules.check_facts(GRANTED, {"valid_until": text})


def test_a_fact_has_an_end():
    with pytest.raises(RuleViolation):
        rules.check_facts(GRANTED, {"content": "字" * 501})


# ── plans ──


@pytest.mark.parametrize("kind", PublicationKind)
def test_a_plan_gets_the_article_of_its_kind_unless_it_has_its_own(kind: PublicationKind):
    kept = rules.check_plan(new_plan(kind), TODAY)
    assert kept.article == TABLE[kind.value][0]
    own = rules.check_plan(new_plan(kind, article="青禾县政务公开办法"), TODAY)
    assert own.article == "青禾县政务公开办法"


@pytest.mark.parametrize("kind", PublicationKind)
def test_a_last_day_is_given_where_one_is_needed_and_only_there(kind: PublicationKind):
    is_dated = KINDS[kind].lasting is Lasting.UNTIL_DATE
    wrong = new_plan(kind, until=None if is_dated else dt.date(2027, 1, 1))
    with pytest.raises(RuleViolation):
        rules.check_plan(wrong, TODAY)


@pytest.mark.parametrize(
    "values",
    [
        {"decided_on": dt.date(2026, 11, 22)},
        {"title": " "},
        {"title": "字" * 201},
        {"facts": {"telephone": "1"}},
        {"article": "13800000000"},
    ],
)
def test_a_plan_that_cannot_be_published_is_refused(values: dict):
    with pytest.raises(RuleViolation):
        rules.check_plan(new_plan(**values), TODAY)


def test_a_last_day_before_the_decision_is_refused():
    with pytest.raises(RuleViolation):
        rules.check_plan(new_plan(PublicationKind.LOSS_NOTICE, until=dt.date(2026, 11, 19)), TODAY)

"""Questions and answers by the rules alone: no app, no database."""

import datetime as dt

import pytest

from kgsup.core.clocks import Period, Unit
from kgsup.core.errors import IllegalTransition, RuleViolation
from kgsup.core.labels import label_of
from kgsup.referrals import rules
from kgsup.referrals.rules import CONSEQUENCES, TRANSITIONS, Action, Opinion, State
from tests.factories.referrals import answer, question

ASKED = dt.date(2026, 11, 9)
TODAY = dt.date(2026, 11, 20)

NEXT_STATE = {
    (State.ASKED, Action.ANSWER): State.ANSWERED,
    (State.ASKED, Action.MAKE_LINK): State.ASKED,
    (State.ASKED, Action.ATTACH_LETTER): State.ASKED,
    (State.ASKED, Action.WITHDRAW): State.WITHDRAWN,
    (State.ANSWERED, Action.ATTACH_LETTER): State.ANSWERED,
}


def test_the_table_of_states_is_the_reviewed_one():
    assert TRANSITIONS == NEXT_STATE


@pytest.mark.parametrize("state", State)
def test_only_what_was_asked_is_answered(state: State):
    if state is State.ASKED:
        after = rules.answer(state, answer(), asked_on=ASKED, today=TODAY)
        assert after == (State.ANSWERED, TODAY)
    else:
        with pytest.raises(IllegalTransition):
            rules.answer(state, answer(), asked_on=ASKED, today=TODAY)


@pytest.mark.parametrize("state", State)
def test_only_what_was_asked_is_withdrawn(state: State):
    if state is State.ASKED:
        assert rules.withdraw(state, "申请已撤回。") is State.WITHDRAWN
    else:
        with pytest.raises(IllegalTransition):
            rules.withdraw(state, "申请已撤回。")


def test_a_withdrawal_needs_its_reason():
    with pytest.raises(RuleViolation):
        rules.withdraw(State.ASKED, "  ")


@pytest.mark.parametrize(
    ("opinion", "text", "is_taken"),
    [
        (Opinion.AGREES, "", True),
        (Opinion.AGREES, "符合要求。", True),
        (Opinion.AGREES_WITH_REMARKS, "", False),
        (Opinion.AGREES_WITH_REMARKS, "须增设一处出口。", True),
        (Opinion.OBJECTS, " ", False),
        (Opinion.OBJECTS, "疏散楼梯不足。", True),
    ],
)
def test_remarks_and_objections_need_their_words(opinion: Opinion, text: str, is_taken: bool):
    given = answer(opinion=opinion, text=text)
    if is_taken:
        rules.answer(State.ASKED, given, asked_on=ASKED, today=TODAY)
    else:
        with pytest.raises(RuleViolation):
            rules.answer(State.ASKED, given, asked_on=ASKED, today=TODAY)


@pytest.mark.parametrize("missing", ["name", "position"])
def test_an_answer_says_who_gives_it(missing: str):
    with pytest.raises(RuleViolation):
        rules.answer(State.ASKED, answer(**{missing: " "}), asked_on=ASKED, today=TODAY)


def test_an_answer_on_paper_needs_its_scan():
    with pytest.raises(RuleViolation):
        rules.answer(State.ASKED, answer(), asked_on=ASKED, today=TODAY, on_paper=True)
    taken = rules.answer(
        State.ASKED, answer(scan="X" * 16), asked_on=ASKED, today=TODAY, on_paper=True
    )
    assert taken[0] is State.ANSWERED


@pytest.mark.parametrize(
    ("day", "is_taken"),
    [
        (dt.date(2026, 11, 8), False),
        (ASKED, True),
        (TODAY, True),
        (dt.date(2026, 11, 21), False),
    ],
)
def test_the_day_of_an_answer_lies_between_question_and_today(day: dt.date, is_taken: bool):
    given = answer(answered_on=day)
    if is_taken:
        assert rules.answer(State.ASKED, given, asked_on=ASKED, today=TODAY)[1] == day
    else:
        with pytest.raises(RuleViolation):
            rules.answer(State.ASKED, given, asked_on=ASKED, today=TODAY)


@pytest.mark.parametrize(
    "values",
    [
        {"department": " "},
        {"question": ""},
        {"silence": " "},
        {"facts": (("地址", " "),)},
        {"facts": (("", "青阳街道"),)},
        {"facts": (("地址", "青阳街道"),) * 41},
        {"department": "县" * 121},
        {"question": "问" * 4001},
        {"reply_by_period": Period(count=0, unit=Unit.WORKING_DAYS)},
        {"reply_by_period": Period(count=61, unit=Unit.CALENDAR_DAYS)},
        {"asked_on": dt.date(2026, 11, 21)},
    ],
)
def test_a_question_that_nobody_could_answer_is_refused(values: dict):
    with pytest.raises(RuleViolation):
        rules.check_question(question(**values), TODAY)


def test_a_question_goes_out_today_unless_its_letter_is_older():
    assert rules.check_question(question(), TODAY) == TODAY
    assert rules.check_question(question(asked_on=ASKED), TODAY) == ASKED


@pytest.mark.parametrize(
    ("state", "answered_on", "today", "is_late"),
    [
        (State.ASKED, None, dt.date(2026, 11, 20), False),
        (State.ASKED, None, dt.date(2026, 11, 21), True),
        (State.ANSWERED, dt.date(2026, 11, 20), dt.date(2026, 12, 20), False),
        (State.ANSWERED, dt.date(2026, 11, 21), dt.date(2026, 12, 20), True),
        (State.WITHDRAWN, None, dt.date(2026, 12, 20), False),
    ],
)
def test_who_has_not_answered_by_the_due_day_is_late(
    state: State, answered_on: dt.date | None, today: dt.date, is_late: bool
):
    due_on = dt.date(2026, 11, 20)
    assert rules.is_late(state, due_on, today=today, answered_on=answered_on) is is_late


def test_without_a_clock_nobody_is_late():
    assert not rules.is_late(State.ASKED, None, today=TODAY, answered_on=None)


def test_every_offered_act_is_named_and_says_what_follows():
    for state in State:
        for action in rules.possible_actions(state):
            assert label_of(action)
            assert CONSEQUENCES[action]

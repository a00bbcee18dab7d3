"""The rules with days: signatures on paper, appointments, deputies, discussions; numbers elsewhere."""

import datetime as dt

import pytest

from kgsup.casework.rules import (
    KnownDeputation,
    Level,
    Minutes,
    Needs,
    NewDeputation,
    OnPaper,
    ProposalState,
    Span,
    day_of_signature,
)
from kgsup.casework.rules.levels import check_appointment, check_deputation, check_end
from kgsup.casework.rules.numbers import check_finish, check_number, comparable_number
from kgsup.casework.rules.proposals import check_words, discuss, finish_review, withdraw
from kgsup.core.errors import IllegalTransition, RuleViolation
from kgsup.core.workdays import WorkCalendar

CALENDAR = WorkCalendar(known_years=frozenset({2026}))
FRIDAY = dt.date(2026, 11, 20)
BEGUN = dt.date(2026, 11, 2)


def day(n: int, month: int = 11) -> dt.date:
    return dt.date(2026, month, n)


def span(first: int, last: int | None) -> Span:
    return Span(from_on=day(first), until_on=day(last) if last else None)


def signed(
    signed_on: dt.date, *, since: dt.date = BEGUN, reason: str = "", signer: str = "周临江"
) -> dt.date:
    paper = OnPaper(signer=signer, signed_on=signed_on, scan="S1", reason=reason)
    return day_of_signature(
        paper, since=since, today=FRIDAY, calendar=CALENDAR, too_early="too early"
    )


def test_on_the_screen_the_day_is_today() -> None:
    today = day_of_signature(
        None, since=day(2), today=FRIDAY, calendar=CALENDAR, too_early="too early"
    )
    assert today == FRIDAY


@pytest.mark.parametrize("signed_on", [day(13), day(16), day(20)])
def test_within_five_working_days_the_scan_is_enough(signed_on: dt.date) -> None:
    assert signed(signed_on) == signed_on  # the 13th is the fifth working day before the 20th


@pytest.mark.parametrize("signed_on", [day(12), day(2)])
def test_later_a_reason_is_needed_too(signed_on: dt.date) -> None:
    with pytest.raises(RuleViolation, match="write the reason"):
        signed(signed_on)
    assert signed(signed_on, reason="断网") == signed_on


@pytest.mark.parametrize("signed_on", [day(1), day(21)])
def test_a_signature_lies_between_the_step_before_and_today(signed_on: dt.date) -> None:
    with pytest.raises(RuleViolation, match="too early"):
        signed(signed_on, reason="断网")


def test_a_paper_has_a_signer_and_a_scan() -> None:
    with pytest.raises(RuleViolation, match="scan"):
        signed(FRIDAY, signer="  ")
    with pytest.raises(RuleViolation, match="scan"):
        day_of_signature(
            OnPaper(signer="周临江", signed_on=FRIDAY, scan=""),
            since=day(2),
            today=FRIDAY,
            calendar=CALENDAR,
            too_early="too early",
        )


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        (span(1, 10), span(10, 20), True),
        (span(1, 10), span(11, 20), False),
        (span(11, 20), span(1, 10), False),
        (span(1, None), span(20, None), True),
        (span(1, None), span(1, 1), True),
        (span(5, None), span(1, 4), False),
        (span(1, 30), span(10, 9), False),  # ended before it began: it never held
    ],
)
def test_spans_meet_on_a_day_in_common(one: Span, other: Span, meet: bool) -> None:
    assert (one.meets(other), other.meets(one)) == (meet, meet)


@pytest.mark.parametrize(
    ("on", "holds"), [(9, False), (10, True), (15, True), (20, True), (21, False)]
)
def test_both_days_of_a_span_are_included(on: int, holds: bool) -> None:
    assert span(10, 20).includes(day(on)) is holds


@pytest.mark.parametrize("level", Level)
def test_levels_that_people_hold(level: Level) -> None:
    if level in {Level.OFFICER, Level.COLLECTIVE}:
        with pytest.raises(RuleViolation, match="Nobody is appointed"):
            check_appointment(level, span(1, None), [])
    else:
        check_appointment(level, span(1, None), [])


def test_one_person_holds_one_level_at_a_time() -> None:
    with pytest.raises(RuleViolation, match="already"):
        check_appointment(Level.HEAD, span(10, 20), [span(1, 10)])
    check_appointment(Level.HEAD, span(11, 20), [span(1, 10)])
    with pytest.raises(RuleViolation, match="before the first"):
        check_appointment(Level.HEAD, span(10, 9), [])


KNOWN = [KnownDeputation(represented="HEAD", deputy="DEPUTY", span=span(10, 20))]


@pytest.mark.parametrize(
    ("represented", "deputy", "days", "refused"),
    [
        ("HEAD", "HEAD", span(1, 5), "themselves"),
        ("HEAD", "OTHER", span(20, 25), "already"),
        ("HEAD", "OTHER", span(21, 25), None),
        ("DEPUTY", "OTHER", span(15, 16), "deputy of a deputy"),  # the deputy is away as well
        ("OTHER", "HEAD", span(15, 16), "deputy of a deputy"),  # who is away stands in for nobody
        ("DEPUTY", "OTHER", span(21, 25), None),
        ("OTHER", "DEPUTY", span(15, 16), None),  # one person may stand in for two
        ("OTHER", "DEPUTY", span(16, 15), "before the first"),
        ("OTHER", "DEPUTY", span(16, None), "last day"),
    ],
)
def test_deputies(represented: str, deputy: str, days: Span, refused: str | None) -> None:
    new = NewDeputation(represented=represented, deputy=deputy, span=days, reason="出差")
    if refused is None:
        check_deputation(new, KNOWN)
    else:
        with pytest.raises(RuleViolation, match=refused):
            check_deputation(new, KNOWN)


def test_a_deputation_has_a_reason() -> None:
    new = NewDeputation(represented="A", deputy="B", span=span(1, 2), reason=" ")
    with pytest.raises(RuleViolation, match="reason"):
        check_deputation(new, [])


@pytest.mark.parametrize(
    ("last_on", "refused"), [(day(19), True), (FRIDAY, False), (day(29), False), (day(30), True)]
)
def test_ending_is_today_at_the_earliest_and_before_the_end(
    last_on: dt.date, refused: bool
) -> None:
    if refused:
        with pytest.raises(RuleViolation):
            check_end(span(1, 30), last_on, FRIDAY)
    else:
        check_end(span(1, 30), last_on, FRIDAY)


NEEDS = Needs(legal_review=False, discussion=True)


def talk(**values: object) -> ProposalState:
    defaults: dict[str, object] = {
        "number": "纪要〔2026〕12号",
        "held_on": day(18),
        "attendance": ("周临江", "杨白石", "李云岭"),
        "result": "会议同意。",
        "agreed": True,
    }
    minutes = Minutes(**(defaults | values))  # type: ignore[arg-type]
    return discuss(ProposalState.DISCUSSION, NEEDS, minutes, since=day(16), today=FRIDAY)


def test_agreeing_minutes_lead_to_the_signature_others_back_to_the_draft() -> None:
    assert talk() is ProposalState.TO_SIGN
    assert talk(agreed=False) is ProposalState.DRAFTED


@pytest.mark.parametrize(
    "values",
    [
        {"number": " "},
        {"result": ""},
        {"attendance": ("周临江", "杨白石")},
        {"attendance": ("周临江", "杨白石", "周 临江")},  # one person twice
        {"attendance": ("周临江", "杨白石", " ")},
        {"held_on": day(15)},
        {"held_on": day(21)},
    ],
)
def test_minutes_that_do_not_do(values: dict[str, object]) -> None:
    with pytest.raises(RuleViolation):
        talk(**values)
    with pytest.raises(RuleViolation):
        talk(agreed=False, **values)


@pytest.mark.parametrize(
    "state", [state for state in ProposalState if state is not ProposalState.DISCUSSION]
)
def test_minutes_belong_to_the_discussion_alone(state: ProposalState) -> None:
    minutes = Minutes(
        number="1", held_on=day(18), attendance=("甲", "乙", "丙"), result="否", agreed=False
    )
    with pytest.raises(IllegalTransition):
        discuss(state, NEEDS, minutes, since=day(16), today=FRIDAY)


@pytest.mark.parametrize(
    ("title", "text", "basis"),
    [("", "拟准予", ("1",)), ("设立", " ", ("1",)), ("设立", "拟", ("",))],
)
def test_a_proposal_says_what_why_and_on_which_basis(
    title: str, text: str, basis: tuple[str, ...]
) -> None:
    with pytest.raises(RuleViolation):
        check_words(title, text, basis)


def test_a_withdrawal_has_a_reason() -> None:
    with pytest.raises(RuleViolation):
        withdraw(ProposalState.DRAFTED, NEEDS, " ")
    assert withdraw(ProposalState.TO_SIGN, NEEDS, "申请人撤回") is ProposalState.WITHDRAWN


@pytest.mark.parametrize(
    ("reviewer", "finding", "allowed"),
    [(7, "程序合规", True), (5, "程序合规", False), (None, "程序合规", False), (7, "。", False)],
)
def test_a_review_afterwards_is_by_another_and_in_words(
    reviewer: int | None, finding: str, allowed: bool
) -> None:
    signers = frozenset({5, 6})
    if allowed:
        finish_review(reviewer_id=reviewer, signers=signers, finding=finding)
    else:
        with pytest.raises(RuleViolation):
            finish_review(reviewer_id=reviewer, signers=signers, finding=finding)


def test_numbers_are_compared_without_blanks_width_and_case() -> None:
    assert comparable_number(" 9901２6 a-0１ ") == "990126A-01"
    assert check_number("99 01") == "9901"


@pytest.mark.parametrize("number", ["", "  ", "——", "1" * 81])
def test_numbers_that_are_none(number: str) -> None:
    with pytest.raises(RuleViolation):
        check_number(number)


def test_a_case_is_finished_elsewhere_once_and_not_in_the_future() -> None:
    check_finish(FRIDAY, None, FRIDAY)
    with pytest.raises(RuleViolation):
        check_finish(day(21), None, FRIDAY)
    with pytest.raises(IllegalTransition):
        check_finish(FRIDAY, FRIDAY, FRIDAY)

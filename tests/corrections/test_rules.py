"""Findings and follow-ups by the rules alone: no app, no database."""

import datetime as dt
from dataclasses import replace

import pytest

from kgsup.core.clocks import CorrectionStep, Term
from kgsup.core.errors import IllegalTransition, RuleViolation
from kgsup.core.labels import label_of
from kgsup.core.law import Article
from kgsup.core.workdays import WorkCalendar
from kgsup.corrections.rules import (
    ADDRESSEES,
    CONSEQUENCES,
    FINDING_TRANSITIONS,
    MEANINGS,
    OFFERED_STEPS,
    TRANSITIONS,
    Action,
    Authority,
    Body,
    ClosedAs,
    Closing,
    Draft,
    ExtensionAsked,
    FindingAction,
    FindingState,
    Kind,
    NewFinding,
    OnPaper,
    PrintedDate,
    Regime,
    Severity,
    State,
    choose,
    is_overdue,
    possible_actions,
    signing,
)
from kgsup.corrections.rules import follow_ups as life
from kgsup.corrections.rules.findings import (
    change_date,
    check_new,
    close,
    dates_in_holidays,
    extend,
)

FOUND = dt.date(2026, 11, 9)  # a Monday
TODAY = dt.date(2026, 11, 20)
CALENDAR = WorkCalendar(known_years=frozenset({2026}))
OTHERS = [authority for authority in Authority if authority is not Authority.EDUCATION]

NEXT_FINDING_STATE = {
    (FindingState.OPEN, FindingAction.CLOSE): FindingState.CLOSED,
    (FindingState.OPEN, FindingAction.EXTEND): FindingState.OPEN,
    (FindingState.OPEN, FindingAction.MOVE): FindingState.OPEN,
}
NEXT_STATE = {
    (State.DRAFTED, Action.CHANGE): State.DRAFTED,
    (State.DRAFTED, Action.SIGN_OFF): State.SIGNED_OFF,
    (State.DRAFTED, Action.CONTINUE_ELSEWHERE): State.ELSEWHERE,
    (State.DRAFTED, Action.WITHDRAW): State.WITHDRAWN,
    (State.SIGNED_OFF, Action.SEAL): State.SEALED,
    (State.SIGNED_OFF, Action.TAKE_BACK): State.WITHDRAWN,
    (State.SEALED, Action.SERVE): State.SERVED,
    (State.SEALED, Action.TAKE_BACK): State.WITHDRAWN,
    (State.SERVED, Action.ANSWER): State.ANSWERED,
    (State.SERVED, Action.CLOSE): State.CLOSED,
    (State.ANSWERED, Action.CLOSE): State.CLOSED,
    (State.ELSEWHERE, Action.CLOSE): State.CLOSED,
}


def act(action: Action, state: State) -> State | None:
    """Do an act that is right in everything but, perhaps, the state."""
    acts = {
        Action.CHANGE: lambda: life.advance(TRANSITIONS, state, Action.CHANGE),
        Action.SIGN_OFF: lambda: sign_off(replace(DRAFT, state=state)).state,
        Action.CONTINUE_ELSEWHERE: lambda: life.continue_elsewhere(
            Kind.ORDER_TO_CORRECT, state, "青教罚立〔2026〕2号"
        ),
        Action.SEAL: lambda: life.advance(TRANSITIONS, state, Action.SEAL),
        Action.SERVE: lambda: life.serve(state, acted_on=FOUND, served_on=TODAY),
        Action.ANSWER: lambda: life.answer(
            state, "已整改。", answered_on=TODAY, served_on=FOUND, today=TODAY
        ),
        Action.CLOSE: lambda: life.close_when_done(state, 0),
        Action.WITHDRAW: lambda: life.withdraw(state, Action.WITHDRAW, "园方已停办。"),
        Action.TAKE_BACK: lambda: life.withdraw(state, Action.TAKE_BACK, "园名有误。"),
    }
    return acts[action]()


DRAFT = Draft(
    kind=Kind.RECTIFICATION_NOTICE,
    state=State.DRAFTED,
    prepared_by=frozenset({1, 2}),
    preparers=frozenset({"田小禾", "林一苗"}),
    officers=frozenset({"田小禾", "阿依古丽·Memet"}),
    found_on=FOUND,
    open_dates=(PrintedDate(step=CorrectionStep.DAYS_15, due_on=FOUND + dt.timedelta(days=15)),),
)


def sign_off(
    draft: Draft = DRAFT,
    signer_id: int | None = 9,
    on_paper: OnPaper | None = None,
    signer_name: str = "何青山",
) -> signing.SignOff:
    return signing.sign_off(
        draft,
        signer_id=signer_id,
        signer_name=signer_name,
        today=TODAY,
        calendar=CALENDAR,
        on_paper=on_paper,
    )


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("action", Action)
def test_each_act_leads_from_each_state_only_where_the_table_says(
    state: State, action: Action
) -> None:
    expected = NEXT_STATE.get((state, action))
    if expected is None and action is not Action.CLOSE:
        with pytest.raises(IllegalTransition):
            act(action, state)
    else:
        assert act(action, state) is expected
    assert TRANSITIONS.get((state, action)) is expected


@pytest.mark.parametrize("state", FindingState)
@pytest.mark.parametrize("action", FindingAction)
def test_a_closed_finding_stays_closed(state: FindingState, action: FindingAction) -> None:
    assert FINDING_TRANSITIONS.get((state, action)) is NEXT_FINDING_STATE.get((state, action))


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("state", State)
def test_a_page_offers_only_acts_of_the_table(kind: Kind, state: State) -> None:
    offered = possible_actions(kind, state)
    assert all((state, action) in TRANSITIONS for action in offered)
    assert Action.CLOSE not in offered
    if kind is Kind.ORDER_TO_CORRECT:
        assert Action.SIGN_OFF not in offered


@pytest.mark.parametrize("regime", Regime)
@pytest.mark.parametrize("authority", OTHERS)
def test_a_matter_of_another_authority_becomes_a_letter_of_the_bureau(
    regime: Regime, authority: Authority
) -> None:
    choice = choose(authority=authority, regime=regime, corrected_on_the_spot=False)
    assert (choice.kind, choice.body, choice.authority) == (
        Kind.TRANSFER_LETTER,
        Body.BUREAU,
        authority,
    )


@pytest.mark.parametrize(
    ("regime", "body"),
    [
        (Regime.SUPERVISION, Body.SUPERVISION_OFFICE),
        (Regime.INSPECTION, Body.BUREAU),
        (Regime.VERIFICATION, Body.BUREAU),
    ],
)
def test_our_own_matter_becomes_a_notice_of_the_body_that_went_there(
    regime: Regime, body: Body
) -> None:
    choice = choose(authority=Authority.EDUCATION, regime=regime, corrected_on_the_spot=False)
    assert (choice.kind, choice.body, choice.authority) == (Kind.RECTIFICATION_NOTICE, body, None)


@pytest.mark.parametrize("authority", Authority)
def test_what_was_corrected_on_the_spot_is_advice(authority: Authority) -> None:
    choice = choose(authority=authority, regime=Regime.INSPECTION, corrected_on_the_spot=True)
    assert (choice.kind, choice.authority) == (Kind.ADVICE, None)


@pytest.mark.parametrize("kind", [Kind.RECTIFICATION_NOTICE, Kind.ORDER_TO_CORRECT])
@pytest.mark.parametrize("authority", OTHERS)
def test_another_authoritys_matter_is_never_moved_into_a_paper_of_ours(
    kind: Kind, authority: Authority
) -> None:
    with pytest.raises(RuleViolation) as refused:
        life.redirect(kind, regime=Regime.INSPECTION, authority=authority)
    assert refused.value.article is Article.DEPARTMENTS_BY_DUTY


def test_a_letter_does_not_go_to_ourselves() -> None:
    with pytest.raises(RuleViolation):
        life.redirect(Kind.TRANSFER_LETTER, regime=Regime.INSPECTION, authority=Authority.EDUCATION)


def test_an_open_finding_is_not_moved_into_advice() -> None:
    with pytest.raises(RuleViolation):
        life.redirect(Kind.ADVICE, regime=Regime.INSPECTION, authority=Authority.EDUCATION)


def test_an_order_to_correct_is_the_bureaus_even_after_supervision() -> None:
    choice = life.redirect(
        Kind.ORDER_TO_CORRECT, regime=Regime.SUPERVISION, authority=Authority.EDUCATION
    )
    assert choice.body is Body.BUREAU


def test_an_order_to_correct_is_not_signed_off_here() -> None:
    with pytest.raises(RuleViolation):
        sign_off(replace(DRAFT, kind=Kind.ORDER_TO_CORRECT))


@pytest.mark.parametrize("preparer", [1, 2])
def test_who_drafted_or_changed_a_paper_does_not_sign_it_off(preparer: int) -> None:
    with pytest.raises(RuleViolation) as refused:
        sign_off(signer_id=preparer)
    assert refused.value.article is Article.SIGNED_OFF_BY_THE_HEAD


@pytest.mark.parametrize("signer", ["林一苗", " 林 一\u3000苗 "])
def test_who_drafted_a_paper_does_not_sign_it_by_hand_either(signer: str) -> None:
    paper = OnPaper(signer=signer, signed_on=TODAY, scan="SCAN")
    with pytest.raises(RuleViolation, match="drafted or changed"):
        sign_off(on_paper=paper)


def test_an_officer_of_the_visit_does_not_sign_off_its_paper_in_any_way() -> None:
    with pytest.raises(RuleViolation, match="officer of the visit") as refused:
        sign_off(signer_name="田小禾")
    assert refused.value.article is Article.SIGNED_OFF_BY_THE_HEAD
    paper = OnPaper(signer="阿依古丽·ＭＥＭＥＴ", signed_on=TODAY, scan="SCAN")
    with pytest.raises(RuleViolation, match="officer of the visit"):
        sign_off(on_paper=paper)
    elsewhere = replace(DRAFT, officers=frozenset())
    assert sign_off(elsewhere, signer_name="田小禾").acted_on == TODAY


def test_a_program_does_not_sign_off() -> None:
    with pytest.raises(RuleViolation):
        sign_off(signer_id=None)


def test_a_draft_in_which_nothing_is_open_is_not_signed_off() -> None:
    with pytest.raises(RuleViolation):
        sign_off(replace(DRAFT, open_dates=()))


def test_a_notice_does_not_print_a_date_before_its_own_day() -> None:
    yesterday = PrintedDate(step=CorrectionStep.DAYS_3, due_on=TODAY - dt.timedelta(days=1))
    with pytest.raises(RuleViolation) as refused:
        sign_off(replace(DRAFT, open_dates=(yesterday,)))
    assert refused.value.parameters == {"date": "2026-11-19"}


def test_a_notice_may_print_its_own_day_and_the_words_at_once() -> None:
    dates = (
        PrintedDate(step=None, due_on=TODAY),
        PrintedDate(step=CorrectionStep.AT_ONCE, due_on=FOUND),
    )
    assert sign_off(replace(DRAFT, open_dates=dates)).acted_on == TODAY


def test_a_letter_may_come_after_the_kindergartens_date() -> None:
    past = PrintedDate(step=CorrectionStep.DAYS_3, due_on=FOUND)
    letter = replace(DRAFT, kind=Kind.TRANSFER_LETTER, open_dates=(past,))
    assert sign_off(letter).state is State.SIGNED_OFF


def test_a_signature_on_paper_gives_its_day_to_the_document() -> None:
    paper = OnPaper(signer="何青山", signed_on=dt.date(2026, 11, 18), scan="SCAN")
    assert sign_off(on_paper=paper).acted_on == dt.date(2026, 11, 18)


@pytest.mark.parametrize("day", [FOUND - dt.timedelta(days=1), TODAY + dt.timedelta(days=1)])
def test_a_signature_lies_between_the_finding_and_today(day: dt.date) -> None:
    with pytest.raises(RuleViolation):
        sign_off(on_paper=OnPaper(signer="何青山", signed_on=day, scan="SCAN", reason="停电"))


def test_a_signature_on_paper_needs_its_scan() -> None:
    with pytest.raises(RuleViolation):
        sign_off(on_paper=OnPaper(signer="何青山", signed_on=TODAY, scan=""))


@pytest.mark.parametrize(
    ("day", "needs_reason"), [(dt.date(2026, 11, 13), False), (dt.date(2026, 11, 12), True)]
)
def test_after_five_working_days_a_signature_on_paper_needs_a_reason(
    day: dt.date, needs_reason: bool
) -> None:
    paper = OnPaper(signer="何青山", signed_on=day, scan="SCAN")
    if needs_reason:
        with pytest.raises(RuleViolation):
            sign_off(on_paper=paper)
    assert sign_off(on_paper=replace(paper, reason="停电三天。")).acted_on == day


def test_only_an_order_continues_in_a_penalty_case_and_only_with_its_number() -> None:
    with pytest.raises(RuleViolation):
        life.continue_elsewhere(Kind.RECTIFICATION_NOTICE, State.DRAFTED, "青教罚立〔2026〕2号")
    with pytest.raises(RuleViolation):
        life.continue_elsewhere(Kind.ORDER_TO_CORRECT, State.DRAFTED, " ")


def test_a_paper_is_not_served_before_its_day() -> None:
    with pytest.raises(RuleViolation):
        life.serve(State.SEALED, acted_on=TODAY, served_on=FOUND)


def test_service_names_the_dates_that_came_too_late_and_moves_none() -> None:
    dates = (
        PrintedDate(step=CorrectionStep.AT_ONCE, due_on=FOUND),
        PrintedDate(step=CorrectionStep.DAYS_3, due_on=FOUND),
        PrintedDate(step=CorrectionStep.DAYS_15, due_on=TODAY),
    )
    assert signing.served_too_late(dates, FOUND) == [FOUND]
    assert signing.served_too_late(dates, FOUND - dt.timedelta(days=1)) == []


@pytest.mark.parametrize("day", [FOUND - dt.timedelta(days=1), TODAY + dt.timedelta(days=1)])
def test_an_answer_lies_between_service_and_today(day: dt.date) -> None:
    with pytest.raises(RuleViolation):
        life.answer(State.SERVED, "已整改。", answered_on=day, served_on=FOUND, today=TODAY)


def test_an_answer_and_a_withdrawal_need_words() -> None:
    with pytest.raises(RuleViolation):
        life.answer(State.SERVED, " ", answered_on=TODAY, served_on=FOUND, today=TODAY)
    with pytest.raises(RuleViolation):
        life.withdraw(State.DRAFTED, Action.WITHDRAW, " ")


def test_a_follow_up_stays_while_anything_in_it_is_open() -> None:
    assert life.close_when_done(State.SERVED, 1) is None


CLOSING = Closing(closed_as=ClosedAs.SEEN_ON_SITE, closed_on=TODAY, note="复查时已修好。")


def closed(closing: Closing, severity: Severity = Severity.SERIOUS) -> FindingState:
    return close(FindingState.OPEN, closing, severity=severity, found_on=FOUND, today=TODAY)


def test_a_finding_is_closed_on_its_proof() -> None:
    assert closed(CLOSING) is FindingState.CLOSED


def test_a_closed_finding_is_not_closed_again() -> None:
    with pytest.raises(IllegalTransition):
        close(FindingState.CLOSED, CLOSING, severity=Severity.MINOR, found_on=FOUND, today=TODAY)


@pytest.mark.parametrize(
    "closing",
    [
        replace(CLOSING, note=" "),
        replace(CLOSING, closed_on=FOUND - dt.timedelta(days=1)),
        replace(CLOSING, closed_on=TODAY + dt.timedelta(days=1)),
        replace(CLOSING, closed_as=ClosedAs.SHOWN_BY_PAPERS),
    ],
)
def test_a_finding_is_not_closed_without_words_outside_its_days_or_without_papers(
    closing: Closing,
) -> None:
    with pytest.raises(RuleViolation):
        closed(closing)


def test_papers_close_a_serious_finding_but_never_a_grave_one() -> None:
    papers = replace(CLOSING, closed_as=ClosedAs.SHOWN_BY_PAPERS, proof=("PHOTO",))
    assert closed(papers) is FindingState.CLOSED
    with pytest.raises(RuleViolation):
        closed(papers, Severity.GRAVE)


DUE = TODAY + dt.timedelta(days=2)
ASKED = ExtensionAsked(new_due_on=DUE + dt.timedelta(days=7), reason="等配件到货。")


def extended(
    asked: ExtensionAsked = ASKED,
    *,
    state: FindingState = FindingState.OPEN,
    severity: Severity = Severity.SERIOUS,
    due_on: dt.date = DUE,
    earlier: int = 0,
    told_on: dt.date | None = FOUND,
) -> FindingState:
    return extend(
        state,
        asked,
        granted_on=TODAY,
        severity=severity,
        due_on=due_on,
        earlier_extensions=earlier,
        told_on=told_on,
    )


def test_a_date_is_extended_once_for_a_reason() -> None:
    assert extended() is FindingState.OPEN
    with pytest.raises(RuleViolation):
        extended(earlier=1)
    with pytest.raises(RuleViolation):
        extended(replace(ASKED, reason="忙"))


def test_the_date_of_a_grave_finding_is_not_extended() -> None:
    with pytest.raises(RuleViolation):
        extended(severity=Severity.GRAVE)


def test_the_date_of_a_closed_finding_is_not_extended() -> None:
    with pytest.raises(IllegalTransition):
        extended(state=FindingState.CLOSED)


@pytest.mark.parametrize("new", [DUE, TODAY])
def test_an_extension_gives_a_later_day(new: dt.date) -> None:
    with pytest.raises(RuleViolation):
        extended(replace(ASKED, new_due_on=new))


def test_a_date_that_has_passed_is_not_extended() -> None:
    with pytest.raises(RuleViolation):
        extended(due_on=TODAY - dt.timedelta(days=1))
    assert extended(due_on=TODAY) is FindingState.OPEN


def test_a_date_that_passed_before_the_notice_was_served_is_extended() -> None:
    passed = TODAY - dt.timedelta(days=3)
    assert extended(due_on=passed, told_on=passed) is FindingState.OPEN


@pytest.mark.parametrize(
    ("state", "due_on", "late"),
    [
        (FindingState.OPEN, TODAY, False),
        (FindingState.OPEN, TODAY - dt.timedelta(days=1), True),
        (FindingState.CLOSED, TODAY - dt.timedelta(days=1), False),
    ],
)
def test_the_printed_date_itself_is_in_time(
    state: FindingState, due_on: dt.date, late: bool
) -> None:
    assert is_overdue(state, due_on, TODAY) is late


NEW = NewFinding(
    item_code="A1",
    text="灭火器失压。",
    severity=Severity.SERIOUS,
    authority=Authority.FIRE,
    due_on=FOUND,
    step=CorrectionStep.AT_ONCE,
)


def test_a_finding_has_words_and_no_date_before_its_day() -> None:
    check_new(NEW, FOUND)
    with pytest.raises(RuleViolation):
        check_new(replace(NEW, text=" "), FOUND)
    with pytest.raises(RuleViolation):
        check_new(replace(NEW, due_on=FOUND - dt.timedelta(days=1)), FOUND)


def test_a_draft_never_brings_the_date_of_the_signed_record_forward() -> None:
    assert change_date(DUE, first_due_on=DUE) == DUE
    with pytest.raises(RuleViolation):
        change_date(TODAY, first_due_on=DUE)


def test_dates_on_which_nobody_can_be_visited_are_named() -> None:
    autumn = Term(name="秋", first_day=dt.date(2026, 9, 1), last_day=dt.date(2027, 1, 15))
    spring = Term(name="春", first_day=dt.date(2027, 3, 1), last_day=dt.date(2027, 7, 2))
    holiday = dt.date(2027, 2, 1)
    assert dates_in_holidays([holiday, TODAY, holiday], [autumn, spring]) == [holiday]


def test_everything_has_its_words() -> None:
    for kind in (Severity, Authority, FindingState, FindingAction, ClosedAs):
        assert all(label_of(value) for value in kind)
    for other in (Regime, Kind, Body, State, Action, CorrectionStep):
        assert all(label_of(value) for value in other)
    assert set(MEANINGS) == set(Kind)
    assert set(CONSEQUENCES) == set(Action)
    assert set(ADDRESSEES) == set(OTHERS)
    assert set(OFFERED_STEPS) == set(Severity)

"""The rules of casework by their whole tables: state × action, level × act, person × step."""

from itertools import product

import pytest

from kgsup.casework.rules import (
    APPOINTABLE,
    OPEN_STATES,
    Case,
    Departure,
    Given,
    Hand,
    Level,
    Needs,
    Person,
    ProposalAction,
    ProposalState,
    Standing,
    path_of,
    possible_actions,
    signing_level,
    table_of,
)
from kgsup.casework.rules import steps as rules
from kgsup.core.errors import IllegalTransition, RuleViolation
from kgsup.core.workflow import advance

S, A = ProposalState, ProposalAction
NEEDS = [
    Needs(legal_review=legal, discussion=both) for legal, both in product([True, False], repeat=2)
]
FULL = Needs(legal_review=True, discussion=True)
PLAIN = Needs(legal_review=False, discussion=False)

# The whole life with every step, written out: what stands here is all that leads anywhere.
REVIEWED = {
    S.DRAFTED: {A.SUBMIT: S.SECTION_REVIEW, A.CHANGE: S.DRAFTED, A.WITHDRAW: S.WITHDRAWN},
    S.SECTION_REVIEW: {A.AGREE: S.LEGAL_REVIEW, A.SEND_BACK: S.DRAFTED, A.WITHDRAW: S.WITHDRAWN},
    S.LEGAL_REVIEW: {
        A.AGREE: S.DISCUSSION,
        A.SKIP: S.DISCUSSION,
        A.SEND_BACK: S.DRAFTED,
        A.WITHDRAW: S.WITHDRAWN,
    },
    S.DISCUSSION: {
        A.RECORD_DISCUSSION: S.TO_SIGN,
        A.SEND_BACK: S.DRAFTED,
        A.WITHDRAW: S.WITHDRAWN,
    },
    S.TO_SIGN: {
        A.SIGN_OFF: S.SIGNED_OFF,
        A.AGREE: S.TO_SIGN,
        A.SEND_BACK: S.DRAFTED,
        A.WITHDRAW: S.WITHDRAWN,
    },
    S.SIGNED_OFF: {},
    S.WITHDRAWN: {},
}


@pytest.mark.parametrize(("state", "action"), list(product(S, A)))
def test_every_state_and_action_of_a_proposal_with_all_steps(state: S, action: A) -> None:
    expected = REVIEWED[state].get(action)
    if expected is None:
        with pytest.raises(IllegalTransition):
            advance(table_of(FULL), state, action)
    else:
        assert advance(table_of(FULL), state, action) is expected


@pytest.mark.parametrize(
    ("needs", "path"),
    [
        (FULL, [S.SECTION_REVIEW, S.LEGAL_REVIEW, S.DISCUSSION, S.TO_SIGN]),
        (Needs(legal_review=True, discussion=False), [S.SECTION_REVIEW, S.LEGAL_REVIEW, S.TO_SIGN]),
        (Needs(legal_review=False, discussion=True), [S.SECTION_REVIEW, S.DISCUSSION, S.TO_SIGN]),
        (PLAIN, [S.SECTION_REVIEW, S.TO_SIGN]),
    ],
)
def test_steps_that_are_not_needed_are_skipped(needs: Needs, path: list[S]) -> None:
    assert list(path_of(needs)) == path
    state, forward = S.DRAFTED, {S.DRAFTED: A.SUBMIT, S.DISCUSSION: A.RECORD_DISCUSSION}
    walked = []
    while state is not S.TO_SIGN:
        state = advance(table_of(needs), state, forward.get(state, A.AGREE))
        walked.append(state)
    assert walked == path


@pytest.mark.parametrize(("needs", "action"), list(product(NEEDS, A)))
def test_nothing_leads_into_or_out_of_a_step_that_is_not_needed(needs: Needs, action: A) -> None:
    table = table_of(needs)
    unneeded = set(OPEN_STATES) - {S.DRAFTED, *path_of(needs)}
    assert not unneeded & set(table.values())
    for state in unneeded:
        with pytest.raises(IllegalTransition):
            advance(table, state, action)


def test_only_a_small_bureau_is_offered_to_go_on_without_legal_review() -> None:
    assert A.SKIP not in possible_actions(S.LEGAL_REVIEW, FULL, small_bureau=False)
    assert A.SKIP in possible_actions(S.LEGAL_REVIEW, FULL, small_bureau=True)


# ── who takes a step ────────────────────────────────────────────────────────────────────────────

CLERK, SECTION, LAWYER = Person(1, "林一苗"), Person(2, "何青山"), Person(3, "方知法")
DEPUTY, HEAD, OTHER = Person(4, "杨白石"), Person(5, "周临江"), Person(6, "李云岭")


def hand(
    person: Person,
    level: Level = Level.SECTION,
    *behalf: tuple[Level, Person],
    lawyer: bool = False,
    approver: bool = True,
    entered_by: Person | None = None,
) -> Hand:
    return Hand(
        person=person,
        standings=(
            Standing(level=level),
            *(Standing(level=other, on_behalf_of=represented) for other, represented in behalf),
        ),
        is_approver=approver,
        is_legal_reviewer=lawyer,
        entered_by=entered_by or person,
        is_on_paper=entered_by is not None,
    )


def case(state: S, **values: object) -> Case:
    defaults: dict[str, object] = {
        "state": state,
        "least": Level.SECTION,
        "needs": FULL,
        "preparers": (CLERK,),
        "has_agreeing_minutes": True,
    }
    return Case(**(defaults | values))  # type: ignore[arg-type]


HOLDERS = [Level.OFFICER, *APPOINTABLE]


@pytest.mark.parametrize(("least", "held"), list(product(Level, HOLDERS)))
def test_level_by_act(least: Level, held: Level) -> None:
    """Each act is signed at its level or above; a collective decision by the head or above."""
    order = [Level.OFFICER, Level.SECTION, Level.DEPUTY_HEAD, Level.HEAD, Level.GOVERNMENT]
    needed = Level.HEAD if least is Level.COLLECTIVE else least
    given = case(S.TO_SIGN, least=least)
    if order.index(held) >= order.index(needed):
        step = rules.sign_off(given, hand(HEAD, held), text="同意")
        assert (step.state, step.standing.level) == (S.SIGNED_OFF, held)
    else:
        with pytest.raises(RuleViolation, match="at least the level"):
            rules.sign_off(given, hand(HEAD, held), text="同意")


def test_the_levels_stand_in_their_order() -> None:
    names = ["officer", "section", "deputy_head", "head", "collective", "government"]
    assert [level.value for level in Level] == names
    assert signing_level(Level.COLLECTIVE) is Level.HEAD


@pytest.mark.parametrize("held", [Level.HEAD, Level.GOVERNMENT])
def test_a_collective_decision_is_not_signed_without_agreeing_minutes(held: Level) -> None:
    given = case(S.TO_SIGN, least=Level.COLLECTIVE, has_agreeing_minutes=False)
    with pytest.raises(RuleViolation, match="Minutes"):
        rules.sign_off(given, hand(HEAD, held), text="同意")


STEPS = [S.SECTION_REVIEW, S.LEGAL_REVIEW, S.TO_SIGN]
DONE = {
    S.SECTION_REVIEW: (),
    S.LEGAL_REVIEW: (Given(step=S.SECTION_REVIEW, people=frozenset({SECTION.id or 0})),),
    S.TO_SIGN: (
        Given(step=S.SECTION_REVIEW, people=frozenset({SECTION.id or 0})),
        Given(step=S.LEGAL_REVIEW, people=frozenset({LAWYER.id or 0})),
    ),
}
EVERYBODY = [CLERK, SECTION, LAWYER, HEAD]
# Who may take which step in the ordinary mode; everybody here holds every role and the head's level.
ORDINARY = {
    S.SECTION_REVIEW: {SECTION, LAWYER, HEAD},
    S.LEGAL_REVIEW: {LAWYER, HEAD},
    S.TO_SIGN: {HEAD},
}


@pytest.mark.parametrize(
    ("person", "step", "small"), list(product(EVERYBODY, STEPS, [False, True]))
)
def test_person_by_step(person: Person, step: S, small: bool) -> None:
    """The preparer takes none in any mode; three people in the ordinary mode, fewer in a small bureau."""
    given = case(step, given=DONE[step], small_bureau=small)
    taker = hand(person, Level.HEAD, lawyer=True)
    allowed = person is not CLERK and (small or person in ORDINARY[step])
    assert rules.may_take(given, taker) is allowed
    act = (
        rules.sign_off
        if step is S.TO_SIGN
        else lambda *a, **k: rules.give_opinion(*a, agreed=True, **k)
    )
    if not allowed:
        with pytest.raises(RuleViolation):
            act(given, taker, text="同意")
        return
    taken = act(given, taker, text="同意")
    is_ordinary = person in ORDINARY[step]
    assert taken.departures == (frozenset() if is_ordinary else {Departure.SEVERAL_STEPS})


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("small", [False, True])
@pytest.mark.parametrize(
    "taker",
    [
        hand(CLERK, Level.HEAD, lawyer=True),
        hand(HEAD, Level.HEAD, lawyer=True, entered_by=CLERK),  # the preparer enters a paper
        hand(
            Person(77, "林 一苗"), Level.HEAD, lawyer=True, entered_by=HEAD
        ),  # the name on the paper
        hand(Person(None, "worker"), Level.GOVERNMENT, lawyer=True),
    ],
    ids=["own hand", "enters it", "name on paper", "program"],
)
def test_who_prepared_it_takes_no_step_in_any_way(step: S, small: bool, taker: Hand) -> None:
    given = case(step, least=Level.HEAD, small_bureau=small)
    act = (
        rules.sign_off
        if step is S.TO_SIGN
        else lambda *a, **k: rules.give_opinion(*a, agreed=True, **k)
    )
    with pytest.raises(RuleViolation):
        act(given, taker, text="同意")


@pytest.mark.parametrize("small", [False, True])
def test_nobody_signs_on_behalf_of_who_prepared_it(small: bool) -> None:
    given = case(S.TO_SIGN, least=Level.HEAD, small_bureau=small)
    with pytest.raises(RuleViolation, match="prepared"):
        rules.sign_off(given, hand(DEPUTY, Level.SECTION, (Level.HEAD, CLERK)), text="同意")


def test_who_prepared_the_case_before_is_refused_as_well() -> None:
    given = case(S.TO_SIGN, preparers=(CLERK, HEAD))
    with pytest.raises(RuleViolation, match="prepared"):
        rules.sign_off(given, hand(HEAD, Level.HEAD), text="同意")


def test_a_deputy_signs_on_behalf_where_the_own_level_does_not_reach() -> None:
    given = case(S.TO_SIGN, least=Level.HEAD)
    step = rules.sign_off(given, hand(DEPUTY, Level.DEPUTY_HEAD, (Level.HEAD, HEAD)), text="同意")
    assert (step.standing.level, step.standing.on_behalf_of) == (Level.HEAD, HEAD)


def test_a_deputy_signs_in_the_own_name_where_the_own_level_reaches() -> None:
    given = case(S.TO_SIGN, least=Level.SECTION)
    step = rules.sign_off(given, hand(DEPUTY, Level.DEPUTY_HEAD, (Level.HEAD, HEAD)), text="同意")
    assert step.standing.on_behalf_of is None


def test_a_deputy_does_not_sign_for_one_who_reviewed_it() -> None:
    reviewed = Given(step=S.SECTION_REVIEW, people=frozenset({HEAD.id or 0}))
    given = case(S.TO_SIGN, least=Level.HEAD, given=(reviewed,))
    with pytest.raises(RuleViolation, match="three people"):
        rules.sign_off(given, hand(DEPUTY, Level.DEPUTY_HEAD, (Level.HEAD, HEAD)), text="同意")


def test_of_two_represented_people_the_one_who_took_no_step_is_chosen() -> None:
    reviewed = Given(step=S.SECTION_REVIEW, people=frozenset({HEAD.id or 0}))
    given = case(S.TO_SIGN, least=Level.HEAD, given=(reviewed,))
    taker = hand(DEPUTY, Level.SECTION, (Level.HEAD, HEAD), (Level.HEAD, OTHER))
    assert rules.sign_off(given, taker, text="同意").standing.on_behalf_of == OTHER


@pytest.mark.parametrize("text", ["", "   ", "——", "。。。"])
@pytest.mark.parametrize("step", STEPS)
def test_an_opinion_has_words(step: S, text: str) -> None:
    given, taker = case(step), hand(HEAD, Level.HEAD, lawyer=True)
    for agreed in (True, False):
        with pytest.raises(RuleViolation, match="Write the opinion"):
            rules.give_opinion(given, taker, agreed=agreed, text=text)
    if step is S.TO_SIGN:
        with pytest.raises(RuleViolation, match="Write the opinion"):
            rules.sign_off(given, taker, text=text)


@pytest.mark.parametrize("small", [False, True])
def test_the_legal_opinion_is_a_legal_reviewers_or_in_a_small_bureau_any_second_persons(
    small: bool,
) -> None:
    given = case(S.LEGAL_REVIEW, small_bureau=small)
    if not small:
        with pytest.raises(RuleViolation, match="legal reviewer"):
            rules.give_opinion(given, hand(HEAD), agreed=True, text="合法")
    else:
        step = rules.give_opinion(given, hand(HEAD), agreed=True, text="合法")
        assert step.departures == {Departure.LEGAL_BY_ANOTHER}


@pytest.mark.parametrize("step", [S.SECTION_REVIEW, S.TO_SIGN])
def test_a_legal_reviewer_who_does_not_approve_takes_no_other_step(step: S) -> None:
    taker = hand(LAWYER, Level.OFFICER, lawyer=True, approver=False)
    with pytest.raises(RuleViolation, match="approver"):
        rules.give_opinion(case(step, least=Level.OFFICER), taker, agreed=False, text="不同意")


def test_only_a_small_bureau_goes_on_without_legal_review_and_says_why() -> None:
    with pytest.raises(RuleViolation, match="small bureau"):
        rules.skip_legal_review(case(S.LEGAL_REVIEW), hand(HEAD), text="无法制人员")
    small = case(S.LEGAL_REVIEW, small_bureau=True)
    with pytest.raises(RuleViolation, match="Write"):
        rules.skip_legal_review(small, hand(HEAD), text=" ")
    with pytest.raises(RuleViolation, match="prepared"):
        rules.skip_legal_review(small, hand(CLERK), text="无法制人员")
    step = rules.skip_legal_review(small, hand(HEAD), text="无法制人员")
    assert (step.state, step.departures) == (S.DISCUSSION, {Departure.LEGAL_SKIPPED})


def test_departures_of_earlier_steps_stay_with_the_signature() -> None:
    skipped = Given(
        step=S.LEGAL_REVIEW, people=frozenset(), departures=frozenset({Departure.LEGAL_SKIPPED})
    )
    given = case(S.TO_SIGN, given=(skipped,), small_bureau=True)
    step = rules.sign_off(given, hand(HEAD, Level.HEAD), text="同意")
    assert step.departures == {Departure.LEGAL_SKIPPED}


@pytest.mark.parametrize(
    ("least", "held", "allowed"),
    [
        (Level.OFFICER, Level.OFFICER, True),
        (Level.SECTION, Level.OFFICER, False),
        (Level.SECTION, Level.SECTION, True),
        (Level.HEAD, Level.SECTION, False),
        (Level.HEAD, Level.DEPUTY_HEAD, True),
        (Level.COLLECTIVE, Level.DEPUTY_HEAD, True),
        (Level.GOVERNMENT, Level.DEPUTY_HEAD, True),
    ],
)
def test_who_may_remark_or_send_back_before_the_signature(
    least: Level, held: Level, allowed: bool
) -> None:
    """The deputy head in charge before the head; on lesser acts whoever could sign."""
    given = case(S.TO_SIGN, least=least)
    for agreed, after in ((True, S.TO_SIGN), (False, S.DRAFTED)):
        if allowed:
            step = rules.give_opinion(given, hand(DEPUTY, held), agreed=agreed, text="请核实")
            assert step.state is after
        else:
            with pytest.raises(RuleViolation, match="at least the level"):
                rules.give_opinion(given, hand(DEPUTY, held), agreed=agreed, text="请核实")


def test_who_remarked_at_the_last_step_may_sign() -> None:
    remark = Given(step=S.TO_SIGN, people=frozenset({HEAD.id or 0}))
    given = case(S.TO_SIGN, given=(remark,))
    assert rules.sign_off(given, hand(HEAD, Level.HEAD), text="同意").departures == frozenset()


def test_sending_back_asks_for_no_separation() -> None:
    given = case(S.TO_SIGN, given=DONE[S.TO_SIGN])
    step = rules.give_opinion(given, hand(SECTION, Level.HEAD), agreed=False, text="有误")
    assert step.state is S.DRAFTED

"""The four acts as rules: act × ground × state, what may follow which, who is heard first."""

import datetime as dt
from itertools import product

import pytest

from kgsup.core.errors import DomainError, RuleViolation
from kgsup.core.workflow import advance
from kgsup.kindergartens.rules.licences import LicenceState
from kgsup.licensing.rules import acts
from kgsup.licensing.rules.acts import ActKind, ActState, ActStep, Ground, Hearing, NewAct

TODAY = dt.date(2026, 11, 21)
S, K, G = LicenceState, ActKind, Ground

# State of the licence → the acts that can follow on it, by the law's own words.
STANDING = {S.VALID, S.ENROLMENT_STOPPED, S.RENEWAL_UNDECIDED, S.UNKNOWN}
FOLLOWS = {
    **{state: set(K) for state in STANDING},
    S.EXPIRED: {K.CANCEL},
    S.LAPSED: {K.CANCEL},
    S.WITHDRAWN: {K.CANCEL},
    S.ANNULLED: {K.CANCEL},
    S.REVOKED: {K.CANCEL},
    S.CANCELLED: set(),
    S.REPLACED: set(),
}
GROUNDS = {
    K.WITHDRAW: {G.LAW_CHANGED, G.FACTS_CHANGED},
    K.ANNUL: {
        G.ABUSE_OF_OFFICE,
        G.BEYOND_POWER,
        G.AGAINST_PROCEDURE,
        G.UNQUALIFIED_APPLICANT,
        G.FRAUD_OR_BRIBE,
    },
    K.REVOKE: {G.PENALTY_DECISION},
    K.CANCEL: {
        G.EXPIRED,
        G.BODY_ENDED,
        G.AFTER_ENDING_ACT,
        G.FORCE_MAJEURE,
        G.TERMINATED,
        G.OTHER,
    },
}
# Grounds that themselves say something about the licence.
ONLY_AFTER = {
    G.EXPIRED: {S.EXPIRED, S.LAPSED},
    G.AFTER_ENDING_ACT: {S.WITHDRAWN, S.ANNULLED, S.REVOKED},
}


def new(kind: ActKind, ground: Ground, **values: object) -> NewAct:
    facts: dict[str, object] = {
        "facts_text": "经查属实。",
        "penalty_number": "青教罚〔2026〕3号" if kind is K.REVOKE else "",
        "compensation": "已协商补偿。" if kind is K.WITHDRAW else "",
        "weighing": "不致对公共利益造成重大损害。" if kind is K.ANNUL else "",
    }
    return NewAct(kind=kind, ground=ground, **(facts | values))  # type: ignore[arg-type]


@pytest.mark.parametrize(("kind", "ground"), list(product(ActKind, Ground)))
def test_a_ground_belongs_to_one_act(kind: ActKind, ground: Ground):
    if ground in GROUNDS[kind]:
        acts.check_new(new(kind, ground), TODAY)
    else:
        with pytest.raises(RuleViolation):
            acts.check_new(new(kind, ground), TODAY)


@pytest.mark.parametrize(("kind", "state"), list(product(ActKind, LicenceState)))
def test_which_act_may_follow_on_which_state(kind: ActKind, state: LicenceState):
    for ground in GROUNDS[kind]:
        if kind in FOLLOWS[state] and state in ONLY_AFTER.get(ground, set(S)):
            acts.check_follows(kind, ground, state)
        else:
            with pytest.raises(DomainError):
                acts.check_follows(kind, ground, state)


@pytest.mark.parametrize("state", LicenceState)
def test_the_page_offers_what_can_follow(state: LicenceState):
    assert set(acts.possible_kinds(state)) == FOLLOWS[state]


@pytest.mark.parametrize(
    "act",
    [
        new(K.REVOKE, G.PENALTY_DECISION, penalty_number=" "),
        new(K.WITHDRAW, G.LAW_CHANGED, compensation=""),
        new(K.ANNUL, G.BEYOND_POWER, weighing=" "),
        new(K.CANCEL, G.OTHER, facts_text=" "),
        new(K.CANCEL, G.OTHER, effective_on=TODAY + dt.timedelta(days=1)),
        new(K.CANCEL, G.OTHER, effective_on=dt.date(1949, 9, 30)),
    ],
)
def test_what_an_act_must_say(act: NewAct):
    with pytest.raises(RuleViolation):
        acts.check_new(act, TODAY)


def test_fraud_must_be_annulled_whatever_the_weighing():
    acts.check_new(new(K.ANNUL, G.FRAUD_OR_BRIBE, weighing=""), TODAY)


TABLE = {
    (ActState.DRAFTED, ActStep.NOTIFY): {K.WITHDRAW, K.ANNUL},
    (ActState.DRAFTED, ActStep.DECIDE): {K.REVOKE, K.CANCEL},
    (ActState.DRAFTED, ActStep.DROP): set(K),
    (ActState.NOTIFIED, ActStep.DECIDE): {K.WITHDRAW, K.ANNUL},
    (ActState.NOTIFIED, ActStep.DROP): {K.WITHDRAW, K.ANNUL},
    (ActState.DECIDED, ActStep.CLOSE): set(K),
}


@pytest.mark.parametrize(("kind", "state", "step"), list(product(ActKind, ActState, ActStep)))
def test_every_step_in_every_state(kind: ActKind, state: ActState, step: ActStep):
    if kind in TABLE.get((state, step), set()):
        assert advance(acts.TRANSITIONS[kind], state, step) is not state
    else:
        with pytest.raises(DomainError):
            advance(acts.TRANSITIONS[kind], state, step)


TOLD = dt.date(2026, 11, 10)


@pytest.mark.parametrize(
    ("hearing", "is_allowed"),
    [
        (None, True),
        (Hearing(notified_on=TOLD), False),
        (Hearing(notified_on=TOLD, served_on=TOLD), False),
        (Hearing(notified_on=TOLD, served_on=TOLD, is_over=True), True),
        (Hearing(notified_on=TOLD, served_on=TOLD, has_stated=True), True),
        (Hearing(notified_on=TOLD, has_stated=True), True),
        (Hearing(notified_on=TODAY + dt.timedelta(days=1), has_stated=True), False),
    ],
)
def test_the_holder_is_heard_before_the_decision(hearing: Hearing | None, is_allowed: bool):
    if is_allowed:
        acts.check_decided(TODAY, hearing, TODAY)
    else:
        with pytest.raises(RuleViolation):
            acts.check_decided(TODAY, hearing, TODAY)


def test_a_decision_is_not_dated_in_the_future():
    with pytest.raises(RuleViolation):
        acts.check_decided(TODAY + dt.timedelta(days=1), None, TODAY)


@pytest.mark.parametrize(
    ("taken_on", "served_on", "is_allowed"),
    [
        (TODAY, None, False),
        (TODAY, TODAY, True),
        (TODAY - dt.timedelta(days=1), TODAY, False),
        (TODAY + dt.timedelta(days=1), TODAY, False),
    ],
)
def test_what_is_taken_back_comes_after_the_service(
    taken_on: dt.date, served_on: dt.date | None, is_allowed: bool
):
    if is_allowed:
        acts.check_taken_back(taken_on, served_on, TODAY)
    else:
        with pytest.raises(RuleViolation):
            acts.check_taken_back(taken_on, served_on, TODAY)


@pytest.mark.parametrize(
    ("serials", "remark", "destroyed_on", "is_allowed"),
    [
        (["A1", "B1"], "", None, True),
        ([], "", None, False),
        ([], "正本、副本均已遗失。", None, True),
        (["A1", "A1"], "", None, False),
        (["A1"], "", TODAY, True),
        (["A1"], "", TODAY + dt.timedelta(days=1), False),
    ],
)
def test_the_list_of_what_came_back(
    serials: list[str], remark: str, destroyed_on: dt.date | None, is_allowed: bool
):
    if is_allowed:
        acts.check_what_came_back(serials, remark, destroyed_on, TODAY)
    else:
        with pytest.raises(RuleViolation):
            acts.check_what_came_back(serials, remark, destroyed_on, TODAY)


@pytest.mark.parametrize("state", LicenceState)
def test_only_what_has_expired_lapses(state: LicenceState):
    if state is S.EXPIRED:
        acts.check_lapse(state, "两年未招生。")
        with pytest.raises(RuleViolation):
            acts.check_lapse(state, " ")
    else:
        with pytest.raises(RuleViolation):
            acts.check_lapse(state, "两年未招生。")

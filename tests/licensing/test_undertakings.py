"""Undertakings beside a licence: due days, late ones, proof, never on the licence."""

import datetime as dt
from collections.abc import Callable

import pytest

from kgsup.access.actor import Actor, Role
from kgsup.core.errors import IllegalTransition, Missing, RuleViolation
from kgsup.licensing.models import Undertaking
from kgsup.licensing.queries.undertakings import (
    UndertakingFilter,
    count_undertakings,
    list_undertakings,
)
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.undertakings import Fulfilment, Promise
from kgsup.licensing.service.undertaking import fulfil, undertake
from tests.conftest import AT
from tests.factories import licensing

TODAY = licensing.TODAY
DUE = dt.date(2027, 2, 28)
PROMISE = Promise(text="2027年2月底前补齐消防验收备案。", given_on=TODAY, due_on=DUE)


def promised(promise: Promise = PROMISE) -> Undertaking:
    application = licensing.accepted(PermitKind.ESTABLISHMENT)
    return undertake(application.public_id, promise, None, licensing.clerk(), AT)


@pytest.mark.parametrize(
    "promise",
    [
        Promise(text=" ", given_on=TODAY, due_on=DUE),
        Promise(text="长" * 1001, given_on=TODAY, due_on=DUE),
        Promise(text="补齐。", given_on=TODAY + dt.timedelta(days=1), due_on=DUE),
        Promise(text="补齐。", given_on=TODAY - dt.timedelta(days=1), due_on=DUE),
        Promise(text="补齐。", given_on=TODAY, due_on=TODAY - dt.timedelta(days=1)),
    ],
)
def test_a_promise_has_words_and_days_in_order(county: object, promise: Promise):
    with pytest.raises(RuleViolation):
        promised(promise)


def test_a_draft_promises_nothing(county: object):
    draft = licensing.start(PermitKind.ESTABLISHMENT)
    with pytest.raises(IllegalTransition):
        undertake(draft.public_id, PROMISE, None, licensing.clerk(), AT)


@pytest.mark.parametrize(
    ("fulfilment", "message"),
    [
        (Fulfilment(on=TODAY, proof=" "), "proves"),
        (Fulfilment(on=TODAY + dt.timedelta(days=1), proof="备案表"), "between"),
        (Fulfilment(on=TODAY - dt.timedelta(days=1), proof="备案表"), "between"),
    ],
)
def test_fulfilment_is_proved_and_in_time_order(
    county: object, fulfilment: Fulfilment, message: str
):
    row = promised()
    with pytest.raises(RuleViolation, match=message):
        fulfil(row.public_id, fulfilment, None, licensing.clerk(), AT)


def test_a_promise_is_fulfilled_once(county: object):
    row = promised()
    kept = Fulfilment(on=TODAY, proof="青消备〔2026〕5号")
    fulfil(row.public_id, kept, None, licensing.clerk(), AT)
    assert (row.fulfilled_on, row.fulfilled_proof) == (TODAY, "青消备〔2026〕5号")
    with pytest.raises(RuleViolation, match="already"):
        fulfil(row.public_id, kept, None, licensing.clerk(), AT)


@pytest.mark.parametrize(("day", "is_late"), [(DUE, False), (DUE + dt.timedelta(days=1), True)])
def test_what_is_late_is_listed_the_day_after_its_last(county: object, day: dt.date, is_late: bool):
    promised()
    clerk = licensing.clerk()
    late = list_undertakings(UndertakingFilter(late_on=day), clerk)
    assert bool(late) is is_late
    assert count_undertakings(UndertakingFilter(late_on=day), clerk) == len(late)
    [row] = list_undertakings(UndertakingFilter(is_open=True), clerk)
    assert row.is_late(day) is is_late


def test_the_list_goes_on_behind_its_last_row(county: object):
    for days in (3, 1, 2):
        promised(
            Promise(text=f"第{days}项", given_on=TODAY, due_on=TODAY + dt.timedelta(days=days))
        )
    clerk, seen, after = licensing.clerk(), [], None
    while rows := list_undertakings(UndertakingFilter(), clerk, after, 1):
        seen.append(rows[0].undertaking.text)
        after = (rows[0].undertaking.due_on.isoformat(), rows[0].undertaking.id)
    assert seen == ["第1项", "第2项", "第3项"]
    assert list_undertakings(UndertakingFilter(), clerk, ["nonsense"], 5) == []


def test_another_countys_undertaking_is_not_there(county: object, actor_of: Callable[..., Actor]):
    row = promised()
    stranger = actor_of(Role.CLERK, "990127")
    assert list_undertakings(UndertakingFilter(), stranger) == []
    with pytest.raises(Missing):
        fulfil(row.public_id, Fulfilment(on=TODAY, proof="备案表"), None, stranger, AT)

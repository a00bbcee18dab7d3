"""Order and retention of files, and the whole list of 案卷评查: passes, fails, does not apply."""

import dataclasses
import datetime as dt
from typing import Any

import pytest

from kgsup.casework.rules import Level
from kgsup.core.errors import IllegalTransition, RuleViolation
from kgsup.documents.rules.facts import Retention
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.licensing.rules.acts import ActState
from kgsup.licensing.rules.file_review import (
    ARTICLES,
    WHYS,
    CaseSeen,
    ClockSeen,
    Point,
    Verdict,
    failures,
    review,
)
from kgsup.licensing.rules.filing import (
    ORDER,
    check_act_filing,
    check_closing,
    position_of,
    retention_of,
)
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.states import State

TODAY = dt.date(2026, 11, 21)
EARLIER, LATER = dt.date(2026, 11, 20), dt.date(2026, 11, 23)


def clock(due_on: dt.date, ended_on: dt.date | None, promised: dt.date | None = None) -> ClockSeen:
    return ClockSeen(due_on=due_on, promised_on=promised, ended_on=ended_on)


# A case in which everything is as it should be.
CLEAN = CaseSeen(
    is_decided=True,
    is_refused=False,
    has_licence=True,
    receipt_number="青教许收〔2026〕1号",
    received_at=dt.datetime(2026, 11, 2, 2, 0, tzinfo=dt.UTC),
    corrections=1,
    overridden=False,
    correction_clocks=(clock(TODAY, EARLIER),),
    acceptance_number="青教许受〔2026〕1号",
    is_accepted=True,
    missing_papers=(),
    needs_verification=True,
    verifiers=(("何青山", "周临江"),),
    opinions=("同意。",),
    preparers=frozenset({1, 2}),
    decided_by=3,
    least_level=Level.HEAD,
    signer_level=Level.HEAD,
    needed_legal_review=True,
    has_legal_opinion=True,
    decision_clock=clock(TODAY, EARLIER, EARLIER),
    extension_numbers=("青教许延〔2026〕1号",),
    is_extended=True,
    extension_levels=("head",),
    basis=("行政许可法 38",),
    reasons="材料齐全。",
    gaps=(),
    unsealed=(),
    decision_served=True,
    has_service_proof=True,
    certificate_on=EARLIER,
    publication_clock=clock(TODAY, EARLIER),
    is_publication_settled=True,
    today=TODAY,
)

FAILING: list[tuple[Point, dict[str, Any]]] = [
    (Point.RECEIPT, {"receipt_number": ""}),
    (Point.RECEIPT, {"received_at": None}),
    (Point.CORRECTION_ONCE, {"corrections": 2, "overridden": True}),
    (Point.CORRECTION_IN_TIME, {"correction_clocks": (clock(EARLIER, TODAY),)}),
    (Point.CORRECTION_IN_TIME, {"correction_clocks": (clock(EARLIER, None),)}),
    (Point.ACCEPTANCE_FORM, {"acceptance_number": ""}),
    (Point.PAPERS_COMPLETE, {"missing_papers": ("章程",)}),
    (Point.TWO_VERIFIERS, {"verifiers": ()}),
    (Point.TWO_VERIFIERS, {"verifiers": (("何青山", "何青山"),)}),
    (Point.TWO_VERIFIERS, {"verifiers": (("何青山", ""),)}),
    (Point.OPINIONS, {"opinions": ()}),
    (Point.OPINIONS, {"opinions": ("同意。", "。")}),
    (Point.SEPARATION, {"decided_by": 2}),
    (Point.LEVEL, {"signer_level": Level.DEPUTY_HEAD}),
    (Point.LEVEL, {"least_level": Level.COLLECTIVE, "signer_level": Level.DEPUTY_HEAD}),
    (Point.LEVEL, {"signer_level": None}),
    (Point.LEGAL_REVIEW, {"has_legal_opinion": False}),
    (Point.WITHIN_TERM, {"decision_clock": clock(EARLIER, TODAY)}),
    (Point.WITHIN_TERM, {"decision_clock": clock(EARLIER, None)}),
    (Point.WITHIN_PROMISE, {"decision_clock": clock(LATER, TODAY, EARLIER)}),
    (Point.EXTENSION, {"extension_numbers": ()}),
    (Point.EXTENSION, {"extension_levels": ("deputy_head",)}),
    (Point.BASIS, {"basis": ()}),
    (Point.REASONS, {"is_refused": True, "reasons": " "}),
    (Point.NUMBERED, {"gaps": ("青教许受〔2026〕3号",)}),
    (Point.SEALED, {"unsealed": ("青教许〔2026〕1号",)}),
    (Point.SERVED, {"decision_served": False}),
    (Point.SERVED, {"has_service_proof": False}),
    (Point.CERTIFICATE, {"certificate_on": None}),
    (Point.PUBLISHED, {"is_publication_settled": False}),
    (Point.PUBLISHED, {"publication_clock": clock(EARLIER, TODAY)}),
]
NOT_APPLYING: list[tuple[Point, dict[str, Any]]] = [
    (Point.CORRECTION_ONCE, {"corrections": 0}),
    (Point.CORRECTION_IN_TIME, {"corrections": 0}),
    (Point.ACCEPTANCE_FORM, {"is_accepted": False}),
    (Point.PAPERS_COMPLETE, {"is_decided": False}),
    (Point.PAPERS_COMPLETE, {"is_refused": True}),
    (Point.TWO_VERIFIERS, {"needs_verification": False, "verifiers": ()}),
    (Point.TWO_VERIFIERS, {"is_refused": True, "verifiers": ()}),
    (Point.OPINIONS, {"is_decided": False}),
    (Point.SEPARATION, {"is_decided": False}),
    (Point.LEVEL, {"least_level": None, "signer_level": None}),
    (Point.LEGAL_REVIEW, {"needed_legal_review": False}),
    (Point.WITHIN_TERM, {"decision_clock": None}),
    (Point.WITHIN_PROMISE, {"decision_clock": clock(TODAY, EARLIER)}),
    (Point.EXTENSION, {"is_extended": False}),
    (Point.BASIS, {"is_decided": False}),
    (Point.REASONS, {}),
    (Point.SERVED, {"is_decided": False}),
    (Point.CERTIFICATE, {"has_licence": False}),
    (Point.PUBLISHED, {"is_decided": False}),
    (Point.PUBLISHED, {"is_refused": True}),
]
# The day itself is still in time, and a head may sign what a body discussed.
PASSING: list[tuple[Point, dict[str, Any]]] = [
    (Point.WITHIN_TERM, {"decision_clock": clock(TODAY, TODAY)}),
    (Point.WITHIN_TERM, {"decision_clock": clock(TODAY, None)}),
    (Point.WITHIN_PROMISE, {"decision_clock": clock(LATER, TODAY, TODAY)}),
    (Point.CORRECTION_ONCE, {"corrections": 2, "overridden": False}),
    (Point.LEVEL, {"least_level": Level.COLLECTIVE, "signer_level": Level.HEAD}),
    (Point.PUBLISHED, {"publication_clock": None}),
    (Point.TWO_VERIFIERS, {"is_refused": True}),
    (Point.REASONS, {"is_refused": True}),
]


def verdict(point: Point, changed: dict[str, Any]) -> Verdict:
    points = review(dataclasses.replace(CLEAN, **changed))
    return next(one.verdict for one in points if one.point is point)


def test_a_clean_case_fails_nothing_and_is_judged_on_every_point():
    points = review(CLEAN)
    assert [one.point for one in points] == list(Point)
    assert failures(points) == []


@pytest.mark.parametrize(("point", "changed"), FAILING)
def test_what_is_wrong_fails_its_point_and_says_why(point: Point, changed: dict[str, Any]):
    points = review(dataclasses.replace(CLEAN, **changed))
    failed = {one.point: one for one in failures(points)}
    assert point in failed
    assert failed[point].why == WHYS[point]
    assert failed[point].article == ARTICLES[point]


@pytest.mark.parametrize(("point", "changed"), NOT_APPLYING)
def test_what_was_not_called_for_does_not_apply(point: Point, changed: dict[str, Any]):
    assert verdict(point, changed) is Verdict.DOES_NOT_APPLY


@pytest.mark.parametrize(("point", "changed"), PASSING)
def test_the_last_day_counts_and_more_than_enough_passes(point: Point, changed: dict[str, Any]):
    assert verdict(point, changed) is Verdict.PASSES


def test_every_point_can_fail():
    assert {point for point, _changed in FAILING} == set(Point)
    assert set(WHYS) == set(ARTICLES) == set(Point)


def test_papers_stand_in_the_order_of_the_procedure_and_unknown_ones_last():
    in_order = (
        DocumentKind.PERMIT_RECEIPT,
        DocumentKind.CORRECTION_REQUEST,
        DocumentKind.ACCEPTANCE_NOTICE,
        DocumentKind.VERIFICATION_NOTICE,
        DocumentKind.OPINION_LETTER,
        DocumentKind.EXTENSION_NOTICE,
        DocumentKind.APPROVAL_SHEET,
        DocumentKind.ESTABLISHMENT_REPLY,
        DocumentKind.LICENCE_SHEET,
        DocumentKind.SERVICE_RECEIPT,
        DocumentKind.SUPERVISION_RECORD,
    )
    positions = [position_of(kind) for kind in in_order]
    assert positions == sorted(set(positions))
    assert len(ORDER) == len(set(ORDER))


@pytest.mark.parametrize("kind", PermitKind)
def test_how_long_a_file_is_kept(kind: PermitKind):
    lasting = {
        PermitKind.ESTABLISHMENT,
        PermitKind.CHANGE_SPONSOR,
        PermitKind.SPLIT,
        PermitKind.MERGE,
        PermitKind.TERMINATION,
    }
    granted = retention_of(kind, State.GRANTED, {})
    refused = retention_of(kind, State.REFUSED, {})
    usual = Retention.TEN_YEARS if kind.value.startswith("filing_") else Retention.THIRTY_YEARS
    assert granted is (Retention.PERMANENT if kind in lasting else usual)
    assert refused is usual
    assert retention_of(kind, State.GRANTED, {kind.value: "10_years"}) is Retention.TEN_YEARS


@pytest.mark.parametrize("what", ["unrendered", "unsealed", "unserved"])
def test_what_is_in_the_way_of_closing_is_named(what: str):
    nothing: dict[str, list[str]] = {"unrendered": [], "unsealed": [], "unserved": []}
    check_closing(**nothing)
    with pytest.raises(RuleViolation) as refused:
        check_closing(**(nothing | {what: ["青教许〔2026〕1号", "青教许〔2026〕2号"]}))
    assert refused.value.parameters["numbers"] == "青教许〔2026〕1号、青教许〔2026〕2号"


@pytest.mark.parametrize("state", ActState)
@pytest.mark.parametrize("has_file", [False, True])
def test_the_file_of_an_act_is_made_once_and_at_its_end(state: ActState, has_file: bool):
    if state in {ActState.CLOSED, ActState.DROPPED} and not has_file:
        check_act_filing(state, has_file=has_file)
        return
    with pytest.raises(IllegalTransition):
        check_act_filing(state, has_file=has_file)

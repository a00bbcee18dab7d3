"""Judging visits: every rule, without an app and without a database."""

import datetime as dt
from typing import Any

import pytest

from kgsup.core.clocks import CorrectionStep, Term, correction_due_on
from kgsup.core.errors import IllegalTransition
from kgsup.core.workflow import advance
from kgsup.corrections.rules import Authority, Regime
from kgsup.inspections.rules.differences import differences
from kgsup.inspections.rules.document import EarlierResult, read_document
from kgsup.inspections.rules.findings import closes_earlier
from kgsup.inspections.rules.judgement import VisitRefused, judge, require_signable
from kgsup.inspections.rules.problems import Circumstances, Problem
from kgsup.inspections.rules.regimes import KIND_IN_CHINESE, REGIMES, VisitKind
from kgsup.inspections.rules.visits import TRANSITIONS, VisitAction, VisitState
from tests.factories.inspections import (
    ALL_SORTS,
    EARLIER,
    FIRST,
    PHOTO,
    SECOND,
    THIRD,
    TODAY,
    circumstances,
    failing,
    finding,
    host_signature,
    inspection_json,
    officer,
    signature,
    visit_json,
)

AUTUMN = Term(name="2026 秋", first_day=dt.date(2026, 9, 1), last_day=dt.date(2027, 1, 22))
SPRING = Term(name="2027 春", first_day=dt.date(2027, 2, 22), last_day=dt.date(2027, 7, 9))


def problems_of(visit: dict[str, Any], facts: Circumstances | None = None) -> list[Problem]:
    return judge(read_document(visit), facts or circumstances())


def refusals_at(pointer: str, visit: dict[str, Any], **facts: Any) -> list[str]:
    """The messages that stand against signing at a place or below it."""
    return [
        problem.message
        for problem in problems_of(visit, circumstances(**facts))
        if problem.refuses and problem.pointer.startswith(pointer)
    ]


def warnings_at(pointer: str, visit: dict[str, Any], **facts: Any) -> list[str]:
    return [
        problem.message
        for problem in problems_of(visit, circumstances(**facts))
        if not problem.refuses and problem.pointer.startswith(pointer)
    ]


def test_a_whole_supervision_visit_has_no_problems() -> None:
    assert problems_of(visit_json()) == []


def test_a_whole_inspection_has_no_problems() -> None:
    assert problems_of(inspection_json()) == []


def test_all_problems_are_returned_at_once() -> None:
    visit = visit_json(ended_at=None, answers=[], signatures=[], statement=None)
    pointers = {problem.pointer for problem in problems_of(visit)}
    assert {"/ended_at", "/answers", "/signatures", "/statement"} <= pointers


def test_signing_is_refused_with_every_problem() -> None:
    with pytest.raises(VisitRefused) as refusal:
        require_signable(read_document(visit_json(ended_at=None, signatures=[])), circumstances())
    assert len(refusal.value.problems) == 3


def test_warnings_alone_do_not_refuse() -> None:
    visit = failing(
        visit_json(), "M06", finding(step="days_30", due_on="2026-12-21", severity="grave")
    )
    warnings = require_signable(read_document(visit), circumstances())
    assert [problem.pointer for problem in warnings] == ["/findings/0/step"]


# Regimes and people


@pytest.mark.parametrize(("regime", "kind", "needed"), ALL_SORTS)
def test_each_kind_of_visit_needs_its_number_of_officers(
    regime: Regime, kind: VisitKind, needed: int
) -> None:
    people = [FIRST, SECOND, THIRD]
    for count in (1, 2, 3):
        visit = inspection_json(
            regime=regime.value,
            kind=kind.value,
            officers=people[:count],
            signatures=[signature(each) for each in people[:count]] + [host_signature()],
        )
        refused = refusals_at("/officers", visit)
        assert bool(refused) is (count < needed), (count, refused)


@pytest.mark.parametrize("regime", Regime)
@pytest.mark.parametrize("kind", VisitKind)
def test_a_regime_knows_only_its_own_kinds(regime: Regime, kind: VisitKind) -> None:
    visit = inspection_json(regime=regime.value, kind=kind.value)
    assert bool(refusals_at("/kind", visit)) is (kind not in REGIMES[regime].people)


def test_the_table_of_kinds_is_whole() -> None:
    assert {(regime, kind) for regime, kind, _needed in ALL_SORTS} == {
        (regime, kind) for regime, rule in REGIMES.items() for kind in rule.people
    }
    assert set(KIND_IN_CHINESE) == set(VisitKind)


@pytest.mark.parametrize(
    ("until", "is_valid"),
    [(TODAY, True), (TODAY - dt.timedelta(days=1), False), (None, True)],
)
def test_an_enforcement_certificate_counts_through_its_last_day(
    until: dt.date | None, is_valid: bool
) -> None:
    officers = {
        FIRST: officer(FIRST),
        SECOND: officer(SECOND, enforcement_certificate_until=until),
    }
    assert bool(refusals_at("/officers", inspection_json(), officers=officers)) is not is_valid


def test_an_officer_without_enforcement_certificate_cannot_inspect() -> None:
    officers = {FIRST: officer(FIRST), SECOND: officer(SECOND, enforcement_certificate=None)}
    assert refusals_at("/officers/1", inspection_json(), officers=officers)


def test_a_supervisor_needs_the_card_but_no_enforcement_certificate() -> None:
    without_enforcement = {FIRST: officer(FIRST, enforcement_certificate=None)}
    without_card = {FIRST: officer(FIRST, supervisor_certificate=None)}
    assert refusals_at("/officers", visit_json(), officers=without_enforcement) == []
    assert refusals_at("/officers/0", visit_json(), officers=without_card)


def test_who_verifies_needs_no_certificate() -> None:
    bare = {"enforcement_certificate": None, "supervisor_certificate": None}
    officers = {each: officer(each, **bare) for each in (FIRST, SECOND)}
    visit = inspection_json(regime="verification", kind="licence", approval=None)
    assert problems_of(visit, circumstances(officers=officers)) == []


def test_an_unknown_officer_is_named() -> None:
    assert refusals_at("/officers/0", visit_json(officers=["X000000000000000"]))


def test_who_signs_on_the_phone_is_one_of_the_officers() -> None:
    assert refusals_at("/officers", visit_json(), signer=SECOND)


def test_a_clerk_who_enters_a_paper_record_need_not_be_an_officer() -> None:
    visit = visit_json(source="paper", paper={"number": "", "scans": [PHOTO]})
    assert problems_of(visit, circumstances(signer="C1ERK00000000001")) == []


@pytest.mark.parametrize(
    ("approval", "is_enough"),
    [
        (None, False),
        ({"way": "number", "number": " "}, False),
        ({"way": "number", "number": "青教检批〔2026〕12号"}, True),
        ({"way": "telephone", "by": "", "at": None, "reason": ""}, False),
        (
            {
                "way": "telephone",
                "by": "何青山",
                "at": "2026-11-21T08:00:00+08:00",
                "reason": "投诉核查",
            },
            True,
        ),
        (
            {
                "way": "telephone",
                "by": "何青山",
                "at": "2026-11-21T09:00:00+08:00",
                "reason": "投诉核查",
            },
            False,
        ),
    ],
)
def test_an_inspection_needs_an_approval_that_came_before_it(
    approval: dict[str, Any] | None, is_enough: bool
) -> None:
    assert bool(refusals_at("/approval", inspection_json(approval=approval))) is not is_enough


def test_supervision_needs_no_approval() -> None:
    assert refusals_at("/approval", visit_json(approval=None)) == []


@pytest.mark.parametrize("field", ["certificates_shown", "rights_told"])
def test_an_inspection_shows_certificates_and_tells_rights(field: str) -> None:
    assert refusals_at(f"/{field}", inspection_json(**{field: False}))


def test_somebody_received_the_officers() -> None:
    assert refusals_at("/received_by", visit_json(received_by={"name": "苗圃秀", "position": " "}))


def test_a_joint_visit_names_the_departments() -> None:
    named = [{"authority": "fire", "people": "马一鸣"}]
    assert refusals_at("/departments", inspection_json(joint=True))
    assert problems_of(inspection_json(joint=True, departments=named)) == []


def test_an_officer_whose_recusal_was_granted_cannot_take_part() -> None:
    recusal = {"officer": SECOND, "reason": "近亲属", "granted": True, "decided_by": "何青山"}
    assert refusals_at("/officers/1", inspection_json(recusal=recusal))
    refused = recusal | {"granted": False}
    assert problems_of(inspection_json(recusal=refused)) == []


def test_a_recusal_is_recorded_with_reason_and_decider() -> None:
    bare = {"officer": SECOND, "reason": "", "granted": None, "decided_by": ""}
    undecided = {"officer": SECOND, "reason": "近亲属", "granted": False, "decided_by": ""}
    assert refusals_at("/recusal", inspection_json(recusal=bare))
    assert refusals_at("/recusal", inspection_json(recusal=undecided))


def test_an_officer_with_the_name_of_the_head_is_asked_about_recusal() -> None:
    names = frozenset({"田小禾"})
    assert warnings_at("/officers/0", visit_json(), host_names=names)
    assert refusals_at("/officers", visit_json(), host_names=names) == []


# Times


def test_a_visit_ends_after_it_began() -> None:
    assert refusals_at("/ended_at", visit_json(ended_at="2026-11-21T08:29:00+08:00"))
    assert refusals_at("/ended_at", visit_json(ended_at=None))


@pytest.mark.parametrize(("started_at", "is_refused"), [
    ("2026-11-21T00:00:00+08:00", False),
    ("2026-11-20T17:40:00+08:00", False),  # sixteen hours over midnight
    ("2026-11-20T17:39:59+08:00", True),
    ("2026-11-20T16:00:00Z", False),  # midnight in China
    ("2000-01-01T08:30:00+08:00", True),
])  # fmt: skip
def test_a_visit_lasts_one_day_or_sixteen_hours_at_most(started_at: str, is_refused: bool) -> None:
    refusals = refusals_at("/ended_at", visit_json(started_at=started_at))
    assert ["one day" in text for text in refusals] == ([True] if is_refused else [])


@pytest.mark.parametrize("field", ["started_at", "ended_at"])
def test_nothing_happened_in_the_future(field: str) -> None:
    assert refusals_at(f"/{field}", visit_json(**{field: "2026-11-21T10:06:00+08:00"}))
    assert refusals_at(
        "/signatures",
        visit_json(
            signatures=[
                signature(FIRST) | {"signed_at": "2027-01-01T00:00:00+08:00"},
                host_signature(),
            ]
        ),
    )


def test_a_phone_clock_may_be_a_few_minutes_fast() -> None:
    assert problems_of(visit_json(ended_at="2026-11-21T10:04:00+08:00")) == []


@pytest.mark.parametrize(("acted_on", "is_late"), [
    (dt.date(2026, 11, 16), False),  # Saturday the 21st is not a working day: 17, 18, 19, 20
    (dt.date(2026, 11, 13), False),  # five working days
    (dt.date(2026, 11, 12), True),
])  # fmt: skip
def test_after_five_working_days_a_late_entry_needs_a_reason(
    acted_on: dt.date, is_late: bool
) -> None:
    assert bool(refusals_at("/late_entry", visit_json(), acted_on=acted_on)) is is_late


def test_a_late_entry_needs_a_second_person_who_is_another() -> None:
    def late(person: str | None) -> list[str]:
        entry = {"reason": "手机故障", "second_person": person}
        return refusals_at(
            "/late_entry", visit_json(late_entry=entry), acted_on=dt.date(2026, 11, 2)
        )

    assert late(None)
    assert late(FIRST)
    assert late("X000000000000000")
    assert late(SECOND) == []


def test_a_paper_record_is_entered_with_its_scan() -> None:
    assert refusals_at("/paper", visit_json(source="paper"))
    assert refusals_at("/paper", visit_json(source="paper", paper={"number": "7", "scans": []}))


# Answers


def test_an_item_that_is_not_in_the_list_is_refused() -> None:
    visit = visit_json()
    visit["answers"].append({"item": "Z99", "answer": "meets"})
    assert refusals_at("/answers/12", visit)


@pytest.mark.parametrize("change", ["open", "missing", "twice"])
def test_every_item_is_answered_once(change: str) -> None:
    visit = visit_json()
    if change == "open":
        visit["answers"][3]["answer"] = None
    elif change == "missing":
        del visit["answers"][3]
    else:
        visit["answers"].append(dict(visit["answers"][3]))
    problems = [problem for problem in problems_of(visit) if problem.refuses]
    assert {problem.item for problem in problems} == {"M04"}


def test_what_does_not_meet_needs_a_finding() -> None:
    assert refusals_at("/answers/5", failing(visit_json(), "M06"))
    assert problems_of(failing(visit_json(), "M06", finding())) == []


def test_a_finding_needs_an_answer_that_does_not_meet() -> None:
    assert refusals_at("/findings/0/item", visit_json(findings=[finding()]))


def test_a_finding_beside_the_checklist_stands_alone() -> None:
    assert problems_of(visit_json(findings=[finding(None)])) == []


def test_an_unknown_checklist_is_refused() -> None:
    unknown = visit_json(checklist={"code": "six-themes", "version": 99})
    assert refusals_at("/checklist", unknown, checklist=None)
    assert refusals_at("/checklist", visit_json(checklist=None), checklist=None)


def test_a_paper_record_may_be_without_checklist() -> None:
    visit = visit_json(
        source="paper", paper={"number": "", "scans": [PHOTO]}, checklist=None, answers=[]
    )
    assert problems_of(visit, circumstances(checklist=None)) == []


@pytest.mark.parametrize("place", ["photos", "answers", "findings", "scans"])
def test_a_photo_that_does_not_exist_is_refused_where_it_stands(place: str) -> None:
    lost = "X000000000000000"
    visit = failing(visit_json(), "M06", finding())
    if place == "photos":
        visit["photos"] = [PHOTO, lost]
    elif place == "scans":
        visit["paper"] = {"number": "", "scans": [PHOTO, lost]}
    else:
        visit[place][0]["photos"] = [PHOTO, lost]
    pointer = {"photos": "/photos/1", "scans": "/paper/scans/1"}.get(place, f"/{place}/0/photos/1")
    assert [p.pointer for p in problems_of(visit) if p.refuses] == [pointer]


def test_each_earlier_point_gets_a_result() -> None:
    open_row = {"finding": EARLIER, "result": None}
    assert refusals_at("/earlier/0", visit_json(earlier=[open_row]))
    assert problems_of(visit_json(earlier=[open_row | {"result": "partly"}])) == []


def test_an_earlier_point_that_was_closed_meanwhile_only_warns() -> None:
    row = {"finding": "C10SED0000000001", "result": "corrected"}
    assert warnings_at("/earlier/0", visit_json(earlier=[row]))
    assert refusals_at("/earlier", visit_json(earlier=[row])) == []


# Findings


@pytest.mark.parametrize("field", ["text", "severity", "article", "authority", "due_on"])
def test_a_finding_is_whole(field: str) -> None:
    missing = finding(**{field: "" if field in {"text", "article"} else None})
    visit = failing(visit_json(), "M06", missing)
    assert refusals_at(f"/findings/0/{field}", visit)


def test_an_article_of_an_unknown_instrument_is_refused() -> None:
    visit = failing(visit_json(), "M06", finding(article="幼儿园大全 7"))
    assert refusals_at("/findings/0/article", visit)


def test_a_date_before_the_visit_is_refused() -> None:
    visit = failing(visit_json(), "M06", finding(step=None, due_on="2026-11-20"))
    assert refusals_at("/findings/0/due_on", visit)


@pytest.mark.parametrize("step", CorrectionStep)
def test_each_step_prints_the_date_that_the_clock_gives(step: CorrectionStep) -> None:
    due_on = correction_due_on(step, TODAY, [AUTUMN, SPRING])
    right = failing(visit_json(), "M06", finding(step=step.value, due_on=due_on.isoformat()))
    wrong_day = (due_on + dt.timedelta(days=1)).isoformat()
    wrong = failing(visit_json(), "M06", finding(step=step.value, due_on=wrong_day))
    assert refusals_at("/findings", right, terms=[AUTUMN, SPRING]) == []
    assert refusals_at("/findings/0/due_on", wrong, terms=[AUTUMN, SPRING])


def test_a_step_that_the_calendar_does_not_reach_takes_the_date_that_was_typed() -> None:
    visit = failing(visit_json(), "M06", finding(step="this_term", due_on="2027-01-15"))
    assert refusals_at("/findings", visit, terms=[]) == []


def test_a_date_may_be_typed_without_a_step() -> None:
    visit = failing(visit_json(), "M06", finding(step=None, due_on="2026-12-01"))
    assert problems_of(visit) == []


def test_a_date_in_the_holidays_warns_and_does_not_refuse() -> None:
    visit = failing(visit_json(), "M06", finding(step=None, due_on="2027-02-01"))
    assert warnings_at("/findings/0/due_on", visit, terms=[AUTUMN, SPRING])
    assert refusals_at("/findings", visit, terms=[AUTUMN, SPRING]) == []


def test_what_was_corrected_on_the_spot_is_not_visited_again() -> None:
    point = finding(step=None, due_on="2027-02-01", corrected_on_the_spot=True)
    visit = failing(visit_json(), "M06", point)
    assert warnings_at("/findings", visit, terms=[AUTUMN, SPRING]) == []


def test_two_findings_have_two_keys() -> None:
    visit = failing(visit_json(), "M06", finding(), finding())
    assert refusals_at("/findings/1/key", visit)


def test_a_matter_of_another_authority_is_no_problem() -> None:
    visit = failing(visit_json(), "M04", finding("M04", authority="fire", article="消防法 16"))
    assert problems_of(visit) == []


@pytest.mark.parametrize("result", EarlierResult)
@pytest.mark.parametrize("authority", [Authority.EDUCATION, Authority.FIRE])
@pytest.mark.parametrize("found_by", Regime)
@pytest.mark.parametrize("seen_by", Regime)
def test_only_what_this_regime_may_close_is_closed_by_being_seen(
    result: EarlierResult, authority: Authority, found_by: Regime, seen_by: Regime
) -> None:
    may_close = seen_by in {found_by, Regime.INSPECTION}
    expected = result is EarlierResult.CORRECTED and authority is Authority.EDUCATION and may_close
    assert closes_earlier(result, authority, found_by, seen_by) is expected


# Signatures


def test_every_officer_signs() -> None:
    assert refusals_at(
        "/signatures", inspection_json(signatures=[signature(FIRST), host_signature()])
    )


def test_the_kindergarten_signs_or_refuses_with_reason_and_witness() -> None:
    alone = visit_json(signatures=[signature(FIRST)])
    refusal = {"reason": "不认可", "witness": "马一鸣 青阳街道"}
    assert refusals_at("/signatures", alone)
    assert problems_of(alone | {"refusal": refusal}) == []
    for missing in ("reason", "witness"):
        assert refusals_at("/refusal", alone | {"refusal": refusal | {missing: " "}})


def test_nobody_signs_and_refuses_at_once() -> None:
    assert refusals_at("/refusal", visit_json(refusal={"reason": "不认可", "witness": "马一鸣"}))


def test_who_signs_for_the_kindergarten_is_named() -> None:
    nameless = host_signature() | {"name": ""}
    assert refusals_at("/signatures/1/name", visit_json(signatures=[signature(FIRST), nameless]))


def test_a_tap_is_not_a_signature() -> None:
    tap = signature(FIRST) | {"strokes": [[[3, 4]]]}
    assert refusals_at("/signatures/0/strokes", visit_json(signatures=[tap, host_signature()]))


def test_only_officers_of_the_visit_sign_as_officers() -> None:
    extra = [signature(FIRST), signature(SECOND), host_signature()]
    assert refusals_at("/signatures/1/officer", visit_json(signatures=extra))


def test_signatures_on_paper_are_enough_for_a_paper_record_only() -> None:
    on_paper = [
        row | {"strokes": [], "on_paper": True} for row in (signature(FIRST), host_signature())
    ]
    paper = {"number": "0007", "scans": [PHOTO]}
    assert refusals_at("/signatures", visit_json(signatures=on_paper))
    assert problems_of(visit_json(signatures=on_paper, source="paper", paper=paper)) == []


def test_the_kindergarten_has_its_say() -> None:
    silent = {"text": " ", "nothing_to_add": False}
    assert refusals_at("/statement", visit_json(statement=silent))
    assert (
        problems_of(visit_json(statement={"text": "已安排维修。", "nothing_to_add": False})) == []
    )


# States and differences


@pytest.mark.parametrize("state", VisitState)
@pytest.mark.parametrize("action", VisitAction)
def test_only_a_draft_changes(state: VisitState, action: VisitAction) -> None:
    if state is VisitState.DRAFT:
        expected = {
            VisitAction.SAVE: VisitState.DRAFT,
            VisitAction.SIGN: VisitState.SIGNED,
            VisitAction.DISCARD: VisitState.DISCARDED,
        }[action]
        assert advance(TRANSITIONS, state, action) is expected
    else:
        with pytest.raises(IllegalTransition):
            advance(TRANSITIONS, state, action)


def test_differences_are_named_by_what_they_are_about() -> None:
    kept, sent = visit_json(id="A" * 16), visit_json(id="A" * 16, advice="定期检查。")
    del sent["answers"][0]
    sent["answers"][4]["answer"] = "not_applicable"
    assert {(place.pointer, place.sent) for place in differences(kept, sent)} == {
        ("/advice", "定期检查。"),
        ("/answers/M01", None),
        ("/answers/M06/answer", "not_applicable"),
    }


def test_equal_documents_do_not_differ() -> None:
    visit = inspection_json()
    assert differences(visit, dict(visit)) == []

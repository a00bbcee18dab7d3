"""Asking once (行政许可法 32.1(4)), the answer, and correcting on the spot (32.1(3))."""

import datetime as dt
import itertools

import pytest

from kgsup.access.actor import system_actor
from kgsup.core.db import db
from kgsup.core.errors import Conflict, IllegalTransition, RuleViolation
from kgsup.core.law import Article
from kgsup.deadlines import queries as clocks
from kgsup.deadlines.rules import DeadlineKind
from kgsup.documents.queries import get_document, list_of_subject
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.licensing import queries, service
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.corrections import (
    Answered,
    Item,
    Of,
    Override,
    Round,
    check_answer,
    check_request,
    name_of,
    title_of,
    visible_before,
)
from kgsup.licensing.rules.fields import ApplicationField as F
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.states import State
from kgsup.licensing.service.ledger import SUBJECT, subject_of
from tests.conftest import AT, COUNTY
from tests.factories import licensing


def item(code: str = "name", of: Of = Of.FIELD, what: str = "与核准的名称不一致。") -> Item:
    return Item(of=of, code=code, what=what, article="行政许可法 31")


def establishment():
    return queries.rule_of_kind(PermitKind.ESTABLISHMENT, COUNTY, licensing.TODAY)


NAME, TOWN = (Of.FIELD, "name"), (Of.FIELD, "town")
PAPER = (Of.PAPER, "health_evaluation")
OVERRIDE = Override(reason="首次告知时漏看消防材料。", by="何青山")
KEYS = (NAME, TOWN, PAPER)


def some_rounds() -> list[tuple[Round, ...]]:
    """No request, one, two; each with every set of answers to it."""
    items = tuple(item(code, of) for of, code in KEYS)
    sets = [
        frozenset(keys)
        for count in range(len(KEYS) + 1)
        for keys in itertools.combinations(KEYS, count)
    ]
    once = [(Round(items=items, changed=changed),) for changed in sets]
    twice = [
        (Round(items=items, changed=first), Round(items=items, changed=second))
        for first, second in itertools.product(sets, sets)
    ]
    return [(), *once, *twice]


@pytest.mark.parametrize("override", [None, OVERRIDE, Override(reason="  ", by="何青山")])
@pytest.mark.parametrize("rounds", some_rounds())
@pytest.mark.parametrize("flagged", [(NAME,), (PAPER,), (NAME, TOWN), KEYS])
def test_what_could_be_seen_before_is_asked_for_only_with_an_approvers_reason(
    county: object, rounds: tuple[Round, ...], flagged: tuple, override: Override | None
):
    items = [item(code, of) for of, code in flagged]
    changed = frozenset().union(*(one.changed for one in rounds))
    is_new = not rounds or set(flagged) <= changed
    has_reason = override is not None and bool(override.reason.strip())
    if is_new or has_reason:
        check_request(establishment(), items, rounds, override)
    else:
        with pytest.raises(RuleViolation) as refused:
            check_request(establishment(), items, rounds, override)
        assert refused.value.article is Article.CORRECTION_ASKED_ONCE
        assert refused.value.parameters["count"] == len(set(flagged) - changed)
    assert [one.key for one in visible_before(items, rounds)] == (
        [key for key in flagged if key not in changed] if rounds else []
    )


@pytest.mark.parametrize(
    "items",
    [
        [],
        [item("no_such_field")],
        [item("sponsor")],  # a paper, not a field
        [item("name", Of.PAPER)],  # a field, not a paper
        [item("renewal_years")],  # a field of another kind
        [item(what="")],
        [item(what=" \n")],
        [item(what="长" * 501)],
        [item(), item()],
    ],
)
def test_a_request_names_what_the_kind_asks_for_and_what_is_wrong(county: object, items: list):
    with pytest.raises(RuleViolation):
        check_request(establishment(), items, [])


def test_a_field_and_a_paper_of_one_code_are_two_points(county: object):
    both = [item("health_evaluation"), item("health_evaluation", Of.PAPER)]
    check_request(establishment(), both, [])
    assert len({name_of(one.key) for one in both}) == 2
    assert title_of(both[0], establishment()) != title_of(both[1], establishment())


ASKED = [item("name"), item("health_evaluation", Of.PAPER)]


@pytest.mark.parametrize("changed", [(), (NAME,), (PAPER,), (NAME, PAPER), (TOWN,)])
@pytest.mark.parametrize("explained", [(), (NAME,), (PAPER,), (NAME, PAPER), (TOWN,)])
def test_every_point_is_changed_or_explained_and_nothing_else_is_touched(changed, explained):
    answered = Answered(changed=frozenset(changed), explained=frozenset(explained))
    done = set(changed) | set(explained)
    if done == {NAME, PAPER}:
        check_answer(ASKED, answered)
    else:
        with pytest.raises(RuleViolation):
            check_answer(ASKED, answered)


# --- the service -----------------------------------------------------------------------------------


def received() -> PermitApplication:
    return licensing.received(PermitKind.ESTABLISHMENT)


def ask(application: PermitApplication, *items: Item, **values: object) -> object:
    request = service.Request(items=items or tuple(ASKED), **values)
    return service.request_correction(application.public_id, request, licensing.clerk(), AT)


def answer(application: PermitApplication, **values: object) -> PermitApplication:
    given = service.AnswerGiven(**values)
    return service.answer_correction(application.public_id, given, system_actor("许禾"), AT)


WHOLE = {
    "values": {F.NAME: "青禾县云锦第二幼儿园"},
    "papers": (service.Paper(code="health_evaluation"),),
}


def test_one_paper_asks_for_everything_and_the_clock_of_asking_stops(county: object):
    application = received()
    document = ask(application)
    assert application.state is State.CORRECTING
    asked = get_document(document.public_id, licensing.clerk()).frozen["facts"]["items"]
    assert [row["what"] for row in asked] == ["幼儿园名称", "卫生评价报告"]
    assert asked[0]["article"] == "行政许可法 31"
    assert clocks.find_running(DeadlineKind.CORRECTION_NOTICE, subject_of(application)) is None


def test_while_it_waits_for_the_applicant_nothing_more_is_asked(county: object):
    application = received()
    ask(application)
    with pytest.raises(IllegalTransition):
        ask(application, item("town"))


def test_the_answer_changes_what_was_flagged_and_the_five_days_begin_anew(county: object):
    application = received()
    ask(application)
    answer(application, **WHOLE)
    assert application.state is State.RECEIVED
    assert application.values["name"] == "青禾县云锦第二幼儿园"
    clock = clocks.find_running(DeadlineKind.CORRECTION_NOTICE, subject_of(application))
    assert clock is not None
    assert clock.started_on == licensing.TODAY


def test_the_answer_touches_nothing_else(county: object):
    application = received()
    ask(application)
    with pytest.raises(RuleViolation, match="flagged"):
        answer(application, **(WHOLE | {"values": {F.NAME: "新名", F.TOWN: "990126002"}}))
    db.session.rollback()
    assert application.values["town"] == "990126001"


def test_an_answer_that_cannot_be_read_corrects_nothing(county: object):
    application = received()
    ask(application, item("capacity"))
    with pytest.raises(RuleViolation, match="figure"):
        answer(application, values={F.CAPACITY: "一百八十"})


def test_a_point_may_be_explained_instead(county: object):
    application = received()
    both = (item("health_evaluation"), item("health_evaluation", Of.PAPER))
    ask(application, *both)
    told = {
        (Of.FIELD, "health_evaluation"): "文号无误。",
        (Of.PAPER, "health_evaluation"): "原件已交。",
    }
    answer(application, explained=told)
    request = queries.requests_of(application)[0]
    assert request.explained == {
        "field_health_evaluation": "文号无误。",
        "paper_health_evaluation": "原件已交。",
    }
    assert request.changed == []


def test_a_second_request_for_what_was_visible_is_refused_and_leaves_nothing(county: object):
    application = received()
    ask(application)
    answer(application, **WHOLE)
    db.session.commit()
    with pytest.raises(RuleViolation, match="second time"):
        ask(application, item("town"))
    db.session.rollback()
    assert application.state is State.RECEIVED
    assert len(queries.requests_of(application)) == 1


def test_what_the_applicant_changed_may_be_asked_about_again(county: object):
    application = received()
    ask(application)
    answer(application, **WHOLE)
    ask(application, item("name", what="名称未经核准。"))
    assert [row.override_reason for row in queries.requests_of(application)] == [None, None]


def test_an_approver_overrides_with_a_reason_that_is_kept(county: object):
    application = received()
    ask(application)
    answer(application, **WHOLE)
    ask(application, item("town"), override=OVERRIDE)
    second = queries.requests_of(application)[-1]
    assert (second.override_reason, second.overridden_by) == (OVERRIDE.reason, OVERRIDE.by)


def test_a_reason_that_was_not_needed_is_not_an_override(county: object):
    application = received()
    ask(application, override=OVERRIDE)
    assert queries.requests_of(application)[0].overridden_by is None


def test_a_request_made_on_paper_is_entered_under_its_date(county: object):
    application = licensing.fill(licensing.start(PermitKind.ESTABLISHMENT))
    receipt = service.Receipt(received_at=AT - dt.timedelta(days=8))  # Friday 13 November
    service.receive(application.public_id, receipt, licensing.clerk(), AT)
    with pytest.raises(RuleViolation, match="were over"):
        ask(application)
    db.session.rollback()


def test_a_request_made_in_time_is_entered_after_the_five_days(county: object):
    application = licensing.fill(licensing.start(PermitKind.ESTABLISHMENT))
    receipt = service.Receipt(received_at=AT - dt.timedelta(days=8))
    service.receive(application.public_id, receipt, licensing.clerk(), AT)
    document = ask(application, asked_on=dt.date(2026, 11, 18))
    assert document.acted_on == dt.date(2026, 11, 18)
    assert queries.requests_of(application)[0].asked_on == dt.date(2026, 11, 18)


def test_two_reviewers_at_once_make_one_request(county: object):
    application = received()
    version = application.version
    ask(application, version=version)
    db.session.flush()
    with pytest.raises(Conflict):
        ask(application, version=version)
    assert len(queries.requests_of(application)) == 1


# --- on the spot -----------------------------------------------------------------------------------


def spot(application: PermitApplication, values: dict, by: str = "许禾") -> object:
    correction = service.OnTheSpot(values=values, corrected_by=by)
    return service.correct_on_the_spot(application.public_id, correction, licensing.clerk(), AT)


def test_what_is_corrected_on_the_spot_stands_on_the_slip_before_and_after(county: object):
    application = received()
    slip = spot(application, {F.CLASSES: "7", F.OWNERSHIP: "public", F.TOWN: "990126002"})
    assert slip.kind is DocumentKind.ON_THE_SPOT_CORRECTION
    lines = {
        row["label"]: (row["before"], row["after"]) for row in slip.frozen["facts"]["corrected"]
    }
    assert lines == {
        "班数": ("6", "7"),
        "办园性质": ("民办非营利性", "公办"),
        "所在乡镇（街道）": ("青阳街道", "河东街道"),
    }
    assert application.state is State.RECEIVED
    assert clocks.find_running(DeadlineKind.CORRECTION_NOTICE, subject_of(application)) is not None


@pytest.mark.parametrize(
    ("values", "by"),
    [
        ({}, "许禾"),
        ({F.CLASSES: " 6 "}, "许禾"),
        ({F.CLASSES: "七"}, "许禾"),
        ({F.RENEWAL_YEARS: "3"}, "许禾"),  # not asked for in this kind
        ({F.CLASSES: "7"}, "  "),
    ],
)
def test_nothing_changed_or_nobody_present_is_no_correction(county: object, values: dict, by: str):
    application = received()
    with pytest.raises(RuleViolation):
        spot(application, values, by)
    papers = list_of_subject(SUBJECT, application.public_id, licensing.clerk())
    assert DocumentKind.ON_THE_SPOT_CORRECTION not in {paper.kind for paper in papers}


def test_what_was_corrected_on_the_spot_after_a_request_is_new_to_the_reviewer(county: object):
    application = received()
    ask(application)
    answer(application, **WHOLE)
    spot(application, {F.TOWN: "990126002"})
    ask(application, item("town"))
    assert application.state is State.CORRECTING


@pytest.mark.parametrize("make", [licensing.accepted])
def test_nothing_is_corrected_on_the_spot_after_acceptance(county: object, make):
    application = make(PermitKind.ESTABLISHMENT)
    with pytest.raises(IllegalTransition):
        spot(application, {F.CLASSES: "7"})

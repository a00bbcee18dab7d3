"""Verification on site: two people, measured beside declared, no clock stops."""

import datetime as dt
from dataclasses import replace

import pytest

from kgsup.access.actor import system_actor
from kgsup.core.errors import IllegalTransition, RuleViolation
from kgsup.documents.queries import list_of_subject
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.licensing import queries, service
from kgsup.licensing.rules.fields import ApplicationField as F
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.verifying import Notice, Record
from kgsup.licensing.service.extending import find_clock
from kgsup.licensing.service.ledger import SUBJECT
from kgsup.licensing.service.verifying import notify_verification, record_verification
from tests.conftest import AT, COUNTY
from tests.factories import licensing

OFFICE = system_actor("test office", COUNTY)
TODAY = licensing.TODAY
NOTICE = Notice(
    visit_at=AT + dt.timedelta(days=3),
    place="青阳街道云锦路8号",
    officers=("许小满", "田禾"),
    items=("园舍面积", "户外场地"),
)
RECORD = Record(
    done_on=TODAY,
    first_verifier="许小满",
    second_verifier="田禾",
    measured={F.OUTDOOR_M2: "900", F.FLOORS: ""},
    opinion="与申报一致。",
    is_passed=True,
    evidence=("SCAN",),
)


def test_the_notice_names_day_place_and_two_and_no_clock_stops(county: object):
    application = licensing.accepted(PermitKind.ESTABLISHMENT)
    before = find_clock(application, TODAY)[2]
    notify_verification(application.public_id, NOTICE, None, licensing.clerk(), AT)
    papers = list_of_subject(SUBJECT, application.public_id, OFFICE)
    [facts] = [p.frozen["facts"] for p in papers if p.kind is DocumentKind.VERIFICATION_NOTICE]
    assert [one["name"] for one in facts["officers"]] == ["许小满", "田禾"]
    assert find_clock(application, TODAY)[2] == before


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"officers": ("许小满",)}, "Two different"),
        ({"officers": ("许小满", "许小满 ")}, "Two different"),
        ({"officers": ()}, "Two different"),
        ({"visit_at": AT}, "past"),
        ({"place": " "}, "where"),
        ({"items": ("",)}, "what you look at"),
    ],
)
def test_a_notice_is_whole(county: object, change: dict[str, object], message: str):
    application = licensing.accepted(PermitKind.ESTABLISHMENT)
    notice = replace(NOTICE, **change)  # type: ignore[arg-type]
    with pytest.raises(RuleViolation, match=message):
        notify_verification(application.public_id, notice, None, licensing.clerk(), AT)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"second_verifier": "许小满"}, "Two different"),
        ({"second_verifier": ""}, "Two different"),
        ({"done_on": TODAY + dt.timedelta(days=1)}, "between"),
        ({"done_on": TODAY - dt.timedelta(days=1)}, "between"),
        ({"opinion": " "}, "conclude"),
        ({"evidence": ()}, "scan"),
        ({"measured": {F.OUTDOOR_M2: "九百"}}, "figure"),
        ({"measured": {F.FLOORS: "31"}}, "cannot be right"),
    ],
)
def test_a_record_is_of_two_with_opinion_and_proof(
    county: object, change: dict[str, object], message: str
):
    application = licensing.accepted(PermitKind.ESTABLISHMENT)
    record = replace(RECORD, **change)  # type: ignore[arg-type]
    with pytest.raises(RuleViolation, match=message):
        record_verification(application.public_id, record, None, licensing.clerk(), AT)


def test_what_was_measured_stands_beside_what_was_declared_and_counts(county: object):
    application = licensing.accepted(PermitKind.ESTABLISHMENT)
    record = replace(RECORD, measured={F.OUTDOOR_M2: "600"}, is_passed=False, opinion="场地不足。")
    record_verification(application.public_id, record, None, licensing.clerk("核查员"), AT)
    [row] = queries.verifications_of(application)
    assert row.figures == [{"field": "outdoor_m2", "declared": "900", "measured": "600"}]
    found = {one.code: one for one in service.findings_of(application, OFFICE, AT)}
    assert {"verified:conclusion", "verified:outdoor_m2", "figures:outdoor_m2"} == set(found)
    assert "3.33" in found["figures:outdoor_m2"].text
    assert not any(one.is_hard for one in found.values())
    assert "核查员" in {person["name"] for person in application.preparers}


def test_the_last_verification_counts(county: object):
    application = licensing.accepted(PermitKind.ESTABLISHMENT)
    failed = replace(RECORD, is_passed=False, measured={F.OUTDOOR_M2: "600"})
    for record in (failed, RECORD):
        record_verification(application.public_id, record, None, licensing.clerk(), AT)
    assert service.findings_of(application, OFFICE, AT) == []


def test_nothing_is_verified_before_the_acceptance(county: object):
    application = licensing.received(PermitKind.ESTABLISHMENT)
    with pytest.raises(IllegalTransition):
        record_verification(application.public_id, RECORD, None, licensing.clerk(), AT)

"""Ordering prints into the state form: what is frozen, the worker's part, the pages of the office."""

import datetime as dt
import json
from dataclasses import replace

import pytest

from kgsup.access.actor import Role
from kgsup.audit.queries import timeline
from kgsup.audit.rules import Subject
from kgsup.configuration.rules import Key
from kgsup.configuration.service import set_value
from kgsup.core.db import db, transaction
from kgsup.core.errors import Missing, RuleViolation
from kgsup.documents import jobs, queries, service
from kgsup.documents.adapters import archive, installation
from kgsup.documents.models import PrintJob
from kgsup.documents.rules.overprint import PrintKind
from kgsup.documents.rules.states import MOST_ATTEMPTS, Rendering
from tests.conftest import AT, COUNTY, OTHER_COUNTY, make_actor
from tests.documents import certificate_samples as certificates
from tests.documents.test_certificates import check_words

CLERK = make_actor(Role.CLERK)
EDITION = Subject("licence_edition", "E000000000000001", COUNTY, "KG00000000000001")
COPY = PrintKind.CERTIFICATE_COPY
RARE = "\U0001f984"  # stands for a character that no font has


@pytest.fixture
def own_archive(app, county, tmp_path, monkeypatch):
    """An empty archive for each test: bytes, unlike rows, are not rolled back."""
    here = replace(installation.installation(), documents=tmp_path / "documents")
    monkeypatch.setattr(installation, "_installation", here)


def order(kind: PrintKind = COPY, actor=CLERK, **changed: object) -> PrintJob:
    facts = None if kind.is_test else certificates.certificate(**changed)
    with transaction():
        ordered = service.PrintOrder(kind=kind, subject=EDITION, facts=facts)
        return service.order_print(ordered, actor, AT)


def reload(job: PrintJob) -> PrintJob:
    db.session.expire_all()
    return queries.get_print(job.public_id, CLERK)


def configure(key: Key, value: object) -> None:
    with transaction():
        set_value(COUNTY, key, value, dt.date(2026, 1, 1), CLERK, AT)


def test_an_ordered_print_freezes_words_layout_and_the_countys_offsets(county):
    configure(Key.CERTIFICATE_OFFSETS, {"copy": {"dx": 2}, "original": {"dy": 9}})
    job = order(head=f"周{RARE}禾")
    frozen = json.loads(job.facts_json)
    assert frozen["offsets"] == {"dx": 2}
    assert frozen["layout"]["title"] == "办学许可证副本"
    assert frozen["facts"]["name"] == "青禾县童心幼儿园"
    assert job.handwritten == frozen["handwritten"] == [RARE]
    assert job.rendering is Rendering.QUEUED
    [entry] = timeline("print_job", job.public_id)
    assert entry.act == "documents.print.order"
    assert queries.list_prints_of(EDITION.kind, EDITION.public_id, CLERK) == [job]


def test_an_order_that_the_form_has_no_place_for_is_refused(county):
    with pytest.raises(RuleViolation, match=r"no place for: annual_check\.9"):
        order(annual_checks=(certificates.check(9),))


@pytest.mark.parametrize(
    ("offsets", "message"),
    [
        ({"dx": -45}, "off the form: 名称"),
        ({"fields": {"nmae": {"dx": 1}}}, "does not have: nmae"),
    ],
)
def test_offsets_that_cannot_be_printed_are_refused(county, offsets, message):
    configure(Key.CERTIFICATE_OFFSETS, {"copy": offsets})
    with pytest.raises(RuleViolation, match=message):
        order()


def test_a_print_is_not_ordered_or_seen_from_another_county(county):
    other = make_actor(Role.CLERK, county=OTHER_COUNTY)
    with pytest.raises(Missing):
        order(actor=other)
    job = order()
    with pytest.raises(Missing):
        queries.get_print(job.public_id, other)


def test_the_worker_makes_prints_and_keeps_them(own_archive):
    job, test_sheet = order(), order(PrintKind.TEST_ORIGINAL)
    assert jobs.make_queued_prints(AT) == 2
    made = reload(job)
    assert made.rendering is Rendering.RENDERED
    check_words(archive.read(made.sha256), COPY, certificates.certificate())
    assert reload(test_sheet).page_count == 1
    assert jobs.make_queued_prints(AT) == 0
    differences = jobs.compare_archive()
    assert (differences.missing, differences.orphans) == ([], [])
    acts = [entry.act for entry in timeline("print_job", job.public_id)]
    assert sorted(acts) == ["documents.print.order", "documents.print.render"]


def test_a_print_that_fits_nowhere_is_given_up_visibly_and_does_not_hold_up_others(own_archive):
    bad, good = order(address="学府路" * 200), order()
    assert jobs.make_queued_prints(AT) == 1
    for _ in range(MOST_ATTEMPTS):
        jobs.make_queued_prints(AT)
    failed = reload(bad)
    assert (failed.rendering, failed.attempts) == (Rendering.FAILED, MOST_ATTEMPTS)
    assert "地址: too long" in failed.error
    assert reload(good).rendering is Rendering.RENDERED


@pytest.mark.parametrize("is_certificate", [False, True])
def test_whether_the_sheet_is_a_certificate_is_the_countys_word(county, is_certificate):
    configure(Key.LICENCE_SHEET_IS_CERTIFICATE, is_certificate)
    facts = certificates.sheet(is_certificate=not is_certificate)
    with transaction():
        issued = service.issue_licence_sheet(EDITION, facts, CLERK, AT)
    assert issued.frozen["facts"]["is_certificate"] is is_certificate


# ── pages of the office ──


def test_a_print_is_waited_for_and_then_shown(own_archive, client, sign_in):
    job = order()
    sign_in(client, Role.CLERK)
    waiting = client.get(f"/prints/{job.public_id}")
    assert (waiting.status_code, waiting.headers["Refresh"]) == (202, "3")
    jobs.make_queued_prints(AT)
    shown = client.get(f"/prints/{job.public_id}")
    assert (shown.status_code, shown.mimetype) == (200, "application/pdf")


def test_a_failed_print_says_why(own_archive, client, sign_in):
    job = order(address="学府路" * 200)
    for _ in range(MOST_ATTEMPTS + 1):
        jobs.make_queued_prints(AT)
    sign_in(client, Role.CLERK)
    page_of_failure = client.get(f"/prints/{job.public_id}")
    assert page_of_failure.status_code == 503
    assert "地址" in page_of_failure.get_data(as_text=True)


def test_a_test_sheet_is_ordered_from_its_page(own_archive, client, sign_in):
    sign_in(client, Role.CLERK)
    assert client.get("/certificates/test-sheet").status_code == 200
    assert client.post("/certificates/test-sheet", data={"kind": "x"}).status_code == 422
    answer = client.post("/certificates/test-sheet", data={"kind": "test_copy"})
    assert answer.status_code == 302
    assert jobs.make_queued_prints(AT) == 1
    assert client.get(answer.headers["Location"]).mimetype == "application/pdf"
    assert answer.headers["Location"] in client.get("/certificates/test-sheet").get_data(
        as_text=True
    )


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.KINDERGARTEN, Role.AUDITOR])
def test_prints_are_the_clerks_alone(own_archive, client, sign_in, role):
    job = order()
    sign_in(client, role, kindergarten="KG00000000000001" if role is Role.KINDERGARTEN else None)
    assert client.get(f"/prints/{job.public_id}").status_code == 403
    assert client.get("/certificates/test-sheet").status_code == 403

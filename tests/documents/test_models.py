"""What the database itself refuses: no paper, number or service is ever changed or removed."""

import datetime as dt

import pytest
import sqlalchemy as sa

from kgsup.access.actor import Role
from kgsup.audit.rules import Subject
from kgsup.core.db import db, transaction
from kgsup.documents import queries, service
from kgsup.documents.models import FROZEN, FROZEN_ONCE, Document
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.documents.rules.overprint import PrintKind
from kgsup.documents.rules.states import Service, ServiceWay
from tests.conftest import AT, COUNTY, make_actor
from tests.documents import samples

pytestmark = pytest.mark.usefixtures("county")

CLERK = make_actor(Role.CLERK)
TODAY = dt.date(2026, 11, 21)
PRINTED = Subject("county", COUNTY, COUNTY)
COLUMNS = [(table, column) for table, columns in FROZEN.items() for column in columns]
ONCE = [(table, column) for table, columns in FROZEN_ONCE.items() for column in columns]


@pytest.fixture
def paper() -> Document:
    """A voided notice with everything that can happen to one."""
    subject = Subject("follow_up", "F000000000000001", COUNTY, "KG00000000000001")
    kind = DocumentKind.RECTIFICATION_NOTICE
    stored = service.Stored(sha256="a" * 64, size=7, page_count=1)
    served = Service(way=ServiceWay.DIRECT, served_on=TODAY, receiver="周晓禾")
    with transaction():
        old = service.issue(kind, subject, samples.notice(), CLERK, AT)
        document = service.issue(kind, subject, samples.notice(), CLERK, AT, replaces=old.public_id)
        service.store_rendering(document.public_id, stored, CLERK, AT)
        service.record_seal(document.public_id, TODAY, CLERK, AT)
        service.record_service(document.public_id, served, CLERK, AT)
        service.void(document.public_id, "对象有误", CLERK, AT)
        ordered = service.PrintOrder(kind=PrintKind.TEST_COPY, subject=PRINTED)
        job = service.order_print(ordered, CLERK, AT)
        service.store_print(job.public_id, stored, CLERK, AT)
    return document


def key_of(table: str, paper: Document) -> int:
    if table == "print_job":
        return queries.list_prints_of(PRINTED.kind, PRINTED.public_id, CLERK)[0].id
    if table == "document_number":
        return paper.number_id
    return queries.list_services(paper)[0].id if table == "service_record" else paper.id


def is_refused(statement: str, key: int) -> bool:
    try:
        with db.session.begin_nested():
            db.session.execute(sa.text(statement), {"key": key})
    except sa.exc.DatabaseError:
        return True
    return False


@pytest.mark.parametrize(("table", "column"), [*COLUMNS, *ONCE])
def test_what_a_paper_says_cannot_be_changed_even_by_hand(paper, table, column):
    changed = {"year": "1999", "n": "99", "size": "99", "page_count": "99", "number_id": "1"}
    value = changed.get(column, "'1999-01-01'")
    assert is_refused(
        f"UPDATE {table} SET {column} = {value} WHERE id = :key", key_of(table, paper)
    )


@pytest.mark.parametrize("table", ["document", "document_number", "service_record", "print_job"])
def test_no_paper_number_or_service_is_removed(paper, table):
    assert is_refused(f"DELETE FROM {table} WHERE id = :key", key_of(table, paper))


def test_a_service_is_not_changed(paper):
    key = key_of("service_record", paper)
    assert is_refused("UPDATE service_record SET receiver = 'x' WHERE id = :key", key)


def test_the_guards_leave_alone_what_may_move_on(paper):
    assert not is_refused("UPDATE document SET version = version + 1 WHERE id = :key", paper.id)

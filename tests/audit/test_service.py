"""The ledger chains what was recorded and notices what was changed."""

import datetime as dt

import pytest
import sqlalchemy as sa

from kgsup.access.actor import system_actor
from kgsup.audit import queries, service
from kgsup.audit.models import LedgerEntry, LedgerHead
from kgsup.audit.rules import Subject
from kgsup.core import clock
from kgsup.core.db import db, transaction
from kgsup.core.errors import RuleViolation
from tests.conftest import AT, COUNTY

SUBJECT = Subject("county", COUNTY, COUNTY)


def record(number: int, at: dt.datetime = AT) -> None:
    with transaction():
        service.record(system_actor("test"), "areas.county.add", SUBJECT, {"n": [None, number]}, at)


@pytest.fixture
def five_rows(session) -> None:
    for number in range(5):
        record(number)


def test_an_empty_ledger_is_whole(session):
    assert service.verify_ledger().ok


def test_rows_are_chained_in_order(five_rows):
    verdict = service.verify_ledger()
    assert (verdict.ok, verdict.rows) == (True, 5)
    assert [row.changes[0][2] for row in queries.timeline("county", COUNTY)] == [4, 3, 2, 1, 0]


def test_a_rolled_back_act_leaves_no_row(five_rows):
    with pytest.raises(RuleViolation), transaction():
        service.record(system_actor("test"), "areas.county.add", SUBJECT, {}, AT)
        raise RuleViolation("no")
    record(5)
    assert service.verify_ledger().rows == 6


def test_an_act_without_a_label_cannot_be_recorded(session):
    with pytest.raises(KeyError), transaction():
        service.record(system_actor("test"), "areas.county.forget", SUBJECT, {}, AT)


def test_a_clock_that_fell_back_stops_recording(five_rows):
    behind = AT - dt.timedelta(minutes=1)
    clock.use_test_clock(behind.isoformat())
    with pytest.raises(RuleViolation):
        record(5, behind)
    clock.use_test_clock(AT.isoformat())
    record(5, AT - dt.timedelta(seconds=3))
    assert service.verify_ledger().ok


def test_an_act_that_waited_for_its_turn_is_recorded_after_the_others(five_rows):
    record(5, AT - dt.timedelta(minutes=10))  # the clock is right, the act began long ago
    assert queries.timeline("county", COUNTY)[0].at == AT
    assert service.verify_ledger().ok


def test_an_emptied_ledger_is_not_whole(five_rows):
    without_guard(sa.delete(LedgerEntry))
    without_guard(sa.delete(LedgerHead), "ledger_head")
    assert not service.verify_ledger().ok


def test_the_head_is_not_set_back(five_rows):
    with pytest.raises(sa.exc.DBAPIError):
        db.session.execute(sa.update(LedgerHead).values(sequence=3))
    db.session.rollback()


def without_guard(statement: sa.Executable, table: str = "ledger_entry") -> None:
    """Change a row as somebody would who has switched the triggers off."""
    if db.engine.dialect.name == "sqlite":
        names = db.session.scalars(
            sa.text("SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name=:table"),
            {"table": table},
        ).all()
        for name in names:
            db.session.execute(sa.text(f"DROP TRIGGER {name}"))
    else:
        db.session.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
    db.session.execute(statement)
    db.session.commit()


TAMPERINGS = {
    "edited": (sa.update(LedgerEntry).where(LedgerEntry.sequence == 3).values(actor_name="x"), 3),
    "deleted": (sa.delete(LedgerEntry).where(LedgerEntry.sequence == 2), 2),
    "cut off": (sa.delete(LedgerEntry).where(LedgerEntry.sequence == 5), 5),
    "back-dated": (
        sa.update(LedgerEntry)
        .where(LedgerEntry.sequence == 4)
        .values(recorded_at=AT - dt.timedelta(days=1)),
        4,
    ),
    "head moved": (sa.update(LedgerHead).values(sequence=4), 6),
}


@pytest.mark.parametrize("kind", TAMPERINGS)
def test_tampering_is_found_and_the_first_bad_row_named(five_rows, kind):
    statement, first_bad = TAMPERINGS[kind]
    without_guard(statement, "ledger_head" if kind == "head moved" else "ledger_entry")
    verdict = service.verify_ledger()
    assert (verdict.ok, verdict.first_bad) == (False, first_bad)

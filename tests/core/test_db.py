"""Transactions: what held in prototypes holds here."""

import datetime as dt
import sqlite3

import pytest
import sqlalchemy as sa

from kgsup.core.db import db, safe_journal_mode, transaction
from kgsup.core.errors import Conflict
from kgsup.core.heartbeat import Heartbeat, beat
from tests.conftest import AT


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 40, 1), "truncate"),
        ((3, 44, 5), "truncate"),
        ((3, 44, 6), "wal"),
        ((3, 50, 6), "truncate"),
        ((3, 50, 7), "wal"),
        ((3, 51, 2), "truncate"),
        ((3, 51, 3), "wal"),
        ((3, 52, 0), "wal"),
        ((4, 0, 0), "wal"),
    ],
)
def test_wal_is_used_only_on_builds_without_the_reset_fault(version, mode):
    assert safe_journal_mode(version) == mode


def test_naive_instants_are_refused(session):
    db.session.add(Heartbeat(name="naive", at=dt.datetime(2026, 11, 21)))  # noqa: DTZ001
    with pytest.raises(sa.exc.StatementError):
        db.session.flush()
    db.session.rollback()


def test_one_instant_said_in_two_zones_comes_back_as_one(session):
    shanghai = AT.astimezone(dt.timezone(dt.timedelta(hours=8)))
    with transaction():
        beat("a", AT)
        beat("b", shanghai)
    db.session.expire_all()
    rows = db.session.scalars(sa.select(Heartbeat.at)).all()
    assert rows == [AT, AT]


def test_transactions_do_not_nest(session):
    with pytest.raises(RuntimeError), transaction(), transaction():
        pass


def test_what_was_read_before_cannot_decide(session):
    """The reading transaction ends where the writing one begins: unsaved work is dropped, loudly."""
    db.session.add(Heartbeat(name="left over", at=AT))
    with transaction():
        pass
    assert db.session.get(Heartbeat, "left over") is None


def test_sqlite_settings_hold_on_every_connection(app, session):
    if db.engine.dialect.name != "sqlite":
        return
    found = {
        name: db.session.execute(sa.text(f"PRAGMA {name}")).scalar()
        for name in ("synchronous", "foreign_keys", "recursive_triggers", "trusted_schema")
    }
    assert found == {
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "trusted_schema": 0,
    }
    mode = db.session.execute(sa.text("PRAGMA journal_mode")).scalar()
    assert mode == safe_journal_mode(sqlite3.sqlite_version_info)


def test_two_savers_of_one_row_the_second_is_told(app, session):
    from kgsup.access.actor import system_actor
    from kgsup.areas import service
    from kgsup.core.clocks import Term
    from kgsup.workcalendar import service as calendar
    from kgsup.workcalendar.models import SchoolTerm

    with transaction():
        service.add_county("990199", "试县", system_actor("test"), AT)
        term = Term(name="秋", first_day=dt.date(2026, 9, 1), last_day=dt.date(2027, 1, 15))
        row = calendar.enter_term("990199", term, system_actor("test"), AT)
    with pytest.raises(Conflict), transaction():
        loaded = db.session.get_one(SchoolTerm, row.id)
        db.session.execute(
            sa.update(SchoolTerm)
            .where(SchoolTerm.id == row.id)
            .values(version=SchoolTerm.version + 1),
            execution_options={"synchronize_session": False},
        )
        loaded.name = "秋季"
        db.session.flush()

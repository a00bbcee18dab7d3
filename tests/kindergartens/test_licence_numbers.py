"""Numbers of licences: gapless, none twice, and passing over what imported licences bear."""

import datetime as dt
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from kgsup.access.actor import Role
from kgsup.app import create_app
from kgsup.areas.models import County
from kgsup.audit.queries import timeline
from kgsup.configuration import service as configuration
from kgsup.configuration.rules import Key
from kgsup.core import migrate
from kgsup.core.db import db, transaction
from kgsup.core.errors import Missing, RuleViolation
from kgsup.core.settings import PROJECT, load_settings
from kgsup.kindergartens import queries, service
from kgsup.kindergartens.models import LicenceNumber
from kgsup.kindergartens.rules.codes import check_licence_number
from kgsup.kindergartens.rules.entries import Additions
from kgsup.kindergartens.rules.identity import Ownership
from kgsup.kindergartens.rules.licence_numbers import LicencePattern, next_free, pattern_of
from kgsup.kindergartens.rules.licences import NewLicence
from tests.conftest import AT, COUNTY, make_actor
from tests.factories.kindergartens import REGISTRAR, make_kindergarten
from tests.kindergartens.licence_numbering_process import grant

TODAY = dt.date(2026, 11, 21)
PATTERN = "教民1{area}6{n:06d}0号"


# ── rules


def test_a_number_of_the_default_pattern_has_15_digits_and_is_usual():
    number = LicencePattern("all", PATTERN).number(COUNTY, 17)
    assert number == "教民199012660000170号"
    assert check_licence_number(number, COUNTY).warnings == ()


def test_a_series_ends_where_its_digits_end():
    short = LicencePattern("all", "{n:02d}")
    assert short.number(COUNTY, 99) == "99"
    with pytest.raises(RuleViolation, match="used up"):
        short.number(COUNTY, 100)


def test_an_ownership_has_its_own_pattern_or_the_common_one():
    patterns = {"all": PATTERN, "public": "教公{area}{n:04d}号"}
    assert pattern_of(patterns, Ownership.PUBLIC).series == "public"
    assert pattern_of(patterns, Ownership.PRIVATE_FOR_PROFIT) == LicencePattern("all", PATTERN)


def test_numbers_that_licences_bear_are_passed_over():
    borne = {"199012660000010", "199012660000020", "199012660000040"}
    found = next_free(LicencePattern("all", PATTERN), COUNTY, 1, borne)
    assert (found.n, len(found.skipped)) == (3, 2)


# ── with a database


def take(ownership: Ownership = Ownership.UNKNOWN) -> str:
    return service.next_licence_number(COUNTY, REGISTRAR, AT, ownership=ownership)


def test_numbers_follow_one_another_and_the_expected_one_is_the_next(county):
    assert service.expected_licence_number(COUNTY, Ownership.UNKNOWN, TODAY) == take()
    assert [take(), take()] == ["教民199012660000020号", "教民199012660000030号"]


def test_a_series_begins_where_paper_left_off(county):
    configuration.set_value(COUNTY, Key.NUMBER_STARTS, {"licence/all": 61}, TODAY, REGISTRAR, AT)
    assert take() == "教民199012660000610号"


def test_ownerships_may_have_patterns_of_their_own(county):
    patterns = {"all": PATTERN, "public": "教公{area}{n:04d}号"}
    configuration.set_value(COUNTY, Key.LICENCE_NUMBER_PATTERN, patterns, TODAY, REGISTRAR, AT)
    numbers = [take(Ownership.PUBLIC), take(Ownership.PRIVATE_NON_PROFIT), take(Ownership.PUBLIC)]
    assert numbers == ["教公9901260001号", "教民199012660000010号", "教公9901260002号"]


def test_a_number_of_the_register_is_passed_over_with_a_note_in_the_ledger(county):
    imported = NewLicence(number="199012660000010")  # written without its words
    with transaction():
        make_kindergarten(additions=Additions(licence=imported))
    with transaction():
        assert take() == "教民199012660000020号"
    row = db.session.execute(sa.select(LicenceNumber)).scalar_one()
    changes = timeline("licence_number", row.public_id)[0].changes
    assert ("passed_over", 1, ["教民199012660000010号"]) in changes


def test_what_is_rolled_back_was_never_taken(county):
    db.session.commit()
    with pytest.raises(ZeroDivisionError), transaction():
        take()
        raise ZeroDivisionError
    with transaction():
        assert take() == "教民199012660000010号"


def test_a_number_taken_for_one_licence_is_borne_by_no_other(county):
    db.session.commit()
    number = grant("青禾县新苗幼儿园")
    row = db.session.execute(sa.select(LicenceNumber)).scalar_one()
    assert (row.number, row.licence_id is not None) == (number, True)
    found = queries.find_by_name(COUNTY, "青禾县新苗幼儿园", REGISTRAR)[0]
    assert queries.current_licence(found, TODAY).number == number


def test_the_database_refuses_the_same_number_twice_and_its_removal(county):
    number = take()
    twin = {"county_code": COUNTY, "digits": "199012660000010", "number": number, "taken_at": AT}
    with pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
        db.session.add(LicenceNumber(**twin))
        db.session.flush()
    with pytest.raises(sa.exc.DatabaseError, match="final"), db.session.begin_nested():
        db.session.execute(sa.delete(LicenceNumber))


def test_another_county_takes_no_number_here(county):
    with pytest.raises(Missing):
        service.next_licence_number(COUNTY, make_actor(Role.CLERK, "990127"), AT)


# ── real processes


@pytest.fixture
def own_database(database_url: str, tmp_path) -> Iterator[str]:
    """An empty, migrated database of the same kind as the other tests use, with one county."""
    if database_url.startswith("sqlite"):
        url = f"sqlite:///{tmp_path / 'numbers.db'}"
    else:
        server = sa.create_engine(database_url, isolation_level="AUTOCOMMIT")
        name = f"licences_{tmp_path.name}".lower().replace("-", "_")
        with server.connect() as connection:
            connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
        server.dispose()
        url = sa.make_url(database_url).set(database=name).render_as_string(hide_password=False)
    environment = {"KGSUP_INSTANCE": str(tmp_path), "KGSUP_DATABASE_URL": url}
    with create_app(load_settings(environment)).app_context():
        migrate.upgrade(db.engine)
        with transaction():
            db.session.add(County(code=COUNTY, name="青禾县"))
        yield url
        db.session.remove()
        db.engine.dispose()


def start(url: str, instance: object, name: str, count: int) -> subprocess.Popen[str]:
    module = "tests.kindergartens.licence_numbering_process"
    arguments = [sys.executable, "-m", module, url, str(instance), name, str(count)]
    return subprocess.Popen(arguments, cwd=PROJECT, stdout=subprocess.PIPE, text=True)


def numbers_in_database() -> list[int]:
    with db.engine.connect() as connection:
        return list(
            connection.execute(sa.text("SELECT n FROM licence_number ORDER BY n")).scalars()
        )


@pytest.mark.slow
def test_eight_processes_grant_80_licences_without_gap_or_double(own_database, tmp_path):
    processes = [start(own_database, tmp_path, name, 10) for name in "甲乙丙丁戊己庚辛"]
    printed = [process.communicate()[0].split() for process in processes]
    assert [process.returncode for process in processes] == [0] * 8
    numbers = sorted(number for lines in printed for number in lines)
    assert numbers == [f"教民19901266{n:06d}0号" for n in range(1, 81)]
    assert numbers_in_database() == list(range(1, 81))


@pytest.mark.slow
def test_a_killed_process_leaves_no_gap_and_no_number_without_its_licence(own_database, tmp_path):
    victim = start(own_database, tmp_path, "甲", 1000)
    survivor = start(own_database, tmp_path, "乙", 20)
    assert victim.stdout is not None
    acknowledged = [victim.stdout.readline().strip() for _ in range(5)]
    victim.send_signal(signal.SIGKILL)
    said = acknowledged + victim.communicate()[0].split() + survivor.communicate()[0].split()
    assert survivor.returncode == 0
    stored = numbers_in_database()
    assert stored == list(range(1, len(stored) + 1))
    assert len(set(said)) == len(said)
    assert len(stored) - len(said) <= 1  # committed, but killed before it could say so
    with db.engine.connect() as connection:
        statement = "SELECT count(*) FROM licence_number WHERE licence_id IS NULL"
        assert connection.execute(sa.text(statement)).scalar_one() == 0

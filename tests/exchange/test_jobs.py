"""The worker's job: files that wait are read, lists that wait are entered, each exactly once."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from kgsup.core.db import db, transaction
from kgsup.core.errors import Missing, RuleViolation
from kgsup.core.settings import PROJECT
from kgsup.exchange import jobs, queries, service
from kgsup.exchange.jobs import import_file, run_imports
from kgsup.exchange.rules.outcomes import State
from kgsup.files.adapters import store
from kgsup.kindergartens.models import Kindergarten
from tests.conftest import AT, COUNTY
from tests.exchange.lists import CLERK, a_list, csv_file

pytestmark = pytest.mark.usefixtures("county")


def give(path: Path) -> str:
    db.session.commit()
    with transaction():
        return service.upload(COUNTY, path.name, path.read_bytes(), CLERK, AT).public_id


def state_of(public_id: str) -> State:
    db.session.expire_all()
    return queries.get_batch(public_id, CLERK).state


def test_what_waits_is_read_and_what_is_confirmed_is_entered(tmp_path):
    public_id = give(a_list(tmp_path / "list.csv"))
    assert run_imports(AT) == 1
    assert state_of(public_id) is State.CHECKED
    assert run_imports(AT) == 0
    with transaction():
        service.confirm_batch(public_id, CLERK, hold_duplicates=False)
    assert run_imports(AT) == 1
    assert state_of(public_id) is State.APPLIED
    assert run_imports(AT) == 0
    assert len(db.session.scalars(sa.select(Kindergarten)).all()) == 3


def test_a_file_that_cannot_be_read_keeps_its_reason(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(b"%PDF-1.7\n")
    public_id = give(path)
    run_imports(AT)
    batch = queries.get_batch(public_id, CLERK)
    assert (batch.state, batch.refusal_code) == (State.REFUSED, "not_a_table")


def test_one_list_that_fails_does_not_stop_the_next(tmp_path, monkeypatch):
    first = give(a_list(tmp_path / "first.csv"))
    second = give(csv_file(tmp_path / "second.csv", [("名称",), ("幼儿园名称",), ("甲幼儿园",)]))
    run_imports(AT)
    for public_id in (first, second):
        with transaction():
            service.confirm_batch(public_id, CLERK, hold_duplicates=False)
    original = service.apply_batch

    def fail_first(public_id, *arguments):
        if public_id == first:
            raise RuleViolation("no")
        return original(public_id, *arguments)

    monkeypatch.setattr(service, "apply_batch", fail_first)
    assert run_imports(AT) == 1
    assert (state_of(first), state_of(second)) == (State.CHECKED, State.APPLIED)


def test_a_fault_of_the_program_is_told_and_not_tried_for_ever(tmp_path, monkeypatch):
    public_id = give(a_list(tmp_path / "list.csv"))

    def fail(*_arguments):
        raise ZeroDivisionError

    monkeypatch.setattr(service, "read_list", fail)
    assert run_imports(AT) == 0
    assert queries.get_batch(public_id, CLERK).refusal_code == "failed"
    monkeypatch.undo()
    second = give(a_list(tmp_path / "list.csv"))
    run_imports(AT)
    with transaction():
        service.confirm_batch(second, CLERK, hold_duplicates=False)
    monkeypatch.setattr(service, "apply_batch", fail)
    assert run_imports(AT) == 0
    assert state_of(second) is State.CHECKED


def test_the_one_who_confirmed_is_named_in_the_ledger(tmp_path):
    public_id = give(a_list(tmp_path / "list.csv"))
    run_imports(AT)
    with transaction():
        service.confirm_batch(public_id, CLERK, hold_duplicates=False)
    run_imports(AT)
    assert queries.get_batch(public_id, CLERK).confirmed_by == CLERK.name


def test_the_file_is_kept_as_it_was_given(tmp_path):
    path = a_list(tmp_path / "list.csv")
    batch = queries.get_batch(give(path), CLERK)
    assert store.read(batch.file_sha256) == path.read_bytes()


@pytest.mark.parametrize("name", ["export.xlsx", "export.csv"])
def test_the_exported_register_comes_back_unchanged(tmp_path, name):
    heads = (
        "幼儿园名称",
        "地址",
        "办园性质",
        "是否普惠",
        "在园人数",
        "班级数",
        "教职工数",
        "办学许可证号",
        "有效期至",
    )
    rows = [
        (
            "青禾县甲园",
            "白石镇街上1号",
            "公办",
            "是",
            90,
            3,
            20,
            "教民199012660000011号",
            "2027-08-31",
        ),
        ("青禾县乙园", "青阳街道2号", "民办非营利", "是", 60, 2, 9, None, None),
        ("=1+1幼儿园", "-路3号", None, None, None, None, None, None, None),
    ]
    result = import_file(csv_file(tmp_path / "l.csv", [heads, *rows]), COUNTY, CLERK, AT)
    assert result.counts["refused"] == 1  # a formula in CSV
    path = tmp_path / name
    assert jobs.export_file(path, COUNTY, CLERK, AT) == 2
    again = import_file(path, COUNTY, CLERK, AT)
    assert again.counts["unchanged"] == len(again.rows) == 2


def test_an_unknown_county_is_refused_and_no_file_is_written(tmp_path):
    path = tmp_path / "register.csv"
    with pytest.raises(Missing, match="999999"):
        jobs.export_file(path, "999999", CLERK, AT)
    assert not path.exists()


def test_a_name_of_signs_only_stays_out_and_the_rest_is_entered(tmp_path):
    rows = [["幼儿园名称", "地址"], ["-", "路1号"], ["（）", "路2号"], ["乙幼儿园", "路3号"]]
    result = import_file(csv_file(tmp_path / "l.csv", rows), COUNTY, CLERK, AT)
    assert [row.outcome.value for row in result.rows] == ["refused", "refused", "new"]
    assert result.rows[0].reason == "A2: The name is missing."


KGSUP = str(Path(sys.executable).with_name("kgsup"))
KILLED = """
import sys
from pathlib import Path
from kgsup.app import create_app
from kgsup.core import clock
from kgsup.access.actor import system_actor
from kgsup.exchange.service import applying
from kgsup.exchange.jobs import import_file

def wait(*arguments):
    print("entered", flush=True)
    sys.stdin.read()

applying.write_rows = wait
with create_app().app_context():
    import_file(Path(sys.argv[1]), "990126", system_actor("killed"), clock.now())
"""


@pytest.fixture
def environment(tmp_path) -> dict[str, str]:
    """The environment of an instance of its own, on SQLite, with county 990126."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("KGSUP_")}
    environment = clean | {"KGSUP_INSTANCE": str(tmp_path / "instance")}
    for command in (["db", "upgrade"], ["counties", "add", "990126", "青禾县"]):
        subprocess.run([KGSUP, *command], env=environment, cwd=PROJECT, check=True)
    return environment


@pytest.mark.slow
def test_imports_of_one_list_at_once_enter_it_once(tmp_path, environment):
    path = a_list(tmp_path / "list.csv")
    command = [KGSUP, "import", "kindergartens", str(path), "--county", "990126", "--json"]
    processes = [
        subprocess.Popen(command, env=environment, cwd=PROJECT, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    answers = [json.loads(process.communicate()[0]) for process in processes]
    assert sorted(answer["new"] for answer in answers) == [0, 0, 3]
    assert sorted(answer["unchanged"] for answer in answers) == [0, 3, 3]


@pytest.mark.slow
def test_a_kill_in_the_middle_of_entering_leaves_nothing(tmp_path, environment):
    """On SQLite, in a process of its own: everything is written, nothing committed, then SIGKILL."""
    path = a_list(tmp_path / "list.csv")
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(path)],
        env=environment,
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdin is not None
    assert process.stdout.readline() == "entered\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    process.stdin.close()
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'instance' / 'kgsup.db'}")
    with engine.connect() as connection:
        for table in ("kindergarten", "import_batch", "import_row", "listed_kindergarten"):
            assert connection.scalar(sa.text(f"SELECT count(*) FROM {table}")) == 0
    engine.dispose()
    result = subprocess.run(
        [KGSUP, "import", "kindergartens", str(path), "--county", "990126"],
        env=environment,
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "new: 3" in result.stdout

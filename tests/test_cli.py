"""The commands, as operators and outside tests run them: in processes of their own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kgsup.core.settings import PROJECT

pytestmark = pytest.mark.slow
KGSUP = Path(sys.executable).with_name("kgsup")
PASSWORD = "Green-Rice-2026"
LIST = "名称,地址,联系电话\n向阳幼儿园,青禾县青阳街道1号,0999-5550001\n,无名路2号,\n"


class Instance:
    """An instance of its own, with its environment."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        clean = {k: v for k, v in os.environ.items() if not k.startswith("KGSUP_")}
        self.environment = clean | {"KGSUP_INSTANCE": str(folder), **settings}

    def run(self, *arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [KGSUP, *arguments],
            cwd=PROJECT,
            env=self.environment,
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Instance:
    """A migrated instance with a county of its own."""
    instance = Instance(tmp_path_factory.mktemp("instance"))
    assert instance.run("db", "upgrade").returncode == 0
    assert instance.run("counties", "add", "990126", "青禾县").returncode == 0
    return instance


def test_wrong_settings_end_with_2_and_name_every_mistake(tmp_path):
    result = Instance(tmp_path, KGSUP_MODE="debug", KGSUP_PUBLIC_URL="x").run("doctor")
    assert result.returncode == 2
    assert "KGSUP_MODE" in result.stderr
    assert "KGSUP_PUBLIC_URL" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_county_is_added_once(instance):
    again = instance.run("counties", "add", "990126", "青禾县")
    assert (again.returncode, "Traceback" in again.stderr) == (2, False)
    assert instance.run("counties", "add", "99x", "县").returncode == 2


def test_an_account_takes_its_password_from_standard_input(instance):
    options = ("--role", "clerk", "--county", "990126", "--password-stdin")
    assert (
        instance.run("accounts", "add", "lin-qing", *options, text=PASSWORD + "\n").returncode == 0
    )
    assert (
        instance.run("accounts", "add", "lin-qing", *options, text=PASSWORD + "\n").returncode == 2
    )
    assert instance.run("accounts", "add", "wei-yuan", *options, text="short\n").returncode == 2


def test_an_import_answers_with_one_object_and_the_second_time_all_is_unchanged(instance, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(LIST, encoding="utf-8")
    command = ("import", "kindergartens", str(path), "--county", "990126", "--json")
    dry = instance.run(*command, "--dry-run")
    first = instance.run(*command)
    second = instance.run(*command)
    for result, new, unchanged in ((dry, 1, 0), (first, 1, 0), (second, 0, 1)):
        answer = json.loads(result.stdout)
        assert result.returncode == 1, result.stderr  # done, with a refused row
        assert (answer["new"], answer["unchanged"], answer["refused"]) == (new, unchanged, 1)
        assert sum(answer[k] for k in ("new", "changed", "unchanged", "duplicate", "refused")) == 2
        assert [row["line"] for row in answer["rows"]] == [2, 3]


@pytest.mark.parametrize(
    ("content", "county"),
    [(b"", "990126"), (b"\x89PNG\r\n\x1a\n", "990126"), ("电话\n1\n".encode(), "990126"),
     (LIST.encode(), "990199")],
)  # fmt: skip
def test_what_is_no_list_ends_with_2_and_an_error_object(instance, tmp_path, content, county):
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    result = instance.run("import", "kindergartens", str(path), "--county", county, "--json")
    assert result.returncode == 2
    assert set(json.loads(result.stdout)) == {"error", "detail"}
    assert "Traceback" not in result.stderr


def test_a_file_that_is_not_there_ends_with_2_and_an_error_object(instance):
    result = instance.run("import", "kindergartens", "none.csv", "--county", "990126", "--json")
    assert result.returncode == 2
    assert set(json.loads(result.stdout)) == {"error", "detail"}


def test_what_was_exported_is_imported_unchanged(instance, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(LIST, encoding="utf-8")
    instance.run("import", "kindergartens", str(path), "--county", "990126")
    exported = tmp_path / "export.xlsx"
    assert (
        instance.run("export", "kindergartens", str(exported), "--county", "990126").returncode == 0
    )
    result = instance.run("import", "kindergartens", str(exported), "--county", "990126", "--json")
    answer = json.loads(result.stdout)
    assert result.returncode == 0
    assert answer["unchanged"] == len(answer["rows"]) > 0


def test_the_ledger_names_the_command_that_acted(instance):
    verdict = json.loads(instance.run("ledger", "verify", "--json").stdout)
    assert verdict["ok"] is True
    assert verdict["first_bad"] is None
    assert verdict["rows"] > 0


def test_the_policy_lists_every_route(instance):
    rows = json.loads(instance.run("policy", "--json").stdout)
    assert {"route", "methods", "permission", "roles"} == set(rows[0])
    by_route = {row["route"]: row for row in rows}
    assert by_route["/verify/<code>"]["permission"] is None
    assert by_route["/ledger"]["roles"] == ["administrator", "auditor"]


def test_the_worker_once_drains_and_ends(instance):
    result = instance.run("worker", "--once")
    assert result.returncode == 0, result.stderr
    assert "outbox: 0" in result.stdout


def test_the_doctor_tells_what_to_do(instance):
    instance.run("worker", "--once")
    result = instance.run("doctor")
    assert result.returncode == 0, result.stdout
    assert "BAD" not in result.stdout

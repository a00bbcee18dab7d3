"""Manifests and lists of numbers, without a disk or a database."""

import datetime as dt
import json
from dataclasses import replace

import pytest

from kgsup.backups.rules.manifest import (
    FileEntry,
    Manifest,
    MissingFile,
    path_in_store,
    read_manifest,
    write_manifest,
)
from kgsup.backups.rules.numbers import Bearer, Reached, number_in_title, read_numbers_used
from kgsup.backups.rules.refusals import BadBackup, CannotRestore

HASH = "ab" + "0" * 62
MANIFEST = Manifest(
    backup="B000000000000001",
    made_at=dt.datetime(2026, 11, 21, 2, 0, tzinfo=dt.UTC),
    program="0.1.0",
    kind="sqlite",
    revision="0010",
    schema=None,
    ledger_rows=12,
    ledger_hash="c" * 64,
    numbers=(
        Reached(
            bearer="paper", county_code="990126", series="inspection_record", year=2026, last=3
        ),
    ),
    secret_key="d" * 16,
    left_out=("the secret key",),
    missing=(MissingFile(path_in_store("files", "cd" + "0" * 62), "evidence E000000000000001"),),
    files=(
        FileEntry("database.sqlite", 4096, "e" * 64),
        FileEntry(path_in_store("documents", HASH), 10, HASH),
        FileEntry("settings.toml", 20, "f" * 64),
    ),
)


def test_what_is_written_is_read_back():
    assert read_manifest(write_manifest(MANIFEST)) == MANIFEST


def test_no_byte_of_a_manifest_can_change_without_being_noticed():
    file = write_manifest(MANIFEST)
    for position in range(len(file)):
        flipped = bytearray(file)
        flipped[position] ^= 1
        with pytest.raises(BadBackup):
            read_manifest(bytes(flipped))


def test_a_manifest_that_was_cut_off_or_lengthened_is_refused():
    file = write_manifest(MANIFEST)
    for cut in (b"", file[:1], file[: len(file) // 2], file[:-1], file + b"\n"):
        with pytest.raises(BadBackup):
            read_manifest(cut)


@pytest.mark.parametrize(
    "path",
    [
        "../secret-key",
        "/etc/passwd",
        "files/ab/../../kgsup.db",
        "documents/cd/" + HASH + ".pdf",  # under another folder than its own
        "files/ab/" + HASH + ".pdf",
        "settings.toml\n",
        "kgsup.db",
    ],
)
def test_no_path_leads_elsewhere(path):
    strange = replace(MANIFEST, files=(*MANIFEST.files, FileEntry(path, 1, "0" * 64)))
    with pytest.raises(BadBackup, match="no backup holds"):
        read_manifest(write_manifest(strange))


def test_a_manifest_names_a_database_and_settings():
    for left in (MANIFEST.files[1:], MANIFEST.files[:-1]):
        with pytest.raises(BadBackup, match="no database or no settings"):
            read_manifest(write_manifest(replace(MANIFEST, files=left)))


def test_a_later_form_is_not_guessed_at(monkeypatch):
    monkeypatch.setattr("kgsup.backups.rules.manifest.FORMAT", 2)
    later = write_manifest(MANIFEST)
    monkeypatch.undo()
    with pytest.raises(BadBackup, match="form 2"):
        read_manifest(later)


def test_a_file_of_the_stores_is_called_by_its_hash():
    database, paper, _ = MANIFEST.files
    assert database.has_right_name
    assert paper.has_right_name
    assert not replace(paper, sha256="0" * 64).has_right_name


def test_a_manifest_is_json_that_a_person_can_read():
    assert json.loads(write_manifest(MANIFEST))["manifest"]["ledger_rows"] == 12


# ── numbers


def test_a_list_of_numbers_has_one_a_line_with_or_without_a_county():
    text = "\ufeff# 2026\n\n青教检录〔2026〕4号\n990126, 教民199012660000030号\n990127 青教函[2026]57号\n"
    said = read_numbers_used(text)
    assert [(one.county_code, one.text, one.bearer) for one in said] == [
        (None, "青教检录〔2026〕4号", Bearer.PAPER),
        ("990126", "教民199012660000030号", Bearer.LICENCE),
        ("990127", "青教函[2026]57号", Bearer.PAPER),
    ]
    assert said[0].source == "line 3"


def test_fifteen_digits_are_a_licence_and_no_county():
    (said,) = read_numbers_used("199012660000030")
    assert (said.county_code, said.text) == (None, "199012660000030")


def test_a_line_without_a_number_is_named():
    with pytest.raises(CannotRestore, match="Line 2"):
        read_numbers_used("青教检录〔2026〕4号\n见登记簿\n")


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("现场检查笔录 青教检录〔2026〕4号", "青教检录〔2026〕4号"),
        ("关于同意设立青禾县童心幼儿园的批复 青教批〔2026〕12号", "青教批〔2026〕12号"),
        ("办学许可证正本", None),
        ("关于青教函〔2026〕5号的说明", None),
        ("", None),
    ],
)
def test_a_papers_title_ends_with_its_number(title, number):
    assert number_in_title(title) == number

"""What is in a backup, what is named as missing, and what is never in it."""

import pytest

from kgsup.backups.jobs import back_up
from kgsup.backups.rules.refusals import CannotBackUp
from kgsup.backups.service.settings_kept import settings_text
from kgsup.core.settings import load_settings
from tests.backups.place import BACKED_UP_AT, Places


def test_a_row_whose_file_is_missing_is_named_and_the_rest_is_good(places: Places, place, tmp_path):
    lost = next((place.folder / "documents").glob("*/*.pdf"))
    lost.unlink()
    made = place.back_up(tmp_path / "backup")
    assert not made.is_complete
    (row,) = made.manifest.missing
    assert row.path == lost.relative_to(place.folder).as_posix()
    assert row.named_by.startswith("document 教检录〔2026〕")
    done = places.empty().restore(tmp_path / "backup")
    assert not done.is_complete
    assert any(row.path in line for line in done.lines)


def test_a_stored_file_that_was_changed_is_left_out_and_named(place, tmp_path):
    changed = next((place.folder / "files").glob("*/*"))
    changed.write_bytes(b"something else")
    made = place.back_up(tmp_path / "backup")
    path = changed.relative_to(place.folder).as_posix()
    assert (made.damaged, [row.path for row in made.manifest.missing]) == ((path,), [path])
    assert not (tmp_path / "backup" / path).exists()


def test_files_beside_the_stores_are_no_part_of_a_backup(place, tmp_path):
    folder = next((place.folder / "documents").glob("??"))
    (folder / ".half-written.1.ab").write_bytes(b"x")
    (place.folder / "documents" / "claims").mkdir(exist_ok=True)
    (place.folder / "documents" / "claims" / "D000000000000001").write_bytes(b"")
    assert place.back_up(tmp_path / "backup").is_complete
    assert not list((tmp_path / "backup").rglob(".half*"))
    assert not (tmp_path / "backup" / "documents" / "claims").exists()


def test_a_backup_goes_into_an_empty_folder_of_its_own(place, tmp_path):
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "note").write_text("mine")
    for folder in (tmp_path / "taken", tmp_path / "taken" / "note", place.folder / "files" / "b"):
        with pytest.raises(CannotBackUp):
            place.back_up(folder)
    assert (tmp_path / "taken" / "note").read_text() == "mine"
    (tmp_path / "new").mkdir()
    assert place.back_up(tmp_path / "new").is_complete


def test_nothing_is_backed_up_of_a_database_without_tables(places: Places, tmp_path):
    place = places.empty()
    with pytest.raises(CannotBackUp):
        place.back_up(tmp_path / "backup")
    assert not (tmp_path / "backup").exists()


def test_no_secret_is_in_a_backup(place, tmp_path):
    password = "rice%40field"
    settings = load_settings(
        place.environment | {"KGSUP_SMTP_URL": f"smtp://kg:{password}@mail:25"}
    )
    back_up(tmp_path / "backup", settings, BACKED_UP_AT)
    key = (place.folder / "secret-key").read_text().strip()
    kept = b"".join(
        path.read_bytes() for path in (tmp_path / "backup").rglob("*") if path.is_file()
    )
    assert b"smtp://mail:25" in kept
    assert key.encode() not in kept
    assert b"rice" not in kept


def test_the_password_of_the_database_is_not_kept(tmp_path):
    url = "postgresql+psycopg://kg:rice@db:5432/kgsup?sslmode=require&sslpassword=field"
    text = settings_text(
        load_settings({"KGSUP_INSTANCE": str(tmp_path), "KGSUP_DATABASE_URL": url})
    )
    assert "postgresql+psycopg://kg:***@db:5432/kgsup?sslmode=require" in text
    assert "rice" not in text
    assert "field" not in text

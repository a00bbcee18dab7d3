"""A backup, and putting it back: what is there afterwards, and what is refused before."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory

from kgsup.accounts.models import User, UserSession
from kgsup.audit.queries import timeline
from kgsup.backups.rules.manifest import MANIFEST, read_manifest, write_manifest
from kgsup.backups.rules.refusals import BadBackup, CannotRestore
from kgsup.core import holding, migrate
from kgsup.core.db import db, transaction
from kgsup.core.errors import Busy
from kgsup.core.settings import PROJECT
from tests.backups.place import AT, BACKED_UP_AT, Place, Places, issue


@pytest.fixture
def backup(place: Place, tmp_path: Path) -> Path:
    """A backup of the place."""
    folder = tmp_path / "backup"
    assert place.back_up(folder).is_complete
    return folder


def tree(folder: Path) -> dict[str, str]:
    """Every file with its hash, but for locks and journals."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(("in-use", "-writer", "-journal"))
    }


def state_of(place: Place) -> object:
    """What a refused restore must not change."""
    rows = place.ask("SELECT sequence, hash FROM ledger_entry ORDER BY sequence")
    schemas = [] if place.kind == "sqlite" else place.ask("SELECT nspname FROM pg_namespace")
    return rows, sorted(schemas), tree(place.folder)


# ── the way there and back


def test_everything_is_there_again_in_another_place(places: Places, place, backup):
    other = places.empty()
    done = other.restore(backup)
    assert other.numbers() == place.numbers() != []
    ledger = "SELECT sequence, hash FROM ledger_entry ORDER BY sequence"
    assert other.ask(ledger)[:-1] == place.ask(ledger)
    stored = {
        path: sha for path, sha in tree(place.folder).items() if path[:5] in {"files", "docum"}
    }
    assert len(stored) == 4
    assert stored.items() <= tree(other.folder).items()
    assert other.verdict().ok
    assert done.moved_aside is None
    assert not done.is_same_key  # a new folder has a key of its own: the operator is told


def test_the_restore_is_an_act_of_the_ledger(places: Places, backup):
    other = places.empty()
    manifest = other.restore(backup).manifest
    with other.opened():
        (entry,) = timeline("backup", manifest.backup)
    changes = {field: new for field, _, new in entry.changes}
    assert entry.act == "backups.backup.restore"
    assert entry.actor_name == "cli:operator"
    assert changes["ledger_rows"] == manifest.ledger_rows
    assert changes["ledger_hash"] == manifest.ledger_hash
    assert changes["backup_made_at"] == BACKED_UP_AT.isoformat()


def test_the_manifest_says_where_ledger_and_numbers_stood(place, backup):
    manifest = read_manifest((backup / MANIFEST).read_bytes())
    rows = place.ask("SELECT sequence, hash FROM ledger_head")
    assert [(manifest.ledger_rows, manifest.ledger_hash)] == rows
    assert (manifest.revision, manifest.kind) == (migrate.head(), place.kind)
    last = {(row.bearer, row.series, row.year): row.last for row in manifest.numbers}
    assert last == {("paper", "inspection_record", 2026): 3, ("licence", "all", 0): 2}


def test_what_a_manifest_lists_is_what_lies_there(backup):
    manifest = read_manifest((backup / MANIFEST).read_bytes())
    found = tree(backup)
    del found[MANIFEST]
    assert {entry.path: entry.sha256 for entry in manifest.files} == found
    assert all((backup / entry.path).stat().st_size == entry.size for entry in manifest.files)


def test_a_database_that_is_not_empty_is_refused_and_stays(place, backup):
    before = state_of(place)
    with pytest.raises(CannotRestore, match="not empty"):
        place.restore(backup)
    assert state_of(place) == before


def test_with_replace_the_present_database_is_kept_aside(place, backup):
    with place.opened():
        later = issue()
    done = place.restore(backup, replace=True)
    assert later not in place.numbers()
    count = "SELECT count(*) FROM {}document_number WHERE text = '" + later + "'"
    if place.kind == "sqlite":
        kept = Path(str(done.moved_aside))
        assert kept.name == "kgsup.db.before-20261121T070000Z"
        aside = Place(kept.parent, f"sqlite:///{kept}")
        assert aside.ask(count.format("")) == [(1,)]
    else:
        assert done.moved_aside == "schema kgsup_before_20261121t070000z"
        assert place.ask(count.format("kgsup_before_20261121t070000z.")) == [(1,)]
    assert done.is_complete
    assert place.verdict().ok


def test_a_restored_place_works_and_can_be_backed_up_and_restored_again(
    places: Places, place, backup, tmp_path
):
    place.restore(backup, replace=True)
    with place.opened():
        number = issue()
        assert migrate.differences(db.engine) == []
    assert place.back_up(tmp_path / "second").is_complete
    other = places.empty()
    other.restore(tmp_path / "second")
    assert number in other.numbers()


def test_papers_stored_after_the_backup_keep_their_files(place, backup):
    with place.opened():
        issue()
    before = tree(place.folder)
    place.restore(backup, replace=True)
    kept = {path: sha for path, sha in before.items() if path.startswith(("files/", "documents/"))}
    assert kept.items() <= tree(place.folder).items()


def test_a_damaged_file_is_replaced_by_the_backups_and_kept_aside(place, backup):
    damaged = next((place.folder / "documents").glob("*/*.pdf"))
    good = damaged.read_bytes()
    damaged.write_bytes(b"something else")
    place.restore(backup, replace=True)
    assert damaged.read_bytes() == good
    (kept,) = place.folder.glob("before-*/documents/*/*.pdf")
    assert kept.read_bytes() == b"something else"


def test_sessions_of_the_past_do_not_live_again(place, tmp_path):
    with place.opened(), transaction():
        user = User(username="tian-he", name="田小禾", password_hash="!", created_at=AT)
        db.session.add(user)
        db.session.flush()
        db.session.add(
            UserSession(user_id=user.id, token_sha256="a" * 64, created_at=AT, last_seen_at=AT)
        )
    place.back_up(tmp_path / "backup")
    done = place.restore(tmp_path / "backup", replace=True)
    assert done.entered.sessions_ended == 1
    assert place.ask("SELECT count(*) FROM user_session WHERE ended_at IS NULL") == [(0,)]


# ── what is wrong with a backup is found and named


def test_a_flipped_bit_in_any_file_is_found_and_named(places: Places, backup):
    other = places.empty()
    names = [name for name in tree(backup) if name != MANIFEST]
    assert len(names) == 6
    for name in names:
        path = backup / name
        good = path.read_bytes()
        bad = bytearray(good)
        bad[len(bad) // 2] ^= 0x10
        path.write_bytes(bad)
        with pytest.raises(BadBackup) as refusal:
            other.restore(backup)
        assert str(refusal.value).splitlines()[1:] == [f"changed: {name}"]
        path.write_bytes(good)
    other.restore(backup)


def test_missing_and_foreign_files_are_found_and_named(places: Places, backup):
    paper = next((backup / "documents").glob("*/*.pdf"))
    paper.unlink()
    (backup / "documents" / "notes.txt").write_text("hello")
    (backup / "files" / "link").symlink_to("/dev/null")
    with pytest.raises(BadBackup) as refusal:
        places.empty().restore(backup)
    assert sorted(str(refusal.value).splitlines()[1:]) == [
        f"missing: {paper.relative_to(backup)}",
        "not a plain file: files/link",
        "not in the manifest: documents/notes.txt",
    ]


def test_a_file_cut_short_or_lengthened_is_found(places: Places, backup):
    path = next((backup / "files").glob("*/*"))
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(BadBackup, match="changed"):
        places.empty().restore(backup)


def test_a_folder_without_manifest_was_never_finished(places: Places, backup, tmp_path):
    (backup / MANIFEST).unlink()
    with pytest.raises(BadBackup, match="never finished"):
        places.empty().restore(backup)
    with pytest.raises(BadBackup, match="no folder"):
        places.empty().restore(tmp_path / "nowhere")


def test_a_manifest_cut_off_is_refused(places: Places, backup):
    path = backup / MANIFEST
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(BadBackup, match="cut off"):
        places.empty().restore(backup)


def sealed_anew(backup: Path, **changed: object) -> None:
    """A manifest that says something else and is whole in itself."""
    manifest = read_manifest((backup / MANIFEST).read_bytes())
    (backup / MANIFEST).write_bytes(write_manifest(replace(manifest, **changed)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"ledger_rows": 1}, "rows of the ledger"),
        ({"ledger_hash": "0" * 64}, "end of the ledger"),
        ({"numbers": ()}, "numbers reached"),
    ],
)
def test_a_manifest_of_another_database_is_refused(places: Places, backup, changed, named):
    sealed_anew(backup, **changed)
    other = places.empty()
    with pytest.raises(BadBackup, match=named):
        other.restore(backup)
    assert other.kind == "postgresql" or not Path(str(sa.make_url(other.url).database)).exists()


def test_a_row_that_names_a_file_outside_the_backup_is_refused(places: Places, backup):
    manifest = read_manifest((backup / MANIFEST).read_bytes())
    paper = next(entry for entry in manifest.files if entry.path.startswith("documents/"))
    (backup / paper.path).unlink()
    sealed_anew(backup, files=tuple(entry for entry in manifest.files if entry != paper))
    with pytest.raises(BadBackup, match=f"missing: {paper.path}, named by document"):
        places.empty().restore(backup)


def test_a_ledger_that_was_tampered_with_is_not_restored(places: Places, place, tmp_path):
    trigger = "ledger_entry_no_update"
    on = "" if place.kind == "sqlite" else " ON ledger_entry"
    place.tell(
        f"DROP TRIGGER {trigger}{on}",
        "UPDATE ledger_entry SET actor_name = 'somebody else' WHERE sequence = 4",
    )
    place.back_up(tmp_path / "backup")
    with pytest.raises(BadBackup, match="row 4"):
        places.empty().restore(tmp_path / "backup")


def test_a_database_whose_rows_are_not_guarded_any_more_is_named(places: Places, place, tmp_path):
    on = "" if place.kind == "sqlite" else " ON document_number"
    place.tell(f"DROP TRIGGER document_number_no_update{on}")
    place.back_up(tmp_path / "backup")
    done = places.copy_of(place).restore(tmp_path / "backup", replace=True)
    assert done.guards_missing == ("document_number_no_update",)
    assert not done.is_complete
    assert any("document_number_no_update" in line for line in done.lines)


def test_a_schema_that_is_not_the_programs_is_refused(places: Places, place, tmp_path):
    place.tell("DROP TABLE heartbeat")
    place.back_up(tmp_path / "backup")
    with pytest.raises(BadBackup, match="heartbeat"):
        places.empty().restore(tmp_path / "backup")


def test_a_newer_schema_is_refused(places: Places, backup):
    sealed_anew(backup, revision="9999")
    with pytest.raises(BadBackup, match="9999"):
        places.empty().restore(backup)


def test_an_older_schema_is_brought_up_to_date(places: Places, tmp_path):
    script = ScriptDirectory(str(PROJECT / "migrations"))
    older = script.get_revision(migrate.head()).down_revision
    place, other = places.empty(), places.empty()
    place.folder.mkdir(parents=True)
    engine = sa.create_engine(place.url)
    migrate.upgrade(engine, str(older))
    engine.dispose()
    made = place.back_up(tmp_path / "backup")
    assert made.manifest.revision == older
    other.restore(tmp_path / "backup")
    with other.opened():
        assert migrate.current(db.engine) == migrate.head()
        assert migrate.differences(db.engine) == []


def test_neither_kind_of_database_takes_the_others_backup(places: Places, place, backup):
    other = places.empty()
    other.url = (
        "postgresql+psycopg://nobody@127.0.0.1:1/none"
        if place.kind == "sqlite"
        else f"sqlite:///{other.folder / 'kgsup.db'}"
    )
    with pytest.raises(CannotRestore, match=f"backup is of {place.kind}"):
        other.restore(backup)


# ── who is at work


def test_no_restore_while_the_instance_is_in_use(place, backup):
    before = state_of(place)
    with holding.shared(place.folder), pytest.raises(Busy):
        place.restore(backup, replace=True)
    assert state_of(place) == before


def test_no_restore_while_others_are_at_work_on_the_database(place, backup):
    engine = sa.create_engine(place.url)
    with engine.connect() as connection:
        connection.execute(sa.text("SELECT count(*) FROM county")).scalar_one()
        with pytest.raises(Busy):
            place.restore(backup, replace=True)
    engine.dispose()
    place.restore(backup, replace=True)


def test_into_another_instance_while_the_program_runs(places: Places, place, backup):
    trial = places.empty()
    before = state_of(place)
    wishes: dict[str, object] = {"into": trial.folder}
    if place.kind == "postgresql":
        with pytest.raises(CannotRestore, match="--into-database"):
            place.restore(backup, into=trial.folder)
        wishes["into_database"] = trial.url
    with holding.shared(place.folder):
        done = place.restore(backup, **wishes)
    assert state_of(place) == before
    assert trial.numbers() == place.numbers()
    assert done.target.instance == trial.folder


def test_a_database_elsewhere_needs_a_folder_elsewhere(place, backup):
    with pytest.raises(CannotRestore, match="--into"):
        place.restore(backup, into_database=place.url)

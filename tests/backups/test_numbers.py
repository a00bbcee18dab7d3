"""No number is given again, whatever is known of the papers that were issued after the backup."""

import datetime as dt
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
import sqlalchemy as sa

from kgsup.access.actor import Role
from kgsup.audit.queries import timeline
from kgsup.audit.rules import Subject
from kgsup.backups.rules.refusals import CannotRestore
from kgsup.configuration import service as configuration
from kgsup.configuration.rules import Key
from kgsup.core.db import db, transaction
from kgsup.core.errors import RuleViolation
from kgsup.documents import service as documents
from kgsup.documents.adapters import archive
from kgsup.documents.jobs import render_queued
from kgsup.documents.models import DocumentNumber
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.kindergartens import service as register
from kgsup.kindergartens.models import LicenceNumber
from kgsup.kindergartens.rules.entries import Additions
from kgsup.kindergartens.rules.licence_acts import GrantedLicence
from kgsup.kindergartens.rules.licences import NewLicence
from tests.backups.place import ACTOR, AT, RESTORED_AT, Place, Places, issue
from tests.backups.test_restore import state_of
from tests.conftest import COUNTY, make_actor
from tests.documents import samples
from tests.factories.kindergartens import REGISTRAR, make_kindergarten
from tests.kindergartens.licence_numbering_process import CASE, TODAY, grant

RECORD = DocumentKind.INSPECTION_RECORD
REASON = "由2026-11-21 11:00的备份恢复 / restored from a backup of 2026-11-21 11:00"


@pytest.fixture
def backup(place: Place, tmp_path: Path) -> Path:
    """A backup of the place, which has the papers 1 to 3 and the licences 1 and 2."""
    folder = tmp_path / "backup"
    place.back_up(folder)
    return folder


def record_number(n: int) -> str:
    return f"教检录〔2026〕{n}号"


def licence_number(n: int) -> str:
    return f"教民19901266{n:06d}0号"


def damage(place: Place) -> None:
    """Make the present database useless for asking."""
    if place.kind == "sqlite":
        (place.folder / "kgsup.db").write_bytes(b"no database at all" * 1000)
    else:
        place.tell("ALTER TABLE document_number RENAME COLUMN n TO m")


def next_licence() -> str:
    with transaction():
        return register.next_licence_number(COUNTY, REGISTRAR, AT)


def test_papers_issued_after_the_backup_are_void_and_the_next_comes_after_them(place, backup):
    with place.opened():
        assert [issue() for _ in range(3)] == [record_number(n) for n in (4, 5, 6)]
    done = place.restore(backup, replace=True)
    assert done.entered.voided == tuple(record_number(n) for n in (4, 5, 6))
    assert place.numbers() == [record_number(n) for n in (1, 2, 3)]
    with place.opened():
        for row in db.session.execute(
            sa.select(DocumentNumber).where(DocumentNumber.n > 3)
        ).scalars():
            assert (row.void_reason, row.voided_at, row.series) == (REASON, RESTORED_AT, RECORD)
            (act,) = timeline("document_number", row.public_id)
            assert act.act == "documents.number.void"
            assert ("reason", None, REASON) in act.changes
        assert issue() == record_number(7)
    assert place.verdict().ok


def test_licences_granted_after_the_backup_keep_their_numbers_from_others(place, backup):
    with place.opened():
        assert [grant("青禾县丙幼儿园"), grant("青禾县丁幼儿园")] == list(
            map(licence_number, (3, 4))
        )
    done = place.restore(backup, replace=True)
    assert done.entered.voided == (licence_number(3), licence_number(4))
    with place.opened():
        statement = sa.select(LicenceNumber).where(LicenceNumber.n > 2).order_by(LicenceNumber.n)
        rows = list(db.session.execute(statement).scalars())
        assert [(row.n, row.licence_id) for row in rows] == [(3, None), (4, None)]
        (act,) = timeline("licence_number", rows[0].public_id)
        assert act.act == "kindergartens.licence_number.void"
        assert ("reason", None, REASON) in act.changes
        assert next_licence() == licence_number(5)


def test_the_licence_itself_can_be_entered_again_under_its_number(place, backup):
    with place.opened():
        grant("青禾县丙幼儿园")
    place.restore(backup, replace=True)
    with place.opened():
        with transaction():
            garten = make_kindergarten("青禾县丙幼儿园", source=CASE)
            granted = GrantedLicence(
                number=licence_number(3),
                valid_from=TODAY,
                valid_until=dt.date(2029, 11, 20),
                issued_on=TODAY,
            )
            register.grant_licence(garten.public_id, granted, CASE, REGISTRAR, AT)
        assert next_licence() == licence_number(4)


def test_licences_imported_after_the_backup_are_passed_over_and_can_be_imported_again(
    place, backup
):
    def take_in() -> None:
        licence = NewLicence(number="199012660000030")  # written without its words
        with transaction():
            make_kindergarten("青禾县戊幼儿园", additions=Additions(licence=licence))

    with place.opened():
        take_in()
    assert place.restore(backup, replace=True).entered.voided == ("199012660000030",)
    with place.opened():
        assert next_licence() == licence_number(4)
        take_in()
    assert place.verdict().ok


def test_series_that_began_after_the_backup_and_those_of_other_years_go_on(place, backup):
    last_year = AT - dt.timedelta(days=365)
    with place.opened():
        notice = issue(DocumentKind.RECTIFICATION_NOTICE)
        old = issue(RECORD, last_year)
    done = place.restore(backup, replace=True)
    assert set(done.entered.voided) == {notice, old}
    with place.opened():
        assert issue(DocumentKind.RECTIFICATION_NOTICE) == "教整〔2026〕2号"
        assert issue(RECORD, last_year) == "教检录〔2025〕2号"
        assert issue() == record_number(4)


def test_numbers_of_the_offices_register_are_kept_from_others(place, backup):
    with place.opened():

        def letter() -> str:
            with transaction():
                return documents.issue(
                    DocumentKind.TRANSFER_LETTER,
                    Subject("visit", "V000000000000001", COUNTY),
                    samples.letter(),
                    ACTOR,
                    AT,
                    office_number="教函〔2026〕57号",
                ).number

        number = letter()
    done = place.restore(backup, replace=True)
    assert done.entered.voided == (number,)
    with place.opened(), pytest.raises(RuleViolation, match="already given"):
        letter()


def test_words_of_numbers_changed_after_the_backup_stay_as_they_were_printed(place, backup):
    with place.opened():
        with transaction():
            configuration.set_value(COUNTY, Key.BUREAU_WORD, "青教", AT.date(), REGISTRAR, AT)
        assert issue() == "青教检录〔2026〕4号"
    done = place.restore(backup, replace=True)
    assert done.entered.voided == ("青教检录〔2026〕4号",)
    with place.opened():
        assert issue() == record_number(5)


def test_the_same_backup_restored_again_voids_what_came_in_between(place, backup):
    with place.opened():
        issue()
    place.restore(backup, replace=True)
    with place.opened():
        assert issue() == record_number(5)
    again = place.restore(backup, RESTORED_AT + dt.timedelta(minutes=1), replace=True)
    assert again.entered.voided == (record_number(4), record_number(5))


def test_a_restore_elsewhere_asks_the_present_database_as_well(places: Places, place, backup):
    trial = places.empty()
    with place.opened():
        issue()
    wishes = {"into": trial.folder}
    if place.kind == "postgresql":
        wishes["into_database"] = trial.url
    assert place.restore(backup, **wishes).entered.voided == (record_number(4),)


def test_nothing_becomes_void_when_nothing_was_issued_since(place, backup):
    assert place.restore(backup, replace=True).entered.voided == ()
    with place.opened():
        assert issue() == record_number(4)


# ── the present database cannot be asked


def test_without_the_present_database_a_list_is_demanded(place, backup):
    damage(place)
    with pytest.raises(CannotRestore, match="--numbers-used"):
        place.restore(backup, replace=True)


def store_pdf(title: str) -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.docinfo["/Title"] = title
    out = BytesIO()
    pdf.save(out)
    archive.write(out.getvalue())


def test_stored_pdfs_tell_their_numbers_when_the_database_cannot(place, backup, tmp_path):
    with place.opened():
        store_pdf(f"现场检查笔录 {record_number(5)}")
        store_pdf("关于移送问题线索的函 教函〔2026〕57号")
        store_pdf("办学许可证正本")
        archive.write(b"%PDF-1.7 broken")
    damage(place)
    (tmp_path / "none").write_text("")
    done = place.restore(backup, replace=True, numbers_used=tmp_path / "none")
    assert set(done.entered.voided) == {record_number(4), record_number(5), "教函〔2026〕57号"}
    assert done.is_complete
    with place.opened():
        assert issue() == record_number(6)


@pytest.mark.slow
def test_a_paper_that_the_program_made_tells_its_number(place, backup, tmp_path):
    with place.opened():
        with transaction():
            documents.issue(
                RECORD,
                Subject("visit", "V000000000000001", COUNTY),
                samples.visit(),
                make_actor(Role.INSPECTOR),
                AT,
            )
        assert render_queued(AT) == 1
    damage(place)
    (tmp_path / "none").write_text("")
    done = place.restore(backup, replace=True, numbers_used=tmp_path / "none")
    assert done.entered.voided == (record_number(4),)


def test_a_stored_pdf_with_a_number_of_nobodys_series_is_named(place, backup):
    with place.opened():
        store_pdf("督导通知 云川督〔2026〕5号")
    done = place.restore(backup, replace=True)
    assert [said.text for said in done.entered.unknown] == ["云川督〔2026〕5号"]
    assert not done.is_complete
    assert any("云川督〔2026〕5号" in line for line in done.lines)


def test_a_list_from_the_offices_register_voids_its_numbers(places: Places, backup, tmp_path):
    used = tmp_path / "used"
    used.write_text(
        f"# after the fire\n{record_number(5)}\n{COUNTY} 教函[2026]第57号\n"
        "教整〔2026〕2号\n199012660000040\n990126 教民299012760000011\n",
        encoding="utf-8",
    )
    other = places.empty()
    done = other.restore(backup, numbers_used=used)
    assert set(done.entered.voided) == {
        record_number(4),
        record_number(5),
        "教函〔2026〕57号",
        "教整〔2026〕1号",
        "教整〔2026〕2号",
        licence_number(3),
        licence_number(4),
        "教民299012760000011",  # another office's: it stands alone
    }
    with other.opened():
        assert issue() == record_number(6)
        assert issue(DocumentKind.RECTIFICATION_NOTICE) == "教整〔2026〕3号"
        assert next_licence() == licence_number(5)


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("教检录〔2026〕999999号", "999996 numbers"),
        ("教检录〔1949〕3号", "1949"),
        ("见登记簿", "Line 1"),
        ("教民199012669999990号", "999997 numbers"),
        ("省教函〔2026〕5号", "line 1, 省教函〔2026〕5号: no number"),
        ("收据12", "no number"),
    ],
)
def test_a_list_that_cannot_be_right_is_refused_and_nothing_changes(
    place, backup, tmp_path, line, named
):
    used = tmp_path / "used"
    used.write_text(line, encoding="utf-8")
    before = state_of(place)
    with pytest.raises((CannotRestore, RuleViolation), match=named):
        place.restore(backup, replace=True, numbers_used=used)
    assert state_of(place) == before


def test_a_list_in_another_encoding_is_refused(place, backup, tmp_path):
    used = tmp_path / "used"
    used.write_bytes("教检录〔2026〕4号".encode("gb18030"))
    with pytest.raises(CannotRestore, match="UTF-8"):
        place.restore(backup, replace=True, numbers_used=used)

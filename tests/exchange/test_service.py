"""Imports on the database: once, twice, changed, held back, merged, undone."""

import datetime as dt
from pathlib import Path

import pytest
import sqlalchemy as sa

from kgsup.access.actor import Role, system_actor
from kgsup.accounts.models import User, UserGrant
from kgsup.areas.models import Town
from kgsup.areas.service import add_county
from kgsup.audit.service import verify_ledger
from kgsup.core.db import db, transaction
from kgsup.core.errors import IllegalTransition, Missing, RuleViolation
from kgsup.documents.models import Document, DocumentNumber
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.exchange import queries, service
from kgsup.exchange.jobs import import_file
from kgsup.exchange.models import ImportBatch, ImportRow, ListedKindergarten
from kgsup.exchange.rules.outcomes import Outcome, State
from kgsup.exchange.rules.tables import UnreadableFile
from kgsup.files.models import Evidence
from kgsup.kindergartens.models import (
    InclusiveRecognition,
    Kindergarten,
    Licence,
    PossibleDuplicate,
    RegisterAlarm,
    Site,
    TermCount,
    TermStaff,
)
from kgsup.kindergartens.queries import as_of, find_by_name
from kgsup.kindergartens.rules.classification import AlarmKind
from kgsup.kindergartens.rules.facts import Field
from kgsup.kindergartens.rules.identity import Ownership
from kgsup.kindergartens.service import merge
from kgsup.reminders.models import Reminder
from kgsup.reminders.rules import ReminderKind, ReminderState
from tests.conftest import AT, COUNTY, OTHER_COUNTY, make_actor
from tests.exchange.lists import CLERK, HEADS, ROWS, a_list, csv_file, xlsx_file
from tests.factories.kindergartens import make_kindergarten

pytestmark = pytest.mark.usefixtures("county")
NEXT_DAY = AT + dt.timedelta(days=1)


def count(model) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


def run(path: Path, at=AT, **options):
    db.session.commit()
    return import_file(path, COUNTY, CLERK, at, **options)


def the_batch() -> ImportBatch:
    return db.session.scalars(sa.select(ImportBatch).order_by(ImportBatch.id.desc())).first()


def counts(result):
    return {outcome: number for outcome, number in result.counts.items() if number}


# ── once and twice


def test_a_list_is_entered_with_its_towns(tmp_path):
    result = run(a_list(tmp_path / "list.csv"))
    assert counts(result) == {"new": 3}
    (found,) = find_by_name(COUNTY, "青禾县向阳幼儿园", CLERK)
    assert (found.town_code, found.telephone) == ("990126001", "0999-5550001")
    assert find_by_name(COUNTY, "小葵花幼儿园", CLERK)[0].town_code is None


def test_the_same_list_a_second_time_is_all_unchanged(tmp_path):
    path = a_list(tmp_path / "list.csv", *ROWS, (4, "小葵花幼儿园", "学府路80号", "0999-5550009"))
    first = run(path)
    assert counts(first) == {"new": 3, "duplicate": 1}
    assert counts(run(path)) == {"unchanged": 4}
    assert count(Kindergarten) == 4


def test_the_five_counts_add_up_to_the_rows(tmp_path):
    result = run(a_list(tmp_path / "list.csv", *ROWS, (5, None, "路1号", None)))
    assert sum(result.counts.values()) == len(result.rows) == 4
    assert result.rows[3].outcome is Outcome.REFUSED
    assert result.rows[3].reason == "B5: The name is missing."
    assert result.exit_code == 1


def test_a_dry_run_says_the_same_and_writes_nothing(tmp_path):
    path = a_list(tmp_path / "list.csv")
    dry = run(path, dry_run=True)
    assert [count(model) for model in (Kindergarten, ImportBatch, ImportRow)] == [0, 0, 0]
    assert dry.as_json() == run(path).as_json()


def test_a_change_is_told_field_by_field_and_dated(tmp_path):
    run(a_list(tmp_path / "list.csv"))
    changed = (1, "青禾县向阳幼儿园", "青禾县青阳街道学前路1号", "0999-5559999")
    result = run(a_list(tmp_path / "next.csv", changed, *ROWS[1:]), at=NEXT_DAY)
    assert counts(result) == {"changed": 1, "unchanged": 2}
    assert "Telephone: 0999-5550001 → 0999-5559999" in result.rows[0].reason
    (kindergarten,) = find_by_name(COUNTY, "青禾县向阳幼儿园", CLERK)
    yesterday = as_of(kindergarten, dt.date(2026, 11, 21))
    assert yesterday[Field.TELEPHONE] == "0999-5550001"
    assert kindergarten.telephone == "0999-5559999"


def test_another_county_is_neither_seen_nor_touched(tmp_path):
    make_kindergarten("小葵花幼儿园", county_code=OTHER_COUNTY, address="学府路8号")
    assert counts(run(a_list(tmp_path / "list.csv"))) == {"new": 3}


def test_a_kindergarten_entered_by_hand_is_recognised_by_name_and_address(tmp_path):
    make_kindergarten("小葵花幼儿园", address="学府路8号", telephone="0999-5550003")
    assert counts(run(a_list(tmp_path / "list.csv"))) == {"new": 2, "unchanged": 1}


# ── possible duplicates


def test_a_possible_duplicate_is_entered_and_flagged(tmp_path):
    run(a_list(tmp_path / "list.csv", ROWS[2], (4, "小葵花幼儿园", "学府路80号", "0999-5550009")))
    assert count(PossibleDuplicate) == 1
    assert all(k.possible_duplicate for k in db.session.scalars(sa.select(Kindergarten)))


def test_a_possible_duplicate_is_held_back_until_it_is_wanted(tmp_path):
    path = a_list(tmp_path / "list.csv", ROWS[2], (4, "小葵花幼儿园", "学府路80号", "0999-5550009"))
    assert counts(run(path, hold_duplicates=True)) == {"new": 1, "duplicate": 1}
    assert count(Kindergarten) == 1
    assert counts(run(path, hold_duplicates=True)) == {"unchanged": 1, "duplicate": 1}
    assert counts(run(path)) == {"unchanged": 1, "duplicate": 1}
    assert counts(run(path)) == {"unchanged": 2}


def test_entries_that_were_merged_are_not_entered_again(tmp_path):
    path = a_list(tmp_path / "list.csv", ROWS[2], (4, "小葵花幼儿园", "学府路80号", "0999-5550009"))
    run(path)
    kept, gone = find_by_name(COUNTY, "小葵花幼儿园", CLERK)
    merge(kept.public_id, gone.public_id, CLERK, AT)
    assert counts(run(path)) == {"unchanged": 2}
    assert count(Kindergarten) == 2


def test_a_row_that_stands_twice_in_the_list_is_entered_once(tmp_path):
    path = a_list(tmp_path / "list.csv", ROWS[0], ROWS[0])
    assert counts(run(path)) == {"new": 1, "duplicate": 1}
    assert counts(run(path)) == {"unchanged": 2}
    assert count(Kindergarten) == 1


# ── a bureau's own workbook

BAD_HEADS = (
    "序号",
    "园所名称",
    "园址",
    "联系电话",
    "办园性质",
    "统一社会信用代码",
    "办学许可证号",
    "有效期至",
    "在园数",
    "班数",
)
BAD_ROWS = (
    (
        1,
        "青禾县小太阳幼儿园",
        "白石镇街上1号",
        5550011,
        "民办非营利",
        "52990126MJ0000018E",
        "教民199012660000011号",
        46387,
        "120",
        "4",
    ),
    (
        2,
        "青禾县小太阳幼儿园",
        "白石镇街上1号",
        5550012,
        "民办非营利",
        None,
        "教民9901266000002号",
        46387,
        "120",
        "4",
    ),
    (
        3,
        "青禾县春蕾幼儿园",
        "青阳街道2号",
        "0999-5550013",
        "公办",
        "52990126MJ0000026X",
        "教民199012660000031号",
        46387,
        "９０",
        "3",
    ),
    (
        4,
        "青禾县启明幼儿园",
        "青阳街道3号",
        "0999-5550014",
        "民办营利",
        None,
        "教民199012660000011号",
        46387,
        "60人",
        "2",
    ),
)


def test_a_bureaus_own_workbook_with_all_its_faults(tmp_path):
    rows = [
        ("青禾县幼儿园基本情况",),
        (),
        BAD_HEADS,
        *BAD_ROWS,
        ("合计", None, None, None, None, None, None, None, 390, 13),
    ]
    path = xlsx_file(tmp_path / "2024.xlsx", rows, ["A1:J1"], 说明=[["填表说明"]])
    result = run(path)
    assert [row.outcome.value for row in result.rows] == ["new", "duplicate", "refused", "new"]
    assert result.rows[2].reason.startswith("F6: ")
    (first, second) = find_by_name(COUNTY, "青禾县小太阳幼儿园", CLERK)
    assert first.telephone == "5550011"  # no area code is certain
    edition = db.session.scalars(
        sa.select(Licence).where(Licence.kindergarten_id == second.id)
    ).one()
    assert edition.digits == "9901266000002"
    alarms = set(db.session.scalars(sa.select(RegisterAlarm.kind)))
    assert AlarmKind.LICENCE_NUMBER_TWICE in alarms
    assert counts(run(path)) == {"unchanged": 3, "refused": 1}


def test_two_sheets_of_kindergartens_are_both_read(tmp_path):
    path = xlsx_file(
        tmp_path / "list.xlsx", [HEADS, ROWS[0]], 民办=[HEADS, ROWS[1]], 汇总=[["项目", "数"]]
    )
    result = run(path)
    assert [(row.sheet, row.line) for row in result.rows] == [("Sheet", 2), ("民办", 2)]
    assert counts(result) == {"new": 2}


def test_what_comes_with_a_kindergarten_is_entered_and_stays_unchanged(tmp_path):
    heads = (
        "幼儿园名称",
        "办园性质",
        "是否普惠",
        "普惠认定有效期",
        "教职工数",
        "专任教师",
        "持证数",
        "占地面积",
        "批准日期",
        "2025年年检结论",
        "在园人数",
        "班级数",
        "小区配套",
    )
    row = (
        "青禾县小太阳幼儿园",
        "民办非营利",
        "是",
        "2027-08-31",
        20,
        12,
        11,
        "1,200㎡",
        "2015-09-01",
        "合格",
        120,
        4,
        "是",
    )
    path = xlsx_file(tmp_path / "list.xlsx", [heads, row])
    assert counts(run(path)) == {"new": 1}
    assert [count(model) for model in (InclusiveRecognition, Site, TermCount)] == [1, 1, 1]
    assert sorted(db.session.scalars(sa.select(TermStaff.people))) == [8, 12]
    (kindergarten,) = find_by_name(COUNTY, row[0], CLERK)
    kept = queries.kept_of(COUNTY, kindergarten.public_id)
    assert kept == {"approved_on": "date:2015-09-01", "annual_conclusion_2025": "合格"}
    assert counts(run(path, at=NEXT_DAY)) == {"unchanged": 1}
    changed = (*row[:9], "基本合格", *row[10:])
    later = run(xlsx_file(tmp_path / "next.xlsx", [heads, changed]), at=NEXT_DAY)
    assert "合格 → 基本合格" in later.rows[0].reason
    assert queries.kept_of(COUNTY, kindergarten.public_id)["annual_conclusion_2025"] == "基本合格"


def test_an_unlawful_combination_is_entered_with_its_alarm(tmp_path):
    path = csv_file(
        tmp_path / "l.csv", [("名称", "办园性质", "小区配套"), ("青禾县橡树园", "民办营利", "是")]
    )
    assert counts(run(path)) == {"new": 1}
    (kindergarten,) = find_by_name(COUNTY, "青禾县橡树园", CLERK)
    assert (kindergarten.ownership, kindergarten.alarmed) == (Ownership.PRIVATE_FOR_PROFIT, True)


# ── refusals of the whole


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([("机构", "电话"), ("甲", "1")], "no_name_column"),
        ([("幼儿园名称", "电话")], "no_rows"),
        ([("幼儿园名称", "电话"), ("合计", "3")], "no_rows"),
    ],
)
def test_a_table_without_names_or_rows_is_refused_and_leaves_nothing(tmp_path, rows, code):
    with pytest.raises(UnreadableFile) as refused:
        run(csv_file(tmp_path / "list.csv", rows))
    assert refused.value.code == code
    assert count(ImportBatch) == 0


def test_a_file_that_is_not_there_and_an_unknown_county_are_refused(tmp_path):
    with pytest.raises(UnreadableFile):
        run(tmp_path / "none.csv")
    with pytest.raises(UnreadableFile):
        run(tmp_path)
    with pytest.raises(Missing):
        import_file(a_list(tmp_path / "list.csv"), "990199", CLERK, AT)


def test_when_every_row_is_refused_nothing_is_done(tmp_path):
    result = run(csv_file(tmp_path / "list.csv", [("幼儿园名称", "在园人数"), ("甲园", "很多")]))
    assert result.exit_code == 2


def test_a_fault_in_the_middle_of_entering_leaves_nothing(tmp_path, monkeypatch):
    def fail(*_arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr("kgsup.exchange.service.applying.write_rows", fail)
    with pytest.raises(KeyboardInterrupt):
        run(a_list(tmp_path / "list.csv"))
    assert [count(m) for m in (Kindergarten, ImportBatch, ListedKindergarten)] == [0, 0, 0]


# ── act by act


def give(path: Path, **options) -> ImportBatch:
    db.session.commit()
    with transaction():
        return service.upload(COUNTY, path.name, path.read_bytes(), CLERK, AT, **options)


def check(batch: ImportBatch, path: Path) -> ImportBatch:
    read = service.read_list(path, COUNTY)
    db.session.rollback()
    with transaction():
        return service.check_batch(batch.public_id, read, CLERK, AT)


def test_checking_keeps_every_row_and_enters_none(tmp_path):
    path = a_list(tmp_path / "list.csv")
    batch = check(give(path), path)
    assert (batch.state, batch.counts["new"], count(Kindergarten)) == (State.CHECKED, 3, 0)
    assert [row.line for row in queries.list_rows(batch)] == [2, 3, 4]
    assert [row.line for row in queries.list_rows(batch, Outcome.REFUSED)] == []


def test_a_confirmed_list_is_decided_anew_when_it_is_entered(tmp_path):
    path = a_list(tmp_path / "list.csv")
    batch = check(give(path), path)
    run(a_list(tmp_path / "other.csv", ROWS[0]))
    with transaction():
        service.confirm_batch(batch.public_id, CLERK, hold_duplicates=False)
    with transaction():
        batch = service.apply_batch(batch.public_id, CLERK, AT)
    assert batch.state is State.APPLIED
    assert (batch.counts["new"], batch.counts["unchanged"], count(Kindergarten)) == (2, 1, 3)


def test_a_list_is_entered_once(tmp_path):
    path = a_list(tmp_path / "list.csv")
    batch = check(give(path), path)
    with pytest.raises(IllegalTransition), transaction():
        service.apply_batch(batch.public_id, CLERK, AT)


def test_a_discarded_list_stays_out(tmp_path):
    path = a_list(tmp_path / "list.csv")
    batch = check(give(path), path)
    with transaction():
        service.discard_batch(batch.public_id, CLERK)
    with pytest.raises(IllegalTransition), transaction():
        service.confirm_batch(batch.public_id, CLERK, hold_duplicates=False)


def test_corrected_columns_are_remembered_for_the_county(tmp_path):
    rows = [("机构", "位置"), ("青禾县向阳幼儿园", "学前路1号")]
    path = csv_file(tmp_path / "list.csv", rows)
    batch = give(path)
    with pytest.raises(UnreadableFile) as refused:
        service.read_list(path, COUNTY)
    with transaction():
        batch = service.refuse_batch(batch.public_id, refused.value, CLERK)
    assert batch.state is State.REFUSED
    with transaction():
        columns = {"": {0: "name", 1: "address"}}
        batch = service.remap_batch(batch.public_id, columns, CLERK, AT)
    assert batch.state is State.UPLOADED
    assert counts(run(path)) == {"new": 1}
    assert find_by_name(COUNTY, "青禾县向阳幼儿园", CLERK)[0].address == "学前路1号"


def test_an_import_of_another_county_is_not_there(tmp_path):
    batch = give(a_list(tmp_path / "list.csv"))
    stranger = make_actor(Role.CLERK, OTHER_COUNTY)
    with pytest.raises(Missing):
        queries.get_batch(batch.public_id, stranger)
    with pytest.raises(Missing), transaction():
        service.upload(COUNTY, "list.csv", b"x", stranger, AT)
    assert queries.list_batches(stranger) == []


# ── undoing


def undo(at=NEXT_DAY):
    batch = the_batch()
    db.session.commit()
    with transaction():
        return service.undo_batch(batch.public_id, CLERK, at)


def test_an_import_is_undone_as_if_it_had_never_been(tmp_path):
    path = a_list(tmp_path / "list.csv")
    run(path)
    assert undo().state is State.UNDONE
    assert [count(m) for m in (Kindergarten, ListedKindergarten)] == [0, 0]
    assert counts(run(path, at=NEXT_DAY)) == {"new": 3}


def test_undoing_puts_changes_back(tmp_path):
    run(a_list(tmp_path / "list.csv"))
    changed = (1, "青禾县向阳幼儿园", "青禾县青阳街道学前路1号", "0999-5559999")
    run(a_list(tmp_path / "next.csv", changed), at=NEXT_DAY)
    undo()
    db.session.expire_all()
    assert find_by_name(COUNTY, "青禾县向阳幼儿园", CLERK)[0].telephone == "0999-5550001"


def test_an_import_on_which_something_stands_is_not_undone(tmp_path):
    path = a_list(tmp_path / "list.csv")
    run(path)
    first = the_batch().public_id
    changed = (1, "青禾县向阳幼儿园", "青禾县青阳街道学前路1号", "0999-5559999")
    run(a_list(tmp_path / "next.csv", changed), at=NEXT_DAY)
    db.session.commit()
    with pytest.raises(RuleViolation), transaction():
        service.undo_batch(first, CLERK, NEXT_DAY)
    assert count(Kindergarten) == 3


def an_account(kindergarten: str) -> None:
    user = User(username="k01", name="田小禾", password_hash="x", created_at=AT)
    db.session.add(user)
    db.session.flush()
    grant = UserGrant(
        user_id=user.id, role=Role.KINDERGARTEN, county_prefix=COUNTY, kindergarten=kindergarten
    )
    db.session.add(grant)


def a_document(kindergarten: str) -> None:
    kind = next(iter(DocumentKind))
    number = DocumentNumber(
        county_code=COUNTY, kind=kind, series="x", year=2026, n=1, text="x1", taken_at=AT
    )
    db.session.add(number)
    db.session.flush()
    document = Document(
        county_code=COUNTY,
        number_id=number.id,
        kind=kind,
        number="x1",
        subject_kind="kindergarten",
        subject_id=kindergarten,
        concerns=kindergarten,
        facts_json="{}",
        facts_sha256="0" * 64,
        check_code="0" * 12,
        acted_on=AT.date(),
        issued_at=AT,
        issued_by="test",
        handwritten=[],
    )
    db.session.add(document)


def a_photograph(kindergarten: str) -> None:
    photograph = Evidence(
        county_code=COUNTY,
        sha256="0" * 64,
        media_type="image/jpeg",
        size=1,
        kindergarten=kindergarten,
        stored_at=AT,
        stored_by="test",
    )
    db.session.add(photograph)


def a_reminder(kindergarten: str) -> None:
    reminder = Reminder(
        county_code=COUNTY,
        kind=next(iter(ReminderKind)),
        subject_kind="kindergarten",
        subject_id=kindergarten,
        kindergarten=kindergarten,
        due_on=AT.date(),
        offset_days=0,
        step_on=AT.date(),
        state=next(iter(ReminderState)),
        recorded_at=AT,
    )
    db.session.add(reminder)


@pytest.mark.parametrize(
    ("stand", "said"),
    [
        (an_account, "An account signs in for 青禾县向阳幼儿园"),
        (a_document, "A document about 青禾县向阳幼儿园"),
        (a_photograph, "Photographs or papers of 青禾县向阳幼儿园"),
        (a_reminder, "青禾县向阳幼儿园 has been reminded"),
    ],
)
def test_what_names_a_kindergarten_only_by_its_number_keeps_the_import(tmp_path, stand, said):
    run(a_list(tmp_path / "list.csv"))
    stand(find_by_name(COUNTY, "青禾县向阳幼儿园", CLERK)[0].public_id)
    with pytest.raises(RuleViolation, match=said):
        undo()
    assert count(Kindergarten) == 3
    assert the_batch().state is State.APPLIED


def test_the_ledger_tells_of_imports_and_is_whole(tmp_path):
    run(a_list(tmp_path / "list.csv"))
    undo()
    verdict = verify_ledger()
    assert verdict.ok
    assert verdict.rows >= 3


def test_the_number_of_statements_does_not_grow_with_the_rows(tmp_path, count_queries):
    def statements(rows: int, name: str) -> int:
        lines = [(n, f"{name}第{n}幼儿园", f"{name}路{n}号", f"0999-5{n:06d}") for n in range(rows)]
        before = len(count_queries())
        run(a_list(tmp_path / f"{name}.csv", *lines))
        return len(count_queries()) - before

    assert statements(200, "乙") <= statements(20, "甲") + 2


def test_a_city_run_as_one_bureau_gets_districts_of_today(tmp_path):
    actor = system_actor("test")
    add_county("440100", "广州市", actor, AT)
    db.session.commit()
    path = csv_file(
        tmp_path / "list.csv", [("名称", "地址"), ("某某幼儿园", "广州市萝岗区某某路1号")]
    )
    import_file(path, "440100", actor, AT)
    (kindergarten,) = find_by_name("440100", "某某幼儿园", actor)
    town = db.session.scalars(sa.select(Town).where(Town.code == kindergarten.town_code)).one()
    assert town.name == "黄埔区"

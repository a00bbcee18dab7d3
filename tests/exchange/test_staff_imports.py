"""Lists of people: checked, entered, entered again, undone; and the export that comes back."""

import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa

from kgsup.access.actor import Role
from kgsup.audit.models import LedgerEntry
from kgsup.audit.service import write_pending_entries
from kgsup.core.db import db
from kgsup.core.errors import Missing
from kgsup.exchange.models import StaffImport, StaffImportRow
from kgsup.exchange.rules.outcomes import Outcome, State
from kgsup.exchange.service import staff_imports
from kgsup.exchange.service.staff_imports import GivenFile
from kgsup.files.adapters import store
from kgsup.kindergartens.rules.counts import Post
from kgsup.staff import queries, service
from kgsup.staff.models import StaffEmployment, StaffMember
from kgsup.staff.queries import PeopleFilter
from kgsup.staff.rules.people import Certificate, CertificateKind, Education, EndReason
from tests.conftest import AT, COUNTY, OTHER_COUNTY, make_actor
from tests.factories.kindergartens import make_kindergarten
from tests.factories.staff import (
    CHECKED,
    CLERK,
    TODAY,
    ban_of,
    entry_of,
    identity_number,
    make_person,
    work_in,
)
from tests.workbooks import HOSTILE, as_kept, table_of

HEADS = (
    "姓名", "证件号码", "幼儿园", "岗位", "入职日期", "资格证类型", "资格证号",
    "健康检查日期", "背景查询日期",
)  # fmt: skip
PLACE = "青禾县向阳幼儿园"


@pytest.fixture
def place(county):
    return make_kindergarten(PLACE, from_on=dt.date(2019, 9, 1))


@pytest.fixture
def clerk(client, sign_in, place):
    db.session.commit()
    sign_in(client, Role.CLERK)
    client.set_cookie("language", "en")
    return client


def row(n: int, name: str = "苗青青", **other):
    cells = {
        "姓名": name,
        "证件号码": identity_number(n),
        "幼儿园": PLACE,
        "岗位": "教师",
        "入职日期": "2024-09-01",
        "资格证类型": "幼儿园教师资格证",
        "资格证号": f"201599012612{n:05d}",
        "健康检查日期": "2026-08-20",
        "背景查询日期": "2026-09-01",
        **other,
    }
    return [cells.get(head) for head in HEADS]


def workbook(*rows, heads=HEADS) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(heads)
    for cells in rows:
        book.active.append(cells)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def check(content: bytes, county: str = COUNTY, actor=CLERK) -> StaffImport:
    given = GivenFile(name="花名册.xlsx", content=content)
    read = staff_imports.read_staff(content)
    return staff_imports.check_staff_list(county, given, read, actor, AT)


def enter(batch: StaffImport) -> StaffImport:
    db.session.flush()
    return staff_imports.enter_staff_list(batch.public_id, batch.version, CLERK, AT)


def outcomes(batch: StaffImport) -> list[str]:
    statement = sa.select(StaffImportRow.outcome).where(StaffImportRow.batch_id == batch.id)
    return [found.value for found in db.session.scalars(statement.order_by(StaffImportRow.id))]


def reasons(batch: StaffImport) -> str:
    statement = sa.select(StaffImportRow.details).where(StaffImportRow.batch_id == batch.id)
    return str([d["notes"] + d["said"] for d in db.session.scalars(statement)])


def people() -> int:
    statement = sa.select(sa.func.count(StaffMember.id)).where(StaffMember.set_aside_at.is_(None))
    return db.session.scalar(statement)


def everybody(**chosen):
    listed = queries.list_people(PeopleFilter(**chosen), CLERK, TODAY, limit=None)
    return [found.person for found in listed]


def test_a_list_is_checked_without_entering_anything(place):
    batch = check(workbook(row(1), row(2)))
    assert batch.state is State.CHECKED
    assert outcomes(batch) == ["new", "new"]
    assert people() == 0


def test_a_list_is_entered_once_and_then_says_unchanged(place):
    content = workbook(row(1), row(2, "麦小田"))
    batch = enter(check(content))
    assert batch.state is State.APPLIED
    assert [person.name for person in everybody()] == ["麦小田", "苗青青"]
    person = everybody(text="苗青青")[0]
    assert person.certificates[0].kind is CertificateKind.KINDERGARTEN_TEACHER
    assert person.employments[0].post is Post.TEACHER
    assert person.background_checks[0].asked_on == dt.date(2026, 9, 1)
    assert person.health_checks[0].done_on == dt.date(2026, 8, 20)
    again = enter(check(content))
    assert outcomes(again) == ["unchanged", "unchanged"]
    assert people() == 2
    assert db.session.scalar(sa.select(sa.func.count(StaffEmployment.id))) == 2


def test_a_later_list_adds_what_is_new(place):
    enter(check(workbook(row(1))))
    later = check(workbook(row(1, 健康检查日期="2026-11-10"), row(2)))
    assert outcomes(later) == ["changed", "new"]
    enter(later)
    checks = everybody(text="苗青青")
    assert sorted(len(person.health_checks) for person in checks) == [1, 2]


def test_two_rows_of_one_person_are_one_person(place):
    batch = check(workbook(row(1), row(1, 岗位="园长", 资格证类型=None, 资格证号=None)))
    assert outcomes(batch) == ["new", "changed"]
    enter(batch)
    [person] = everybody()
    assert set(person.posts(TODAY)) == {Post.TEACHER, Post.HEAD}


def test_no_number_stands_in_any_table_or_file(place):
    enter(check(workbook(row(1), row(2))))
    db.session.flush()
    for name in sa.inspect(db.session.connection()).get_table_names():
        for found in db.session.execute(sa.text(f'SELECT * FROM "{name}"')):
            assert identity_number(1) not in str(found), name
    batch = db.session.scalars(sa.select(StaffImport)).one()
    assert not Path(store.path_of(batch.file_sha256)).exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"证件号码": "123"}, "no identity number"),
        ({"幼儿园": "无此幼儿园"}, "no kindergarten of this name"),
        ({"岗位": "魔术师"}, "This word is not known"),
        ({"入职日期": None}, "Give the first day"),
        ({"入职日期": "2030-01-01"}, "more than a year ahead"),
        ({"健康检查日期": "2027-01-01"}, "future"),
        ({"姓名": None}, "The name is missing"),
    ],
)
def test_a_row_that_cannot_be_is_refused_and_the_others_are_entered(place, change, said):
    batch = check(workbook(row(1, **change), row(2)))
    assert outcomes(batch) == ["refused", "new"]
    assert said in reasons(batch)
    enter(batch)
    assert people() == 1


def test_hiring_somebody_barred_is_refused_with_the_article(place):
    member = make_person("苗青青", number=identity_number(1))
    service.enter_ban(entry_of(member), ban_of())
    batch = check(workbook(row(1)))
    assert outcomes(batch) == ["refused"]
    assert "学前教育法 44" in reasons(batch)


def test_a_ban_between_checking_and_entering_counts(place):
    batch = check(workbook(row(1), row(2)))
    member = make_person("苗青青", number=identity_number(1))
    service.enter_ban(entry_of(member), ban_of())
    enter(batch)
    assert outcomes(batch) == ["refused", "new"]


def test_a_number_under_another_name_and_a_certificate_of_somebody_else_are_refused(place):
    enter(check(workbook(row(1))))
    other = check(workbook(row(1, "麦小田"), row(2, 资格证号="20159901261200001")))
    assert outcomes(other) == ["refused", "refused"]


def test_the_same_certificate_twice_in_a_list_is_refused(place):
    batch = check(workbook(row(1), row(2, 资格证号="20159901261200001")))
    assert outcomes(batch) == ["new", "refused"]


def test_people_without_number_are_known_by_name_in_their_kindergarten(place):
    content = workbook(row(1, 证件号码=None))
    enter(check(content))
    assert outcomes(check(content)) == ["unchanged"]
    # the number comes later: it is added on the person's page, not by a guess
    assert outcomes(check(workbook(row(1)))) == ["refused"]


def test_two_people_of_one_name_without_number_are_not_guessed_at(place):
    for n in (1, 2):
        make_person("苗青青", work_in(place, from_on=dt.date(2020, n, 1)))
    batch = check(workbook(row(3, 证件号码=None)))
    assert outcomes(batch) == ["refused"]
    assert "Several people" in reasons(batch)


def test_a_list_is_undone_while_nothing_stands_on_it(place):
    batch = enter(check(workbook(row(1), row(2))))
    db.session.flush()
    staff_imports.undo_staff_list(batch.public_id, batch.version, CLERK, AT)
    assert people() == 0
    assert outcomes(enter(check(workbook(row(1))))) == ["new"]


def test_the_ledger_keeps_counts_alone(place):
    enter(check(workbook(row(1))))
    write_pending_entries()
    rows = db.session.scalars(sa.select(LedgerEntry)).all()
    acts = [found.act for found in rows]
    assert "staff.batch.enter" in acts
    assert "exchange.import.apply" in acts
    assert not any("苗青青" in str(found.changes) for found in rows)


def test_another_county_neither_checks_nor_sees(place):
    stranger = make_actor(Role.CLERK, OTHER_COUNTY)
    with pytest.raises(Missing):
        check(workbook(row(1)), actor=stranger)
    batch = check(workbook(row(1)))
    with pytest.raises(Missing):
        staff_imports.enter_staff_list(batch.public_id, batch.version, stranger, AT)


# ── pages ──


def give(client, content: bytes):
    form = {"county": COUNTY, "file": (io.BytesIO(content), "花名册.xlsx")}
    return client.post("/import/staff/new", data=form, content_type="multipart/form-data")


def text(response, status: int = 200) -> str:
    assert response.status_code == status
    return response.get_data(as_text=True)


def the_batch() -> StaffImport:
    db.session.expire_all()
    return db.session.scalars(sa.select(StaffImport).order_by(StaffImport.id.desc())).first()


def test_a_clerk_gives_a_list_looks_enters_and_undoes(clerk):
    text(clerk.get("/import/staff"))
    text(clerk.get("/import/staff/new"))
    response = give(clerk, workbook(row(1), row(2, 证件号码="123")))
    assert response.status_code == 302
    page = text(clerk.get(response.location))
    assert "Nothing has been entered yet" in page
    assert "B3 Identity number" in page
    assert identity_number(1) not in page
    assert people() == 0
    address = response.location
    text(clerk.get(f"{address}/enter"))
    version = the_batch().version
    assert clerk.post(f"{address}/enter", data={"version": version}).status_code == 302
    assert people() == 1
    assert "苗青青" in text(clerk.get(f"{address}?outcome=new"))
    assert "花名册.xlsx" in text(clerk.get("/import/staff"))
    text(clerk.get(f"{address}/undo"))
    version = the_batch().version
    assert clerk.post(f"{address}/undo", data={"version": version}).status_code == 302
    assert people() == 0


def test_a_list_is_entered_once_whoever_presses_twice(clerk):
    address = give(clerk, workbook(row(1))).location
    version = the_batch().version
    assert clerk.post(f"{address}/enter", data={"version": version}).status_code == 302
    text(clerk.post(f"{address}/enter", data={"version": version}), 422)
    assert people() == 1


def test_a_discarded_list_forgets_its_rows(clerk):
    address = give(clerk, workbook(row(1))).location
    text(clerk.get(f"{address}/discard"))
    version = the_batch().version
    assert clerk.post(f"{address}/discard", data={"version": version}).status_code == 302
    assert the_batch().state is State.DISCARDED
    assert db.session.scalar(sa.select(sa.func.count(StaffImportRow.id))) == 0


@pytest.mark.parametrize(
    "content", [b"no table", workbook(heads=("姓名", "电话")), workbook(heads=HEADS)]
)
def test_a_file_that_is_no_list_of_people_is_refused_with_its_reason(clerk, content):
    assert "There is a problem" in text(give(clerk, content), 422)
    assert the_batch() is None


def test_the_empty_list_can_be_filled_in_and_read(clerk):
    response = clerk.get("/import/staff/template.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(response.data))
    heads = [cell.value for cell in book.worksheets[0][1]]
    assert heads[:2] == ["姓名", "证件号码"]
    filled = dict(zip(HEADS, row(1), strict=True))
    content = workbook([filled.get(head) for head in heads], heads=heads)
    assert outcomes(check(content)) == ["new"]


def test_an_export_imports_unchanged_and_holds_no_number(clerk, place):
    make_person(
        "阿依古丽·买买提",
        work_in(place, Post.HEAD, class_name="大一班", contract_filed_on=TODAY),
        work_in(
            place,
            Post.CARER,
            dt.date(2020, 9, 1),
            until_on=dt.date(2024, 7, 1),
            end_reason=EndReason.MOVED,
        ),
        number=identity_number(5),
        education=Education.BACHELOR,
        certificates=(
            Certificate(kind=CertificateKind.KINDERGARTEN_TEACHER, number="20159901261200005"),
            Certificate(kind=CertificateKind.HEAD_TRAINING, issuer="青禾县教师进修学校"),
            Certificate(kind=CertificateKind.CARER, issued_on=dt.date(2020, 5, 1)),
        ),
        facts=CHECKED,
    )
    make_person("苗青青", work_in(place))
    stopped = make_person("麦小田", work_in(place), number=identity_number(6))
    service.enter_ban(entry_of(stopped), ban_of())
    response = clerk.post("/staff.xlsx?state=all")
    table = table_of(response)
    assert len(table) == 5
    assert identity_number(5) not in str(table)
    assert table[0]["证件号码"] == f"**************{identity_number(5)[-4:]}"
    batch = check(response.data)
    assert set(outcomes(batch)) == {Outcome.UNCHANGED.value}, reasons(batch)
    assert "Recorded otherwise" not in reasons(batch)


def test_an_export_is_recorded_and_follows_the_filter(clerk, place):
    make_person("苗青青", work_in(place))
    make_person("麦小田", work_in(place, Post.COOK))
    table = table_of(clerk.post("/staff.xlsx?post=cook"))
    assert [found["姓名"] for found in table] == ["麦小田"]
    entry = db.session.scalars(
        sa.select(LedgerEntry).where(LedgerEntry.act == "exchange.list.export")
    ).one()
    assert entry.changes["rows"] == [None, 1]
    assert clerk.get("/staff.xlsx").status_code == 405


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_cell_of_an_export_is_a_formula(clerk, place, hostile):
    certificate = Certificate(kind=CertificateKind.OTHER, number=hostile)
    make_person("苗青青", work_in(place, class_name=hostile), certificates=(certificate,))
    [found] = table_of(clerk.post("/staff.xlsx"))
    assert found["资格证号"] == as_kept(hostile)
    assert found["班级"] == as_kept(hostile)


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in {Role.SYSTEM, Role.CLERK, Role.KINDERGARTEN}]
)
def test_lists_of_people_are_given_by_clerks_alone(client, sign_in, place, role):
    batch = check(workbook(row(1)))
    sign_in(client, role)
    for address in ("", "/new", f"/{batch.public_id}", "/template.xlsx"):
        assert client.get(f"/import/staff{address}").status_code == 403

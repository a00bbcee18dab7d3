"""Recording returns and exemptions, taking records back, undoing an import."""

import datetime as dt

import pytest
import sqlalchemy as sa

from kgsup.access.actor import Role
from kgsup.annual_checks import queries, service
from kgsup.annual_checks.models import AnnualCheck
from kgsup.annual_checks.queries import Wanted
from kgsup.annual_checks.rules import FilingWay, Filter, State
from kgsup.audit.queries import timeline
from kgsup.core.db import db, transaction
from kgsup.core.errors import Conflict, IllegalTransition, Missing, RuleViolation
from kgsup.kindergartens.rules.facts import SourceKind
from kgsup.kindergartens.rules.identity import State as KindergartenState
from kgsup.reminders.models import OutboxMessage, Reminder
from kgsup.reminders.rules import ReminderState
from tests.conftest import AT, COUNTY, OTHER_COUNTY, make_actor
from tests.factories.annual_checks import licensed_kindergarten, place_of

CLERK = make_actor(Role.CLERK)
NEIGHBOUR = make_actor(Role.CLERK, OTHER_COUNTY)
TODAY = dt.date(2026, 11, 21)
FILING = service.Filing(
    filed_on=dt.date(2026, 3, 27), way=FilingWay.POST, by="田小禾", note="市平台编号 15"
)

pytestmark = pytest.mark.usefixtures("county")


@pytest.fixture
def place() -> AnnualCheck:
    made = place_of(licensed_kindergarten())
    db.session.commit()
    return made


def file(place: AnnualCheck, version: int | None = None) -> None:
    with transaction():
        service.record_filing(place.public_id, FILING, version, CLERK, AT)


def test_a_return_is_recorded_with_the_day_on_its_receipt(place: AnnualCheck) -> None:
    file(place, 1)
    assert (place.state, place.filed_on, place.filed_way) == (
        State.FILED,
        dt.date(2026, 3, 27),
        FilingWay.POST,
    )
    (entry,) = timeline("annual_check", place.public_id)
    assert entry.acted_on == dt.date(2026, 3, 27)
    assert entry.late_entry
    assert entry.article == "民办教育促进法实施条例 47"


def test_a_return_is_not_recorded_twice(place: AnnualCheck) -> None:
    file(place)
    with pytest.raises(IllegalTransition):
        file(place)


def test_who_recorded_on_an_older_version_is_told(place: AnnualCheck) -> None:
    with transaction():
        service.exempt_place(place.public_id, "停办清算中", 1, CLERK, AT)
    with pytest.raises(Conflict):
        file(place, 1)


def test_the_neighbour_county_cannot_record(place: AnnualCheck) -> None:
    with pytest.raises(Missing), transaction():
        service.record_filing(place.public_id, FILING, 1, NEIGHBOUR, AT)
    with pytest.raises(Missing):
        queries.show_place(place.public_id, NEIGHBOUR)
    assert queries.list_places(NEIGHBOUR, Wanted(year=2025), TODAY) == []
    assert queries.list_years(NEIGHBOUR) == []


def test_a_record_that_is_taken_back_leaves_the_place_as_it_was(place: AnnualCheck) -> None:
    file(place)
    with transaction():
        service.reopen_place(place.public_id, "登记到了别的园", None, CLERK, AT)
    assert place.state is State.EXPECTED
    assert (place.filed_on, place.filed_way, place.filed_by, place.filed_note) == (None,) * 4
    newest = timeline("annual_check", place.public_id)[0]
    assert ("filed_on", "2026-03-27", None) in newest.changes
    assert ("reason", None, "登记到了别的园") in newest.changes


def test_after_taking_back_the_ladder_goes_on(place: AnnualCheck) -> None:
    with transaction():
        service.exempt_place(place.public_id, "误认为已停办", None, CLERK, AT)
    with transaction():
        assert not service.remind(place.public_id, CLERK, AT)
    with transaction():
        service.reopen_place(place.public_id, "仍在办园", None, CLERK, AT)
    with transaction():
        assert service.remind(place.public_id, CLERK, AT)


def test_an_exemption_without_a_reason_changes_nothing(place: AnnualCheck) -> None:
    with pytest.raises(RuleViolation), transaction():
        service.exempt_place(place.public_id, " ", None, CLERK, AT)
    db.session.expire_all()
    assert place.state is State.EXPECTED


def imported(name: str) -> AnnualCheck:
    batch = {"entered_by_kind": SourceKind.IMPORT, "entered_by": "BATCH00000000001"}
    return place_of(licensed_kindergarten(name, **batch))


def drop() -> int:
    with transaction():
        return service.drop_places_of_import(COUNTY, "BATCH00000000001", CLERK, AT)


def test_untouched_places_go_with_an_import_that_is_undone(place: AnnualCheck) -> None:
    imported("青禾县向阳幼儿园")
    db.session.commit()
    assert drop() == 1
    assert db.session.execute(sa.select(AnnualCheck.id)).scalars().all() == [place.id]


def test_a_place_with_a_reminder_or_a_return_stays() -> None:
    reminded, filed = imported("青禾县向阳幼儿园"), imported("青禾县春苗幼儿园")
    db.session.commit()
    file(filed)
    with transaction():
        service.remind(reminded.public_id, CLERK, AT)
    assert drop() == 0


class TestReading:
    def test_filters_and_counts_say_the_same(self) -> None:
        late = place_of(licensed_kindergarten("青禾县迟报幼儿园"))
        filed = place_of(licensed_kindergarten("青禾县已报幼儿园"))
        filed_late = place_of(licensed_kindergarten("青禾县补报幼儿园"))
        exempt = place_of(licensed_kindergarten("青禾县免检幼儿园"))
        closed = place_of(licensed_kindergarten("青禾县停办幼儿园", state=KindergartenState.CLOSED))
        merged = licensed_kindergarten("青禾县重复幼儿园")
        merged.merged_into_id = late.kindergarten_id
        place_of(merged)
        place_of(licensed_kindergarten("青禾县明年幼儿园"), year=2026, due_on=dt.date(2027, 3, 31))
        db.session.commit()
        file(filed)
        with transaction():
            late_filing = service.Filing(filed_on=dt.date(2026, 4, 2), way=FilingWay.WINDOW)
            service.record_filing(filed_late.public_id, late_filing, None, CLERK, AT)
        with transaction():
            service.exempt_place(exempt.public_id, "新设", None, CLERK, AT)
        shown = {
            chosen: {
                row.public_id
                for row in queries.list_places(CLERK, Wanted(year=2025, filter=chosen), TODAY)
            }
            for chosen in Filter
        }
        assert shown == {
            Filter.NOT_FILED: {late.public_id},
            Filter.LATE: {late.public_id},
            Filter.FILED: {filed.public_id, filed_late.public_id},
            Filter.EXEMPT: {exempt.public_id},
            Filter.NOT_ASKED: {closed.public_id},
        }
        counts = queries.count_places(CLERK, 2025, TODAY)
        assert (counts.asked, counts.filed, counts.filed_late) == (3, 2, 1)
        assert (counts.not_filed, counts.late, counts.exempt, counts.not_asked) == (1, 1, 1, 1)
        assert queries.list_years(CLERK) == [2026, 2025]
        assert [row.public_id for row in queries.list_late(CLERK, TODAY)] == [late.public_id]

    def test_days_late_end_with_the_return(self, place: AnnualCheck) -> None:
        assert queries.show_place(place.public_id, CLERK).late_days(TODAY) == 235
        file(place)
        assert queries.show_place(place.public_id, CLERK).late_days(TODAY) == 0

    @pytest.mark.parametrize("text", ["晨光", "chenguang", "qhxcg", "晨光 青禾"])
    def test_a_place_is_found_by_name_pinyin_or_initials(
        self, place: AnnualCheck, text: str
    ) -> None:
        place_of(licensed_kindergarten("白石镇中心幼儿园"))
        found = queries.list_places(CLERK, Wanted(year=2025, text=text), TODAY)
        assert [row.public_id for row in found] == [place.public_id]

    def test_pages_follow_each_other_without_gap_or_double(self) -> None:
        for name in ("丙", "甲", "乙", "甲"):
            place_of(licensed_kindergarten(f"青禾县{name}幼儿园"))
        everything = queries.list_places(CLERK, Wanted(year=2025), TODAY)
        one_by_one = []
        after = None
        while rows := queries.list_places(CLERK, Wanted(year=2025), TODAY, after=after, limit=1):
            one_by_one += rows
            after = rows[-1].sort_key
        assert one_by_one == everything
        assert len(everything) == 4

    def test_a_kindergartens_own_account_sees_its_own_places(self, place: AnnualCheck) -> None:
        kindergarten = queries.show_place(place.public_id, CLERK).kindergarten
        own = make_actor(Role.KINDERGARTEN, kindergarten=kindergarten)
        other = make_actor(Role.KINDERGARTEN, kindergarten="KG00000000000002")
        assert len(queries.list_for_kindergarten(kindergarten, own)) == 1
        assert queries.list_for_kindergarten(kindergarten, other) == []

    def test_the_text_for_the_group_names_who_is_awaited(self, place: AnnualCheck) -> None:
        text = service.group_text(COUNTY, 2025, ["青禾县晨光幼儿园"], dt.date(2026, 3, 17))
        assert "2026年3月31日，还有14天" in text
        assert "1. 青禾县晨光幼儿园" in text


def test_a_reminder_says_what_the_place_says(place: AnnualCheck) -> None:
    with transaction():
        assert service.remind(place.public_id, CLERK, AT)
    states = db.session.execute(sa.select(Reminder.state)).scalars().all()
    assert states.count(ReminderState.SENT) == 1
    bodies = db.session.execute(sa.select(OutboxMessage.body)).scalars().all()
    assert all("已逾期235天" in body and "2026年3月31日" in body for body in bodies)

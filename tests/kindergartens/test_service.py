"""Entering, changing and judging the register, on the database."""

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from kgsup.access.actor import Role
from kgsup.audit.queries import timeline
from kgsup.core.db import db
from kgsup.core.errors import Conflict, Missing, RuleViolation
from kgsup.kindergartens import queries, service
from kgsup.kindergartens.models import Kindergarten, RegisterAlarm, RegisterFact, TermCount
from kgsup.kindergartens.rules.classification import AlarmKind, KindergartenClass, NewRecognition
from kgsup.kindergartens.rules.counts import AgeGroup, GroupCount, Post, StaffCount
from kgsup.kindergartens.rules.entries import (
    Additions,
    BatchChange,
    FactChange,
    NewKindergarten,
    NewSite,
    TermFigures,
)
from kgsup.kindergartens.rules.facts import Field, Source, SourceKind
from kgsup.kindergartens.rules.fees import FeeKind, FeeUnit, NewFee
from kgsup.kindergartens.rules.identity import AssetKind, Ownership, State
from kgsup.kindergartens.rules.licences import LicenceState, NewLicence
from tests.conftest import AT, COUNTY, OTHER_COUNTY
from tests.factories.kindergartens import REGISTRAR, make_kindergarten

TODAY = dt.date(2026, 11, 21)
BATCH = Source(kind=SourceKind.IMPORT, reference="B1")
NEXT_BATCH = Source(kind=SourceKind.IMPORT, reference="B2")
GOOD_CODE = "52990126MJ0000001T"

pytestmark = pytest.mark.usefixtures("county")


def alarms_of(kindergarten: Kindergarten) -> set[AlarmKind]:
    return {alarm.kind for alarm in queries.open_alarms(kindergarten)}


def change(kindergarten, values, on=TODAY, version=None, at=AT):
    edit = FactChange(values=values, effective_on=on, version=version)
    return service.change_facts(kindergarten.public_id, edit, REGISTRAR, at)


# ── entering


def test_what_is_entered_is_kept_searchable_and_recorded():
    kindergarten = make_kindergarten("青禾县曾家幼儿园", head="单小禾", address=" 青禾路3号 ")
    assert kindergarten.pinyin == "qing he xian zeng jia you er yuan"
    assert kindergarten.initials == "qhxzjyey"
    assert "shanxiaohe" in kindergarten.search_text
    assert kindergarten.address == "青禾路3号"
    db.session.commit()
    assert queries.as_of(kindergarten, TODAY)[Field.HEAD] == "单小禾"


def test_a_kindergarten_needs_a_name():
    with pytest.raises(RuleViolation):
        make_kindergarten("  ")


def test_a_town_of_another_county_is_refused():
    with pytest.raises(RuleViolation):
        make_kindergarten(town_code="990127001")


def test_a_county_out_of_reach_does_not_exist(actor_of):
    new = NewKindergarten(facts={Field.NAME: "云川县向阳幼儿园"})
    with pytest.raises(Missing):
        service.enter_kindergarten(OTHER_COUNTY, new, actor_of(Role.CLERK), AT)


def test_a_first_day_to_come_is_refused():
    with pytest.raises(RuleViolation):
        make_kindergarten(from_on=TODAY + dt.timedelta(days=1))


# ── dated facts


def test_every_past_day_can_be_shown():
    kindergarten = make_kindergarten("甲幼儿园", from_on=dt.date(2020, 9, 1))
    change(kindergarten, {Field.NAME: "乙幼儿园"}, dt.date(2024, 9, 1))
    change(kindergarten, {Field.NAME: "丙幼儿园"}, dt.date(2022, 9, 1))
    days = [(2020, 8, 31), (2020, 9, 1), (2022, 8, 31), (2022, 9, 1), (2024, 8, 31), (2024, 9, 1)]
    names = [queries.as_of(kindergarten, dt.date(*day))[Field.NAME] for day in days]
    assert names == [None, "甲幼儿园", "甲幼儿园", "丙幼儿园", "丙幼儿园", "乙幼儿园"]
    assert kindergarten.name == "乙幼儿园"
    assert kindergarten.pinyin == "yi you er yuan"


def test_a_correction_on_the_first_day_replaces_the_value_and_keeps_its_row():
    kindergarten = make_kindergarten("甲幼儿园", telephone="1234567")
    change(kindergarten, {Field.TELEPHONE: "7654321"})
    assert queries.as_of(kindergarten, TODAY)[Field.TELEPHONE] == "7654321"
    rows = db.session.execute(
        sa.select(RegisterFact.value, RegisterFact.until_on).where(
            RegisterFact.field == Field.TELEPHONE
        )
    ).all()
    assert rows == [("1234567", TODAY), ("7654321", None)]
    assert [
        fact.value for fact in queries.fact_history(kindergarten) if fact.field is Field.TELEPHONE
    ] == ["7654321"]


def test_an_older_page_does_not_save():
    kindergarten = make_kindergarten()
    seen = kindergarten.version
    change(kindergarten, {Field.HEAD: "田小禾"}, version=seen)
    with pytest.raises(Conflict):
        change(kindergarten, {Field.HEAD: "禾小田"}, version=seen)


def test_counts_and_licences_make_an_open_page_old():
    kindergarten = make_kindergarten()
    seen = kindergarten.version
    service.record_licence(kindergarten.public_id, NewLicence(number="教民1"), REGISTRAR, AT)
    with pytest.raises(Conflict):
        change(kindergarten, {Field.HEAD: "禾小田"}, version=seen)


def test_what_does_not_differ_leaves_no_trace():
    kindergarten = make_kindergarten(head="田小禾")
    db.session.commit()
    version = kindergarten.version
    change(kindergarten, {Field.HEAD: " 田小禾 "})
    assert kindergarten.version == version


def test_a_change_for_a_day_to_come_is_refused():
    kindergarten = make_kindergarten()
    with pytest.raises(RuleViolation):
        change(kindergarten, {Field.HEAD: "田小禾"}, TODAY + dt.timedelta(days=1))


def test_a_change_is_one_row_of_the_ledger_with_old_and_new():
    from kgsup.core.db import transaction

    kindergarten = make_kindergarten(head="田小禾")
    db.session.commit()
    public_id = kindergarten.public_id
    with transaction():
        edit = FactChange(
            values={Field.HEAD: "禾小田", Field.STATE: State.CLOSING}, effective_on=TODAY
        )
        service.change_facts(public_id, edit, REGISTRAR, AT)
    entry = timeline("kindergarten", public_id)[0]
    assert entry.act == "kindergartens.facts.change"
    assert ("head", "田小禾", "禾小田") in entry.changes
    assert ("state", "operating", "closing") in entry.changes
    assert ("effective_on", None, "2026-11-21") in entry.changes


# ── unlawful combinations are facts


def test_an_unlawful_combination_is_recorded_and_alarmed_until_corrected():
    kindergarten = make_kindergarten(
        ownership=Ownership.PRIVATE_FOR_PROFIT,
        residential_area=True,
        asset_kinds=frozenset({AssetKind.DONATED}),
    )
    assert kindergarten.alarmed
    assert alarms_of(kindergarten) == {
        AlarmKind.FOR_PROFIT_IN_RESIDENTIAL_AREA,
        AlarmKind.FOR_PROFIT_WITH_PUBLIC_ASSETS,
    }
    change(kindergarten, {Field.OWNERSHIP: Ownership.PUBLIC})
    assert not kindergarten.alarmed
    assert alarms_of(kindergarten) == set()
    closed = db.session.execute(sa.select(RegisterAlarm.closed_on)).scalars().all()
    assert closed == [TODAY, TODAY]


def test_the_database_refuses_an_unlawful_combination_without_its_alarm():
    kindergarten = make_kindergarten()
    db.session.flush()
    with pytest.raises(sa.exc.IntegrityError):
        db.session.execute(
            sa.update(Kindergarten)
            .where(Kindergarten.id == kindergarten.id)
            .values(ownership=Ownership.PRIVATE_FOR_PROFIT, residential_area=True)
        )


def test_a_recognition_that_ends_raises_the_alarm_of_a_residential_area_kindergarten():
    recognition = NewRecognition(
        valid_from=dt.date(2023, 9, 1), valid_until=dt.date(2026, 11, 21), cap_fen=54_000
    )
    kindergarten = make_kindergarten(
        ownership=Ownership.PRIVATE_NON_PROFIT,
        residential_area=True,
        additions=Additions(recognition=recognition),
    )
    assert alarms_of(kindergarten) == set()
    service.refresh_all_alarms(COUNTY, TODAY + dt.timedelta(days=1))
    assert alarms_of(kindergarten) == {AlarmKind.NOT_INCLUSIVE_IN_RESIDENTIAL_AREA}


def test_a_closed_kindergarten_no_longer_alarms():
    kindergarten = make_kindergarten(ownership=Ownership.PRIVATE_FOR_PROFIT, residential_area=True)
    change(kindergarten, {Field.STATE: State.CLOSED})
    assert alarms_of(kindergarten) == set()


def test_a_number_used_twice_alarms_both_and_ends_with_the_correction():
    licence = NewLicence(number="教民199012660000011号")
    one = make_kindergarten("甲幼儿园", additions=Additions(licence=licence))
    other = make_kindergarten("乙幼儿园", additions=Additions(licence=licence))
    assert AlarmKind.LICENCE_NUMBER_TWICE in alarms_of(one) & alarms_of(other)
    service.merge(one.public_id, other.public_id, REGISTRAR, AT)
    assert alarms_of(one) == set()


def test_a_credit_code_used_twice_alarms_both_until_one_is_changed():
    one = make_kindergarten("甲幼儿园", credit_code=GOOD_CODE)
    other = make_kindergarten("乙幼儿园", credit_code=GOOD_CODE)
    assert AlarmKind.CREDIT_CODE_TWICE in alarms_of(one) & alarms_of(other)
    change(other, {Field.CREDIT_CODE: None})
    assert AlarmKind.CREDIT_CODE_TWICE not in alarms_of(one) | alarms_of(other)


# ── what comes with the facts


def figures(term: str, *groups: GroupCount, staff: tuple[StaffCount, ...] = ()) -> TermFigures:
    return TermFigures(term=term, counted_on=TODAY, groups=groups, staff=staff)


def test_a_later_count_of_a_term_replaces_the_one_before_and_keeps_its_row():
    kindergarten = make_kindergarten()
    for children in (25, 27):
        group = GroupCount(age_group=AgeGroup.JUNIOR, classes=1, children=children)
        teachers = StaffCount(post=Post.TEACHER, people=2, certified=1)
        service.record_figures(
            kindergarten.public_id, figures("2026秋", group, staff=(teachers,)), REGISTRAR, AT
        )
    counted = queries.figures(kindergarten)
    assert counted is not None
    assert (counted.term, counted.children, counted.classes, counted.staff_total) == (
        "2026秋",
        27,
        1,
        2,
    )
    assert db.session.execute(sa.select(sa.func.count()).select_from(TermCount)).scalar_one() == 2
    assert alarms_of(kindergarten) == {AlarmKind.OVERSIZE}


def test_a_fee_ends_where_the_next_of_its_kind_begins():
    kindergarten = make_kindergarten()
    for amount, day in ((50_000, dt.date(2025, 9, 1)), (54_000, dt.date(2026, 9, 1))):
        fee = NewFee(kind=FeeKind.CARE, amount_fen=amount, unit=FeeUnit.MONTH, from_on=day)
        service.record_fee(kindergarten.public_id, fee, REGISTRAR, AT)
    before = queries.fees_on(kindergarten, dt.date(2026, 8, 31))
    after = queries.fees_on(kindergarten, dt.date(2026, 9, 1))
    assert [fee.amount_fen for fee in before] == [50_000]
    assert [fee.amount_fen for fee in after] == [54_000]


def test_the_same_number_with_new_days_is_another_edition():
    first = NewLicence(
        number="教民199012660000011号",
        valid_from=dt.date(2023, 9, 1),
        valid_until=dt.date(2026, 8, 31),
    )
    kindergarten = make_kindergarten(additions=Additions(licence=first))
    second = NewLicence(
        number="教民 199012660000011",
        valid_from=dt.date(2026, 9, 1),
        valid_until=dt.date(2029, 8, 31),
    )
    service.record_licence(kindergarten.public_id, second, REGISTRAR, AT)
    history = queries.licence_history(kindergarten, TODAY)
    assert [(licence.edition, licence.state) for licence in history] == [
        (2, LicenceState.VALID),
        (1, LicenceState.REPLACED),
    ]


def test_another_number_is_another_licence_and_only_one_is_current():
    kindergarten = make_kindergarten(additions=Additions(licence=NewLicence(number="教民1号")))
    service.record_licence(kindergarten.public_id, NewLicence(number="教民2号"), REGISTRAR, AT)
    current = queries.current_licence(kindergarten, TODAY)
    assert current is not None
    assert current.number == "教民2号"
    assert [row.is_current for row in queries.licence_history(kindergarten, TODAY)] == [True, False]


def test_a_campus_of_the_same_name_ends_the_one_before():
    kindergarten = make_kindergarten(
        additions=Additions(site=NewSite(outdoor_m2=300.0)), at=AT - dt.timedelta(days=10)
    )
    service.record_site(kindergarten.public_id, NewSite(outdoor_m2=320.5), REGISTRAR, AT)
    assert [site.outdoor_m2 for site in queries.sites_on(kindergarten, TODAY)] == [320.5]
    yesterday = TODAY - dt.timedelta(days=1)
    assert [site.outdoor_m2 for site in queries.sites_on(kindergarten, yesterday)] == [300.0]


# ── duplicates


def test_two_alike_are_flagged_and_a_decision_is_remembered():
    one = make_kindergarten("青禾县向阳幼儿园", telephone="1234567")
    other = make_kindergarten("向阳幼儿园", telephone="0990-1234567")
    db.session.refresh(one)
    assert one.possible_duplicate
    assert other.possible_duplicate
    pair = queries.duplicates_of(one)[0].pair
    service.dismiss_duplicate(pair.public_id, REGISTRAR, AT)
    for kindergarten in (one, other):
        db.session.refresh(kindergarten)
        assert not kindergarten.possible_duplicate
    change(other, {Field.HEAD: "田小禾"})
    assert queries.list_duplicates(REGISTRAR) == []


def test_a_merged_entry_keeps_answering_and_points_to_the_one_that_lives():
    one, other = make_kindergarten("甲幼儿园"), make_kindergarten("甲幼儿园")
    third = make_kindergarten("丙幼儿园")
    service.merge(other.public_id, one.public_id, REGISTRAR, AT)
    service.merge(third.public_id, other.public_id, REGISTRAR, AT)
    db.session.expire_all()
    assert queries.get_kindergarten(one.public_id, REGISTRAR).merged_into_id == third.id
    assert [
        row.kindergarten.name
        for row in queries.list_kindergartens(queries.Filter(), REGISTRAR, TODAY)
    ] == ["丙幼儿园"]
    with pytest.raises(RuleViolation):
        change(one, {Field.HEAD: "田小禾"})


def test_an_entry_is_not_merged_with_itself_or_twice():
    one, other = make_kindergarten("甲幼儿园"), make_kindergarten("乙幼儿园")
    with pytest.raises(RuleViolation):
        service.merge(one.public_id, one.public_id, REGISTRAR, AT)
    service.merge(one.public_id, other.public_id, REGISTRAR, AT)
    with pytest.raises(RuleViolation):
        service.merge(one.public_id, other.public_id, REGISTRAR, AT)


# ── batches


def batch_of(*names: str, **facts) -> list[NewKindergarten]:
    shared = {Field(field): value for field, value in facts.items()}
    return [NewKindergarten(facts={Field.NAME: name, **shared}) for name in names]


def test_a_batch_is_entered_like_single_ones():
    new = [
        NewKindergarten(
            facts={
                Field.NAME: "甲幼儿园",
                Field.OWNERSHIP: Ownership.PRIVATE_FOR_PROFIT,
                Field.RESIDENTIAL_AREA: True,
            },
            additions=Additions(
                figures=figures(
                    "2026秋", GroupCount(age_group=AgeGroup.TOTAL_ONLY, classes=3, children=80)
                ),
                licence=NewLicence(number="教民199012660000011号", valid_until=TODAY),
            ),
        ),
        *batch_of("乙幼儿园", "乙幼儿园"),
    ]
    public_ids = service.enter_many(COUNTY, new, BATCH, REGISTRAR, AT)
    entered = [queries.get_kindergarten(public_id, REGISTRAR) for public_id in public_ids]
    assert [kindergarten.name for kindergarten in entered] == ["甲幼儿园", "乙幼儿园", "乙幼儿园"]
    assert alarms_of(entered[0]) == {AlarmKind.FOR_PROFIT_IN_RESIDENTIAL_AREA}
    assert [kindergarten.possible_duplicate for kindergarten in entered] == [False, True, True]
    counted = queries.figures(entered[0])
    assert counted is not None
    assert counted.children == 80
    licence = queries.current_licence(entered[0], TODAY)
    assert licence is not None
    assert licence.state is LicenceState.VALID
    assert queries.as_of(entered[0], TODAY)[Field.RESIDENTIAL_AREA] is True


def test_one_refused_row_refuses_the_batch():
    with pytest.raises(RuleViolation):
        service.enter_many(COUNTY, batch_of("甲幼儿园", " "), BATCH, REGISTRAR, AT)
    assert queries.list_entries(COUNTY, REGISTRAR) == []


def test_the_number_of_statements_does_not_grow_with_the_batch(count_queries):
    def statements(count: int) -> int:
        before = len(count_queries())
        names = [f"第{count}批{number}号幼儿园" for number in range(count)]
        source = Source(kind=SourceKind.IMPORT, reference=f"N{count}")
        service.enter_many(COUNTY, batch_of(*names, head="田小禾"), source, REGISTRAR, AT)
        return len(count_queries()) - before

    statements(1)  # loads the county
    assert statements(2) == statements(200)


def test_a_batch_changes_facts_and_leaves_the_rest():
    entered = service.enter_many(COUNTY, batch_of("甲幼儿园", "乙幼儿园"), BATCH, REGISTRAR, AT)
    changes = [
        BatchChange(public_id=entered[0], values={Field.HEAD: "田小禾", Field.NAME: "甲幼儿园"}),
        BatchChange(public_id=entered[1], values={Field.TELEPHONE: "1234567"}),
    ]
    later = AT + dt.timedelta(days=1)
    assert service.change_many(COUNTY, changes, NEXT_BATCH, REGISTRAR, later) == 2
    first = queries.get_kindergarten(entered[0], REGISTRAR)
    assert (first.head, first.telephone, first.version) == ("田小禾", None, 2)
    assert "tianxiaohe" in first.search_text
    assert queries.as_of(first, TODAY)[Field.HEAD] is None


def test_a_batch_cannot_change_what_is_not_the_countys():
    with pytest.raises(Missing):
        service.change_many(COUNTY, [BatchChange(public_id="0" * 16)], BATCH, REGISTRAR, AT)


def test_a_batch_is_undone_without_a_trace_in_the_facts():
    kept = make_kindergarten("甲幼儿园", head="田小禾", from_on=dt.date(2024, 9, 1))
    service.record_figures(
        kept.public_id,
        figures("2026秋", GroupCount(age_group=AgeGroup.JUNIOR, classes=1, children=20)),
        REGISTRAR,
        AT,
    )
    service.record_licence(kept.public_id, NewLicence(number="教民1号"), REGISTRAR, AT)
    service.enter_many(COUNTY, batch_of("乙幼儿园"), BATCH, REGISTRAR, AT)
    additions = Additions(
        figures=figures("2026秋", GroupCount(age_group=AgeGroup.JUNIOR, classes=1, children=24)),
        licence=NewLicence(number="教民2号"),
    )
    edit = BatchChange(public_id=kept.public_id, values={Field.HEAD: "禾小田"}, additions=additions)
    service.change_many(COUNTY, [edit], BATCH, REGISTRAR, AT)
    assert service.undo_source(COUNTY, BATCH, REGISTRAR, AT) == 1
    entries = queries.list_entries(COUNTY, REGISTRAR)
    assert [(entry.facts[Field.NAME], entry.facts[Field.HEAD]) for entry in entries] == [
        ("甲幼儿园", "田小禾")
    ]
    assert (entries[0].licence_number, entries[0].children) == ("教民1号", {"2026秋": 20})
    living = queries.get_kindergarten(kept.public_id, REGISTRAR)
    assert queries.as_of(living, TODAY)[Field.HEAD] == "田小禾"


def test_an_undone_batch_leaves_no_flag_and_no_replaced_fee_or_recognition():
    def additions(amount: int, until: dt.date) -> Additions:
        care = NewFee(
            kind=FeeKind.CARE, amount_fen=amount, unit=FeeUnit.MONTH, from_on=dt.date(2026, 9, 1)
        )
        recognition = NewRecognition(valid_from=dt.date(2026, 9, 1), valid_until=until)
        return Additions(
            fees=(care,), recognition=recognition, site=NewSite(floors=amount // 10_000)
        )

    kept = make_kindergarten(
        "甲幼儿园",
        ownership=Ownership.PRIVATE_NON_PROFIT,
        additions=additions(40_000, dt.date(2029, 8, 31)),
    )
    service.enter_many(COUNTY, batch_of("甲幼儿园"), BATCH, REGISTRAR, AT)
    edit = BatchChange(public_id=kept.public_id, additions=additions(50_000, dt.date(2027, 8, 31)))
    service.change_many(COUNTY, [edit], BATCH, REGISTRAR, AT)
    db.session.expire_all()
    changed = queries.card(kept, TODAY)
    assert (changed.fees[0].amount, changed.sites[0].floors, len(changed.duplicates)) == (500, 5, 1)
    assert changed.recognition is not None
    assert changed.recognition.valid_until == dt.date(2027, 8, 31)
    service.undo_source(COUNTY, BATCH, REGISTRAR, AT)
    db.session.expire_all()
    card = queries.card(kept, TODAY)
    assert [fee.amount for fee in card.fees] == [400]
    assert [site.floors for site in card.sites] == [4]
    assert card.recognition is not None
    assert card.recognition.valid_until == dt.date(2029, 8, 31)
    assert not kept.possible_duplicate


def test_a_list_that_says_nothing_of_the_state_of_a_licence_changes_nothing():
    stopped = NewLicence(number="教民1号", state=LicenceState.ENROLMENT_STOPPED)
    kindergarten = make_kindergarten(additions=Additions(licence=stopped))
    edit = BatchChange(
        public_id=kindergarten.public_id,
        additions=Additions(licence=NewLicence(number="教民1号")),
    )
    service.change_many(COUNTY, [edit], BATCH, REGISTRAR, AT)
    current = queries.current_licence(kindergarten, TODAY)
    assert current is not None
    assert current.state is LicenceState.ENROLMENT_STOPPED


def test_a_batch_on_which_something_stands_is_not_undone():
    public_id = service.enter_many(COUNTY, batch_of("甲幼儿园"), BATCH, REGISTRAR, AT)[0]
    kindergarten = queries.get_kindergarten(public_id, REGISTRAR)
    change(kindergarten, {Field.HEAD: "田小禾"})
    with pytest.raises(RuleViolation):
        service.undo_source(COUNTY, BATCH, REGISTRAR, AT)


def test_class_follows_from_ownership_and_the_recognition_of_the_day():
    recognition = NewRecognition(valid_from=dt.date(2024, 9, 1), valid_until=dt.date(2026, 11, 21))
    make_kindergarten(
        ownership=Ownership.PRIVATE_NON_PROFIT, additions=Additions(recognition=recognition)
    )
    days = [TODAY, TODAY + dt.timedelta(days=1)]
    kinds = [queries.list_kindergartens(queries.Filter(), REGISTRAR, day)[0].kind for day in days]
    assert kinds == [KindergartenClass.INCLUSIVE_PRIVATE, KindergartenClass.OTHER_NON_PROFIT]


# ── two at once


def test_a_pair_is_locked_by_key_whichever_is_named_first():
    one, other = make_kindergarten("甲幼儿园"), make_kindergarten("乙幼儿园")
    keys = one.public_id, other.public_id
    locking = []

    def keep(state):
        statement = state.statement
        if getattr(statement, "_for_update_arg", None) is not None:
            locking.append(str(statement.compile(dialect=postgresql.dialect())))

    sa.event.listen(db.session, "do_orm_execute", keep)
    try:
        assert queries.lock_pair(*keys, REGISTRAR) == (one, other)
        assert queries.lock_pair(*reversed(keys), REGISTRAR) == (other, one)
    finally:
        sa.event.remove(db.session, "do_orm_execute", keep)
    assert len(locking) == 2
    for statement in locking:
        assert "ORDER BY kindergarten.id FOR UPDATE" in statement
    with pytest.raises(Missing):
        queries.lock_pair(one.public_id, "0" * 16, REGISTRAR)


def test_both_versions_rise_when_two_entries_are_merged():
    one, other = make_kindergarten("甲幼儿园"), make_kindergarten("甲幼儿园")
    before = one.version, other.version
    versions = {one.public_id: one.version, other.public_id: other.version}
    service.merge(one.public_id, other.public_id, REGISTRAR, AT, versions=versions)
    assert one.version > before[0]
    assert other.version > before[1]

"""Parties and stakes as they are entered, ended and read; the register's sponsor in step."""

import datetime as dt

import pytest
import sqlalchemy as sa

from kgsup.access.actor import Role
from kgsup.audit.queries import timeline
from kgsup.configuration import service as configuration
from kgsup.configuration.rules import Key
from kgsup.core.db import db, transaction
from kgsup.core.errors import Conflict, Missing, RuleViolation
from kgsup.kindergartens import queries, service
from kgsup.kindergartens.models import Stake
from kgsup.kindergartens.rules.facts import Field, Source, SourceKind
from kgsup.kindergartens.rules.identity import Ownership
from kgsup.kindergartens.rules.ownership.examination import OwnershipAct, examine
from kgsup.kindergartens.rules.ownership.graph import real_controllers_of
from kgsup.kindergartens.rules.ownership.parties import (
    NewHolder,
    NewParty,
    NewStake,
    PartyKind,
    Replacement,
    StakeKind,
)
from tests.conftest import AT, COUNTY, OTHER_COUNTY, make_actor
from tests.factories.kindergartens import REGISTRAR, make_kindergarten

TODAY = dt.date(2026, 11, 21)
SINCE = dt.date(2026, 9, 1)


def make_party(name: str = "田小禾", kind: PartyKind = PartyKind.PERSON, **values):
    county = values.pop("county_code", COUNTY)
    return service.enter_party(county, NewParty(kind=kind, name=name, **values), REGISTRAR, AT)


def make_company(name: str = "青禾某某教育公司", **values):
    return make_party(name, PartyKind.COMPANY, **values)


def hold(holder, held, kind: StakeKind = StakeKind.SPONSOR, **values):
    where = "company" if isinstance(held, type(holder)) else "kindergarten"
    given = {"from_on": SINCE, where: held.public_id} | values
    new = NewStake(holder=holder.public_id, kind=kind, **given)
    return service.enter_stake(new, REGISTRAR, AT)


@pytest.fixture
def kindergarten(county):
    made = make_kindergarten(ownership=Ownership.PRIVATE_NON_PROFIT, from_on=dt.date(2020, 9, 1))
    db.session.commit()
    return made


# ── parties


def test_a_credit_code_stands_once_and_is_kept_compact(county):
    first = make_company(credit_code="9144 0300 71526726xg")
    assert first.credit_code == "91440300" + "71526726XG"
    with pytest.raises(RuleViolation, match="bears this credit code already"):
        make_company("另一公司", credit_code=first.credit_code)


def test_two_persons_may_bear_one_name(county):
    assert make_party().public_id != make_party().public_id
    assert len(queries.find_parties(COUNTY, "田小禾", REGISTRAR)) == 2


def test_a_renamed_sponsor_is_named_anew_in_the_register_from_today(kindergarten):
    company = make_company("旧名公司")
    hold(company, kindergarten)
    new = NewParty(kind=PartyKind.COMPANY, name="新名公司")
    service.change_party(company.public_id, new, REGISTRAR, AT, version=company.version)
    assert queries.as_of(kindergarten, TODAY)[Field.SPONSOR_NAME] == "新名公司"
    assert queries.as_of(kindergarten, SINCE)[Field.SPONSOR_NAME] == "旧名公司"


def test_a_party_is_not_changed_on_an_older_version(county):
    company = make_company()
    new = NewParty(kind=PartyKind.COMPANY, name="新名公司")
    with pytest.raises(Conflict):
        service.change_party(company.public_id, new, REGISTRAR, AT, version=company.version + 1)


def test_a_party_is_not_there_for_another_county_or_for_a_kindergarten(kindergarten):
    party = make_party()
    strangers = [
        make_actor(Role.CLERK, OTHER_COUNTY),
        make_actor(Role.KINDERGARTEN, COUNTY, kindergarten.public_id),
    ]
    for stranger in strangers:
        with pytest.raises(Missing):
            queries.get_party(party.public_id, stranger)


# ── stakes


def test_a_stake_is_a_dated_row_with_its_source_and_its_ledger_row(kindergarten):
    with transaction():
        stake = hold(make_party(), kindergarten, share_bp=6_000)
    assert (stake.from_on, stake.until_on, stake.source_kind) == (SINCE, None, "page")
    entry = next(
        row
        for row in timeline("kindergarten", kindergarten.public_id)
        if row.act == "kindergartens.stake.enter"
    )
    assert ("holder", None, "田小禾") in entry.changes
    assert ("share", None, "60 %") in entry.changes


def test_the_register_names_up_to_three_sponsors_by_share(kindergarten):
    for name, share in (("田小禾", 1_000), ("林小满", 5_000), ("白石村", 2_500), ("何青", 1_500)):
        hold(make_party(name), kindergarten, share_bp=share)
    assert queries.as_of(kindergarten, TODAY)[Field.SPONSOR_NAME] == "林小满、白石村、何青"
    assert kindergarten.sponsor_name == "林小满、白石村、何青"


def test_each_past_day_names_the_sponsors_of_that_day(kindergarten):
    first = hold(make_party("田小禾"), kindergarten, from_on=dt.date(2021, 9, 1))
    service.end_stake(first.public_id, dt.date(2024, 9, 1), REGISTRAR, AT)
    hold(make_party("林小满"), kindergarten, from_on=dt.date(2024, 9, 1))
    named = [
        queries.as_of(kindergarten, day)[Field.SPONSOR_NAME]
        for day in (dt.date(2021, 8, 31), dt.date(2024, 8, 31), dt.date(2024, 9, 1), TODAY)
    ]
    assert named == [None, "田小禾", "林小满", "林小满"]


def test_what_the_register_said_of_a_later_day_does_not_outlive_the_stakes(county):
    imported = make_kindergarten(sponsor_name="误记", from_on=dt.date(2025, 9, 1))
    hold(make_party("田小禾"), imported, from_on=dt.date(2023, 9, 1))
    assert queries.as_of(imported, TODAY)[Field.SPONSOR_NAME] == "田小禾"
    assert queries.as_of(imported, dt.date(2024, 1, 1))[Field.SPONSOR_NAME] == "田小禾"


def test_without_a_sponsor_the_register_keeps_what_it_says(kindergarten):
    stake = hold(make_party(), kindergarten)
    service.end_stake(stake.public_id, TODAY, REGISTRAR, AT)
    assert queries.as_of(kindergarten, TODAY)[Field.SPONSOR_NAME] == "田小禾"


def test_a_controller_is_no_sponsor_of_the_register(kindergarten):
    hold(make_party(), kindergarten, StakeKind.CONTROLLER)
    assert queries.as_of(kindergarten, TODAY)[Field.SPONSOR_NAME] is None


def test_a_stake_taken_back_holds_on_no_day_and_stays_as_a_row(kindergarten):
    right = make_party("林小满")
    hold(right, kindergarten, share_bp=4_000)
    stake = hold(make_party(), kindergarten, share_bp=6_000)
    with pytest.raises(RuleViolation, match="mistake"):
        service.take_back_stake(stake.public_id, " ", REGISTRAR, AT)
    service.take_back_stake(stake.public_id, "看错了名字", REGISTRAR, AT)
    assert (stake.from_on, stake.until_on) == (SINCE, SINCE)
    graph = queries.graph_around(COUNTY, kindergartens=[kindergarten.id])
    assert [edge.holder for edge in graph.edges] == [right.public_id]
    assert queries.as_of(kindergarten, TODAY)[Field.SPONSOR_NAME] == "林小满"


@pytest.mark.parametrize(
    ("until", "message"),
    [
        (SINCE, "after it begins"),
        (dt.date(2026, 11, 22), "today or an earlier day"),
    ],
)
def test_a_stake_ends_after_it_begins_and_not_in_time_to_come(kindergarten, until, message):
    stake = hold(make_party(), kindergarten)
    with pytest.raises(RuleViolation, match=message):
        service.end_stake(stake.public_id, until, REGISTRAR, AT)


def test_a_stake_ends_once(kindergarten):
    stake = hold(make_party(), kindergarten)
    service.end_stake(stake.public_id, TODAY, REGISTRAR, AT)
    with pytest.raises(RuleViolation, match="ended already"):
        service.end_stake(stake.public_id, TODAY, REGISTRAR, AT)
    with pytest.raises(RuleViolation, match="ended already"):
        service.take_back_stake(stake.public_id, "误记", REGISTRAR, AT)


def test_nobody_holds_the_same_twice_at_once_but_may_again_later(kindergarten):
    party = make_party()
    stake = hold(party, kindergarten)
    with pytest.raises(RuleViolation, match="holds this already"):
        hold(party, kindergarten, from_on=TODAY)
    service.end_stake(stake.public_id, dt.date(2026, 10, 1), REGISTRAR, AT)
    hold(party, kindergarten, from_on=TODAY)
    hold(party, kindergarten, from_on=dt.date(2025, 1, 1), until_on=SINCE)
    assert len(queries.holdings_of(party, REGISTRAR)) == 3


def test_stakes_are_held_in_companies_not_in_persons(county):
    with pytest.raises(RuleViolation, match="in companies and kindergartens"):
        hold(make_party("甲"), make_party("乙"), StakeKind.SHAREHOLDER)


def test_holder_and_held_are_of_one_county(kindergarten):
    stranger = make_party(county_code=OTHER_COUNTY)
    with pytest.raises(RuleViolation, match="one county"):
        hold(stranger, kindergarten)


def test_the_database_keeps_stakes_and_refuses_what_cannot_be(kindergarten):
    stake = hold(make_party(), kindergarten, share_bp=6_000)
    for statement in (sa.delete(Stake), sa.update(Stake).values(share_bp=7_000)):
        with pytest.raises(sa.exc.DatabaseError, match="final"), db.session.begin_nested():
            db.session.execute(statement)
    columns = {name: getattr(stake, name) for name in ("county_code", "holder_id", "kind")}
    nothing = Stake(**columns, from_on=SINCE, recorded_at=AT, source_kind="page")
    with pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
        db.session.add(nothing)
        db.session.flush()


# ── all sponsors at once, as a case grants it


CASE = Source(kind=SourceKind.CASE, reference="A000000000000001")


def replace(kindergarten, *holders: NewHolder, kind: StakeKind = StakeKind.SPONSOR):
    given = Replacement(kind=kind, holders=holders, from_on=TODAY)
    return service.replace_holders(kindergarten.public_id, given, CASE, REGISTRAR, AT)


def test_a_change_of_sponsor_ends_some_stakes_keeps_others_and_names_them_once(kindergarten):
    stays, goes = make_party("留任人"), make_party("退出人")
    kept = hold(stays, kindergarten, share_bp=4_000)
    left = hold(goes, kindergarten, share_bp=6_000)
    company = NewParty(kind=PartyKind.COMPANY, name="接任公司")
    db.session.commit()
    with transaction():
        made = replace(
            kindergarten,
            NewHolder(party=stays.public_id, share_bp=4_000),
            NewHolder(party=company, share_bp=6_000),
        )
    assert [stake.source_reference for stake in made] == [CASE.reference]
    assert (kept.until_on, left.until_on) == (None, TODAY)
    named = [fact.value for fact in queries.fact_history(kindergarten) if fact.from_on == TODAY]
    assert named == ["接任公司、留任人"]
    changes = [
        row
        for row in timeline("kindergarten", kindergarten.public_id)
        if row.act == "kindergartens.facts.change"
    ]
    assert ("sponsor_name", "退出人、留任人", "接任公司、留任人") in changes[0].changes


def test_another_share_is_another_stake(kindergarten):
    party = make_party()
    before = hold(party, kindergarten, share_bp=4_000)
    made = replace(kindergarten, NewHolder(party=party.public_id, share_bp=10_000))
    assert before.until_on == TODAY
    assert [stake.share_bp for stake in made] == [10_000]


@pytest.mark.parametrize(
    ("shares", "message"),
    [([], "name who comes"), ([6_000, 5_000], "more than the whole"), ([1, 1], "named twice")],
)
def test_an_impossible_change_of_sponsor_is_refused(kindergarten, shares, message):
    hold(make_party(), kindergarten)
    parties = [make_party("甲"), make_party("乙")]
    if message == "named twice":
        parties = [parties[0], parties[0]]
    holders = [
        NewHolder(party=party.public_id, share_bp=share)
        for party, share in zip(parties, shares, strict=False)
    ]
    with pytest.raises(RuleViolation, match=message):
        replace(kindergarten, *holders)


# ── the graph


def test_the_graph_around_a_kindergarten_reaches_all_that_hangs_together(kindergarten):
    company, parent = make_company("子公司"), make_company("母公司")
    person = make_party()
    other = make_kindergarten("白石镇小太阳幼儿园")
    make_party("无关的人")
    hold(company, kindergarten, share_bp=10_000)
    hold(parent, company, StakeKind.SHAREHOLDER, share_bp=8_000)
    hold(person, parent, StakeKind.SHAREHOLDER, share_bp=8_000)
    hold(person, other, share_bp=10_000)
    graph = queries.graph_around(COUNTY, kindergartens=[kindergarten.id])
    assert set(graph.kindergartens) == {kindergarten.public_id, other.public_id}
    assert {party.name for party in graph.parties.values()} == {"子公司", "母公司", "田小禾"}
    assert real_controllers_of(graph, kindergarten.public_id) == {person.public_id}
    holders = queries.holders_of(kindergarten, TODAY)
    assert [row.party.name for row in holders.rows] == ["子公司"]
    assert holders.rows[0].above[0].above[0].party.name == "田小禾"
    assert [party.name for party in holders.real_controllers] == ["田小禾"]
    assert [row.party.name for row in queries.holders_of_party(company, TODAY).rows] == ["母公司"]


def test_the_graph_takes_as_many_queries_for_many_sponsors_as_for_few(kindergarten, count_queries):
    def queries_for(names: str) -> int:
        for name in names:
            hold(make_party(name), kindergarten)
        db.session.flush()
        before = len(count_queries())
        queries.graph_around(COUNTY, kindergartens=[kindergarten.id])
        return len(count_queries()) - before

    assert queries_for("甲") == queries_for("乙丙丁戊己庚辛壬癸")


def test_held_approvals_follow_the_countys_rule_with_its_article(county):
    assert queries.held_approvals(COUNTY, TODAY, inclusive_percent=74.2) is None
    configuration.set_value(COUNTY, Key.FOR_PROFIT_HELD, 80, TODAY, REGISTRAR, AT)
    held = queries.held_approvals(COUNTY, TODAY, inclusive_percent=74.2)
    assert (held.below_percent, held.is_held) == (80, True)
    assert not queries.held_approvals(COUNTY, TODAY, inclusive_percent=80.0).is_held


def test_an_import_on_which_stakes_and_acts_stand_is_not_undone(county):
    batch = Source(kind=SourceKind.IMPORT, reference="B000000000000001")
    imported = make_kindergarten(source=batch)
    hold(make_party(), imported)
    with (
        pytest.raises(RuleViolation, match="Something stands on this import"),
        db.session.begin_nested(),
    ):
        service.undo_source(COUNTY, batch, REGISTRAR, AT)
    assert queries.get_kindergarten(imported.public_id, REGISTRAR)


def test_a_case_asks_the_register_and_answers_with_articles(kindergarten):
    listed = make_company("某上市公司", is_listed=True)
    hold(listed, kindergarten, share_bp=10_000)
    question = queries.ownership_question(kindergarten, TODAY)
    findings = examine(OwnershipAct.RENEWAL, question)
    assert [(finding.article, finding.is_hard) for finding in findings] == [("学前教育法 35", True)]
    assert queries.ownership_question(kindergarten, dt.date(2026, 8, 31)).graph.edges == ()


def test_the_window_of_classification_is_the_countys(kindergarten):
    assert queries.ownership_question(kindergarten, TODAY).window.until is None
    days = {"before": "2017-09-01", "until": "2022-12-31"}
    configuration.set_value(COUNTY, Key.CLASSIFICATION_WINDOW, days, TODAY, REGISTRAR, AT)
    window = queries.ownership_question(kindergarten, TODAY).window
    assert (window.before, window.until) == (dt.date(2017, 9, 1), dt.date(2022, 12, 31))
    for wrong in (
        {"before": "2017-09-01"},
        {"before": "", "until": ""},
        {"before": 1, "until": ""},
    ):
        with pytest.raises(RuleViolation):
            configuration.set_value(COUNTY, Key.CLASSIFICATION_WINDOW, wrong, TODAY, REGISTRAR, AT)

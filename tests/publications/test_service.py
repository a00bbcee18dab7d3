"""Planning, publishing, withholding, withdrawing and correcting on a database."""

import datetime as dt

import pytest
import sqlalchemy as sa

from kgsup.access.actor import Role
from kgsup.audit.models import LedgerEntry
from kgsup.configuration.rules import Key
from kgsup.core import clock
from kgsup.core.clocks import ClockStatus
from kgsup.core.db import db, transaction
from kgsup.core.errors import Conflict, IllegalTransition, Missing, RuleViolation
from kgsup.deadlines.models import Deadline
from kgsup.deadlines.queries import list_of as clocks_of
from kgsup.publications import queries, rules, service
from kgsup.publications.models import Publication
from kgsup.publications.rules import PublicationKind, State
from kgsup.publications.service.ledger import subject_of
from tests.conftest import AT, OTHER_COUNTY, make_actor
from tests.factories.publications import (
    APPROVER,
    CLERK,
    DECIDED_ON,
    DUE_ON,
    FACTS,
    LATE,
    new_plan,
    plan,
    publish,
    published,
    set_rule,
)
from tests.factories.referrals import new_case

pytestmark = pytest.mark.usefixtures("county")
REASON = "文书号有误。"


def clock_of(publication: Publication) -> Deadline:
    return clocks_of(subject_of(publication))[0]


def acts_on(publication: Publication) -> list[str]:
    statement = sa.select(LedgerEntry.act).where(LedgerEntry.subject_id == publication.public_id)
    acts = db.session.execute(statement.order_by(LedgerEntry.sequence)).scalars()
    return [act.rpartition(".")[2] for act in acts if act.startswith("publications.")]


def test_planning_starts_a_clock_of_seven_working_days_from_the_decision():
    with transaction():
        publication = plan()
    assert publication.state is State.PLANNED
    assert publication.article == "行政许可法 40"
    assert clock_of(publication).due_on == DUE_ON
    assert queries.due_on(publication) == DUE_ON
    assert acts_on(publication) == ["plan"]


@pytest.mark.parametrize("kind", PublicationKind)
def test_what_a_county_does_not_publish_is_withheld_with_that_reason(kind: PublicationKind):
    with transaction():
        set_rule(Key.PUBLICATION_SWITCHES, {kind.value: False})
        publication = plan(kind)
    assert publication.state is State.WITHHELD
    assert publication.withheld_reason == rules.OFF
    assert clocks_of(subject_of(publication)) == []


@pytest.mark.parametrize("kind", PublicationKind)
def test_what_a_county_publishes_is_planned(kind: PublicationKind):
    with transaction():
        set_rule(Key.PUBLICATION_SWITCHES, {kind.value: True})
        publication = plan(kind)
    assert publication.state is State.PLANNED


def test_publishing_stops_the_clock_and_says_who_and_when():
    with transaction():
        publication = plan()
    with transaction():
        publish(publication, actor=APPROVER)
    assert publication.state is State.PUBLISHED
    assert publication.published_on == dt.date(2026, 11, 21)
    assert publication.published_by_name == "何青山"
    assert publication.late_reason is None
    assert clock_of(publication).status is ClockStatus.STOPPED
    entry = db.session.execute(
        sa.select(LedgerEntry).where(LedgerEntry.act == "publications.publication.publish")
    ).scalar_one()
    assert entry.article == "行政许可法 40"


def test_late_publishing_keeps_its_reason():
    with transaction():
        publication = plan()
    clock.use_test_clock(LATE.isoformat())
    how = service.Publishing(version=None)
    with pytest.raises(RuleViolation), transaction():
        service.publish(publication.public_id, how, CLERK, LATE)
    how = service.Publishing(version=None, late_reason="系统故障。")
    with transaction():
        service.publish(publication.public_id, how, CLERK, LATE)
    assert publication.late_reason == "系统故障。"
    assert clock_of(publication).breached_at is not None


def test_where_the_law_names_no_article_the_county_writes_its_own():
    with transaction():
        publication = plan(PublicationKind.LOSS_NOTICE)
    with pytest.raises(RuleViolation), transaction():
        service.publish(publication.public_id, service.Publishing(version=None), CLERK, AT)
    how = service.Publishing(version=None, article="青禾县证照管理办法第九条")
    with transaction():
        service.publish(publication.public_id, how, CLERK, AT)
    assert publication.article == "青禾县证照管理办法第九条"


def test_the_article_of_the_law_is_not_overwritten():
    with transaction():
        publication = plan()
        how = service.Publishing(version=None, article="别的依据")
        service.publish(publication.public_id, how, CLERK, AT)
    assert publication.article == "行政许可法 40"


def test_two_people_publish_where_the_county_asks_for_two():
    with transaction():
        set_rule(Key.PUBLICATION_SECOND_EYES, ["licence_granted"])
        publication = plan(actor=CLERK)
    with pytest.raises(RuleViolation), transaction():
        publish(publication, actor=CLERK)
    with transaction():
        publish(publication, actor=APPROVER)
    assert publication.state is State.PUBLISHED


def test_a_refusal_that_a_county_publishes_needs_two_people_by_the_table():
    with transaction():
        set_rule(Key.PUBLICATION_SWITCHES, {"licence_refused": True})
        publication = plan(PublicationKind.LICENCE_REFUSED, actor=CLERK)
    with pytest.raises(RuleViolation), transaction():
        publish(publication, actor=CLERK)
    with transaction():
        publish(publication, actor=APPROVER)


def test_withholding_stops_the_clock_with_the_reason():
    with transaction():
        publication = plan()
        service.withhold(publication.public_id, "涉及商业秘密。", None, CLERK, AT)
    assert publication.state is State.WITHHELD
    assert publication.withheld_reason == "涉及商业秘密。"
    assert clock_of(publication).status is ClockStatus.STOPPED


def test_withdrawing_keeps_the_row_with_the_reason():
    with transaction():
        publication = published()
        service.withdraw(publication.public_id, "决定已撤销。", None, CLERK, AT)
    assert publication.state is State.WITHDRAWN
    assert publication.withdrawn_on == dt.date(2026, 11, 21)
    assert publication.published_on is not None
    assert acts_on(publication) == ["plan", "publish", "withdraw"]


def test_publishing_twice_is_told():
    with transaction():
        publication = published()
    with pytest.raises(IllegalTransition), transaction():
        publish(publication)


def test_a_correction_takes_the_place_of_the_old_one_when_it_is_published():
    with transaction():
        old = published()
    facts = FACTS | {"decision_number": "青教〔2026〕58号"}
    with transaction():
        new = service.correct(old.public_id, new_plan(facts=facts), REASON, None, CLERK, AT)
    assert (old.state, new.state, new.replaces) == (
        State.PUBLISHED,
        State.PLANNED,
        old.public_id,
    )
    assert queries.find_correction(old) is new
    with transaction():
        publish(new)
    assert (old.state, new.state) == (State.WITHDRAWN, State.PUBLISHED)
    assert old.withdrawn_reason == rules.CORRECTED
    assert old.facts["decision_number"] == "青教〔2026〕57号"
    assert acts_on(old) == ["plan", "publish", "correct", "replace"]


def test_the_clock_of_a_correction_runs_from_today_and_of_a_plan_from_the_decision():
    with transaction():
        public, planned = published(), plan()
        first = service.correct(public.public_id, new_plan(), REASON, None, CLERK, AT)
        second = service.correct(planned.public_id, new_plan(), REASON, None, CLERK, AT)
    assert clock_of(first).started_on == dt.date(2026, 11, 21)
    assert clock_of(second).started_on == DECIDED_ON
    assert planned.state is State.WITHHELD
    assert clock_of(planned).status is ClockStatus.STOPPED


def test_one_correction_at_a_time():
    with transaction():
        old = published()
        first = service.correct(old.public_id, new_plan(), REASON, None, CLERK, AT)
    with pytest.raises(IllegalTransition), transaction():
        service.correct(old.public_id, new_plan(), REASON, None, CLERK, AT)
    with transaction():
        service.withhold(first.public_id, "更正有误。", None, CLERK, AT)
    with transaction():
        service.correct(old.public_id, new_plan(), REASON, None, CLERK, AT)


def test_the_database_too_holds_one_correction_at_a_time():
    with transaction():
        old = published()
        first = service.correct(old.public_id, new_plan(), REASON, None, CLERK, AT)
        other = plan()
    with pytest.raises(sa.exc.DBAPIError), transaction():
        db.session.execute(
            sa.text("UPDATE publication SET replaces = :old WHERE id = :id"),
            {"old": first.replaces, "id": other.id},
        )


def test_a_withheld_correction_leaves_what_is_public():
    with transaction():
        old = published()
        new = service.correct(old.public_id, new_plan(), REASON, None, CLERK, AT)
        service.withhold(new.public_id, "更正有误。", None, CLERK, AT)
    assert old.state is State.PUBLISHED


ACTS = {
    "publish": lambda row, actor: service.publish(
        row.public_id, service.Publishing(version=None), actor, AT
    ),
    "withhold": lambda row, actor: service.withhold(row.public_id, REASON, None, actor, AT),
    "withdraw": lambda row, actor: service.withdraw(row.public_id, REASON, None, actor, AT),
    "correct": lambda row, actor: service.correct(
        row.public_id, new_plan(), REASON, None, actor, AT
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_another_countys_publication_is_not_there(act: str):
    with transaction():
        publication = plan()
    foreign = make_actor(Role.CLERK, OTHER_COUNTY)
    with pytest.raises(Missing), transaction():
        ACTS[act](publication, foreign)


def test_nobody_plans_in_a_county_that_is_not_his():
    with pytest.raises(Missing), transaction():
        plan(subject=new_case(OTHER_COUNTY))


def test_an_old_page_does_not_act():
    with transaction():
        publication = plan()
    seen = publication.version
    with transaction():
        publish(publication)
    for act in (
        lambda: service.publish(publication.public_id, service.Publishing(version=seen), CLERK, AT),
        lambda: service.withhold(publication.public_id, REASON, seen, CLERK, AT),
        lambda: service.withdraw(publication.public_id, REASON, seen, CLERK, AT),
        lambda: service.correct(publication.public_id, new_plan(), REASON, seen, CLERK, AT),
    ):
        with pytest.raises(Conflict), transaction():
            act()


def test_a_refused_plan_leaves_nothing():
    with pytest.raises(RuleViolation), transaction():
        plan(facts={"telephone": "13800000000"})
    assert db.session.scalar(sa.select(sa.func.count(Publication.id))) == 0
    assert db.session.scalar(sa.select(sa.func.count(Deadline.id))) == 0


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE publication SET title = 'x'",
        "UPDATE publication SET facts = '{}'",
        "UPDATE publication SET published_on = '2020-01-01'",
        "UPDATE publication SET article = 'x'",
        "DELETE FROM publication",
    ],
)
def test_what_was_published_cannot_be_changed_behind_the_program(change: str):
    with transaction():
        published()
    with pytest.raises(sa.exc.DBAPIError, match="final"), transaction():
        db.session.execute(sa.text(change))


@pytest.mark.parametrize(
    "change",
    [
        "state = 'published'",
        "state = 'withheld'",
        "state = 'withdrawn'",
        "state = 'published', published_at = planned_at, published_on = decided_on,"
        " published_by_name = 'x', needs_second = true",
        "until = '2020-01-01'",
    ],
)
def test_the_database_holds_each_state_to_its_facts(change: str):
    with transaction():
        plan()
    with pytest.raises(sa.exc.DBAPIError), transaction():
        db.session.execute(sa.text(f"UPDATE publication SET {change}"))


def test_the_database_publishes_nothing_without_an_article():
    with transaction():
        plan(PublicationKind.LOSS_NOTICE)
    change = (
        "state = 'published', published_at = planned_at, published_on = decided_on,"
        " published_by_name = 'x'"
    )
    with pytest.raises(sa.exc.DBAPIError, match="published_has_article"), transaction():
        db.session.execute(sa.text(f"UPDATE publication SET {change}"))
    with transaction():
        db.session.execute(sa.text(f"UPDATE publication SET {change}, article = '青禾县规定'"))

"""The year's figures: what counts when, the same again for a past day, each open to its cases."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from kgsup.access.actor import Role, system_actor
from kgsup.accounts.models import User
from kgsup.core import clock
from kgsup.core.db import transaction
from kgsup.core.errors import RuleViolation
from kgsup.kindergartens.models import Kindergarten
from kgsup.licensing import queries, service
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.deciding import Outcome
from kgsup.licensing.rules.figures import (
    CaseFacts,
    ClockFacts,
    Measure,
    Wanted,
    cases_of,
    figures_of,
)
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.states import Action
from kgsup.licensing.service import explaining
from tests.conftest import AT, OTHER_COUNTY
from tests.factories import licensing
from tests.factories.licensing import TODAY

SignIn = Callable[..., User]
DAY = dt.date(2026, 3, 10)


def case(name: str, **facts: object) -> CaseFacts:
    values: dict[str, object] = {
        "public_id": name,
        "name": name,
        "number": None,
        "kind": PermitKind.CHANGE_HEAD,
        "received_on": DAY,
    }
    return CaseFacts(**(values | facts))  # type: ignore[arg-type]


def timer(days: int, **facts: object) -> ClockFacts:
    values: dict[str, object] = {
        "working_days": days,
        "legal": dt.date(2026, 4, 8),
        "promised": dt.date(2026, 3, 25),
        "is_late": False,
    }
    return ClockFacts(**(values | facts))  # type: ignore[arg-type]


CASES = [
    case("running"),
    case("corrected", was_asked_to_correct=True, accepted_on=DAY, is_deemed_accepted=True),
    case(
        "granted",
        accepted_on=DAY,
        outcome=Action.GRANT,
        outcome_on=dt.date(2026, 3, 20),
        clock=timer(8),
    ),
    case(
        "slow",
        accepted_on=DAY,
        outcome=Action.REFUSE,
        outcome_on=dt.date(2026, 4, 14),
        clock=timer(24, is_late=True, late_days=4, reasons=("等待名称核准",)),
    ),
    case(
        "of the year before",
        received_on=dt.date(2025, 12, 30),
        accepted_on=dt.date(2025, 12, 31),
        outcome=Action.FILE,
        outcome_on=dt.date(2026, 1, 4),
        kind=PermitKind.FILING_FEES,
        clock=timer(2),
    ),
    case("withdrawn", outcome=Action.WITHDRAW, outcome_on=dt.date(2026, 5, 6)),
]
COUNTS = {
    Measure.RECEIVED: 5,
    Measure.ACCEPTED: 3,
    Measure.DEEMED_ACCEPTED: 1,
    Measure.CORRECTED: 1,
    Measure.GRANTED: 1,
    Measure.REFUSED: 1,
    Measure.FILED: 1,
    Measure.OBJECTED: 0,
    Measure.NOT_NEEDED: 0,
    Measure.DECLINED: 0,
    Measure.ENDED: 0,
    Measure.WITHDRAWN: 1,
    Measure.BEYOND_PROMISE: 1,
    Measure.BREACHED: 1,
}


@pytest.mark.parametrize(("measure", "count"), COUNTS.items())
def test_each_figure_counts_by_the_day_of_its_own_event(measure: Measure, count: int):
    figures = figures_of(CASES, 2026)
    assert figures.counts[measure] == count
    by_kind = sum(figures.by_kind.get((kind, measure), 0) for kind in PermitKind)
    by_month = sum(figures.by_month.get((month, measure), 0) for month in range(1, 13))
    assert by_kind == by_month == count
    assert len(cases_of(CASES, Wanted(year=2026, measure=measure))) == count


def test_days_and_shares_of_a_year_and_of_an_empty_one():
    figures = figures_of(CASES, 2026)
    assert (figures.corrected_percent, figures.median_days, figures.longest_days) == (20, 8, 24)
    assert [late.name for late in figures.late] == ["slow"]
    empty = figures_of(CASES, 2024)
    assert (empty.corrected_percent, empty.median_days, empty.longest_days) == (None, None, None)


@pytest.fixture
def holder(county: object) -> Kindergarten:
    with transaction():
        return licensing.make_applicant(name="青禾县向阳幼儿园")


@pytest.fixture
def late_case(holder: Kindergarten) -> PermitApplication:
    with transaction():
        return licensing.accepted(PermitKind.CHANGE_HEAD, holder)


LATER = AT + dt.timedelta(days=100)


def facts_on(day: dt.date) -> list[CaseFacts]:
    return queries.cases_by(system_actor("test reader"), 2026, day)


def test_figures_of_a_past_day_are_the_same_after_what_happened_since(
    late_case: PermitApplication, holder: Kindergarten
):
    before = facts_on(TODAY)
    with transaction():
        withdrawal = service.Withdrawal(asked_by="周晓禾", asked_on=TODAY, reason="另行办理。")
        service.withdraw(late_case.public_id, withdrawal, licensing.clerk(), LATER)
    assert facts_on(TODAY) == before
    assert before[0].outcome is None
    assert facts_on(TODAY + dt.timedelta(days=100))[0].outcome is Action.WITHDRAW
    assert facts_on(TODAY - dt.timedelta(days=1)) == []


def test_what_is_decided_keeps_its_outcome_when_it_is_looked_at_later(holder: Kindergarten):
    with transaction():
        application = licensing.decided(
            licensing.accepted(PermitKind.FILING_CHARTER, holder), Outcome.FILE
        )
    found = facts_on(TODAY)
    assert [facts.public_id for facts in found] == [application.public_id]
    assert found[0].outcome is Action.FILE
    assert found[0].decided_in_days == 0
    assert figures_of(found, 2026).counts[Measure.FILED] == 1


def test_a_clock_is_late_from_the_day_after_its_last_one(late_case: PermitApplication):
    (found,) = facts_on(TODAY)
    assert found.clock is not None
    last = found.clock.legal
    assert figures_of(facts_on(last), 2026).counts[Measure.BREACHED] == 0
    (after,) = facts_on(last + dt.timedelta(days=1))
    assert after.clock is not None
    assert after.clock.is_late
    assert after.clock.late_days == 1


def test_a_delay_is_explained_once_there_is_one_and_the_reason_stands_in_the_figures(
    late_case: PermitApplication,
):
    with pytest.raises(RuleViolation, match="nothing to explain"), transaction():
        explaining.explain_delay(late_case.public_id, "等待。", licensing.clerk(), AT)
    with transaction():
        explaining.explain_delay(
            late_case.public_id, "等待民政部门名称核准。", licensing.clerk(), LATER
        )
    (found,) = facts_on(LATER.date())
    assert found.clock is not None
    assert found.clock.reasons == ("等待民政部门名称核准。",)
    (before,) = facts_on(TODAY)
    assert before.clock is not None
    assert before.clock.reasons == ()


def test_the_page_opens_each_figure_to_as_many_cases(
    client: FlaskClient, sign_in: SignIn, late_case: PermitApplication
):
    clock.use_test_clock("2027-03-01T09:00:00+08:00")
    sign_in(client, Role.CLERK)
    page = client.get("/applications/figures?year=2026").text
    links = re.findall(r'href="(/applications/figures/cases\?[^"]+)">(?:<b>)?(\d+)<', page)
    assert len(links) >= 3
    for address, figure in links:
        rows = client.get(address.replace("&amp;", "&")).text.count('class="row-link"')
        assert rows == int(figure)
    address = f"/applications/{late_case.public_id}/explain-delay"
    answer = client.post(address, data={"reason": "等待民政部门名称核准。"})
    assert answer.status_code == 302
    again = client.get("/applications/figures?year=2027")
    assert again.status_code == 200
    sign_in(client, Role.CLERK, county=OTHER_COUNTY)
    assert client.post(address, data={"reason": "x"}).status_code == 404

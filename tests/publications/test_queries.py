"""The queue, the public list and their pages."""

import datetime as dt

import pytest

from kgsup.access.actor import Role
from kgsup.core.db import transaction
from kgsup.core.errors import Missing
from kgsup.publications import queries, service
from kgsup.publications.queries import PublicFilter, QueueFilter, Shown
from kgsup.publications.rules import PublicationKind, State
from tests.conftest import AT, COUNTY, OTHER_COUNTY, make_actor
from tests.factories.publications import CLERK, FACTS, plan, published
from tests.factories.referrals import new_case

pytestmark = pytest.mark.usefixtures("county")
TODAY = dt.date(2026, 11, 21)


def titles(wanted: QueueFilter, actor=CLERK, after=None, limit: int = 50) -> list[str]:
    rows = queries.list_queue(wanted, actor, after, limit)
    return [row.publication.title for row in rows]


def queue(**values: object) -> QueueFilter:
    return QueueFilter(today=TODAY, **values)  # type: ignore[arg-type]


def withheld(title: str) -> None:
    service.withhold(plan(title=title).public_id, "涉及商业秘密。", None, CLERK, AT)


def withdrawn(title: str) -> None:
    service.withdraw(published(title=title).public_id, "已撤销。", None, CLERK, AT)


@pytest.fixture
def one_of_each() -> None:
    with transaction():
        plan(title="待公开")
        plan(title="已逾期", decided_on=dt.date(2026, 10, 9))
        withheld("不公开")
        published(title="已公开")
        withdrawn("已撤下")


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (Shown.PLANNED, ["已逾期", "待公开"]),  # late ones first
        (Shown.LATE, ["已逾期"]),
        (Shown.WITHHELD, ["不公开"]),
        (Shown.PUBLISHED, ["已公开"]),
        (Shown.WITHDRAWN, ["已撤下"]),
        (Shown.ALL, ["已撤下", "已公开", "不公开", "已逾期", "待公开"]),
    ],
)
def test_the_queue_shows_what_is_asked_for(one_of_each, shown: Shown, expected: list[str]):
    assert titles(queue(shown=shown)) == expected
    assert queries.count_queue(queue(shown=shown), CLERK) == len(expected)


@pytest.mark.parametrize("shown", Shown)
def test_another_county_sees_nothing_of_the_queue(one_of_each, shown: Shown):
    foreign = make_actor(Role.CLERK, OTHER_COUNTY)
    assert titles(queue(shown=shown), foreign) == []
    assert queries.count_queue(queue(shown=shown), foreign) == 0


@pytest.mark.parametrize("shown", [Shown.PLANNED, Shown.ALL])
def test_pages_of_the_queue_follow_without_gap_or_double(shown: Shown):
    days = [dt.date(2026, 11, day) for day in (20, 18, 18, 20, 19)]
    with transaction():
        for n, day in enumerate(days):
            plan(title=f"{n}", decided_on=day)
    seen, after = [], None
    while rows := queries.list_queue(queue(shown=shown), CLERK, after, 2):
        seen += [row.publication.title for row in rows]
        after = list(queries.queue_key(rows[-1], shown))
    expected = {Shown.PLANNED: ["1", "2", "4", "0", "3"], Shown.ALL: ["4", "3", "2", "1", "0"]}
    assert seen == expected[shown]


def test_the_queue_is_limited_by_kind_and_text():
    with transaction():
        plan(title="甲园设立")
        plan(PublicationKind.FILING, title="乙园备案", facts={"kindergarten": "乙园"})
    assert titles(queue(kind=PublicationKind.FILING)) == ["乙园备案"]
    assert titles(queue(text="甲园")) == ["甲园设立"]
    assert titles(queue(text="青教〔2026〕57号")) == ["甲园设立"]  # a fact
    assert titles(queue(text="mj0000018e")) == ["甲园设立"]
    assert titles(queue(text="%")) == []


@pytest.mark.parametrize("after", [["x"], [], [None, None], ["2026-13-01", 1], [1.5]])
@pytest.mark.parametrize("shown", [Shown.PLANNED, Shown.ALL])
def test_nonsense_in_an_address_means_the_first_page(one_of_each, shown: Shown, after):
    assert titles(queue(shown=shown), after=after) == titles(queue(shown=shown))


def test_a_case_lists_its_own_publications():
    case = new_case()
    with transaction():
        plan(subject=case, title="一")
        plan(title="别的")
        plan(subject=case, title="二")
    assert [row.publication.title for row in queries.list_of(case, CLERK)] == ["一", "二"]


# ── for everybody ──


def public(wanted: PublicFilter, after=None, limit: int = 50, county: str = COUNTY) -> list[str]:
    return [row.title for row in queries.list_published(county, wanted, after, limit)]


def test_everybody_sees_what_is_published_and_nothing_else(one_of_each):
    assert public(PublicFilter()) == ["已公开"]
    assert queries.count_published(COUNTY, PublicFilter()) == 1
    assert public(PublicFilter(), county=OTHER_COUNTY) == []
    assert public(PublicFilter(), county="") == []


def test_the_public_list_begins_with_the_newest_and_pages_without_gap():
    with transaction():
        for n in range(5):
            published(title=f"{n}")
    seen, after = [], None
    while rows := queries.list_published(COUNTY, PublicFilter(), after, 2):
        seen += [row.title for row in rows]
        after = list(queries.public_key(rows[-1]))
    assert seen == ["4", "3", "2", "1", "0"]


def test_the_public_list_is_limited_by_kind_and_text():
    with transaction():
        published(title="甲园设立")
        published(
            kind=PublicationKind.LICENCE_ENDED,
            title="乙园注销",
            facts=FACTS | {"kindergarten": "乙园", "licence_number": "教民199012660000020号"},
        )
    assert public(PublicFilter(kind=PublicationKind.LICENCE_ENDED)) == ["乙园注销"]
    assert public(PublicFilter(text="乙园")) == ["乙园注销"]
    assert public(PublicFilter(text="教民199012660000018")) == ["甲园设立"]
    assert public(PublicFilter(text="_")) == []


@pytest.mark.parametrize("state", State)
def test_the_address_of_a_publication_is_there_once_it_was_public(state: State):
    with transaction():
        rows = {
            State.PLANNED: lambda: plan(),
            State.WITHHELD: lambda: service.withhold(
                plan().public_id, "涉及商业秘密。", None, CLERK, AT
            ),
            State.PUBLISHED: lambda: published(),
            State.WITHDRAWN: lambda: service.withdraw(
                published().public_id, "已撤销。", None, CLERK, AT
            ),
        }
        publication = rows[state]()
    if state in {State.PUBLISHED, State.WITHDRAWN}:
        assert queries.get_public(publication.public_id) is publication
    else:
        with pytest.raises(Missing):
            queries.get_public(publication.public_id)


def test_lists_ask_the_database_once(count_queries):
    with transaction():
        for _ in range(5):
            plan()
            published()
    statements = count_queries()
    statements.clear()
    queries.list_queue(queue(), CLERK, None, 50)
    queries.list_published(COUNTY, PublicFilter(), None, 50)
    assert len([s for s in statements if s.lstrip().startswith("SELECT")]) == 2

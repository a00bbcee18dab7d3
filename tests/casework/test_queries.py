"""What waits for whom, who holds which level, and how cases are found."""

from collections.abc import Callable

import pytest

from kgsup.access.actor import Actor, Role
from kgsup.audit.rules import Subject
from kgsup.casework import queries, service
from kgsup.casework.models import Proposal
from kgsup.casework.queries import cases
from kgsup.casework.rules import Level, OnPaper
from kgsup.core.db import db
from kgsup.core.errors import Missing
from tests.conftest import AT, COUNTY, OTHER_COUNTY, make_actor
from tests.factories.casework import (
    CASE,
    TODAY,
    actor,
    agree,
    appoint,
    clerk,
    head,
    lawyer,
    minutes,
    prepare,
    send_back,
    sign,
    submitted,
)

pytestmark = pytest.mark.usefixtures("county")


def waiting(*people: Actor) -> list[str]:
    """Which of these people the proposals wait for, by name."""
    return [person.name for person in people if queries.list_waiting_for(person, TODAY)]


def test_a_proposal_waits_for_each_in_turn() -> None:
    author, section, legal, chief = clerk(), actor("何青山"), lawyer(), head()
    other = clerk("田小禾")
    people = (author, section, legal, chief, other)
    proposal = prepare(author, level=Level.COLLECTIVE, needs_legal_review=True)
    assert waiting(*people) == ["林一苗"]
    service.submit(proposal.public_id, None, author, AT)
    assert waiting(*people) == ["何青山", "周临江"]  # either may give the section's opinion
    agree(proposal, section)
    assert waiting(*people) == ["方知法"]
    agree(proposal, legal)
    assert waiting(*people) == ["林一苗"]  # who prepared it brings the minutes
    service.record_discussion(proposal.public_id, minutes(), None, author, AT)
    assert waiting(*people) == ["周临江"]
    sign(proposal, chief)
    assert waiting(*people) == []


def test_what_was_sent_back_waits_for_who_prepared_it() -> None:
    author, section = clerk(), actor("何青山")
    proposal = submitted(author)
    send_back(proposal, section)
    assert waiting(author, section) == ["林一苗"]


def test_nothing_waits_in_another_county() -> None:
    submitted(clerk())
    assert waiting(actor("远", Role.APPROVER, OTHER_COUNTY)) == []


def test_the_waiting_list_asks_the_same_number_of_questions_however_long_it_is(
    count_queries: Callable[[], list[str]],
) -> None:
    author, chief = clerk(), head()

    def asked() -> int:
        db.session.flush()
        before = len(count_queries())
        queries.list_waiting_for(chief, TODAY)
        return len(count_queries()) - before

    submitted(author, Subject("case", "A0", COUNTY))
    few = asked()
    for n in range(1, 20):
        submitted(author, Subject("case", f"A{n}", COUNTY))
    assert len(queries.list_waiting_for(chief, TODAY)) == 20
    assert asked() == few


def test_holders_are_listed_by_level_with_their_deputies() -> None:
    head()
    actor("何青山")
    holders = queries.list_holders(COUNTY, TODAY, actor("管理员", Role.ADMINISTRATOR))
    assert [(row.colleague.name, row.level, row.is_appointed) for row in holders] == [
        ("周临江", Level.HEAD, True),
        ("何青山", Level.SECTION, False),
    ]


def test_of_two_people_of_one_name_the_higher_level_counts_on_paper() -> None:
    actor("周临江")
    chief = appoint(actor("周临江"), Level.HEAD)
    paper = OnPaper(signer="周临江", signed_on=TODAY, scan="S")
    hand = queries.hand_on_paper(paper, COUNTY, actor("何青山"))
    assert (hand.person.id, hand.standings[0].level) == (chief.id, Level.HEAD)


def test_a_case_is_found_through_its_slice(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(public_id: str, reader: Actor) -> Subject:
        if not reader.reaches_county(COUNTY):
            raise Missing("not there")
        return Subject("thing", public_id, COUNTY)

    monkeypatch.setitem(cases._LOADERS, "thing", load)
    assert queries.get_case("thing", "T1", clerk()).county_code == COUNTY
    with pytest.raises(Missing):
        queries.get_case("thing", "T1", make_actor(Role.CLERK, OTHER_COUNTY))


def test_a_case_without_a_loader_is_found_when_casework_knows_it() -> None:
    author = clerk()
    with pytest.raises(Missing):
        queries.get_case(CASE.kind, CASE.public_id, author)
    proposal: Proposal = prepare(author)
    found = queries.get_case(CASE.kind, CASE.public_id, author)
    assert (found, proposal.subject) == (CASE, CASE)
    with pytest.raises(Missing):
        queries.get_case(CASE.kind, CASE.public_id, make_actor(Role.CLERK, OTHER_COUNTY))

"""The internal approval sheet of a proposal, as a plain value to be printed or issued."""

from kgsup.casework.models import Discussion, GivenOpinion, Proposal
from kgsup.casework.queries.assignments import numbers_of
from kgsup.casework.queries.proposals import (
    counts_now,
    list_discussions,
    list_opinions,
    preparers_of,
)
from kgsup.casework.rules import ProposalState, known_act
from kgsup.casework.rules.numbers import SYSTEMS_IN_PAPERS
from kgsup.casework.rules.sheet import Matter, Sheet, SheetMinutes, SheetOpinion, fill
from kgsup.configuration import queries as configuration
from kgsup.configuration.rules import Key
from kgsup.core.clock import local_date
from kgsup.core.law import INSTRUMENTS, in_words


def sheet_of(proposal: Proposal) -> Sheet:
    """The sheet of a proposal in scope: the present edition's opinions and agreeing minutes."""
    opinions = [row for row in list_opinions(proposal.id) if counts_now(row, proposal)]
    minutes = [
        row
        for row in list_discussions(proposal.id)
        if row.agreed and row.edition == proposal.edition
    ]
    return fill(
        _matter(proposal),
        [_opinion(row) for row in opinions],
        [_minutes(row) for row in minutes],
        is_complete=proposal.state is ProposalState.SIGNED_OFF,
    )


def _matter(proposal: Proposal) -> Matter:
    prepared_on = local_date(proposal.submitted_at or proposal.prepared_at)
    numbers = numbers_of(proposal.subject)
    return Matter(
        title=known_act(proposal.act).sheet_title,
        bureau=configuration.value(proposal.county_code, Key.BUREAU_NAME, on=prepared_on),
        matter=proposal.title,
        numbers=tuple((SYSTEMS_IN_PAPERS[row.system], row.number) for row in numbers),
        text=proposal.text,
        basis=tuple(_cited(citation) for citation in proposal.basis),
        prepared_by=tuple(person.name for person in preparers_of(proposal)),
        prepared_on=prepared_on,
        needs=proposal.needs,
        least=proposal.level,
    )


def _cited(citation: str) -> str:
    """A citation in the words of papers; as it was typed where these would lose any of it."""
    try:
        words = in_words(citation)
    except (KeyError, IndexError):  # an instrument or a number that the program does not know
        return citation
    is_cut = words.endswith("》") and citation not in INSTRUMENTS
    return citation if is_cut else words


def _opinion(row: GivenOpinion) -> SheetOpinion:
    return SheetOpinion(
        step=row.step,
        level=row.level,
        text=row.text,
        person=row.person,
        on_behalf_of=row.on_behalf_of,
        acted_on=row.acted_on,
        is_on_paper=row.paper_scan is not None,
        skipped=row.skipped,
    )


def _minutes(row: Discussion) -> SheetMinutes:
    return SheetMinutes(
        number=row.number,
        held_on=row.held_on,
        attendance=tuple(row.attendance),
        result=row.result,
    )

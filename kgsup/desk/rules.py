"""What stands on My day, and in which order.  Pure."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from kgsup.access.actor import Role
from kgsup.core.errors import N_
from kgsup.core.labels import register_labels


class Section(StrEnum):
    """A list on My day: cases of one kind with one next step."""

    UNFINISHED_VISITS = "unfinished_visits"
    OVERDUE_FINDINGS = "overdue_findings"
    DUE_SOON = "due_soon"
    NOT_VISITED = "not_visited"
    TO_SIGN_OFF = "to_sign_off"
    TO_SEAL = "to_seal"
    TO_SERVE = "to_serve"
    NOT_RENDERED = "not_rendered"
    LATE_RETURNS = "late_returns"
    CALLS = "calls"
    PROPOSALS = "proposals"
    CLOCKS = "clocks"
    TO_ACCEPT = "to_accept"
    CORRECTED = "corrected"
    PAPERS_TO_SEAL = "papers_to_seal"
    PAPERS_TO_SERVE = "papers_to_serve"
    CERTIFICATES = "certificates"
    PUBLICATIONS = "publications"
    REGISTRATIONS = "registrations"
    TO_FILE = "to_file"


register_labels(
    {
        Section.UNFINISHED_VISITS: N_("Visits to finish"),
        Section.OVERDUE_FINDINGS: N_("Overdue findings"),
        Section.DUE_SOON: N_("Findings due within a week"),
        Section.NOT_VISITED: N_("Not visited this month"),
        Section.TO_SIGN_OFF: N_("To sign off"),
        Section.TO_SEAL: N_("To be sealed"),
        Section.TO_SERVE: N_("To be served"),
        Section.NOT_RENDERED: N_("Papers that could not be made"),
        Section.LATE_RETURNS: N_("Annual returns that are late"),
        Section.CALLS: N_("Telephone calls to make"),
        Section.PROPOSALS: N_("Proposals that wait for you"),
        Section.CLOCKS: N_("Clocks that are late or run out"),
        Section.TO_ACCEPT: N_("Applications to receive or accept"),
        Section.CORRECTED: N_("Applications that were corrected"),
        Section.PAPERS_TO_SEAL: N_("Papers of licensing to be sealed"),
        Section.PAPERS_TO_SERVE: N_("Papers of licensing to be served"),
        Section.CERTIFICATES: N_("Certificates to print"),
        Section.PUBLICATIONS: N_("Publications that are due"),
        Section.REGISTRATIONS: N_("Registrations waited for"),
        Section.TO_FILE: N_("Cases to file away"),
    }
)

# What each role's day consists of, in the order of the page; roles not named here see figures only.
SECTIONS: dict[Role, tuple[Section, ...]] = {
    Role.INSPECTOR: (
        Section.UNFINISHED_VISITS,
        Section.OVERDUE_FINDINGS,
        Section.DUE_SOON,
        Section.NOT_VISITED,
    ),
    Role.CLERK: (
        Section.NOT_RENDERED,
        Section.CLOCKS,
        Section.TO_ACCEPT,
        Section.CORRECTED,
        Section.PROPOSALS,
        Section.OVERDUE_FINDINGS,
        Section.TO_SEAL,
        Section.PAPERS_TO_SEAL,
        Section.TO_SERVE,
        Section.PAPERS_TO_SERVE,
        Section.CERTIFICATES,
        Section.PUBLICATIONS,
        Section.REGISTRATIONS,
        Section.TO_FILE,
        Section.LATE_RETURNS,
        Section.CALLS,
        Section.DUE_SOON,
    ),
    Role.APPROVER: (
        Section.PROPOSALS,
        Section.TO_SIGN_OFF,
        Section.CLOCKS,
        Section.OVERDUE_FINDINGS,
        Section.LATE_RETURNS,
    ),
    Role.LEGAL_REVIEWER: (Section.PROPOSALS,),
    Role.SEAL_KEEPER: (Section.TO_SEAL, Section.PAPERS_TO_SEAL),
    Role.ARCHIVIST: (Section.TO_FILE,),
}

SOON_DAYS = 7
SHOWN = 8  # rows of a section before "all"


@dataclass(frozen=True, kw_only=True)
class WorkItem:
    """A case on My day: its clock and its one next step."""

    title: str
    meta: str
    url: str
    due_on: dt.date | None = None
    next_step: str | None = None
    next_url: str | None = None


@dataclass(frozen=True, kw_only=True)
class WorkList:
    """A section with the cases that are shown and how many there are."""

    section: Section
    items: tuple[WorkItem, ...]
    total: int
    all_url: str | None = None


def sections_of(roles: Iterable[Role]) -> list[Section]:
    """The sections of somebody who holds these roles, each once, in the order of the roles."""
    held = frozenset(roles)
    wanted = [section for role in SECTIONS if role in held for section in SECTIONS[role]]
    return list(dict.fromkeys(wanted))

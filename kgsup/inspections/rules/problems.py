"""What a judgement knows and what it answers.  Pure."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kgsup.core.clocks import Term
from kgsup.core.workdays import WorkCalendar
from kgsup.inspections.rules.checklists import Checklist


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Something that stands against signing (``refuses``) or that the signer should know.

    ``pointer`` is a JSON pointer into the visit; ``item`` names the checklist item where there is one.
    """

    pointer: str
    message: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    article: str | None = None
    item: str | None = None
    refuses: bool = True


@dataclass(frozen=True, kw_only=True)
class OfficerFacts:
    """An officer as the accounts know the person; the phone says nothing about certificates."""

    public_id: str
    name: str
    position: str = ""
    supervisor_certificate: str | None = None
    enforcement_certificate: str | None = None
    enforcement_certificate_until: dt.date | None = None  # inclusive; unknown means without end


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """The facts around a document on which it is judged.

    ``now`` is aware.  ``photos`` are the public ids of the county's evidence among those named.
    ``open_findings`` are the public ids of the kindergarten's findings that are open.
    """

    now: dt.datetime
    today: dt.date
    acted_on: dt.date
    officers: Mapping[str, OfficerFacts]
    signer: str | None
    checklist: Checklist | None
    photos: frozenset[str]
    open_findings: frozenset[str] = frozenset()
    host_names: frozenset[str] = frozenset()  # head and sponsor of the kindergarten
    terms: Sequence[Term] = ()
    calendar: WorkCalendar = field(default_factory=WorkCalendar)

"""What holds today of the licence that a licence information sheet is about."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kgsup.access.actor import system_actor
from kgsup.documents.models import Document
from kgsup.documents.queries import find_bearing
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.kindergartens.queries import (
    LicenceOnDay,
    find_kindergarten,
    get_by_id,
    licence_history,
)
from kgsup.kindergartens.rules.licences import PERMITS_OPERATION, LicenceState


@dataclass(frozen=True, kw_only=True)
class LiveLicence:
    """What a sheet says of a licence, and what holds on the day of asking.

    ``printed`` are the words of the paper; both days of validity are inclusive.  ``stopped_until`` is
    the last day of an order to stop enrolment, where it has one; ``current_edition`` and ``holds_until``
    are those in force, ``None`` when no licence is.
    """

    printed: Mapping[str, Any]
    edition: int
    valid_from: dt.date
    valid_until: dt.date
    is_certificate: bool
    state: LicenceState
    stopped_until: dt.date | None
    current_edition: int | None
    holds_until: dt.date | None

    @property
    def permits_operation(self) -> bool:
        """Whether this very edition is one under which a kindergarten may operate today."""
        return self.state in PERMITS_OPERATION

    @property
    def is_limited(self) -> bool:
        """Valid, but not as printed: enrolment is stopped, or a renewal is undecided."""
        return self.permits_operation and self.state is not LicenceState.VALID


def licence_behind(code: str, today: dt.date) -> LiveLicence | None:
    """The licence of the information sheet with a check code; ``None`` for every other paper.

    An edition that the register does not know any more is ``UNKNOWN``, never valid.
    """
    document = find_bearing(code)
    if document is None or document.kind is not DocumentKind.LICENCE_SHEET:
        return None
    facts = document.frozen["facts"]
    printed, edition = facts["certificate"], facts["edition"]
    history = _history_of(document, today)
    own = [row for row in history if (row.number, row.edition) == (printed["number"], edition)]
    current = [row for row in history if row.is_current and row.state in PERMITS_OPERATION]
    return LiveLicence(
        printed=printed,
        edition=edition,
        valid_from=dt.date.fromisoformat(printed["valid_from"]),
        valid_until=dt.date.fromisoformat(printed["valid_until"]),
        is_certificate=facts["is_certificate"],
        state=own[0].state if own else LicenceState.UNKNOWN,
        stopped_until=own[0].stopped_until if own else None,
        current_edition=current[0].edition if current else None,
        holds_until=current[0].valid_until if current else None,
    )


def _history_of(document: Document, today: dt.date) -> list[LicenceOnDay]:
    """The editions of the licence's holder, of an entry that was merged away too."""
    reader = system_actor("check page", document.county_code)
    kindergarten = find_kindergarten(document.concerns, reader)
    if kindergarten is None:
        return []
    history = licence_history(kindergarten, today)
    if kindergarten.merged_into_id is not None:
        successor = get_by_id(document.county_code, kindergarten.merged_into_id)
        history += licence_history(successor, today)
    return history

"""The blueprint, and what the pages of the office and of a kindergarten share."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, url_for
from flask_babel import gettext as _

from kgsup.access.guard import current_actor
from kgsup.core import clock
from kgsup.core.errors import N_, Missing
from kgsup.kindergartens import queries as kindergartens
from kgsup.staff import queries
from kgsup.staff.rules.judging import Judgement
from kgsup.staff.rules.people import FactKind, Person
from kgsup.staff.service import Entry
from kgsup.web.filters import date

blueprint = Blueprint("staff", __name__)


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Whose pages these are: the office's under /staff, or a kindergarten's own under /own/staff."""

    is_own: bool

    def url(self, page: str, **values: Any) -> str:
        """The address of a page of this desk."""
        return url_for(f"staff.{'own_' if self.is_own else ''}{page}", **values)


OFFICE, OWN = Desk(is_own=False), Desk(is_own=True)


def entry_of(public_id: str, version: int | None) -> Entry:
    """Who enters something now."""
    return Entry(member=public_id, actor=current_actor(), at=clock.now(), version=version)


def places() -> dict[str, str]:
    """Public id → name of the kindergartens that the actor reaches and in which people may work."""
    actor = current_actor()
    own = queries.own_kindergartens(actor)
    if own is not None:
        rows = [kindergartens.get_kindergarten(public_id, actor) for public_id in sorted(own)]
        return {row.public_id: row.name for row in rows}
    listed = kindergartens.list_for_phone(actor)
    return {entry.public_id: entry.name for entry in listed}


def person_for(public_id: str) -> Person:
    """A person as the actor may see them: of somebody who has left, a kindergarten sees that alone."""
    actor = current_actor()
    person = queries.get_person(public_id, actor)
    own, today = queries.own_kindergartens(actor), clock.today()
    if own is None or any(e.until_on is None or e.until_on > today for e in person.employments):
        return person
    return replace(
        person,
        certificates=(),
        trainings=(),
        background_checks=(),
        health_checks=(),
        experiences=(),
        bans=(),
    )


def fact_kind(text: str) -> FactKind:
    """The kind that an address names; raises ``Missing`` for nonsense."""
    if text not in set(FactKind):
        raise Missing(N_("There is no such page or record."))
    return FactKind(text)


def in_words(judgements: Iterable[Judgement]) -> Sequence[tuple[Judgement, str]]:
    """Judgements with their reasons in the reader's language."""
    return [(judgement, _in_words(judgement)) for judgement in judgements]


def _in_words(judgement: Judgement) -> str:
    shown = {
        name: date(value) if isinstance(value, dt.date) else value
        for name, value in judgement.parameters.items()
    }
    message = str(_(judgement.why))
    return message % shown if shown else message

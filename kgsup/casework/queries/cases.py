"""Finding a case by kind and public id: through its slice, or because casework knows it already."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.access.scope import scoped
from kgsup.audit.rules import Subject
from kgsup.casework.models import Assignment, CaseNumber, Proposal
from kgsup.core.db import CountyRow, db
from kgsup.core.errors import N_, Missing

Load = Callable[[str, Actor], Subject]
_LOADERS: dict[str, Load] = {}


def register_case_loader(kind: str, load: Load) -> None:
    """Register how a case of this kind is loaded in scope; ``load`` raises ``Missing`` outside it."""
    if kind in _LOADERS:
        raise ValueError(f"{kind} has two loaders")
    _LOADERS[kind] = load


def get_case(kind: str, public_id: str, actor: Actor) -> Subject:
    """A case by kind and public id.

    A kind without a loader is found when casework knows the case: it has a proposal, a person or a
    number.  Raises ``Missing`` for all others and outside the actor's counties.
    """
    if kind in _LOADERS:
        return _LOADERS[kind](public_id, actor)
    models: tuple[type[CountyRow], ...] = (Proposal, Assignment, CaseNumber)
    for model in models:
        found = _find_subject(model, kind, public_id, actor)
        if found:
            return found
    raise Missing(N_("There is no such page or record."))


def _find_subject(model: Any, kind: str, public_id: str, actor: Actor) -> Subject | None:
    statement = scoped(
        sa.select(model.county_code, model.concerns).order_by(model.id).limit(1), model, actor
    ).where(model.subject_kind == kind, model.subject_id == public_id)
    row = db.session.execute(statement).one_or_none()
    return Subject(kind, public_id, row.county_code, row.concerns) if row else None

"""Any past day of a kindergarten, read from its dated facts."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from kgsup.core.db import db
from kgsup.kindergartens.models import Kindergarten, RegisterFact
from kgsup.kindergartens.rules.facts import DEFAULTS, FactValue, Field, SourceKind, from_text


@dataclass(frozen=True, kw_only=True)
class PastFact:
    """A value with its days: from ``from_on`` on, before ``until_on`` (exclusive)."""

    field: Field
    value: FactValue
    from_on: dt.date
    until_on: dt.date | None
    recorded_at: dt.datetime
    source_kind: SourceKind
    source_reference: str | None


def as_of(kindergarten: Kindergarten, day: dt.date) -> Mapping[Field, FactValue]:
    """All fields as they were on a day; a field of which nothing was recorded yet has its default."""
    statement = _facts_of(kindergarten).where(
        RegisterFact.from_on <= day,
        sa.or_(RegisterFact.until_on.is_(None), RegisterFact.until_on > day),
    )
    recorded = {
        fact.field: from_text(fact.field, fact.value)
        for fact in db.session.execute(statement).scalars()
    }
    return {field: recorded.get(field, DEFAULTS.get(field)) for field in Field}


def fact_history(kindergarten: Kindergarten) -> list[PastFact]:
    """Every value that ever held, newest first; values corrected for their own first day are left out."""
    statement = _facts_of(kindergarten).where(
        sa.or_(RegisterFact.until_on.is_(None), RegisterFact.until_on > RegisterFact.from_on)
    )
    statement = statement.order_by(RegisterFact.from_on.desc(), RegisterFact.id.desc())
    return [_for_reading(fact) for fact in db.session.execute(statement).scalars()]


def changes_since(kindergarten: Kindergarten, instant: dt.datetime) -> list[PastFact]:
    """What was recorded after an instant, oldest first: shown to who saves an older page."""
    statement = _facts_of(kindergarten).where(RegisterFact.recorded_at > instant)
    return [
        _for_reading(fact)
        for fact in db.session.execute(statement.order_by(RegisterFact.id)).scalars()
    ]


def _facts_of(kindergarten: Kindergarten) -> sa.Select[RegisterFact]:
    return sa.select(RegisterFact).where(
        RegisterFact.county_code == kindergarten.county_code,
        RegisterFact.kindergarten_id == kindergarten.id,
    )


def _for_reading(fact: RegisterFact) -> PastFact:
    return PastFact(
        field=fact.field,
        value=from_text(fact.field, fact.value),
        from_on=fact.from_on,
        until_on=fact.until_on,
        recorded_at=fact.recorded_at,
        source_kind=fact.source_kind,
        source_reference=fact.source_reference,
    )

"""What every writer of the register shares: where, from which source, when, and sets of rows."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.areas import queries as areas
from kgsup.audit.rules import Subject
from kgsup.core.clock import local_date
from kgsup.core.db import Base, db
from kgsup.core.errors import N_, Missing, RuleViolation
from kgsup.kindergartens.models import Kindergarten, Party
from kgsup.kindergartens.rules.classification import Facts, unlawful
from kgsup.kindergartens.rules.facts import (
    DEFAULTS,
    FactValue,
    Field,
    Source,
    from_text,
    join_assets,
    to_text,
)
from kgsup.kindergartens.rules.identity import Ownership, State
from kgsup.kindergartens.rules.names import read_names

AT_ONCE = 5_000  # keys in one IN list: below the limit of variables of both databases


@dataclass(frozen=True, kw_only=True)
class Writing:
    """The county, source and instant of one act."""

    county_code: str
    source: Source
    at: dt.datetime

    @property
    def today(self) -> dt.date:
        return local_date(self.at)

    @property
    def origin(self) -> dict[str, Any]:
        """The columns that say where a row comes from."""
        return {"source_kind": self.source.kind, "source_reference": self.source.reference}


@dataclass(frozen=True)
class Occasion:
    """From which source somebody acts, who, and when."""

    source: Source
    actor: Actor
    at: dt.datetime

    @property
    def today(self) -> dt.date:
        return local_date(self.at)


def subject_of(kindergarten: Kindergarten) -> Subject:
    """The kindergarten as the ledger names it."""
    public_id = kindergarten.public_id
    return Subject("kindergarten", public_id, kindergarten.county_code, concerns=public_id)


def party_subject(party: Party) -> Subject:
    """A sponsor, controller or company as the ledger names it."""
    return Subject("party", party.public_id, party.county_code)


def batch_subject(county_code: str, source: Source) -> Subject:
    """A batch as the ledger names it."""
    return Subject(source.kind.value, source.reference or "", county_code)


def require_county(county_code: str, actor: Actor) -> None:
    """Raise ``Missing`` for a county that does not exist or that the actor does not reach."""
    if not actor.reaches_county(county_code):
        raise Missing(N_("There is no such page or record."))
    areas.get_county(county_code)


def require_town(county_code: str, town_codes: Iterable[FactValue]) -> None:
    """Refuse a town that is not one of the county's."""
    wanted = {code for code in town_codes if code is not None}
    if wanted - areas.town_names(county_code).keys():
        raise RuleViolation(N_("This town is not one of the county's."))


def touch(kindergarten: Kindergarten) -> None:
    """Raise the version: a page that was filled in before this no longer saves."""
    db.session.execute(
        sa.update(Kindergarten)
        .where(Kindergarten.id == kindergarten.id)
        .values(version=Kindergarten.version + 1)
        .execution_options(synchronize_session=False)
    )


def chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    """Cut keys into lists that fit one statement."""
    keys = sorted(set(ids))
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]


def insert_rows(model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of the same columns in one go, past the session; defaults are filled in."""
    if rows:
        db.session.execute(sa.insert(cast(sa.Table, model.__table__)), list(rows))


def present_columns(facts: Mapping[Field, FactValue]) -> dict[str, Any]:
    """The columns of a kindergarten's present values, with what follows from them for searching."""
    columns: dict[str, Any] = {
        field.value: facts.get(field, DEFAULTS.get(field)) for field in Field
    }
    columns["asset_kinds"] = join_assets(columns["asset_kinds"])
    others = [columns[key] for key in ("address", "telephone", "credit_code", "institution_code")]
    reading = read_names(columns["name"], columns["head"], others)
    columns["pinyin"] = reading.pinyin
    columns["initials"] = reading.initials
    columns["search_text"] = reading.search_text
    return columns


def present_facts(kindergarten: Kindergarten) -> dict[Field, FactValue]:
    """The present values as facts."""
    return {field: from_text(field, to_text(getattr(kindergarten, field.value))) for field in Field}


def is_alarming(facts: Mapping[Field, FactValue], is_recognised: bool) -> bool:
    """Whether facts hold an unlawful combination; a closed kindergarten's no longer alarm."""
    if facts.get(Field.STATE) is State.CLOSED:
        return False
    ownership, assets = facts.get(Field.OWNERSHIP), facts.get(Field.ASSET_KINDS)
    combination = Facts(
        ownership=ownership if isinstance(ownership, Ownership) else Ownership.UNKNOWN,
        is_recognised=is_recognised,
        residential_area=bool(facts.get(Field.RESIDENTIAL_AREA)),
        asset_kinds=assets if isinstance(assets, frozenset) else frozenset(),
    )
    return bool(unlawful(combination))

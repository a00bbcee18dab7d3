"""Pairs that may be one kindergarten: found, dismissed for good, or merged."""

import datetime as dt
from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.audit.service import record
from kgsup.core.clock import local_date
from kgsup.core.db import db, require_version
from kgsup.core.errors import N_, Missing, RuleViolation
from kgsup.kindergartens import queries
from kgsup.kindergartens.models import Kindergarten, PossibleDuplicate
from kgsup.kindergartens.rules import acts
from kgsup.kindergartens.rules.duplicates import Decision, Entry, find_pairs
from kgsup.kindergartens.rules.facts import Field
from kgsup.kindergartens.service.alarms import refresh_many
from kgsup.kindergartens.service.writing import chunks, insert_rows, subject_of, touch

COMPARED = frozenset(
    {
        Field.NAME,
        Field.TELEPHONE,
        Field.ADDRESS,
        Field.CREDIT_CODE,
        Field.INSTITUTION_CODE,
        Field.TOWN_CODE,
        Field.HEAD,
    }
)
"""The fields that decide whether two entries look alike."""


def flag_duplicates(county_code: str, ids: Iterable[int]) -> int:
    """Find pairs that these entries stand in and that nobody has looked at; returns how many are new."""
    pairs = find_pairs(_entries(county_code), among=ids)
    known = _known(county_code)
    new = [pair for pair in pairs if (pair.first, pair.second) not in known]
    insert_rows(
        PossibleDuplicate,
        [
            {
                "county_code": county_code,
                "first_id": pair.first,
                "second_id": pair.second,
                "score": pair.score,
                "reasons": [reason.value for reason in pair.reasons],
            }
            for pair in new
        ],
    )
    set_flags(county_code, {key for pair in new for key in (pair.first, pair.second)})
    return len(new)


def _entries(county_code: str) -> list[Entry]:
    statement = sa.select(
        Kindergarten.id.label("key"),
        Kindergarten.name,
        Kindergarten.telephone,
        Kindergarten.address,
        Kindergarten.credit_code,
        Kindergarten.institution_code,
        Kindergarten.town_code,
        Kindergarten.head,
    ).where(Kindergarten.county_code == county_code, Kindergarten.merged_into_id.is_(None))
    return [Entry(**row._asdict()) for row in db.session.execute(statement)]


def _known(county_code: str) -> set[tuple[int, int]]:
    statement = sa.select(PossibleDuplicate.first_id, PossibleDuplicate.second_id).where(
        PossibleDuplicate.county_code == county_code
    )
    return {(first, second) for first, second in db.session.execute(statement)}


def set_flags(county_code: str, ids: Iterable[int]) -> None:
    """Bring ``possible_duplicate`` up to date: it says that an undecided pair exists."""
    undecided = sa.exists(
        sa.select(PossibleDuplicate.id).where(
            PossibleDuplicate.county_code == county_code,
            PossibleDuplicate.decision == Decision.OPEN,
            sa.or_(
                PossibleDuplicate.first_id == Kindergarten.id,
                PossibleDuplicate.second_id == Kindergarten.id,
            ),
        )
    )
    for keys in chunks(ids):
        db.session.execute(
            sa.update(Kindergarten)
            .where(Kindergarten.county_code == county_code, Kindergarten.id.in_(keys))
            .values(possible_duplicate=undecided)
            .execution_options(synchronize_session=False)
        )


def dismiss_duplicate(pair_public_id: str, actor: Actor, at: dt.datetime) -> None:
    """Remember that a pair is two kindergartens; the next import does not ask again."""
    statement = sa.select(PossibleDuplicate).where(PossibleDuplicate.public_id == pair_public_id)
    pair = db.session.execute(statement).scalar_one_or_none()
    if pair is None or not actor.reaches_county(pair.county_code):
        raise Missing(N_("There is no such page or record."))
    if pair.decision is not Decision.OPEN:
        raise RuleViolation(N_("This pair has been decided already."))
    first = queries.get_by_id(pair.county_code, pair.first_id)
    second = queries.get_by_id(pair.county_code, pair.second_id)
    _decide(pair, Decision.DIFFERENT, actor, at)
    db.session.flush()
    set_flags(pair.county_code, (pair.first_id, pair.second_id))
    changes = {"decision": [Decision.OPEN, Decision.DIFFERENT], "other": [None, second.public_id]}
    record(actor, acts.DISMISS, subject_of(first), changes, at)


def _decide(pair: PossibleDuplicate, decision: Decision, actor: Actor, at: dt.datetime) -> None:
    pair.decision, pair.decided_by, pair.decided_at = decision, actor.name, at


def merge(
    kept_public_id: str,
    gone_public_id: str,
    actor: Actor,
    at: dt.datetime,
    *,
    versions: Mapping[str, int] | None = None,
) -> Kindergarten:
    """Say that two entries are one kindergarten: one lives on, the other points to it.

    The entry that goes keeps its public id, facts and cases and goes on answering; nothing is deleted.
    ``versions`` are those of the page on which both were compared, by public id.  Raises ``Conflict``
    when one of them is older, ``RuleViolation`` for the same entry twice, two counties, or one that was
    merged already.
    """
    kept, gone = queries.lock_pair(kept_public_id, gone_public_id, actor)
    _require_mergeable(kept, gone)
    for kindergarten in (kept, gone):
        require_version(kindergarten, (versions or {}).get(kindergarten.public_id))
    gone.merged_into_id = kept.id
    _point_on(gone, kept)
    pair = _pair_of(kept, gone)
    _decide(pair, Decision.MERGED, actor, at)
    db.session.add(pair)
    db.session.flush()
    _close_pairs_of(gone, actor, at)
    set_flags(kept.county_code, partners(kept.county_code, [gone.id]) | {kept.id, gone.id})
    touch(kept)  # the version of the one that goes rose with its pointer
    refresh_many(kept.county_code, {kept.id, gone.id}, local_date(at))
    record(actor, acts.MERGE, subject_of(kept), {"merged": [None, gone.public_id]}, at)
    record(actor, acts.MERGE, subject_of(gone), {"merged_into": [None, kept.public_id]}, at)
    for kindergarten in (kept, gone):
        db.session.refresh(kindergarten)
    return kept


def _require_mergeable(kept: Kindergarten, gone: Kindergarten) -> None:
    if kept.id == gone.id:
        raise RuleViolation(N_("An entry cannot be merged with itself."))
    if kept.county_code != gone.county_code:
        raise RuleViolation(N_("Entries of two counties cannot be merged."))
    if kept.merged_into_id is not None or gone.merged_into_id is not None:
        raise RuleViolation(N_("One of the entries has been merged already."))


def _point_on(gone: Kindergarten, kept: Kindergarten) -> None:
    """Entries that point to the one that goes point to the one that stays: one step always leads home."""
    db.session.execute(
        sa.update(Kindergarten)
        .where(Kindergarten.county_code == gone.county_code, Kindergarten.merged_into_id == gone.id)
        .values(merged_into_id=kept.id)
        .execution_options(synchronize_session=False)
    )


def _pair_of(kept: Kindergarten, gone: Kindergarten) -> PossibleDuplicate:
    first_id, second_id = sorted((kept.id, gone.id))
    statement = sa.select(PossibleDuplicate).where(
        PossibleDuplicate.county_code == kept.county_code,
        PossibleDuplicate.first_id == first_id,
        PossibleDuplicate.second_id == second_id,
    )
    found = db.session.execute(statement).scalar_one_or_none()
    return found or PossibleDuplicate(
        county_code=kept.county_code, first_id=first_id, second_id=second_id, score=0, reasons=[]
    )


def _close_pairs_of(gone: Kindergarten, actor: Actor, at: dt.datetime) -> None:
    statement = sa.select(PossibleDuplicate).where(
        PossibleDuplicate.county_code == gone.county_code,
        sa.or_(PossibleDuplicate.first_id == gone.id, PossibleDuplicate.second_id == gone.id),
        PossibleDuplicate.decision == Decision.OPEN,
    )
    for pair in db.session.execute(statement).scalars():
        _decide(pair, Decision.MERGED, actor, at)
    db.session.flush()


def partners(county_code: str, ids: Iterable[int]) -> set[int]:
    """The entries that stand in a pair with these."""
    found: set[int] = set()
    for keys in chunks(ids):
        statement = sa.select(PossibleDuplicate.first_id, PossibleDuplicate.second_id).where(
            PossibleDuplicate.county_code == county_code,
            sa.or_(PossibleDuplicate.first_id.in_(keys), PossibleDuplicate.second_id.in_(keys)),
        )
        found |= {key for pair in db.session.execute(statement) for key in pair}
    return found

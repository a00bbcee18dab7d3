"""Undoing a batch while nothing stands on it."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from kgsup.access.actor import Actor
from kgsup.audit.service import record
from kgsup.core.db import db
from kgsup.core.errors import N_, RuleViolation
from kgsup.kindergartens.models import (
    FeeItem,
    InclusiveRecognition,
    Kindergarten,
    Licence,
    LicenceEdition,
    PossibleDuplicate,
    RegisterAlarm,
    RegisterFact,
    Site,
    TermCount,
    TermStaff,
)
from kgsup.kindergartens.rules import acts
from kgsup.kindergartens.rules.facts import DEFAULTS, FactValue, Field, Source, from_text
from kgsup.kindergartens.service.alarms import refresh_many
from kgsup.kindergartens.service.bulk import update_columns
from kgsup.kindergartens.service.duplicates import partners, set_flags
from kgsup.kindergartens.service.standing import require_unreferenced
from kgsup.kindergartens.service.writing import (
    Writing,
    batch_subject,
    chunks,
    is_alarming,
    present_columns,
    require_county,
)

_SOURCED: tuple[Any, ...] = (
    RegisterFact,
    TermCount,
    TermStaff,
    FeeItem,
    InclusiveRecognition,
    Site,
    LicenceEdition,
    Licence,
)


def undo_source(county_code: str, source: Source, actor: Actor, at: dt.datetime) -> int:
    """Take back what a batch wrote; returns how many kindergartens it had entered.

    Raises ``RuleViolation`` when anything stands on it: a later fact, count or licence, a merger or
    decision on a pair, an account, a paper, a reminder, or a row of another part of the program.
    """
    require_county(county_code, actor)
    writing = Writing(county_code=county_code, source=source, at=at)
    entered = _entered(writing)
    _require_untouched(writing, entered)
    require_unreferenced(county_code, entered)
    touched = _touched(writing) - entered
    alike = partners(county_code, entered)
    try:
        _reopen_facts(writing)
        _reopen_others(writing)
        for model in _SOURCED:
            _delete(model, writing)
        _set_current_licences(county_code, touched)
        _delete_entered(county_code, entered)
    except IntegrityError as error:
        raise _standing() from error
    _restore_columns(writing, touched)
    set_flags(county_code, alike)
    refresh_many(county_code, touched, writing.today)
    changes = {"taken_back": [None, len(entered)], "changed_back": [None, len(touched)]}
    record(actor, acts.UNDO, batch_subject(county_code, source), changes, at)
    return len(entered)


def _standing() -> RuleViolation:
    return RuleViolation(
        N_(
            "Something stands on this import already (a later change or a case): it cannot be undone."
        )
    )


def _of_source(model: Any, writing: Writing) -> sa.ColumnElement[bool]:
    return sa.and_(
        model.county_code == writing.county_code,
        model.source_kind == writing.source.kind,
        model.source_reference == writing.source.reference,
    )


def _entered(writing: Writing) -> set[int]:
    statement = sa.select(Kindergarten.id).where(
        Kindergarten.county_code == writing.county_code,
        Kindergarten.entered_by_kind == writing.source.kind,
        Kindergarten.entered_by == writing.source.reference,
    )
    return set(db.session.execute(statement).scalars())


def _touched(writing: Writing) -> set[int]:
    models = [model for model in _SOURCED if model is not LicenceEdition]
    touched: set[int] = set()
    for model in models:
        statement = sa.select(model.kindergarten_id).where(_of_source(model, writing))
        touched |= set(db.session.execute(statement).scalars())
    editions = (
        sa.select(Licence.kindergarten_id)
        .join(
            LicenceEdition,
            sa.and_(
                LicenceEdition.county_code == Licence.county_code,
                LicenceEdition.licence_id == Licence.id,
            ),
        )
        .where(_of_source(LicenceEdition, writing))
    )
    return touched | set(db.session.execute(editions).scalars())


def _require_untouched(writing: Writing, entered: set[int]) -> None:
    """Nothing of another source stands on what was entered, and nothing written has been superseded."""
    superseded = [
        sa.select(RegisterFact.id).where(
            _of_source(RegisterFact, writing), RegisterFact.until_on.is_not(None)
        ),
        sa.select(TermCount.id).where(
            _of_source(TermCount, writing), TermCount.replaced_by.is_not(None)
        ),
        sa.select(Licence.id).where(_of_source(Licence, writing), sa.not_(Licence.is_current)),
        sa.select(LicenceEdition.id).where(
            _of_source(LicenceEdition, writing), sa.not_(LicenceEdition.is_current)
        ),
    ]
    standing = any(db.session.execute(statement.limit(1)).first() for statement in superseded)
    if standing or any(_stands_on(writing, keys) for keys in chunks(entered)):
        raise _standing()


def _stands_on(writing: Writing, keys: list[int]) -> bool:
    later = [
        sa.select(model.id).where(
            model.county_code == writing.county_code,
            model.kindergarten_id.in_(keys),
            sa.or_(
                model.source_kind != writing.source.kind,
                model.source_reference != writing.source.reference,
                model.source_reference.is_(None),
            ),
        )
        for model in _SOURCED
        if model is not LicenceEdition
    ]
    merged = sa.select(Kindergarten.id).where(
        Kindergarten.county_code == writing.county_code,
        sa.or_(
            sa.and_(Kindergarten.id.in_(keys), Kindergarten.merged_into_id.is_not(None)),
            Kindergarten.merged_into_id.in_(keys),
        ),
    )
    return any(
        db.session.execute(statement.limit(1)).first() is not None for statement in (*later, merged)
    )


def _reopen_facts(writing: Writing) -> None:
    """A value that ended where one of the batch began holds on: the last recorded before it."""
    columns = (
        RegisterFact.id,
        RegisterFact.kindergarten_id,
        RegisterFact.field,
        RegisterFact.from_on,
    )
    statement = sa.select(*columns).where(_of_source(RegisterFact, writing))
    began = {
        (row.kindergarten_id, row.field, row.from_on): row.id
        for row in db.session.execute(statement)
    }
    last: dict[tuple[int, Field, dt.date], int] = {}
    for keys in chunks(key for key, _, _ in began):
        ended = (
            sa.select(RegisterFact.id, *columns[1:3], RegisterFact.until_on)
            .where(
                RegisterFact.county_code == writing.county_code,
                RegisterFact.kindergarten_id.in_(keys),
                RegisterFact.until_on.is_not(None),
            )
            .order_by(RegisterFact.id)
        )
        for fact_id, key, field, until_on in db.session.execute(ended):
            if until_on is not None and fact_id < began.get((key, field, until_on), 0):
                last[key, field, until_on] = fact_id
    for keys in chunks(last.values()):
        db.session.execute(
            sa.update(RegisterFact)
            .where(RegisterFact.id.in_(keys))
            .values(until_on=None)
            .execution_options(synchronize_session=False)
        )


def _reopen_others(writing: Writing) -> None:
    """Counts that the batch replaced count again; fees and sites that it ended hold on."""
    for counted in (TermCount, TermStaff):
        # First the batch's own rows go: the index allows one current row a group.
        _delete(counted, writing)
        db.session.execute(
            sa.update(counted)
            .where(
                counted.county_code == writing.county_code,
                counted.replaced_by == writing.source.mark,
            )
            .values(replaced_by=None)
            .execution_options(synchronize_session=False)
        )
    for ended in (FeeItem, Site, InclusiveRecognition):
        _reopen(ended, writing)


def _reopen(model: Any, writing: Writing) -> None:
    later = aliased(model)
    ended_by_batch = sa.exists(
        sa.select(later.id).where(
            _of_source(later, writing),
            later.kindergarten_id == model.kindergarten_id,
            later.id > model.id,
            *_followed_by(model, later),
        )
    )
    end = "ended_on" if model is InclusiveRecognition else "until_on"
    statement = sa.select(model.id).where(
        model.county_code == writing.county_code,
        getattr(model, end).is_not(None),
        ended_by_batch,
    )
    for keys in chunks(db.session.execute(statement).scalars().all()):
        db.session.execute(
            sa.update(model)
            .where(model.id.in_(keys))
            .values({end: None})
            .execution_options(synchronize_session=False)
        )


def _followed_by(model: Any, later: Any) -> list[sa.ColumnElement[bool]]:
    """Whether a row ended because another one of its kind begins (see ``additions``)."""
    if model is InclusiveRecognition:
        return [later.valid_from == model.valid_from, model.ended_on == model.valid_from]
    ends_there = sa.or_(
        later.from_on == model.until_on,
        sa.and_(model.until_on == model.from_on, later.from_on < model.from_on),
    )
    same = [later.name.is_not_distinct_from(model.name), ends_there]
    if model is FeeItem:
        same += [later.kind == model.kind, later.age_group.is_not_distinct_from(model.age_group)]
    return same


def _delete(model: Any, writing: Writing) -> None:
    db.session.execute(
        sa.delete(model)
        .where(_of_source(model, writing))
        .execution_options(synchronize_session=False)
    )


def _set_current_licences(county_code: str, touched: set[int]) -> None:
    """The latest licence and edition that remain are current again."""
    for keys in chunks(touched):
        latest = (
            sa.select(sa.func.max(Licence.id))
            .where(Licence.county_code == county_code, Licence.kindergarten_id.in_(keys))
            .group_by(Licence.kindergarten_id)
        )
        licence_ids = db.session.execute(latest).scalars().all()
        editions = (
            sa.select(sa.func.max(LicenceEdition.id))
            .where(
                LicenceEdition.county_code == county_code,
                LicenceEdition.licence_id.in_(licence_ids),
            )
            .group_by(LicenceEdition.licence_id)
        )
        for model, ids in (
            (Licence, licence_ids),
            (LicenceEdition, db.session.execute(editions).scalars().all()),
        ):
            db.session.execute(
                sa.update(model)
                .where(model.id.in_(ids))
                .values(is_current=True)
                .execution_options(synchronize_session=False)
            )


def _delete_entered(county_code: str, entered: set[int]) -> None:
    for keys in chunks(entered):
        own = [
            sa.delete(RegisterAlarm).where(
                RegisterAlarm.county_code == county_code, RegisterAlarm.kindergarten_id.in_(keys)
            ),
            sa.delete(PossibleDuplicate).where(
                PossibleDuplicate.county_code == county_code,
                sa.or_(PossibleDuplicate.first_id.in_(keys), PossibleDuplicate.second_id.in_(keys)),
            ),
            sa.delete(Kindergarten).where(
                Kindergarten.county_code == county_code, Kindergarten.id.in_(keys)
            ),
        ]
        for statement in own:
            db.session.execute(statement.execution_options(synchronize_session=False))
    db.session.expire_all()


def _restore_columns(writing: Writing, touched: set[int]) -> None:
    """Present values are what the facts that remain say today."""
    parameters = []
    for keys in chunks(touched):
        facts: dict[int, dict[Field, FactValue]] = {key: dict(DEFAULTS) for key in keys}
        statement = sa.select(RegisterFact.kindergarten_id, RegisterFact.field, RegisterFact.value)
        statement = statement.where(
            RegisterFact.county_code == writing.county_code,
            RegisterFact.kindergarten_id.in_(keys),
            RegisterFact.until_on.is_(None),
        )
        for key, field, text in db.session.execute(statement):
            facts[key][field] = from_text(field, text)
        for key, values in facts.items():
            columns = present_columns(values) | {"alarmed": True}
            if not is_alarming(values, is_recognised=True):
                columns["alarmed"] = is_alarming(values, is_recognised=False)
            parameters.append(
                {"b_id": key, **{f"b_{name}": value for name, value in columns.items()}}
            )
    update_columns(parameters)

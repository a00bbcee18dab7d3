"""Writing an import: thousands of kindergartens in a number of statements that does not grow with them.

One ledger row stands for the batch, with its counts and the names of the fields; what it wrote of each
kindergarten are the dated facts that bear the batch's mark, from which its timeline can be read.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, cast

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.access.scope import scoped
from kgsup.audit.service import record
from kgsup.core.db import db, new_public_id
from kgsup.core.errors import N_, Missing, RuleViolation
from kgsup.kindergartens.models import InclusiveRecognition, Kindergarten, RegisterFact
from kgsup.kindergartens.queries.details import recognised_on
from kgsup.kindergartens.rules import acts
from kgsup.kindergartens.rules.entries import BatchChange, NewKindergarten
from kgsup.kindergartens.rules.facts import (
    FactValue,
    Field,
    Source,
    clean,
    from_text,
    require_effective,
    to_text,
)
from kgsup.kindergartens.service.additions import write_additions
from kgsup.kindergartens.service.alarms import refresh_many
from kgsup.kindergartens.service.duplicates import COMPARED, flag_duplicates
from kgsup.kindergartens.service.facts import Written, first_facts, write_changes
from kgsup.kindergartens.service.writing import (
    Writing,
    batch_subject,
    chunks,
    insert_rows,
    is_alarming,
    present_columns,
    require_county,
    require_town,
)


def enter_many(
    county_code: str,
    new: Sequence[NewKindergarten],
    source: Source,
    actor: Actor,
    at: dt.datetime,
) -> list[str]:
    """Enter many kindergartens; returns their public ids in the order given.

    Accepts and refuses what ``enter_kindergarten`` does: one that is refused refuses the batch.
    Possible duplicates among them and with the register are entered and flagged.
    """
    writing = Writing(county_code=county_code, source=source, at=at)
    require_county(county_code, actor)
    cleaned = [clean(item.facts) for item in new]
    _require_all(writing, new, cleaned)
    public_ids = [new_public_id() for _ in new]
    ids = _insert_kindergartens(writing, new, cleaned, public_ids)
    fact_rows: list[dict[str, Any]] = []
    for key, item, facts in zip(ids, new, cleaned, strict=True):
        fact_rows += first_facts(writing, key, facts, item.from_on or writing.today)
    insert_rows(RegisterFact, fact_rows)
    write_additions(writing, [(key, item.additions) for key, item in zip(ids, new, strict=True)])
    pairs = flag_duplicates(county_code, ids)
    refresh_many(county_code, ids, writing.today)
    changes = {"entered": [None, len(ids)], "possible_duplicates": [None, pairs]}
    record(actor, acts.ENTER_MANY, batch_subject(county_code, source), changes, at)
    return public_ids


def _require_all(
    writing: Writing, new: Sequence[NewKindergarten], cleaned: Sequence[Mapping[Field, FactValue]]
) -> None:
    if any(facts.get(Field.NAME) is None for facts in cleaned):
        raise RuleViolation(N_("A kindergarten has a name."))
    for item in new:
        require_effective(item.from_on or writing.today, writing.today)
    require_town(writing.county_code, {facts.get(Field.TOWN_CODE) for facts in cleaned})


def _insert_kindergartens(
    writing: Writing,
    new: Sequence[NewKindergarten],
    cleaned: Sequence[Mapping[Field, FactValue]],
    public_ids: Sequence[str],
) -> list[int]:
    """Insert and return the keys in order; the new ones are those above the highest key before."""
    highest = db.session.execute(sa.select(sa.func.max(Kindergarten.id))).scalar_one() or 0
    entered = {
        "county_code": writing.county_code,
        "entered_by_kind": writing.source.kind,
        "entered_by": writing.source.reference,
        "entered_at": writing.at,
    }
    insert_rows(
        Kindergarten,
        [
            {
                **entered,
                **present_columns(facts),
                "public_id": public_id,
                "alarmed": is_alarming(facts, item.additions.recognition is not None),
            }
            for item, facts, public_id in zip(new, cleaned, public_ids, strict=True)
        ],
    )
    statement = sa.select(Kindergarten.public_id, Kindergarten.id).where(
        Kindergarten.county_code == writing.county_code, Kindergarten.id > highest
    )
    key_of = {row.public_id: row.id for row in db.session.execute(statement)}
    return [key_of[public_id] for public_id in public_ids]


def change_many(
    county_code: str,
    given: Sequence[BatchChange],
    source: Source,
    actor: Actor,
    at: dt.datetime,
) -> int:
    """Change facts of many kindergartens from today on, with what comes with them.

    Returns how many fields changed.  Raises ``Missing`` for an entry that is not the county's.
    """
    writing = Writing(county_code=county_code, source=source, at=at)
    require_county(county_code, actor)
    present = _present(writing, [item.public_id for item in given], actor)
    changes: dict[tuple[int, Field], FactValue] = {}
    for item in given:
        key = present[item.public_id].id
        changes |= {(key, field): value for field, value in clean(item.values).items()}
    require_town(
        county_code, {value for (_, field), value in changes.items() if field is Field.TOWN_CODE}
    )
    written = write_changes(writing, changes, writing.today)
    _update_columns(writing, list(present.values()), changes, written)
    write_additions(writing, [(present[item.public_id].id, item.additions) for item in given])
    ids = [row.id for row in present.values()]
    compared = {key for key, field in written if field in COMPARED}
    pairs = flag_duplicates(county_code, compared) if compared else 0
    refresh_many(county_code, ids, writing.today)
    fields = Counter(field.value for _, field in written)
    counts = {"changed": [None, len(given)], "fields": [None, dict(fields)]}
    counts["possible_duplicates"] = [None, pairs]
    record(actor, acts.CHANGE_MANY, batch_subject(county_code, source), counts, at)
    return len(written)


def _present(writing: Writing, public_ids: Sequence[str], actor: Actor) -> dict[str, Any]:
    """The present values of the entries, locked; ``Missing`` when one is not there or was merged."""
    columns = [getattr(Kindergarten, field.value) for field in Field]
    statement = scoped(
        sa.select(Kindergarten.id, Kindergarten.public_id, *columns), Kindergarten, actor
    ).where(Kindergarten.county_code == writing.county_code, Kindergarten.merged_into_id.is_(None))
    wanted = set(public_ids)
    found = {
        row.public_id: row
        for row in db.session.execute(statement.with_for_update(of=Kindergarten))
        if row.public_id in wanted
    }
    if len(found) != len(wanted):
        raise Missing(N_("There is no such page or record."))
    return found


def _update_columns(
    writing: Writing,
    rows: Sequence[Any],
    changes: Mapping[tuple[int, Field], FactValue],
    written: Mapping[tuple[int, Field], Written],
) -> None:
    changed: dict[int, dict[Field, FactValue]] = {}
    for (key, field), fact in written.items():
        if fact.is_current:
            changed.setdefault(key, {})[field] = changes[key, field]
    recognised = _recognised(writing, changed)
    parameters = []
    for row in rows:
        if row.id not in changed:
            continue
        facts = {field: from_text(field, to_text(getattr(row, field.value))) for field in Field}
        facts |= changed[row.id]
        columns = present_columns(facts) | {"alarmed": is_alarming(facts, row.id in recognised)}
        parameters.append(
            {"b_id": row.id, **{f"b_{name}": value for name, value in columns.items()}}
        )
    update_columns(parameters)


def update_columns(parameters: Sequence[Mapping[str, Any]]) -> None:
    """Set the columns named ``b_<column>`` of the rows ``b_id`` and raise their versions."""
    if not parameters:
        return
    table = cast(sa.Table, Kindergarten.__table__)
    names = [name.removeprefix("b_") for name in parameters[0] if name != "b_id"]
    values: dict[str, Any] = {name: sa.bindparam(f"b_{name}") for name in names}
    statement = (
        sa.update(table)
        .where(table.c.id == sa.bindparam("b_id"))
        .values(version=table.c.version + 1, **values)
    )
    db.session.connection().execute(statement, [dict(row) for row in parameters])


def _recognised(writing: Writing, changed: Mapping[int, Any]) -> set[int]:
    found: set[int] = set()
    for keys in chunks(changed):
        statement = sa.select(InclusiveRecognition.kindergarten_id).where(
            InclusiveRecognition.county_code == writing.county_code,
            InclusiveRecognition.kindergarten_id.in_(keys),
            *recognised_on(writing.today),
        )
        found |= set(db.session.execute(statement).scalars())
    return found

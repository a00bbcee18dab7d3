"""The life of a list of people: read, decided, entered, undone.  The file itself is never kept."""

import datetime as dt
import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.areas.queries import get_county
from kgsup.audit.rules import Subject
from kgsup.audit.service import record
from kgsup.core.db import db, require_version
from kgsup.core.errors import N_, Missing
from kgsup.core.workflow import advance
from kgsup.exchange.adapters.spreadsheet import read_workbook
from kgsup.exchange.models import StaffImport, StaffImportRow
from kgsup.exchange.queries import staff_imports as queries
from kgsup.exchange.rules import outcomes
from kgsup.exchange.rules.outcomes import TRANSITIONS, Action, State, count_outcomes
from kgsup.exchange.rules.staff_columns import find_staff_heads
from kgsup.exchange.rules.staff_facts import (
    StaffDecision,
    person_of,
    row_from_json,
    row_to_json,
)
from kgsup.exchange.rules.staff_rows import StaffRow, parse_staff
from kgsup.exchange.rules.tables import UnreadableFile
from kgsup.exchange.service.staff_planning import decide_staff
from kgsup.kindergartens.rules.facts import Source, SourceKind
from kgsup.staff import service as staff
from kgsup.staff.rules.entries import NewFacts, NewStaff

SUBJECT_KIND = "staff_import"
MOST_ROWS = 20_000  # a list is read and entered while its reader waits
_ROWS_AT_ONCE = 5_000


@dataclass(frozen=True)
class ReadStaff:
    """The rows of a file, sealed, and the heads that nobody knew."""

    rows: tuple[StaffRow, ...]
    unknown_heads: tuple[str, ...]


def subject_of(batch: StaffImport) -> Subject:
    """The import as the ledger names it."""
    return Subject(SUBJECT_KIND, batch.public_id, batch.county_code)


def read_staff(content: bytes) -> ReadStaff:
    """Read a file outside any transaction; identity numbers are sealed before anything is kept.

    Raises ``UnreadableFile`` for the file as a whole.
    """
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        sheets = read_workbook(Path(file.name))
    mappings = find_staff_heads(sheets)
    rows = parse_staff(sheets, mappings)
    if not rows:
        raise UnreadableFile("no_rows", N_("The table has a head and no rows."))
    if len(rows) > MOST_ROWS:
        raise UnreadableFile(
            "too_many_rows", N_("The file has more than %(rows)d rows. Divide it."), rows=MOST_ROWS
        )
    unknown = [head for mapping in mappings for head in mapping.unknown]
    return ReadStaff(tuple(map(_sealed, rows)), tuple(dict.fromkeys(unknown)))


def _sealed(row: StaffRow) -> StaffRow:
    if row.identity is None:
        return row
    return replace(row, sealed=staff.seal(row.identity), identity=None)


@dataclass(frozen=True, kw_only=True)
class GivenFile:
    """What is kept of a file: its name and its fingerprint."""

    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def check_staff_list(
    county_code: str, given: GivenFile, read: ReadStaff, actor: Actor, at: dt.datetime
) -> StaffImport:
    """The dry run: decide and keep every row, enter nothing.

    Raises ``Missing`` for a county that does not exist or that the actor does not reach.
    """
    if not actor.reaches_county(county_code):
        raise Missing(N_("There is no such page or record."))
    get_county(county_code)
    batch = StaffImport(
        county_code=county_code,
        file_name=given.name,
        file_sha256=given.sha256,
        file_bytes=len(given.content),
        state=advance(TRANSITIONS, State.UPLOADED, Action.CHECK),
        unknown_heads=list(read.unknown_heads),
        counts={},
        uploaded_by=actor.name,
        uploaded_at=at,
    )
    db.session.add(batch)
    db.session.flush()  # its rows need its key
    _keep(batch, decide_staff(county_code, read.rows, actor, at), {})
    return batch


def _keep(batch: StaffImport, decisions: Sequence[StaffDecision], members: dict[str, str]) -> None:
    """Write the rows with their outcomes, in place of those of the check."""
    batch.counts = count_outcomes(decision.outcome for decision in decisions)
    db.session.execute(
        sa.delete(StaffImportRow)
        .where(StaffImportRow.county_code == batch.county_code, StaffImportRow.batch_id == batch.id)
        .execution_options(synchronize_session=False)
    )
    rows = [
        {
            "county_code": batch.county_code,
            "batch_id": batch.id,
            "sheet": decision.row.sheet,
            "line": decision.row.line,
            "outcome": decision.outcome,
            "staff_member": decision.member or members.get(decision.key),
            "details": {
                **row_to_json(decision.row),
                "said": [note.to_json() for note in decision.notes],
                "added": _added(decision.facts),
            },
        }
        for decision in decisions
    ]
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        table: Any = StaffImportRow.__table__
        db.session.execute(sa.insert(table), rows[start : start + _ROWS_AT_ONCE])


def _added(facts: NewFacts) -> list[str]:
    """The kinds of facts that a row adds, as ``FactKind`` names them."""
    return [
        name.removesuffix("s") for name in NewFacts.__dataclass_fields__ if getattr(facts, name)
    ]


def enter_staff_list(
    public_id: str, version: int | None, actor: Actor, at: dt.datetime
) -> StaffImport:
    """Enter a checked list: its rows are decided against what is recorded now, all or none."""
    batch = queries.get_staff_import(public_id, actor, for_update=True)
    require_version(batch, version)
    for action in (Action.CONFIRM, Action.APPLY):
        batch.state = advance(TRANSITIONS, batch.state, action)
    batch.confirmed_by, batch.applied_at = actor.name, at
    kept = queries.list_staff_rows(batch, limit=None)
    rows = [row_from_json(row.sheet, row.line, row.details) for row in kept]
    decisions = decide_staff(batch.county_code, rows, actor, at)
    people = _people(decisions)
    source = Source(kind=SourceKind.IMPORT, reference=batch.public_id)
    entered = staff.enter_many(batch.county_code, list(people.values()), source, actor, at)
    _keep(batch, decisions, dict(zip(people, entered, strict=True)))
    changes: dict[str, list[Any]] = {
        "file": [None, batch.file_name],
        **{outcome: [None, count] for outcome, count in batch.counts.items() if count},
    }
    record(actor, outcomes.APPLY, subject_of(batch), changes, at)
    return batch


def _people(decisions: Sequence[StaffDecision]) -> dict[str, NewStaff]:
    """Key → person with what all rows of that person add."""
    people: dict[str, NewStaff] = {}
    for decision in decisions:
        if not decision.is_entered:
            continue
        before = people.get(decision.key) or NewStaff(
            person=person_of(decision.row), member=decision.member
        )
        facts = NewFacts(
            **{
                name: getattr(before.facts, name) + getattr(decision.facts, name)
                for name in NewFacts.__dataclass_fields__
            }
        )
        people[decision.key] = replace(before, facts=facts)
    return people


def discard_staff_list(public_id: str, version: int | None, actor: Actor) -> StaffImport:
    """Say that a checked list will not be entered; its rows are forgotten."""
    batch = queries.get_staff_import(public_id, actor, for_update=True)
    require_version(batch, version)
    batch.state = advance(TRANSITIONS, batch.state, Action.DISCARD)
    db.session.execute(
        sa.delete(StaffImportRow)
        .where(StaffImportRow.county_code == batch.county_code, StaffImportRow.batch_id == batch.id)
        .execution_options(synchronize_session=False)
    )
    return batch


def undo_staff_list(
    public_id: str, version: int | None, actor: Actor, at: dt.datetime
) -> StaffImport:
    """Set aside what a list entered, while nothing stands on it.

    Raises ``RuleViolation`` when a later entry, change or ban does.
    """
    batch = queries.get_staff_import(public_id, actor, for_update=True)
    require_version(batch, version)
    batch.state = advance(TRANSITIONS, batch.state, Action.UNDO)
    batch.undone_at = at
    db.session.flush()  # setting aside forgets what is loaded
    source = Source(kind=SourceKind.IMPORT, reference=batch.public_id)
    count = staff.undo_source(batch.county_code, source, actor, at)
    record(actor, outcomes.UNDO, subject_of(batch), {"taken_back": [None, count]}, at)
    return batch

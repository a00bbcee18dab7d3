"""The life of an import, act by act."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.annual_checks.service import drop_places_of_import
from kgsup.areas.queries import get_county
from kgsup.audit.rules import Subject
from kgsup.audit.service import record
from kgsup.core.clock import local_date
from kgsup.core.db import db, require_version
from kgsup.core.errors import N_, Missing
from kgsup.core.workflow import advance
from kgsup.exchange import queries
from kgsup.exchange.adapters.progress import Report, silent
from kgsup.exchange.models import ColumnMapping, ImportBatch, ImportRow, ListedKindergarten
from kgsup.exchange.queries.batches import signature_key
from kgsup.exchange.rules import outcomes
from kgsup.exchange.rules.columns import NoNameColumn, SheetMapping, check_columns, head_signature
from kgsup.exchange.rules.outcomes import TRANSITIONS, Action, count_outcomes
from kgsup.exchange.rules.planning import Decision, row_from_json
from kgsup.exchange.rules.rows import ParsedRow
from kgsup.exchange.rules.tables import UnreadableFile
from kgsup.exchange.service.applying import Order, apply_rows, decide_rows, write_rows
from kgsup.exchange.service.reading import ReadList, mapping_from_json, mapping_to_json
from kgsup.files.adapters import store
from kgsup.kindergartens import service as kindergartens
from kgsup.kindergartens.rules.facts import Source, SourceKind

SUBJECT_KIND = "import"


def subject_of(batch: ImportBatch) -> Subject:
    """The import as the ledger names it."""
    return Subject(SUBJECT_KIND, batch.public_id, batch.county_code)


def upload(
    county_code: str,
    file_name: str,
    content: bytes,
    actor: Actor,
    at: dt.datetime,
    *,
    hold_duplicates: bool = False,
) -> ImportBatch:
    """Keep a file for a county; it waits to be read.  The file is on the disk before its row.

    Raises ``Missing`` for a county that does not exist or that the actor does not reach.
    """
    if not actor.reaches_county(county_code):
        raise Missing(N_("There is no such page or record."))
    get_county(county_code)
    batch = ImportBatch(
        county_code=county_code,
        file_name=file_name,
        file_sha256=store.write(content),
        file_bytes=len(content),
        hold_duplicates=hold_duplicates,
        mapping=[],
        counts={},
        skipped=[],
        uploaded_by=actor.name,
        uploaded_at=at,
    )
    db.session.add(batch)
    db.session.flush()  # gives the row its public id
    return batch


def _move(batch: ImportBatch, action: Action) -> None:
    batch.state = advance(TRANSITIONS, batch.state, action)


def check_batch(public_id: str, read: ReadList, actor: Actor, at: dt.datetime) -> ImportBatch:
    """The dry run: decide and keep every row, write nothing to the register."""
    batch = queries.get_batch(public_id, actor, for_update=True)
    _move(batch, Action.CHECK)
    _keep_reading(batch, read)
    occasion = queries.occasion_of(batch.county_code, local_date(at))
    decisions = decide_rows(read.parsed.rows, batch.county_code, actor, occasion)
    _keep_counts(batch, decisions)
    write_rows(batch, decisions, {})
    return batch


def _keep_reading(batch: ImportBatch, read: ReadList) -> None:
    batch.mapping = [mapping_to_json(mapping) for mapping in read.mappings]
    batch.skipped = [[sheet, line, reason.value] for sheet, line, reason in read.parsed.skipped]
    batch.refusal_code = batch.refusal = None


def _keep_counts(batch: ImportBatch, decisions: list[Decision]) -> None:
    batch.counts = count_outcomes(decision.outcome for decision in decisions)


def refuse_batch(public_id: str, error: UnreadableFile, actor: Actor) -> ImportBatch:
    """Keep why a file as a whole cannot be imported."""
    batch = queries.get_batch(public_id, actor, for_update=True)
    _move(batch, Action.REFUSE)
    batch.refusal_code = error.code
    batch.refusal = {"message": error.message, "parameters": error.parameters}
    if isinstance(error, NoNameColumn):
        batch.mapping = [mapping_to_json(mapping) for mapping in error.guessed]
    return batch


def remap_batch(
    public_id: str, columns: Mapping[str, Mapping[int, str]], actor: Actor, at: dt.datetime
) -> ImportBatch:
    """Take corrected columns (sheet → index → column), remember them for the county, read again.

    A sheet without columns is left out.  Raises ``UnreadableFile`` for columns that cannot be.
    """
    batch = queries.get_batch(public_id, actor, for_update=True)
    mappings = [
        SheetMapping(mapping.sheet, mapping.head_line, dict(chosen), mapping.heads)
        for mapping in map(mapping_from_json, batch.mapping)
        if (chosen := columns.get(mapping.sheet))
    ]
    for mapping in mappings or [SheetMapping("", 0, {}, {})]:
        check_columns(mapping.columns)
    _move(batch, Action.REMAP)
    batch.mapping = [mapping_to_json(mapping) for mapping in mappings]
    batch.refusal_code = batch.refusal = None
    for mapping in mappings:
        _remember(batch.county_code, mapping, actor, at)
    return batch


def _remember(county_code: str, mapping: SheetMapping, actor: Actor, at: dt.datetime) -> None:
    signature = head_signature(mapping)
    row = queries.find_mapping(county_code, signature)
    if row is None:
        row = ColumnMapping(county_code=county_code, signature=signature_key(signature))
        db.session.add(row)
    row.columns = {str(index): column for index, column in mapping.columns.items()}
    row.decided_by, row.decided_at = actor.name, at


def confirm_batch(
    public_id: str, actor: Actor, *, hold_duplicates: bool, version: int | None = None
) -> ImportBatch:
    """Say that a checked list is to be entered; it waits for its turn."""
    batch = queries.get_batch(public_id, actor, for_update=True)
    require_version(batch, version)
    _move(batch, Action.CONFIRM)
    batch.hold_duplicates = hold_duplicates
    batch.confirmed_by, batch.confirmed_by_id = actor.name, actor.id
    return batch


def apply_batch(
    public_id: str, actor: Actor, at: dt.datetime, report: Report = silent
) -> ImportBatch:
    """Enter a confirmed list: the rows are decided against the register as it is now, all or none."""
    batch = queries.get_batch(public_id, actor, for_update=True)
    rows = _kept_rows(batch)
    _move(batch, Action.APPLY)
    enter_rows(batch, rows, actor, at, report)
    return batch


def enter_rows(
    batch: ImportBatch,
    rows: list[ParsedRow],
    actor: Actor,
    at: dt.datetime,
    report: Report = silent,
) -> list[Decision]:
    """Write the rows of a batch that has just become applied, and record the act."""
    batch.applied_at = at
    db.session.flush()  # everything written refers to it
    order = Order(
        batch=batch, actor=actor, at=at, hold_duplicates=batch.hold_duplicates, report=report
    )
    decisions = apply_rows(order, rows)
    _keep_counts(batch, decisions)
    changes: dict[str, list[Any]] = {
        "file": [None, batch.file_name],
        "sha256": [None, batch.file_sha256],
        **{outcome: [None, count] for outcome, count in batch.counts.items() if count},
    }
    record(actor, outcomes.APPLY, subject_of(batch), changes, at)
    return decisions


def _kept_rows(batch: ImportBatch) -> list[ParsedRow]:
    statement = (
        sa.select(ImportRow.sheet, ImportRow.line, ImportRow.details)
        .where(ImportRow.county_code == batch.county_code, ImportRow.batch_id == batch.id)
        .order_by(ImportRow.id)
    )
    return [row_from_json(*row) for row in db.session.execute(statement)]


def apply_at_once(
    batch: ImportBatch, read: ReadList, actor: Actor, at: dt.datetime
) -> list[Decision]:
    """Check, confirm and enter a list in one act: what a command does."""
    _keep_reading(batch, read)
    for action in (Action.CHECK, Action.CONFIRM, Action.APPLY):
        _move(batch, action)
    batch.confirmed_by, batch.confirmed_by_id = actor.name, actor.id
    return enter_rows(batch, list(read.parsed.rows), actor, at)


def fail_batch(public_id: str, actor: Actor) -> ImportBatch:
    """Put a list that could not be entered back to checked; nothing of it is in the register."""
    batch = queries.get_batch(public_id, actor, for_update=True)
    _move(batch, Action.FAIL)
    return batch


def discard_batch(public_id: str, actor: Actor, *, version: int | None = None) -> ImportBatch:
    """Say that a checked list will not be entered."""
    batch = queries.get_batch(public_id, actor, for_update=True)
    require_version(batch, version)
    _move(batch, Action.DISCARD)
    return batch


def undo_batch(
    public_id: str, actor: Actor, at: dt.datetime, *, version: int | None = None
) -> ImportBatch:
    """Take an import back while nothing stands on it; its rows stay as a record of what was.

    Raises ``RuleViolation`` when a later change or a case stands on what it entered.
    """
    batch = queries.get_batch(public_id, actor, for_update=True)
    require_version(batch, version)
    _move(batch, Action.UNDO)
    batch.undone_at = at
    db.session.execute(
        sa.delete(ListedKindergarten)
        .where(
            ListedKindergarten.county_code == batch.county_code,
            ListedKindergarten.batch_id == batch.id,
        )
        .execution_options(synchronize_session=False)
    )
    source = Source(kind=SourceKind.IMPORT, reference=batch.public_id)
    drop_places_of_import(batch.county_code, batch.public_id, actor, at)
    taken_back = kindergartens.undo_source(batch.county_code, source, actor, at)
    record(actor, outcomes.UNDO, subject_of(batch), {"taken_back": [None, taken_back]}, at)
    return batch

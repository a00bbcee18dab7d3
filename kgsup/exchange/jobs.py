"""The edges that open transactions: the worker's job and the functions behind the commands."""

import datetime as dt
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.exc import OperationalError

from kgsup.access.actor import Actor, system_actor
from kgsup.areas.queries import get_county, town_names
from kgsup.core.clock import local_date
from kgsup.core.db import db, transaction
from kgsup.core.errors import N_, DomainError, IllegalTransition
from kgsup.core.schedule import scheduled
from kgsup.exchange import queries, service
from kgsup.exchange.adapters import progress
from kgsup.exchange.adapters.progress import Progress, Stage
from kgsup.exchange.adapters.workbook import write_file
from kgsup.exchange.models import ImportBatch
from kgsup.exchange.rules.explaining import reasons
from kgsup.exchange.rules.exports import COLUMNS, heads_of, rows_of
from kgsup.exchange.rules.outcomes import Outcome, State, count_outcomes
from kgsup.exchange.rules.planning import Decision
from kgsup.exchange.rules.tables import UnreadableFile
from kgsup.exchange.service.applying import decide_rows
from kgsup.exchange.service.batches import apply_at_once
from kgsup.exchange.service.reading import mapping_from_json
from kgsup.files.adapters import store

log = logging.getLogger(__name__)
WORKER = system_actor("worker")

DONE, DONE_WITH_REFUSALS, NOTHING_DONE = 0, 1, 2


@dataclass(frozen=True)
class RowResult:
    """The outcome of a line of the file; ``reason`` is empty where there is nothing to say."""

    line: int
    outcome: Outcome
    reason: str
    sheet: str = ""


@dataclass(frozen=True)
class ImportResult:
    """What an import did, or would do; the five counts add up to the rows."""

    counts: Mapping[str, int]
    rows: tuple[RowResult, ...]

    @property
    def exit_code(self) -> int:
        """0 done, 1 done with refusals, 2 nothing done because every row was refused."""
        refused = self.counts[Outcome.REFUSED]
        if refused and refused == len(self.rows):
            return NOTHING_DONE
        return DONE_WITH_REFUSALS if refused else DONE

    def as_json(self) -> dict[str, Any]:
        """The object that ``import --json`` prints; ``sheet`` only where the file has named ones."""
        rows = [
            {"line": row.line, "outcome": row.outcome.value, "reason": row.reason}
            | ({"sheet": row.sheet} if row.sheet else {})
            for row in self.rows
        ]
        return {**self.counts, "rows": rows}


def import_file(
    path: Path,
    county_code: str,
    actor: Actor,
    at: dt.datetime,
    *,
    dry_run: bool = False,
    hold_duplicates: bool = False,
) -> ImportResult:
    """Import a file in one transaction; a dry run says the same and writes nothing at all.

    Raises ``UnreadableFile`` for the file as a whole, ``Missing`` for an unknown county.
    """
    read = service.read_list(path, county_code)
    towns = town_names(county_code)
    occasion = queries.occasion_of(county_code, local_date(at))
    if dry_run:
        decisions = decide_rows(read.parsed.rows, county_code, actor, occasion)
        db.session.rollback()  # ends the reading transaction
        return _result(decisions, towns)
    content = path.read_bytes()
    with transaction():
        batch = service.upload(
            county_code, path.name, content, actor, at, hold_duplicates=hold_duplicates
        )
        decisions = apply_at_once(batch, read, actor, at)
    return _result(decisions, towns)


def _result(decisions: list[Decision], towns: Mapping[str, str]) -> ImportResult:
    rows = tuple(
        RowResult(
            decision.row.line,
            decision.outcome,
            "; ".join(reasons(decision.outcome, decision.details, towns)),
            decision.row.sheet,
        )
        for decision in decisions
    )
    return ImportResult(count_outcomes(decision.outcome for decision in decisions), rows)


def export_file(path: Path, county_code: str, actor: Actor, at: dt.datetime) -> int:
    """Write the register of a county as .xlsx or .csv, by the ending of the path; counts the rows.

    Raises ``Missing`` for an unknown county; then nothing is written.
    """
    get_county(county_code)
    register = queries.load_register(
        county_code, actor, queries.occasion_of(county_code, local_date(at))
    )
    towns = town_names(county_code)
    with transaction():
        service.record_export(county_code, "kindergartens", len(register.entries), actor, at)
    write_file(path, heads_of(COLUMNS), rows_of(register.entries, COLUMNS, towns))
    return len(register.entries)


@scheduled("exchange-imports", "* * * * *")
def run_imports(at: dt.datetime) -> int:
    """Read the files and enter the lists that wait; one that fails does not stop the others."""
    waiting = queries.list_waiting()
    db.session.rollback()  # ends the reading transaction of the plan
    return sum(_take_up(public_id, state, at) for public_id, state in waiting)


def _take_up(public_id: str, state: State, at: dt.datetime) -> bool:
    """Do the next step of an import; a fault in it is logged, told on its page, and tried no more."""
    try:
        if state is State.UPLOADED:
            return check_waiting(public_id, WORKER, at)
        return apply_waiting(public_id, at)
    except IllegalTransition:
        return False  # another worker was quicker
    except OperationalError:
        raise  # the database is away: the import goes on waiting
    except Exception:
        log.exception("import %s failed", public_id)
    with transaction():
        if state is State.UPLOADED:
            message = N_(
                "The program failed while reading this file. The operator finds why in the log."
            )
            service.refuse_batch(public_id, UnreadableFile("failed", message), WORKER)
        else:
            service.fail_batch(public_id, WORKER)
    return False


def check_waiting(public_id: str, actor: Actor, at: dt.datetime) -> bool:
    """Read the file of an import and decide its rows, or keep why it cannot be read."""
    batch = queries.get_batch(public_id, actor)
    path, county_code = store.path_of(batch.file_sha256), batch.county_code
    chosen = None if batch.refusal_code else [mapping_from_json(item) for item in batch.mapping]
    db.session.rollback()  # no transaction is open while the file is read
    report = progress.reporter(public_id)
    report(Progress(Stage.READING))
    try:
        read = service.read_list(path, county_code, chosen)
        report(Progress(Stage.COMPARING, 0, len(read.parsed.rows)))
        with transaction():
            service.check_batch(public_id, read, actor, at)
    except UnreadableFile as error:
        with transaction():
            service.refuse_batch(public_id, error, actor)
    finally:
        progress.clear(public_id)
    return True


def apply_waiting(public_id: str, at: dt.datetime) -> bool:
    """Enter a confirmed list in the name of who confirmed it; a refusal puts it back to checked."""
    batch = queries.get_batch(public_id, WORKER)
    actor = _confirming_actor(batch)
    db.session.rollback()
    try:
        with transaction():
            service.apply_batch(public_id, actor, at, progress.reporter(public_id))
    except IllegalTransition:
        raise
    except DomainError:
        log.exception("import %s could not be entered", public_id)
        with transaction():
            service.fail_batch(public_id, actor)
        return False
    finally:
        progress.clear(public_id)
    return True


def _confirming_actor(batch: ImportBatch) -> Actor:
    grants = system_actor("", batch.county_code).grants
    return Actor(id=batch.confirmed_by_id, name=batch.confirmed_by or "worker", grants=grants)

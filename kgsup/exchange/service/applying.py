"""Writing the decided rows: one transaction, in sets, whatever their number."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.areas.models import County
from kgsup.core.clock import local_date
from kgsup.core.db import Base, db
from kgsup.exchange import queries
from kgsup.exchange.adapters.progress import Progress, Report, Stage
from kgsup.exchange.models import ImportBatch, ImportRow, ListedKindergarten
from kgsup.exchange.rules.columns import Column
from kgsup.exchange.rules.matching import Known
from kgsup.exchange.rules.outcomes import Outcome
from kgsup.exchange.rules.planning import Decision, plain, plan
from kgsup.exchange.rules.rows import ParsedRow
from kgsup.exchange.rules.values import Occasion, Values, additions_of, facts_of, kept_beside
from kgsup.kindergartens import service as kindergartens
from kgsup.kindergartens.rules.entries import BatchChange, NewKindergarten
from kgsup.kindergartens.rules.facts import Source, SourceKind

Identifiers = dict[int, str]  # index of the decision → public id of its kindergarten


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is applied for whom."""

    batch: ImportBatch
    actor: Actor
    at: dt.datetime
    hold_duplicates: bool
    report: Report

    @property
    def source(self) -> Source:
        """The mark that everything written bears."""
        return Source(kind=SourceKind.IMPORT, reference=self.batch.public_id)

    @property
    def occasion(self) -> Occasion:
        """The day and term of the import."""
        return queries.occasion_of(self.batch.county_code, local_date(self.at))


def decide_rows(
    rows: Sequence[ParsedRow], county_code: str, actor: Actor, occasion: Occasion
) -> list[Decision]:
    """Decide every row against the register as it is now."""
    register = queries.load_register(county_code, actor, occasion)
    return plan(rows, register.entries, register.merged)


def apply_rows(order: Order, rows: Sequence[ParsedRow]) -> list[Decision]:
    """Decide the rows anew and write them: new entries, changes, how they were listed, the outcome.

    Refused rows stay out, possible duplicates when they are held back.  Two imports of a county wait
    for each other, so that neither misses what the other enters.
    """
    county_code = order.batch.county_code
    db.session.execute(sa.select(County.code).where(County.code == county_code).with_for_update())
    order.report(Progress(Stage.COMPARING, 0, len(rows)))
    occasion = order.occasion
    decisions = decide_rows(rows, county_code, order.actor, occasion)
    order.report(Progress(Stage.ENTERING, 0, len(rows)))
    identifiers = _write_new(order, decisions, occasion)
    identifiers |= _write_changes(order, decisions, occasion)
    order.report(Progress(Stage.RECORDING, len(rows), len(rows)))
    _write_listed(order, decisions, identifiers)
    write_rows(order.batch, decisions, identifiers)
    return decisions


def _write_new(order: Order, decisions: Sequence[Decision], occasion: Occasion) -> Identifiers:
    entered = [
        index
        for index, decision in enumerate(decisions)
        if decision.is_entered
        and not (order.hold_duplicates and decision.outcome is Outcome.DUPLICATE)
    ]
    if not entered:
        return {}
    new = [_new_entry(decisions[index].row.values, occasion) for index in entered]
    public_ids = kindergartens.enter_many(
        order.batch.county_code, new, order.source, order.actor, order.at
    )
    return dict(zip(entered, public_ids, strict=True))


def _new_entry(values: Values, occasion: Occasion) -> NewKindergarten:
    additions = additions_of(values, {}, frozenset(values), occasion)
    return NewKindergarten(facts=facts_of(values), additions=additions)


def _write_changes(order: Order, decisions: Sequence[Decision], occasion: Occasion) -> Identifiers:
    changed = [
        (decision, decision.known)
        for decision in decisions
        if decision.outcome is Outcome.CHANGED and decision.known
    ]
    changes = [_change(decision, known, occasion) for decision, known in changed]
    changes = [change for change in changes if change.values or change.additions != NO_ADDITIONS]
    if changes:
        kindergartens.change_many(
            order.batch.county_code, changes, order.source, order.actor, order.at
        )
    return {
        index: decision.known.public_id
        for index, decision in enumerate(decisions)
        if decision.known
    }


NO_ADDITIONS = NewKindergarten(facts={}).additions


def _change(decision: Decision, known: Known, occasion: Occasion) -> BatchChange:
    changed = frozenset(decision.changes)
    return BatchChange(
        public_id=known.public_id,
        values=facts_of(decision.row.values, changed),
        additions=additions_of(decision.row.values, known.values, changed, occasion),
    )


def _write_listed(
    order: Order, decisions: Sequence[Decision], identifiers: Mapping[int, str]
) -> None:
    """Remember how the list named each kindergarten, where it is not remembered so already."""
    rows = [
        _listed_row(order.batch, decision.row, identifiers[index])
        for index, decision in enumerate(decisions)
        if index in identifiers and decision.repeats is None and _is_news(decision)
    ]
    _insert(ListedKindergarten, rows)


def _is_news(decision: Decision) -> bool:
    """Whether a later list needs this row to recognise its kindergarten, or it says something beside."""
    if decision.known is None:
        return True
    return decision.identity not in decision.known.identities or bool(
        kept_beside({column: None for column in decision.changes})
    )


def _listed_row(batch: ImportBatch, row: ParsedRow, public_id: str) -> dict[str, Any]:
    return {
        "county_code": batch.county_code,
        "batch_id": batch.id,
        "kindergarten": public_id,
        "name": row.text(Column.NAME),
        "address": row.text(Column.ADDRESS),
        "telephone": row.text(Column.TELEPHONE),
        "kept": {key: plain(value) for key, value in kept_beside(row.values).items()},
    }


def write_rows(
    batch: ImportBatch, decisions: Sequence[Decision], identifiers: Mapping[int, str]
) -> None:
    """Write the rows of an import with their outcomes, in place of those of an earlier check."""
    db.session.flush()  # the batch needs its key
    db.session.execute(
        sa.delete(ImportRow)
        .where(ImportRow.county_code == batch.county_code, ImportRow.batch_id == batch.id)
        .execution_options(synchronize_session=False)
    )
    _insert(
        ImportRow,
        [
            {
                "county_code": batch.county_code,
                "batch_id": batch.id,
                "sheet": decision.row.sheet,
                "line": decision.row.line,
                "outcome": decision.outcome,
                "kindergarten": identifiers.get(index),
                "details": decision.details,
            }
            for index, decision in enumerate(decisions)
        ],
    )


def _insert(model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    for part in _parts(rows):
        db.session.execute(sa.insert(model.__table__), part)  # type: ignore[arg-type]


_ROWS_AT_ONCE = 10_000


def _parts(rows: Sequence[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        yield list(rows[start : start + _ROWS_AT_ONCE])

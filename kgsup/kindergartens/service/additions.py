"""What comes with the facts, written in sets: counts, fees, licences, recognitions, sites."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from kgsup.core.db import db
from kgsup.kindergartens.models import (
    FeeItem,
    InclusiveRecognition,
    Site,
    TermCount,
    TermStaff,
)
from kgsup.kindergartens.rules.classification import NewRecognition
from kgsup.kindergartens.rules.counts import check_counts
from kgsup.kindergartens.rules.entries import Additions, NewSite, TermFigures
from kgsup.kindergartens.rules.fees import NewFee, check_fee
from kgsup.kindergartens.service.licences import write_licences
from kgsup.kindergartens.service.writing import Writing, chunks, insert_rows

Given = Sequence[tuple[int, Additions]]


def write_additions(writing: Writing, given: Given) -> None:
    """Write what comes with the facts; what stands there already in the same form is left alone."""
    write_figures(writing, [(key, item.figures) for key, item in given if item.figures])
    write_fees(writing, [(key, fee) for key, item in given for fee in item.fees])
    write_licences(writing, [(key, item.licence) for key, item in given if item.licence])
    write_recognitions(
        writing, [(key, item.recognition) for key, item in given if item.recognition]
    )
    write_sites(writing, [(key, item.site) for key, item in given if item.site])


def _base(writing: Writing, kindergarten_id: int) -> dict[str, Any]:
    return {
        "county_code": writing.county_code,
        "kindergarten_id": kindergarten_id,
        **writing.origin,
    }


# ── counts


def write_figures(writing: Writing, given: Sequence[tuple[int, TermFigures]]) -> None:
    """Replace the counts of a term; the rows before stay, marked with what replaced them."""
    counts, staff = [], []
    for key, figures in given:
        check_counts(figures.groups)
        dated = {**_base(writing, key), "term": figures.term, "counted_on": figures.counted_on}
        counts += [{**dated, **vars(group)} for group in figures.groups]
        staff += [{**dated, **vars(count)} for count in figures.staff]
    for model, rows in ((TermCount, counts), (TermStaff, staff)):
        _replace(writing, model, rows)
        insert_rows(model, rows)


def _replace(
    writing: Writing, model: type[TermCount] | type[TermStaff], rows: Sequence[Mapping[str, Any]]
) -> None:
    by_term: dict[str, set[int]] = {}
    for row in rows:
        by_term.setdefault(row["term"], set()).add(row["kindergarten_id"])
    for term, ids in by_term.items():
        for keys in chunks(ids):
            db.session.execute(
                sa.update(model)
                .where(
                    model.county_code == writing.county_code,
                    model.kindergarten_id.in_(keys),
                    model.term == term,
                    model.replaced_by.is_(None),
                )
                .values(replaced_by=writing.source.mark)
                .execution_options(synchronize_session="fetch" if len(ids) == 1 else False)
            )


# ── fees and sites: a new one ends the one before it


def write_fees(writing: Writing, given: Sequence[tuple[int, NewFee]]) -> None:
    """File fees; a fee of the same kind and age group ends where the new one begins."""
    present = _present(writing, FeeItem, (key for key, _ in given))
    rows = []
    for key, fee in given:
        check_fee(fee)
        before = [
            item
            for item in present.get(key, [])
            if (item.kind, item.age_group, item.name) == (fee.kind, fee.age_group, fee.name)
        ]
        if any(
            (item.amount_fen, item.unit, item.until_on) == (fee.amount_fen, fee.unit, fee.until_on)
            for item in before
        ):
            continue
        for item in before:
            item.until_on = max(item.from_on, fee.from_on)
        rows.append({**_base(writing, key), **vars(fee)})
    db.session.flush()
    insert_rows(FeeItem, rows)


def write_sites(writing: Writing, given: Sequence[tuple[int, NewSite]]) -> None:
    """Record campuses; one of the same name ends where the new one begins."""
    present = _present(writing, Site, (key for key, _ in given))
    rows = []
    for key, site in given:
        before = [item for item in present.get(key, []) if item.name == site.name]
        if any(
            all(getattr(item, name) == value for name, value in vars(site).items())
            for item in before
        ):
            continue
        for item in before:
            item.until_on = writing.today
        rows.append({**_base(writing, key), **vars(site), "from_on": writing.today})
    db.session.flush()
    insert_rows(Site, rows)


def write_recognitions(writing: Writing, given: Sequence[tuple[int, NewRecognition]]) -> None:
    """Record recognitions; one that begins on the same day is replaced: it ends before it began."""
    present = _present(writing, InclusiveRecognition, (key for key, _ in given))
    rows = []
    for key, recognition in given:
        same = [item for item in present.get(key, []) if item.valid_from == recognition.valid_from]
        stated = (recognition.valid_until, recognition.cap_fen)
        if any((item.valid_until, item.cap_fen) == stated for item in same):
            continue
        for item in same:
            item.ended_on = item.valid_from
        rows.append({**_base(writing, key), **vars(recognition)})
    db.session.flush()
    insert_rows(InclusiveRecognition, rows)


def _present(writing: Writing, model: Any, ids: Iterable[int]) -> dict[int, list[Any]]:
    """The rows of each kindergarten that have not ended."""
    end = model.ended_on if model is InclusiveRecognition else model.until_on
    found: dict[int, list[Any]] = {}
    for keys in chunks(ids):
        statement = sa.select(model).where(
            model.county_code == writing.county_code,
            model.kindergarten_id.in_(keys),
            sa.or_(end.is_(None), end > writing.today),
        )
        for row in db.session.execute(statement).scalars():
            found.setdefault(row.kindergarten_id, []).append(row)
    return found

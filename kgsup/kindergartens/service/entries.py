"""Entering one kindergarten and recording what is known of it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from kgsup.access.actor import Actor
from kgsup.audit.service import record
from kgsup.core.clock import local_date
from kgsup.core.db import db, require_version
from kgsup.core.errors import N_, RuleViolation
from kgsup.kindergartens import queries
from kgsup.kindergartens.models import Kindergarten, RegisterFact
from kgsup.kindergartens.rules import acts
from kgsup.kindergartens.rules.classification import NewRecognition
from kgsup.kindergartens.rules.entries import (
    Additions,
    FactChange,
    NewKindergarten,
    NewSite,
    TermFigures,
)
from kgsup.kindergartens.rules.facts import (
    PAGE,
    FactValue,
    Field,
    Source,
    clean,
    require_effective,
    to_text,
)
from kgsup.kindergartens.rules.fees import NewFee
from kgsup.kindergartens.rules.licences import NewLicence
from kgsup.kindergartens.service.additions import write_additions
from kgsup.kindergartens.service.alarms import refresh_alarms
from kgsup.kindergartens.service.duplicates import COMPARED, flag_duplicates
from kgsup.kindergartens.service.facts import first_facts, write_changes
from kgsup.kindergartens.service.writing import (
    Writing,
    insert_rows,
    is_alarming,
    present_columns,
    present_facts,
    require_county,
    require_town,
    subject_of,
    touch,
)


def enter_kindergarten(
    county_code: str,
    new: NewKindergarten,
    actor: Actor,
    at: dt.datetime,
    source: Source = PAGE,
) -> Kindergarten:
    """Enter a kindergarten in the register of a county.

    Unlawful combinations and doubtful numbers are accepted and alarmed: the register records what
    exists.  Raises ``RuleViolation`` for a missing name, an unknown town or a first day to come.
    """
    writing = Writing(county_code=county_code, source=source, at=at)
    require_county(county_code, actor)
    facts = clean(new.facts)
    _require_first_facts(writing, new, facts)
    kindergarten = Kindergarten(
        county_code=county_code,
        **present_columns(facts),
        alarmed=is_alarming(facts, new.additions.recognition is not None),
        entered_by_kind=source.kind,
        entered_by=source.reference,
        entered_at=at,
    )
    db.session.add(kindergarten)
    db.session.flush()
    from_on = new.from_on or writing.today
    insert_rows(RegisterFact, first_facts(writing, kindergarten.id, facts, from_on))
    write_additions(writing, [(kindergarten.id, new.additions)])
    flag_duplicates(county_code, [kindergarten.id])
    refresh_alarms(kindergarten, writing.today)
    entered = {
        field.value: [None, to_text(value)] for field, value in facts.items() if value is not None
    }
    record(actor, acts.ENTER, subject_of(kindergarten), entered, at)
    return kindergarten


def _require_first_facts(
    writing: Writing, new: NewKindergarten, facts: Mapping[Field, FactValue]
) -> None:
    if facts.get(Field.NAME) is None:
        raise RuleViolation(N_("A kindergarten has a name."))
    require_effective(new.from_on or writing.today, writing.today)
    require_town(writing.county_code, [facts.get(Field.TOWN_CODE)])


def change_facts(public_id: str, change: FactChange, actor: Actor, at: dt.datetime) -> Kindergarten:
    """Change facts from a day on; one ledger row names every field with its value before and after.

    A day in the past changes that past: a value recorded for a later day stays.  What does not differ
    is left alone.  Raises ``Conflict`` when the form was filled in on an older version.
    """
    kindergarten = load(public_id, actor, change.version)
    writing = Writing(county_code=kindergarten.county_code, source=change.source, at=at)
    values = clean(change.values)
    require_effective(change.effective_on, writing.today)
    require_town(writing.county_code, [values.get(Field.TOWN_CODE)])
    written = write_changes(
        writing,
        {(kindergarten.id, field): value for field, value in values.items()},
        change.effective_on,
    )
    if not written:
        return kindergarten
    current = {field: values[field] for (_, field), fact in written.items() if fact.is_current}
    _apply(kindergarten, present_facts(kindergarten) | current, writing.today)
    if COMPARED & {field for _, field in written}:
        flag_duplicates(writing.county_code, [kindergarten.id])
    refresh_alarms(kindergarten, writing.today)
    changes: dict[str, Any] = {
        field.value: [fact.old, fact.new] for (_, field), fact in written.items()
    }
    changes["effective_on"] = [None, change.effective_on.isoformat()]
    record(actor, acts.CHANGE, subject_of(kindergarten), changes, at)
    return kindergarten


def _apply(kindergarten: Kindergarten, facts: Mapping[Field, FactValue], today: dt.date) -> None:
    recognised = queries.is_recognised(kindergarten, today)
    for name, value in present_columns(facts).items():
        setattr(kindergarten, name, value)
    kindergarten.alarmed = is_alarming(facts, recognised)
    db.session.flush()


def load(public_id: str, actor: Actor, version: int | None = None) -> Kindergarten:
    """Load a kindergarten for an act and lock it; raises for an older version and a merged entry."""
    kindergarten = queries.get_kindergarten(public_id, actor, for_update=True)
    require_version(kindergarten, version)
    if kindergarten.merged_into_id is not None:
        raise RuleViolation(N_("This entry was merged into another: change that one."))
    return kindergarten


def record_figures(
    public_id: str,
    figures: TermFigures,
    actor: Actor,
    at: dt.datetime,
    source: Source = PAGE,
    *,
    version: int | None = None,
) -> Kindergarten:
    """Record the counts of a term; what was counted for it before is replaced, not lost.

    Raises ``Conflict`` when the form was filled in on an older version (as all that record here),
    ``RuleViolation`` for counts that cannot be; oversize is alarmed, never refused.
    """
    kindergarten = load(public_id, actor, version)
    before = queries.figures(kindergarten, figures.term)
    old = [before.children if before else None, before.classes if before else None]
    _write(kindergarten, Additions(figures=figures), source, at)
    after = queries.figures(kindergarten, figures.term)
    new = [after.children if after else None, after.classes if after else None]
    changes = {
        "term": [None, figures.term],
        "children": [old[0], new[0]],
        "classes": [old[1], new[1]],
    }
    record(actor, acts.FIGURES, subject_of(kindergarten), changes, at)
    return kindergarten


def record_fee(
    public_id: str,
    fee: NewFee,
    actor: Actor,
    at: dt.datetime,
    source: Source = PAGE,
    *,
    version: int | None = None,
) -> Kindergarten:
    """Record a filed fee; the one of the same kind and age group ends where it begins."""
    kindergarten = load(public_id, actor, version)
    _write(kindergarten, Additions(fees=(fee,)), source, at)
    changes = {
        "fee": [None, fee.kind.value],
        "age_group": [None, fee.age_group.value if fee.age_group else None],
        "amount_fen": [None, fee.amount_fen],
        "from_on": [None, fee.from_on.isoformat()],
    }
    record(actor, acts.FEE, subject_of(kindergarten), changes, at)
    return kindergarten


def record_licence(
    public_id: str,
    licence: NewLicence,
    actor: Actor,
    at: dt.datetime,
    source: Source = PAGE,
    *,
    version: int | None = None,
) -> Kindergarten:
    """Record a licence as it stands on the paper (see ``licences.write_licences``)."""
    kindergarten = load(public_id, actor, version)
    before = queries.current_licence(kindergarten, local_date(at))
    _write(kindergarten, Additions(licence=licence), source, at)
    after = queries.current_licence(kindergarten, local_date(at))
    changes = {
        "number": [before.number if before else None, licence.number],
        "valid_until": [
            _iso(before.valid_until) if before else None,
            _iso(licence.valid_until),
        ],
        "state": [before.state.value if before else None, after.state.value if after else None],
    }
    record(actor, acts.LICENCE, subject_of(kindergarten), changes, at)
    return kindergarten


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def record_recognition(
    public_id: str,
    recognition: NewRecognition,
    actor: Actor,
    at: dt.datetime,
    source: Source = PAGE,
    *,
    version: int | None = None,
) -> Kindergarten:
    """Record a recognition as inclusive that exists, lawful or not; unlawful ones are alarmed.

    To *decide* a recognition is another act, which asks ``classification.require_lawful`` first.
    """
    kindergarten = load(public_id, actor, version)
    _write(kindergarten, Additions(recognition=recognition), source, at)
    changes = {
        "recognised_from": [None, _iso(recognition.valid_from)],
        "recognised_until": [None, _iso(recognition.valid_until)],
        "cap_fen": [None, recognition.cap_fen],
    }
    record(actor, acts.RECOGNITION, subject_of(kindergarten), changes, at)
    return kindergarten


def record_site(
    public_id: str, site: NewSite, actor: Actor, at: dt.datetime, source: Source = PAGE
) -> Kindergarten:
    """Record a campus; the one of the same name ends today."""
    kindergarten = load(public_id, actor)
    _write(kindergarten, Additions(site=site), source, at)
    changes = {name: [None, value] for name, value in vars(site).items() if value is not None}
    record(actor, acts.SITE, subject_of(kindergarten), changes, at)
    return kindergarten


def _write(
    kindergarten: Kindergarten, additions: Additions, source: Source, at: dt.datetime
) -> None:
    writing = Writing(county_code=kindergarten.county_code, source=source, at=at)
    write_additions(writing, [(kindergarten.id, additions)])
    touch(kindergarten)
    refresh_alarms(kindergarten, writing.today)

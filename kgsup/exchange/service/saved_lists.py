"""Saving lists and keeping given forms.  The caller opens the transaction."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from kgsup.access.actor import Actor
from kgsup.audit.rules import Subject, register_acts
from kgsup.audit.service import record
from kgsup.core.db import db, require_version
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.labels import register_fields
from kgsup.exchange.adapters.form_filler import read_form
from kgsup.exchange.models import GivenForm, SavedList
from kgsup.exchange.queries.saved_lists import Asked, get_given_form, get_saved_list
from kgsup.exchange.rules.list_columns import FILLED, OFFERED, check_list, find_head_line

ACTS = register_acts(
    {
        "exchange.saved_list.save": N_("List saved"),
        "exchange.saved_list.remove": N_("Saved list removed"),
        "exchange.given_form.keep": N_("Form of an upper bureau kept"),
        "exchange.given_form.match": N_("Heads of a form matched"),
    }
)
register_fields(
    {
        "saved_list": N_("Saved list"),
        "given_form": N_("Form of an upper bureau"),
        "columns": N_("Columns"),
        "is_shared": N_("Shared in the county"),
    }
)


@dataclass(frozen=True, kw_only=True)
class ListToSave:
    """A list as somebody wants it."""

    name: str
    is_shared: bool
    columns: tuple[str, ...]
    asked: Asked


def save_list(county_code: str, wanted: ListToSave, actor: Actor, at: dt.datetime) -> SavedList:
    """Save a new list; raises ``RuleViolation`` without name or columns."""
    row = SavedList(
        county_code=county_code,
        owner=actor.public_id or "",
        owner_name=actor.name,
        columns=[],
        wanted={},
        name="",
        saved_at=at,
    )
    _enter(row, wanted, actor, at)
    return row


def change_list(
    public_id: str, wanted: ListToSave, version: int, actor: Actor, at: dt.datetime
) -> SavedList:
    """Change one's own list; raises ``RuleViolation`` for a shared one of somebody else."""
    row = _own(public_id, version, actor)
    _enter(row, wanted, actor, at)
    return row


def remove_list(public_id: str, version: int, actor: Actor, at: dt.datetime) -> None:
    """Take one's own list off the page."""
    row = _own(public_id, version, actor)
    row.removed_at = at
    record(actor, "exchange.saved_list.remove", _subject(row), {"list": [row.name, None]}, at)


def _own(public_id: str, version: int, actor: Actor) -> SavedList:
    row = get_saved_list(public_id, actor, for_update=True)
    require_version(row, version)
    if row.owner != actor.public_id:
        raise RuleViolation(N_("This list belongs to somebody else: save one of your own."))
    return row


def _enter(row: SavedList, wanted: ListToSave, actor: Actor, at: dt.datetime) -> None:
    columns = [column for column in wanted.columns if column in OFFERED]
    check_list(wanted.name, columns)
    changes = {
        "list": [row.name or None, wanted.name.strip()],
        "columns": [len(row.columns), len(columns)],
        "is_shared": [row.is_shared, wanted.is_shared],
    }
    row.name, row.is_shared, row.columns = wanted.name.strip(), wanted.is_shared, columns
    row.wanted, row.saved_at = asdict(wanted.asked), at
    db.session.add(row)
    db.session.flush()
    record(actor, "exchange.saved_list.save", _subject(row), changes, at)


def _subject(row: SavedList | GivenForm) -> Subject:
    return Subject(row.__tablename__, row.public_id, row.county_code)


def keep_form(
    county_code: str, file_name: str, content: bytes, actor: Actor, at: dt.datetime
) -> GivenForm:
    """Keep a form with what its heads are known to ask for.

    Raises ``UnreadableFile`` for what is no small .xlsx, ``RuleViolation`` when no line names columns.
    """
    sheet, lines = read_form(content)
    head = find_head_line(lines)
    row = GivenForm(
        county_code=county_code,
        file_name=file_name,
        content=content,
        sheet=sheet,
        head_line=head.line,
        heads={str(number): text for number, text in head.heads.items()},
        matched={str(number): column for number, column in head.matched.items()},
        uploaded_by=actor.name,
        uploaded_at=at,
    )
    db.session.add(row)
    db.session.flush()
    changes = {"file": [None, file_name], "columns": [0, len(row.matched)]}
    record(actor, "exchange.given_form.keep", _subject(row), changes, at)
    return row


def match_heads(
    public_id: str, chosen: Mapping[str, str], version: int, actor: Actor, at: dt.datetime
) -> GivenForm:
    """Say what belongs under each head; a head without a column stays empty."""
    row = get_given_form(public_id, actor, for_update=True)
    require_version(row, version)
    matched = {
        number: column
        for number, column in chosen.items()
        if number in row.heads and column in FILLED
    }
    changes = {"columns": [len(row.matched), len(matched)]}
    row.matched = matched
    record(actor, "exchange.given_form.match", _subject(row), changes, at)
    return row

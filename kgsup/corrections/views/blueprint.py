"""The blueprint, and what its pages share: acting with a form, uploads, timelines."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask import Blueprint, current_app, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from kgsup.access.guard import current_actor
from kgsup.audit.queries import TimelineEntry
from kgsup.audit.queries import timeline as ledger_timeline
from kgsup.core import clock
from kgsup.core.clocks import CorrectionStep
from kgsup.core.db import transaction
from kgsup.core.errors import N_, Conflict, DomainError, Missing, RuleViolation
from kgsup.core.labels import label_of
from kgsup.corrections import rules
from kgsup.documents.rules.cases import find_case_page
from kgsup.files import service as files
from kgsup.files.adapters.image import Picture
from kgsup.web.filters import date
from kgsup.web.forms import VersionedForm

blueprint = Blueprint("corrections", __name__)

_FIELDS: Mapping[str, str] = {
    "state": N_("State"),
    "kind": N_("Kind"),
    "authority": N_("Authority"),
    "severity": N_("Weight"),
    "text": N_("Words"),
    "demand": N_("What is demanded"),
    "due_on": N_("Corrected by"),
    "step": N_("Step"),
    "number": N_("Number"),
    "reason": N_("Reason"),
    "note": N_("Note"),
    "answer": N_("Answer"),
    "addressee": N_("Addressee"),
    "report_back_on": N_("Answer by"),
    "closed_as": N_("How it was established"),
    "paper_signer": N_("Signed on paper by"),
    "way": N_("How it was served"),
    "receiver": N_("Who received it"),
    "served_on": N_("Day of service"),
}
_ENUMS: Mapping[str, tuple[type[StrEnum], ...]] = {
    "state": (rules.State, rules.FindingState),
    "kind": (rules.Kind,),
    "authority": (rules.Authority,),
    "severity": (rules.Severity,),
    "closed_as": (rules.ClosedAs,),
    "step": (CorrectionStep,),
}
_DAYS = {"due_on", "report_back_on", "served_on"}


def act(form: VersionedForm, do: Callable[[], object], version: Callable[[], int]) -> bool:
    """Do an act in one transaction and tell whether it was done.

    A refusal stands above the form with all that was typed.  After a conflict the form takes the
    present version, so that saving again means it.
    """
    try:
        with transaction():
            do()
    except Missing:
        raise
    except DomainError as error:
        form.refuse(error)
        if isinstance(error, Conflict):
            form.version.data = str(version())
        return False
    return True


def given(day: dt.date | None) -> dt.date:
    """The day of a field that the form has checked to be there."""
    if day is None:
        raise RuleViolation(N_("Give the day."))
    return day


def prepare_uploads(
    uploads: Iterable[FileStorage] | None, form: VersionedForm
) -> list[Picture] | None:
    """Decode the photographs of a form; ``None`` when one is none, which the form then says.

    Runs before the transaction of the act: decoding takes time and holds no lock.
    """
    try:
        contents = [upload.read() for upload in uploads or () if upload and upload.filename]
        return [files.prepare_photo(content) for content in contents]
    except DomainError as error:
        form.refuse(error)
        return None


def store_pictures(pictures: Iterable[Picture], county_code: str) -> tuple[str, ...]:
    """Make the rows of decoded photographs within the transaction of the act that needs them."""
    actor, now = current_actor(), clock.now()
    rows = [files.store_photo(picture, county_code, actor, now) for picture in pictures]
    return tuple(row.public_id for row in rows)


def origin_url(kind: str, public_id: str) -> str | None:
    """The page of what found a finding; ``None`` where the program has none."""
    page = find_case_page(kind)
    if page is None or page.endpoint not in current_app.view_functions:
        return None
    return url_for(page.endpoint, public_id=public_id)


@dataclass(frozen=True)
class Line:
    """A ledger row as a person reads it."""

    at: dt.datetime
    actor_name: str
    label: str
    acted_on: dt.date | None
    late_entry: bool
    changes: list[tuple[str, str, str]]


def timeline(kind: str, public_id: str) -> list[Line]:
    """The acts on a finding or follow-up in the reader's language, newest first."""
    return [_line(entry) for entry in ledger_timeline(kind, public_id)]


def _line(entry: TimelineEntry) -> Line:
    return Line(
        at=entry.at,
        actor_name=entry.actor_name,
        label=_(entry.act_label),
        acted_on=entry.acted_on,
        late_entry=entry.late_entry,
        changes=[
            (_(_FIELDS[field]), _worded(field, old), _worded(field, new))
            for field, old, new in entry.changes
            if field in _FIELDS
        ],
    )


def _worded(field: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if field in _DAYS:
        return date(dt.date.fromisoformat(str(value)))
    for kind in _ENUMS.get(field, ()):
        if value in kind._value2member_map_:
            return str(_(label_of(kind(value))))
    return str(value)

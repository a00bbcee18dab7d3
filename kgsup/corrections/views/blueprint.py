"""The blueprint, and what its pages share: acting with a form, uploads, the page of an origin."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask import Blueprint, current_app, flash, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from kgsup.access.guard import current_actor
from kgsup.core import clock
from kgsup.core.db import transaction
from kgsup.core.errors import N_, Conflict, DomainError, Missing, RuleViolation
from kgsup.documents.rules.cases import find_case_page
from kgsup.files import service as files
from kgsup.files.adapters.image import Picture
from kgsup.web.forms import VersionedForm

blueprint = Blueprint("corrections", __name__)


@dataclass(frozen=True, kw_only=True)
class Act:
    """An act, the present version of its thing, and what is said when it is done.

    ``was_done`` tells after a conflict whether it was this very act that changed the thing.
    """

    do: Callable[[], object]
    version: Callable[[], int]
    said: Callable[[], str]
    was_done: Callable[[], bool] = lambda: False


def carry_out(form: VersionedForm, act: Act) -> bool:
    """Do an act in one transaction and say so, or tell that the page stays.

    A refusal stands above the form with all that was typed.  After a conflict the form takes the
    present version, so that saving again means it; what the same person sent twice is no conflict.
    """
    try:
        with transaction():
            act.do()
    except Missing:
        raise
    except DomainError as error:
        if isinstance(error, Conflict) and act.was_done():
            flash(_("This was already done; nothing was done twice."), "info")
            return True
        form.refuse(error)
        if isinstance(error, Conflict):
            form.version.data = str(act.version())
        return False
    flash(act.said(), "success")
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

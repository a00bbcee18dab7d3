"""The blueprint, and what its pages share: uploads and the page of an origin."""

import datetime as dt
from collections.abc import Iterable

from flask import Blueprint, url_for
from werkzeug.datastructures import FileStorage

from kgsup.access.guard import current_actor, may_open
from kgsup.core import clock
from kgsup.core.errors import N_, DomainError, RuleViolation
from kgsup.documents.rules.cases import find_case_page
from kgsup.files import service as files
from kgsup.files.adapters.image import Picture
from kgsup.web.forms import VersionedForm

blueprint = Blueprint("corrections", __name__)


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
    """The page of what found a finding; ``None`` where there is none or the reader may not open it."""
    page = find_case_page(kind)
    if page is None or not may_open(page.endpoint):
        return None
    return url_for(page.endpoint, public_id=public_id)

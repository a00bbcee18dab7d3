"""The office's blueprint, and what its pages share with the one behind the link: uploads, the link."""

import datetime as dt
from collections.abc import Iterable

from flask import Blueprint, current_app, url_for
from werkzeug.datastructures import FileStorage

from kgsup.access.actor import Actor
from kgsup.core.errors import DomainError
from kgsup.files import service as files
from kgsup.files.adapters.image import Picture
from kgsup.web.forms import OfficeForm

blueprint = Blueprint("referrals", __name__)


def link_of(token: str) -> str:
    """The whole address that a department opens."""
    own = str(current_app.config["KGSUP_SETTINGS"].public_url)
    return own + url_for("referral_answers.answer_referral", token=token)


def prepare_scan(uploads: Iterable[FileStorage] | None, form: OfficeForm) -> Picture | None:
    """Decode the scan of a form; ``None`` without one, or when it is none, which the form then says.

    Runs before the transaction of the act: decoding takes time and holds no lock.
    """
    upload = next((upload for upload in uploads or () if upload and upload.filename), None)
    if upload is None:
        return None
    try:
        return files.prepare_photo(upload.read())
    except DomainError as error:
        form.refuse(error)
        return None


def store_scan(
    picture: Picture | None, county_code: str, actor: Actor, at: dt.datetime
) -> str | None:
    """Make the row of a decoded scan within the transaction of the act that needs it."""
    return files.store_photo(picture, county_code, actor, at).public_id if picture else None

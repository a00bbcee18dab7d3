"""The office's blueprint, and what its pages share with the one behind the link: uploads, the link."""

import datetime as dt

from flask import Blueprint, current_app, url_for
from werkzeug.datastructures import FileStorage

from kgsup.access.actor import Actor
from kgsup.core.errors import DomainError
from kgsup.files import service as files
from kgsup.files.adapters.image import Picture
from kgsup.files.adapters.paper import Paper
from kgsup.web.forms import OfficeForm

blueprint = Blueprint("referrals", __name__)

Scan = Picture | Paper  # a photographed letter, or one in PDF


def link_of(token: str) -> str:
    """The whole address that a department opens."""
    own = str(current_app.config["KGSUP_SETTINGS"].public_url)
    return own + url_for("referral_answers.answer_referral", token=token)


def prepare_scan(upload: FileStorage | None, form: OfficeForm) -> Scan | None:
    """Examine the scan of a form; ``None`` without one, or when it is none, which the form then says.

    Runs before the transaction of the act: it takes time and holds no lock.
    """
    if upload is None or not upload.filename:
        return None
    try:
        return files.prepare_paper(upload.read())
    except DomainError as error:
        form.refuse(error)
        return None


def store_scan(scan: Scan | None, county_code: str, actor: Actor, at: dt.datetime) -> str | None:
    """Make the row of an examined scan within the transaction of the act that needs it."""
    return files.store_paper(scan, county_code, actor, at).public_id if scan else None

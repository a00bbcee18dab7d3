"""The blueprint, and what its pages share: scans, papers, the page of a case."""

import datetime as dt
from collections.abc import Callable, Iterable

from flask import Blueprint, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from kgsup.access.guard import current_actor, may_open
from kgsup.casework import queries, rules
from kgsup.casework.forms import PaperForm
from kgsup.casework.models import Proposal
from kgsup.core import clock
from kgsup.core.errors import N_, DomainError, RuleViolation
from kgsup.documents.rules.cases import find_case_page
from kgsup.files import service as files
from kgsup.files.adapters.image import Picture
from kgsup.files.adapters.paper import Paper
from kgsup.web.acting import Act
from kgsup.web.forms import VersionedForm

blueprint = Blueprint("casework", __name__)

Scans = list[Paper | Picture]


def given(day: dt.date | None) -> dt.date:
    """The day of a field, which is there when the rest of its part is."""
    if day is None:
        raise RuleViolation(N_("Give the day."))
    return day


def prepare_scans(uploads: Iterable[FileStorage] | None, form: VersionedForm) -> Scans | None:
    """Examine the scans of a form, PDF or picture; ``None`` when one is none, which the form says.

    Runs before the transaction of the act: decoding takes time and holds no lock.
    """
    try:
        contents = [upload.read() for upload in uploads or () if upload and upload.filename]
        return [files.prepare_paper(content) for content in contents]
    except DomainError as error:
        form.refuse(error)
        return None


def store_scans(scans: Scans, county_code: str) -> tuple[str, ...]:
    """Make the rows of decoded scans within the transaction of the act that needs them."""
    actor, now = current_actor(), clock.now()
    rows = [files.store_paper(scan, county_code, actor, now) for scan in scans]
    return tuple(row.public_id for row in rows)


def paper_of(form: PaperForm, scans: Scans, county_code: str) -> rules.OnPaper | None:
    """The signature by hand that a form tells of; ``None`` for one on screen.

    Stores the scan, so it is called within the transaction.
    """
    if not (form.signer.data or form.signed_on.data or scans or form.reason.data):
        return None
    stored = store_scans(scans, county_code)
    return rules.OnPaper(
        signer=form.signer.data or "",
        signed_on=given(form.signed_on.data),
        scan=stored[0] if stored else "",
        reason=form.reason.data or "",
    )


def case_url(kind: str, public_id: str) -> str | None:
    """The page of a case; ``None`` where there is none or the reader may not open it."""
    page = find_case_page(kind)
    if page is None or not may_open(page.endpoint):
        return None
    return url_for(page.endpoint, public_id=public_id)


def version_now(public_id: str) -> int:
    """The present version of a proposal, asked after a conflict."""
    return queries.get_proposal(public_id, current_actor()).version


def act_on(
    proposal: Proposal, result: queries.Result, do: Callable[[], object], said: str = ""
) -> Act:
    """An act on a proposal: done, said, and known when it comes twice."""
    actor, public_id = current_actor(), proposal.public_id
    return Act(
        do=do,
        version=lambda: version_now(public_id),
        said=lambda: said or _("Recorded."),
        was_done=lambda: queries.was_done_by(("proposal", public_id), result, actor),
    )


def lines_of(text: str | None) -> tuple[str, ...]:
    """The lines of a text field that hold anything."""
    return tuple(line.strip() for line in (text or "").splitlines() if line.strip())

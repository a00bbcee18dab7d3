"""Numbers that other systems gave to an application, on its page."""

from flask import url_for

from kgsup.casework.queries import numbers_of
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.service.ledger import SUBJECT, subject_of
from kgsup.licensing.views.blueprint import panel


@panel("licensing/_numbers.html", place=25)
def numbers(application: PermitApplication) -> dict[str, object]:
    """政务服务网 办件编号 and the like."""
    return {
        "numbers": numbers_of(subject_of(application)),
        "url": url_for("casework.record_number", kind=SUBJECT, public_id=application.public_id),
    }

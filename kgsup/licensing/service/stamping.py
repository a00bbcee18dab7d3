"""Recording the stamp of an annual check on the copy of a licence."""

import datetime as dt

from sqlalchemy.exc import IntegrityError

from kgsup.access.actor import Actor
from kgsup.audit.rules import Subject
from kgsup.audit.service import record
from kgsup.core.clock import local_date
from kgsup.core.db import db
from kgsup.core.errors import N_, Conflict, RuleViolation
from kgsup.kindergartens.queries import current_licence, get_kindergarten
from kgsup.licensing.models import LicenceStamp
from kgsup.licensing.rules.stamping import NewStamp, check_stamp


def record_stamp(
    kindergarten_id: str, stamp: NewStamp, actor: Actor, at: dt.datetime
) -> LicenceStamp:
    """Record that the copy was stamped for a year; one stamp a year.

    Raises ``RuleViolation`` without a licence or on an impossible day, ``Conflict`` for a second stamp.
    """
    kindergarten = get_kindergarten(kindergarten_id, actor)
    check_stamp(stamp, local_date(at))
    if current_licence(kindergarten, stamp.stamped_on) is None:
        raise RuleViolation(N_("This kindergarten has no licence."))
    row = LicenceStamp(
        county_code=kindergarten.county_code,
        kindergarten_id=kindergarten.id,
        year=stamp.year,
        conclusion=stamp.conclusion.value,
        stamped_on=stamp.stamped_on,
        stamped_by=actor.name,
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
            db.session.flush()
    except IntegrityError:
        raise Conflict(N_("The licence has been stamped for this year already.")) from None
    subject = Subject(
        "kindergarten", kindergarten.public_id, kindergarten.county_code, kindergarten.public_id
    )
    changes = {
        "stamp_year": [None, stamp.year],
        "stamp_conclusion": [None, stamp.conclusion.value],
    }
    acted_on = None if stamp.stamped_on == local_date(at) else stamp.stamped_on
    record(actor, "licensing.stamp.record", subject, changes, at, acted_on=acted_on)
    return row

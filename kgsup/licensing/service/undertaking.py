"""Undertakings beside an application: entered, tracked, fulfilled with proof."""

import datetime as dt

from kgsup.access.actor import Actor
from kgsup.core.clock import local_date
from kgsup.core.db import db, require_version
from kgsup.core.errors import N_, IllegalTransition
from kgsup.licensing import queries
from kgsup.licensing.models import Undertaking
from kgsup.licensing.queries.undertakings import get_undertaking
from kgsup.licensing.rules.states import State
from kgsup.licensing.rules.undertakings import (
    Fulfilment,
    Promise,
    check_fulfilment,
    check_promise,
)
from kgsup.licensing.service.intake import load
from kgsup.licensing.service.ledger import record_on

_WITHOUT = frozenset({State.DRAFT, State.DISCARDED, State.CLOSED})


def undertake(
    public_id: str, promise: Promise, version: int | None, actor: Actor, at: dt.datetime
) -> Undertaking:
    """Enter what the applicant promised; the licence never bears it.

    Raises ``RuleViolation`` for days out of order, ``IllegalTransition`` on a draft or closed case.
    """
    application = load(public_id, version, actor)
    if application.state in _WITHOUT or application.received_on is None:
        raise IllegalTransition(N_("Nothing can be promised on this application."))
    check_promise(promise, received_on=application.received_on, today=local_date(at))
    row = Undertaking(
        county_code=application.county_code,
        permit_application_id=application.id,
        text=promise.text.strip(),
        given_on=promise.given_on,
        due_on=promise.due_on,
        recorded_by=actor.name,
    )
    db.session.add(row)
    db.session.flush()
    changes = {
        "undertaking": [None, row.text],
        "promised_by": [None, promise.due_on.isoformat()],
    }
    record_on(application, "undertake", changes, actor, at, acted_on=promise.given_on)
    return row


def fulfil(
    public_id: str, fulfilment: Fulfilment, version: int | None, actor: Actor, at: dt.datetime
) -> Undertaking:
    """Record that a promise was kept, with its proof; late is recorded as it is."""
    row, owner = get_undertaking(public_id, actor, for_update=True)
    queries.get_application(owner, actor, for_update=True)
    require_version(row, version)
    check_fulfilment(
        fulfilment,
        given_on=row.given_on,
        today=local_date(at),
        is_done=row.fulfilled_on is not None,
    )
    row.fulfilled_on, row.fulfilled_proof = fulfilment.on, fulfilment.proof.strip()
    application = queries.get_application(owner, actor)
    changes = {
        "undertaking": [None, row.text],
        "fulfilled_on": [None, fulfilment.on.isoformat()],
        "proof": [None, row.fulfilled_proof],
    }
    record_on(application, "fulfil", changes, actor, at, acted_on=fulfilment.on)
    return row

"""Settling a licence number that imported history gives to several kindergartens."""

import datetime as dt
from collections.abc import Sequence

from kgsup.access.actor import Actor
from kgsup.audit.service import record
from kgsup.core.clock import local_date
from kgsup.core.db import db
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.law import Article
from kgsup.kindergartens import queries
from kgsup.kindergartens.models import Kindergarten, NumberRuling
from kgsup.kindergartens.queries import NumberBearer
from kgsup.kindergartens.rules import acts
from kgsup.kindergartens.rules.number_rulings import Ruling
from kgsup.kindergartens.service.alarms import refresh_many
from kgsup.kindergartens.service.entries import load
from kgsup.kindergartens.service.writing import subject_of, touch


def rule_on_number(ruling: Ruling, actor: Actor, at: dt.datetime) -> NumberRuling:
    """Say who keeps a number: nothing is deleted, the others' licences are compared no longer.

    The alarms close; a bearer that comes later is a conflict with the keeper again.  The program never
    gives such a number.  Raises ``RuleViolation`` without reason, or when nobody else bears it.
    """
    reason = ruling.stated_reason
    keeper = load(ruling.keeper, actor)
    bearers = _open_bearers(keeper, ruling.digits, actor)
    others = [bearer for bearer in bearers if bearer.kindergarten.id != keeper.id]
    kept = [bearer for bearer in bearers if bearer.kindergarten.id == keeper.id]
    if not kept or not others:
        raise RuleViolation(
            N_("No other kindergarten bears this number: nothing is to be settled.")
        )
    for bearer in others:
        bearer.licence.number_settled_on = local_date(at)
    row = NumberRuling(
        county_code=keeper.county_code,
        digits=ruling.digits,
        number=kept[0].licence.number,
        kind=ruling.kind,
        keeper_id=keeper.id,
        others=sorted({bearer.kindergarten.public_id for bearer in others}),
        reason=reason,
        ruled_by=actor.name,
        ruled_at=at,
    )
    db.session.add(row)
    db.session.flush()
    _note(row, [keeper, *_kindergartens(others)], actor, at)
    return row


def _open_bearers(keeper: Kindergarten, digits: str, actor: Actor) -> list[NumberBearer]:
    found = queries.number_bearers(keeper.county_code, digits, actor)
    return [
        bearer
        for bearer in found
        if not bearer.is_settled and bearer.kindergarten.merged_into_id is None
    ]


def _kindergartens(bearers: Sequence[NumberBearer]) -> list[Kindergarten]:
    """Each once: one kindergarten may bear a number on two licences."""
    return list({bearer.kindergarten.id: bearer.kindergarten for bearer in bearers}.values())


def _note(
    row: NumberRuling, concerned: Sequence[Kindergarten], actor: Actor, at: dt.datetime
) -> None:
    """One ledger row on each kindergarten; then the alarms of all are brought up to the day."""
    for kindergarten in concerned:
        touch(kindergarten)
        changes = {
            "number": [row.number, row.number],
            "ruling": [None, row.kind.value],
            "kindergarten": [None, concerned[0].name],
            "reason": [None, row.reason],
        }
        subject = subject_of(kindergarten)
        record(actor, acts.NUMBER_RULE, subject, changes, at, article=Article.LICENCE_FORM)
    refresh_many(row.county_code, {item.id for item in concerned}, local_date(at))
    for kindergarten in concerned:
        db.session.refresh(kindergarten)

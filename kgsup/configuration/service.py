"""Setting a county's rules: a new version from a day on."""

import datetime as dt
from typing import Any

from kgsup.access.actor import Actor
from kgsup.audit.rules import Subject
from kgsup.audit.service import record
from kgsup.configuration import queries
from kgsup.configuration.models import ConfigurationValue
from kgsup.configuration.rules import RULES, Key, check_value
from kgsup.core.db import db
from kgsup.core.errors import N_, Missing


def set_value(
    county_code: str, key: Key, value: Any, effective_from: dt.date, actor: Actor, at: dt.datetime
) -> None:
    """Set a rule from a day on; earlier days keep what was in force then."""
    if not actor.reaches_county(county_code):
        raise Missing(N_("There is no such page or record."))
    check_value(key, value)
    before = queries.value(county_code, key, on=effective_from)
    db.session.add(
        ConfigurationValue(
            county_code=county_code,
            key=key,
            value=value,
            article=RULES[key].article,
            effective_from=effective_from,
            recorded_at=at,
            recorded_by=actor.name,
        )
    )
    record(
        actor,
        "configuration.value.set",
        Subject("configuration", key.value, county_code),
        {key.value: [before, value], "effective_from": [None, effective_from.isoformat()]},
        at,
        article=RULES[key].article,
    )

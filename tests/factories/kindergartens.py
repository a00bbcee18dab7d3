"""Kindergartens of 青禾县 for tests: made through the service, so that facts and alarms are there."""

import datetime as dt

from kgsup.access.actor import Actor, system_actor
from kgsup.kindergartens import service
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.rules.entries import NOTHING, Additions, NewKindergarten
from kgsup.kindergartens.rules.facts import PAGE, FactValue, Field, Source
from tests.conftest import AT, COUNTY

REGISTRAR = system_actor("test registrar")


def make_kindergarten(
    name: str = "青禾县向阳幼儿园",
    *,
    county_code: str = COUNTY,
    additions: Additions = NOTHING,
    from_on: dt.date | None = None,
    at: dt.datetime = AT,
    actor: Actor = REGISTRAR,
    source: Source = PAGE,
    **facts: FactValue,
) -> Kindergarten:
    """Enter a kindergarten; ``facts`` are fields by name (``head="田小禾"``).  The county must exist."""
    values: dict[Field, FactValue] = {Field.NAME: name}
    values |= {Field(field): value for field, value in facts.items()}
    new = NewKindergarten(facts=values, additions=additions, from_on=from_on)
    return service.enter_kindergarten(county_code, new, actor, at, source)

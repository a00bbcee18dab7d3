"""The sponsor that the register names, kept in step with the stakes of sponsors."""

import datetime as dt

from kgsup.kindergartens import queries
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.rules.entries import FactChange
from kgsup.kindergartens.rules.facts import FactValue, Field
from kgsup.kindergartens.rules.ownership.graph import OwnershipGraph, printed_sponsors
from kgsup.kindergartens.rules.ownership.parties import StakeKind
from kgsup.kindergartens.service.entries import change_facts
from kgsup.kindergartens.service.writing import Occasion


def keep_in_step(kindergarten: Kindergarten, from_on: dt.date, occasion: Occasion) -> None:
    """Write the sponsor as it is printed, from a day on: up to three, by share.

    Days on which no sponsor is known keep what the register says; so does a later day for which
    another source recorded something, but never today.
    """
    graph = queries.graph_around(kindergarten.county_code, kindergartens=[kindergarten.id])
    for day in _days(graph, kindergarten.public_id, from_on, occasion.today):
        name = printed_sponsors(graph.on(day), kindergarten.public_id)
        present = queries.as_of(kindergarten, day)[Field.SPONSOR_NAME]
        if name and name != present:
            values: dict[Field, FactValue] = {Field.SPONSOR_NAME: name}
            change = FactChange(values=values, effective_on=day, source=occasion.source)
            change_facts(kindergarten.public_id, change, occasion.actor, occasion.at)


def _days(graph: OwnershipGraph, key: str, from_on: dt.date, today: dt.date) -> list[dt.date]:
    """The days from one on at which a sponsor comes or goes, and today, which must be in step."""
    stakes = [edge for edge in graph.holders_of(key) if edge.kind is StakeKind.SPONSOR]
    turns = {day for edge in stakes for day in (edge.from_on, edge.until_on) if day}
    return sorted(day for day in {from_on, today, *turns} if from_on <= day <= today)

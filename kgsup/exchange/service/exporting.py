"""Exports are recorded: a list that leaves the bureau has left it."""

import datetime as dt

from kgsup.access.actor import Actor
from kgsup.audit.rules import Subject
from kgsup.audit.service import record
from kgsup.exchange.rules.outcomes import EXPORT


def record_export(
    county_code: str, list_name: str, rows: int, actor: Actor, at: dt.datetime
) -> None:
    """Record that a list was taken out of the program."""
    changes = {"list": [None, list_name], "rows": [None, rows]}
    record(actor, EXPORT, Subject("county", county_code, county_code), changes, at)

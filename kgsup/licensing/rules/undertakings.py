"""Undertakings (告知承诺, 整改承诺) beside a licence: tracked, never printed on it (practice R36)."""

import datetime as dt
from dataclasses import dataclass

from kgsup.audit.rules import register_acts
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.labels import register_fields

TEXT_LIMIT = 1000


@dataclass(frozen=True, kw_only=True)
class Promise:
    """What the applicant promised on which day, to be done by the last day, inclusive."""

    text: str
    given_on: dt.date
    due_on: dt.date


def check_promise(promise: Promise, *, received_on: dt.date, today: dt.date) -> None:
    """Refuse a promise without words, given before the application or later than today, or due before."""
    if not promise.text.strip() or len(promise.text) > TEXT_LIMIT:
        raise RuleViolation(N_("Write what was promised, in up to 1000 characters."))
    if not received_on <= promise.given_on <= today:
        raise RuleViolation(N_("The day of the promise lies between the receipt and today."))
    if promise.due_on < promise.given_on:
        raise RuleViolation(N_("What was promised is due after the promise was given."))


@dataclass(frozen=True, kw_only=True)
class Fulfilment:
    """When a promise was kept and what proves it; ``scans`` are public ids of evidence."""

    on: dt.date
    proof: str


def check_fulfilment(
    fulfilment: Fulfilment, *, given_on: dt.date, today: dt.date, is_done: bool
) -> None:
    """Refuse a fulfilment without proof, before the promise, in the future, or a second one."""
    if is_done:
        raise RuleViolation(N_("This undertaking was fulfilled already."))
    if not fulfilment.proof.strip():
        raise RuleViolation(N_("Say what proves that it was done."))
    if not given_on <= fulfilment.on <= today:
        raise RuleViolation(N_("The day lies between the promise and today."))


ACTS = register_acts(
    {
        "licensing.application.undertake": N_("Undertaking entered"),
        "licensing.application.fulfil": N_("Undertaking fulfilled"),
    }
)
register_fields(
    {
        "undertaking": N_("Undertaking"),
        "promised_by": N_("To be done by"),
        "fulfilled_on": N_("Fulfilled on"),
        "proof": N_("Proof"),
    }
)

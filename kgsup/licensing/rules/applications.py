"""Starting and receiving an application, and what the ledger says of it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kgsup.audit.rules import register_acts
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.labels import register_fields, register_ledger_enums
from kgsup.kindergartens.rules.identity import State as KindergartenState
from kgsup.licensing.rules.fields import (
    EARLIEST_DAY,
    ApplicationField,
    BadValue,
    read_value,
    unanswered,
)
from kgsup.licensing.rules.kinds import BY_FOUNDERS, KindRule, PermitKind
from kgsup.licensing.rules.origins import Channel
from kgsup.licensing.rules.states import Nature, State


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What the rule of starting must know of the kindergarten that applies."""

    state: KindergartenState
    is_merged: bool


def check_start(kind: PermitKind, standing: Standing | None) -> None:
    """Refuse an application for a kindergarten that is closed, merged away or unknown.

    Founders apply without an entry in the register, everybody else with one.
    """
    if kind in BY_FOUNDERS:
        if standing is not None and standing.state is not KindergartenState.IN_PREPARATION:
            raise RuleViolation(N_("This kindergarten is established already."))
        return
    if standing is None:
        raise RuleViolation(N_("Say for which kindergarten this is."))
    if standing.is_merged or standing.state is KindergartenState.CLOSED:
        raise RuleViolation(N_("This kindergarten is closed: nothing can be applied for."))


@dataclass(frozen=True, kw_only=True)
class Lack:
    """What an application still lacks before it can be sent: fields and codes of papers."""

    fields: tuple[ApplicationField, ...]
    papers: tuple[str, ...]

    @property
    def is_nothing(self) -> bool:
        return not self.fields and not self.papers


def lack_of(rule: KindRule, values: Mapping[str, str], papers: Iterable[str]) -> Lack:
    """What is missing: fields that must be answered or cannot be read, and papers asked for."""
    there = frozenset(papers)
    wanted = [f for f in rule.fields if f in unanswered(values, rule.fields) or _is_bad(f, values)]
    missing = tuple(p.code for p in rule.papers if p.required and p.code not in there)
    return Lack(fields=tuple(wanted), papers=missing)


def _is_bad(field: ApplicationField, values: Mapping[str, str]) -> bool:
    try:
        read_value(field, values.get(field, ""))
    except BadValue:
        return True
    return False


def require_complete(rule: KindRule, values: Mapping[str, str], papers: Iterable[str]) -> None:
    """Refuse to send an application on line that still lacks something."""
    lack = lack_of(rule, values, papers)
    if not lack.is_nothing:
        raise RuleViolation(
            N_("%(count)d points of the task list are not done yet."),
            count=len(lack.fields) + len(lack.papers),
        )


def check_received_at(received_at: dt.datetime, now: dt.datetime, received_on: dt.date) -> None:
    """Refuse papers that were received in the future or before there was an office."""
    if received_at > now:
        raise RuleViolation(N_("The day of receipt lies in the future."))
    if received_on < EARLIEST_DAY:
        raise RuleViolation(N_("No act of an office is older than 1 October 1949."))


def known_fields(rule: KindRule) -> list[ApplicationField]:
    """The fields whose present values stand in the register."""
    return [field for field in rule.fields if field in _IN_REGISTER]


_F = ApplicationField
_IN_REGISTER = frozenset(
    {
        _F.NAME,
        _F.TOWN,
        _F.ADDRESS,
        _F.OWNERSHIP,
        _F.RESIDENTIAL_AREA,
        _F.HANDED_OVER_ON,
        _F.ASSET_KINDS,
        _F.CAPACITY,
        _F.SPONSOR_NAME,
        _F.SPONSOR_KIND,
        _F.HEAD_NAME,
    }
)

ACTS = register_acts(
    {
        "licensing.application.start": N_("Application begun"),
        "licensing.application.save": N_("Part of the application saved"),
        "licensing.application.discard": N_("Draft discarded"),
        "licensing.application.receive": N_("Application received"),
        "licensing.application.submit": N_("Application sent on line"),
        "licensing.application.provide": N_("Paper handed in"),
    }
)
register_fields(
    {
        "permit_application": N_("Application"),
        "application_paper": N_("Paper"),
        "kind": N_("Kind"),
        "applicant": N_("Applicant"),
        "channel": N_("How it came in"),
        "received_at": N_("Received at"),
        "received_on": N_("Counts as received on"),
        "paper": N_("Paper"),
        "evidence": N_("Photograph"),
        "values": N_("What was filled in"),
        "copies": N_("Copies"),
    }
)
register_ledger_enums("permit_application", State, PermitKind, Channel, Nature)

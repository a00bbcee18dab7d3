"""Starting and receiving an application, and what the ledger says of it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from kgsup.audit.rules import register_acts
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.labels import register_fields, register_labels, register_ledger_enums
from kgsup.kindergartens.rules.identity import State as KindergartenState
from kgsup.licensing.rules.fields import (
    EARLIEST_DAY,
    ApplicationField,
    unanswered,
    unreadable,
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
    """What keeps an application from being sent: fields without answer, fields that hold what cannot be
    read, and codes of papers."""

    fields: tuple[ApplicationField, ...]
    unreadable: tuple[ApplicationField, ...]
    papers: tuple[str, ...]

    @property
    def count(self) -> int:
        return len(self.fields) + len(self.unreadable) + len(self.papers)

    @property
    def is_nothing(self) -> bool:
        return self.count == 0


def lack_of(rule: KindRule, values: Mapping[str, str], papers: Iterable[str]) -> Lack:
    """What is missing of what must be there, and what stands there and cannot be read."""
    there = frozenset(papers)
    return Lack(
        fields=tuple(unanswered(values, rule.fields)),
        unreadable=tuple(unreadable(values, rule.fields)),
        papers=tuple(p.code for p in rule.papers if p.required and p.code not in there),
    )


class PartState(StrEnum):
    """Where a part of the task list stands."""

    DONE = "done"
    OPEN = "open"
    UNREADABLE = "unreadable"


def part_state(fields: Iterable[ApplicationField], lack: Lack) -> PartState:
    """A part that holds something unreadable is that before it is merely open."""
    part = frozenset(fields)
    if part & set(lack.unreadable):
        return PartState.UNREADABLE
    return PartState.OPEN if part & set(lack.fields) else PartState.DONE


def require_complete(rule: KindRule, values: Mapping[str, str], papers: Iterable[str]) -> None:
    """Refuse to send an application on line that still lacks something."""
    lack = lack_of(rule, values, papers)
    if not lack.is_nothing:
        raise RuleViolation(
            N_("%(count)d points of the task list are not done yet."),
            count=lack.count,
        )


def check_received_at(received_at: dt.datetime, now: dt.datetime, received_on: dt.date) -> None:
    """Refuse papers that were received in the future or before there was an office."""
    if received_at > now:
        raise RuleViolation(N_("The day of receipt lies in the future."))
    if received_on < EARLIEST_DAY:
        raise RuleViolation(N_("No act of an office is older than 1 October 1949."))


def check_way(channel: Channel, *, is_applicant: bool) -> None:
    """Refuse that one side finishes what the other is still writing.

    An application on line is its applicant's until it is sent; what came on paper is typed by the
    office alone.
    """
    if (channel is Channel.ONLINE) is not is_applicant:
        raise RuleViolation(
            N_("This came in on paper: the office enters it.")
            if is_applicant
            else N_("The applicant is still filling this in: only the applicant can send it.")
        )


FOUNDER_DRAFTS_PER_DAY = 50  # drafts of people without an account, a county and day
UNTOUCHED_DAYS = 60  # after which a draft behind a code is discarded


def check_founder_drafts(begun_today: int) -> None:
    """Refuse a further draft of somebody without an account when the county had too many today."""
    if begun_today >= FOUNDER_DRAFTS_PER_DAY:
        raise RuleViolation(
            N_(
                "Today %(count)d applications have been begun here without being sent. "
                "Come back tomorrow, or bring the papers to the window."
            ),
            count=FOUNDER_DRAFTS_PER_DAY,
        )


NEXT_STEPS: Mapping[State, str] = {
    State.RECEIVED: N_(
        "Within five working days the bureau accepts it or asks you, once, for everything that is "
        "missing. If it does neither, it counts as accepted from the day of receipt (行政许可法 32)."
    ),
    State.CORRECTING: N_("It is your turn: correct what is asked for, or explain it."),
    State.ACCEPTED: N_("The bureau examines it and decides within the period shown above."),
    State.GRANTED: N_(
        "The decision and the certificate are handed to you within ten working days."
    ),
    State.REFUSED: N_("The decision names the reasons and how you can have it reviewed."),
    State.FILED: N_("It has been filed; the receipt is handed to you."),
    State.OBJECTED: N_("It was not filed; the paper says what stands against it."),
    State.NOT_NEEDED: N_("No permit is needed for this."),
    State.DECLINED: N_("Another office decides this; the paper says which."),
    State.ENDED: N_("The procedure has ended. You may apply again at any time."),
    State.WITHDRAWN: N_("You took it back. You may apply again at any time."),
    State.DISCARDED: N_("The draft was given up; nothing was received."),
    State.CLOSED: N_("The case is finished and filed away."),
}


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
register_ledger_enums("permit_application", State, PermitKind, Channel, Nature, ApplicationField)
register_labels(
    {
        PartState.DONE: N_("Done"),
        PartState.OPEN: N_("Not done yet"),
        PartState.UNREADABLE: N_("Cannot be read"),
    }
)

"""Which step of a reminder ladder is due, who can be written to, when a message is tried again.

No Flask, no database, no clock.
"""

import datetime as dt
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from kgsup.audit.rules import register_acts
from kgsup.core.clocks import LadderStep, due_steps
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.labels import register_fields, register_labels


class ReminderKind(StrEnum):
    """What is reminded of; the mail's words stand in ``templates/mail/<kind>.txt``."""

    ANNUAL_CHECK = "annual_check"
    LICENCE_RENEWAL = "licence_renewal"


class ReminderState(StrEnum):
    """What became of a step when its day came."""

    SENT = "sent"  # its message was put into the outbox
    SUPERSEDED = "superseded"  # a later step took its place before it could be sent
    SUPPRESSED = "suppressed"  # what it asked for was done before its message left


class MessageState(StrEnum):
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"  # given up: the address is wrong or the server refused for days
    WITHDRAWN = "withdrawn"  # not needed any more before it left
    SHOWN = "shown"  # has no address: it stands in the pages only


class CallState(StrEnum):
    OPEN = "open"
    CALLED = "called"
    DROPPED = "dropped"  # a later step or the return itself made the call needless


class CallReason(StrEnum):
    NO_ADDRESS = "no_address"
    NOT_DELIVERED = "not_delivered"


ACTS = register_acts(
    {
        "reminders.step.send": N_("Reminder sent"),
        "reminders.step.withdraw": N_("Reminder withdrawn"),
        "reminders.message.fail": N_("Message could not be delivered"),
        "reminders.message.send_again": N_("Message queued again"),
        "reminders.call.record": N_("Call recorded"),
    }
)

register_fields(
    {
        "state": N_("State"),
        "note": N_("Note"),
        "papers_due_on": N_("Papers due on"),
        "reminder_step": N_("Reminder, days from the due date"),
        "superseded_steps": N_("Superseded steps, days from the due date"),
        "taken_back": N_("Messages and calls taken back"),
        "mail_sent_to": N_("Mail sent to"),
        "server_answer": N_("Answer of the mail server"),
    }
)

# One call an enum: equal texts of two enums would be one key of a dictionary.
register_labels(
    {
        ReminderKind.ANNUAL_CHECK: N_("Annual check"),
        ReminderKind.LICENCE_RENEWAL: N_("Renewal of the licence"),
    }
)
register_labels(
    {
        ReminderState.SENT: N_("Sent"),
        ReminderState.SUPERSEDED: N_("Superseded by a later step"),
        ReminderState.SUPPRESSED: N_("Not needed any more"),
    }
)
register_labels(
    {
        MessageState.QUEUED: N_("Waiting to be sent"),
        MessageState.SENT: N_("Handed over for delivery"),
        MessageState.FAILED: N_("Not deliverable"),
        MessageState.WITHDRAWN: N_("Withdrawn"),
        MessageState.SHOWN: N_("Shown in the pages"),
    }
)
register_labels(
    {
        CallState.OPEN: N_("To be called"),
        CallState.CALLED: N_("Called"),
        CallState.DROPPED: N_("Call not needed any more"),
    }
)
register_labels(
    {
        CallReason.NO_ADDRESS: N_("No mail address"),
        CallReason.NOT_DELIVERED: N_("Mail could not be delivered"),
    }
)


@dataclass(frozen=True, kw_only=True)
class LadderMove:
    """What is to be done with a ladder today: one step to send at most, the others to be recorded."""

    send: LadderStep | None
    superseded: tuple[LadderStep, ...] = ()

    @property
    def is_nothing(self) -> bool:
        return self.send is None and not self.superseded


def next_step(
    due_on: dt.date, offsets: Iterable[int], recorded: Collection[int], today: dt.date
) -> LadderMove:
    """Return which step is to be sent today and which are to be recorded as superseded.

    ``offsets`` are days from the due date, negative before it; ``recorded`` are the offsets that have
    a row already, whatever its state.  Only the latest step whose day has come (today included) is
    ever sent, and only when nothing later was recorded: so an outage, a restart, a clock that goes
    back or a ladder that gains a step never sends an old step after a newer one.
    """
    steps = due_steps(due_on, offsets, today)
    missing = [step for step in steps if step.offset not in recorded]
    if not missing:
        return LadderMove(send=None)
    newest_recorded = max(recorded, default=None)
    latest = missing[-1]
    if latest is steps[-1] and (newest_recorded is None or newest_recorded < latest.offset):
        return LadderMove(send=latest, superseded=tuple(missing[:-1]))
    return LadderMove(send=None, superseded=tuple(missing))


def is_last_step(offset: int, offsets: Iterable[int]) -> bool:
    """Tell whether a step is the last of its ladder, the one that the clerk gets too."""
    return offset == max(offsets, default=None)


# One mailbox, ASCII, with a dot in the domain: what Chinese mail providers give out.  Lists hold notes
# such as "无", two addresses in one cell or an address with a blank; none of them can be written to.
_MAILBOX = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}")


def usable_address(text: str | None) -> str | None:
    """Return the address if it is exactly one mailbox that a mail can go to, else nothing."""
    stripped = (text or "").strip()
    return stripped if _MAILBOX.fullmatch(stripped) else None


def one_line(text: str) -> str:
    """Write a text in one line, as the subject of a mail must be; no header can be smuggled in."""
    return " ".join(text.split())


# Minutes until a message that was not accepted is tried again; after the last it is given up.
RETRY_MINUTES = (1, 5, 15, 60, 240, 720, 1440)

# A message that was taken up and of which nothing was heard (the worker was killed) is taken up again.
LEASE = dt.timedelta(minutes=30)

# The furthest that a queued message can honestly lie ahead; further means the clock went back.
FURTHEST_AHEAD = dt.timedelta(minutes=max(RETRY_MINUTES))


LONGEST_ERROR = 500  # characters of a server's answer that are kept


def is_due(state: MessageState, next_attempt_at: dt.datetime | None, at: dt.datetime) -> bool:
    """Tell whether a message is to be tried now; the same condition as ``queries.is_due``."""
    if state is not MessageState.QUEUED or next_attempt_at is None:
        return False
    return next_attempt_at <= at or next_attempt_at > at + FURTHEST_AHEAD


def retry_at(attempts: int, at: dt.datetime) -> dt.datetime | None:
    """Return when a message is tried again after its ``attempts``-th failure; never, when given up."""
    if attempts > len(RETRY_MINUTES):
        return None
    return at + dt.timedelta(minutes=RETRY_MINUTES[attempts - 1])


def record_call(state: CallState, note: str) -> CallState:
    """Close an open entry of the call list; who answered or what was said must be noted."""
    if state is not CallState.OPEN:
        raise RuleViolation(N_("This call has been recorded or is not needed any more."))
    if not note.strip():
        raise RuleViolation(N_("Note who answered and what was said."))
    return CallState.CALLED

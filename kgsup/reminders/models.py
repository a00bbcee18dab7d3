"""Tables of the ladder's steps, the messages they caused and the calls that are left to the clerk.

A case and a kindergarten are referred to softly, by kind and public id.
"""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kgsup.access.actor import Role
from kgsup.core.db import PUBLIC_ID_LENGTH, Base, CountyRow, belongs_to, text_enum
from kgsup.reminders.rules import CallReason, CallState, MessageState, ReminderKind, ReminderState


class Reminder(CountyRow, Base):
    """One step of one ladder.  The unique key makes a second sending impossible."""

    __tablename__ = "reminder"
    __table_args__ = CountyRow.keys(
        sa.UniqueConstraint("kind", "subject_kind", "subject_id", "due_on", "offset_days"),
        sa.Index("ix_reminder_kindergarten", "kindergarten", "recorded_at"),
        sa.Index("ix_reminder_subject", "subject_kind", "subject_id"),
        # Compared as a day number on neither database, so only the order is held here.
        sa.CheckConstraint(
            "(offset_days < 0 AND step_on < due_on) OR (offset_days = 0 AND step_on = due_on)"
            " OR (offset_days > 0 AND step_on > due_on)",
            name="step_lies_on_its_side",
        ),
    )

    kind: Mapped[ReminderKind] = mapped_column(text_enum(ReminderKind))
    subject_kind: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[str] = mapped_column(sa.String(PUBLIC_ID_LENGTH))
    kindergarten: Mapped[str] = mapped_column(sa.String(PUBLIC_ID_LENGTH))  # public id
    due_on: Mapped[dt.date]
    offset_days: Mapped[int]
    step_on: Mapped[dt.date]
    state: Mapped[ReminderState] = mapped_column(text_enum(ReminderState))
    recorded_at: Mapped[dt.datetime]


class OutboxMessage(CountyRow, Base):
    """A message on its way; its public id is the name of its file and of its Message-ID."""

    __tablename__ = "outbox_message"
    __table_args__ = CountyRow.keys(
        belongs_to("reminder"),
        sa.UniqueConstraint("reminder_id", "recipient"),
        sa.Index("ix_outbox_message_queue", "state", "next_attempt_at"),
        sa.CheckConstraint(
            "(next_attempt_at IS NOT NULL) = (state = 'queued')", name="tried_again_iff_queued"
        ),
        sa.CheckConstraint("(sent_at IS NOT NULL) = (state = 'sent')", name="sent_at_iff_sent"),
        sa.CheckConstraint(
            "address IS NOT NULL OR state IN ('shown', 'withdrawn')", name="sent_to_an_address"
        ),
        sa.CheckConstraint("state <> 'failed' OR error IS NOT NULL", name="failed_with_a_reason"),
        sa.CheckConstraint("attempts >= 0", name="attempts_counted"),
    )

    reminder_id: Mapped[int]
    recipient: Mapped[str] = mapped_column(
        sa.String(60)
    )  # "kindergarten:<public id>", "role:clerk"
    kindergarten_name: Mapped[str]  # as it was on that day, with the telephone: for the call list
    telephone: Mapped[str | None]
    address: Mapped[str | None]  # one, or several joined by ", "
    sender_name: Mapped[str]
    subject_line: Mapped[str]
    body: Mapped[str]
    state: Mapped[MessageState] = mapped_column(text_enum(MessageState))
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[dt.datetime]
    next_attempt_at: Mapped[dt.datetime | None]
    sent_at: Mapped[dt.datetime | None]
    error: Mapped[str | None]


def to_kindergarten(public_id: str) -> str:
    """The recipient of a message to a kindergarten."""
    return f"kindergarten:{public_id}"


def to_role(role: Role) -> str:
    """The recipient of a message to everybody who holds a role in the county."""
    return f"role:{role.value}"


class CallListEntry(CountyRow, Base):
    """A kindergarten that a reminder could not reach, to be called by the clerk."""

    __tablename__ = "call_list_entry"
    __table_args__ = CountyRow.keys(
        belongs_to("reminder"),
        sa.UniqueConstraint("reminder_id"),
        sa.Index("ix_call_list_entry_open", "county_code", "state", "id"),
        sa.CheckConstraint(
            "(called_at IS NOT NULL) = (state = 'called')", name="called_at_iff_called"
        ),
        sa.CheckConstraint(
            "(called_by IS NOT NULL) = (state = 'called')", name="called_by_iff_called"
        ),
        sa.CheckConstraint("(note IS NOT NULL) = (state = 'called')", name="noted_iff_called"),
    )

    reminder_id: Mapped[int]
    kindergarten: Mapped[str] = mapped_column(sa.String(PUBLIC_ID_LENGTH))  # public id
    kindergarten_name: Mapped[str]  # as it was on that day
    telephone: Mapped[str | None]
    reason: Mapped[CallReason] = mapped_column(text_enum(CallReason))
    state: Mapped[CallState] = mapped_column(text_enum(CallState), default=CallState.OPEN)
    opened_at: Mapped[dt.datetime]
    called_by: Mapped[str | None]
    called_at: Mapped[dt.datetime | None]
    note: Mapped[str | None]

"""Reading reminders, the outbox and the call list."""

from kgsup.reminders.queries.calls import (
    Call,
    count_open_calls,
    get_call,
    has_call,
    list_calls,
    list_open_calls_of,
    show_call,
)
from kgsup.reminders.queries.messages import (
    count_messages,
    get_message,
    is_due,
    list_due_messages,
    list_messages,
    list_notices,
    list_queued_of,
    mails_of_role,
)
from kgsup.reminders.queries.steps import (
    LastStep,
    ReminderLine,
    get_reminder_of,
    last_steps,
    list_for_kindergarten,
    list_of_case,
    list_of_subject,
    recorded_offsets,
    subjects_with_outstanding,
)

__all__ = [
    "Call",
    "LastStep",
    "ReminderLine",
    "count_messages",
    "count_open_calls",
    "get_call",
    "get_message",
    "get_reminder_of",
    "has_call",
    "is_due",
    "last_steps",
    "list_calls",
    "list_due_messages",
    "list_for_kindergarten",
    "list_messages",
    "list_notices",
    "list_of_case",
    "list_of_subject",
    "list_open_calls_of",
    "list_queued_of",
    "mails_of_role",
    "recorded_offsets",
    "show_call",
    "subjects_with_outstanding",
]

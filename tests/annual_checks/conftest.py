"""The fixtures of the reminders, which the ladder of the annual check is sent with."""

from tests.reminders.conftest import outbox, own_app, own_environment

__all__ = ["outbox", "own_app", "own_environment"]

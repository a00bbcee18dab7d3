"""Reminder ladders, the outbox of messages and the clerk's call list, for any case that has a date."""

"""The words of messages: plain-text templates in Chinese, rendered without Flask."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kgsup.core.formats import date_zh
from kgsup.core.settings import PROJECT
from kgsup.reminders.rules import one_line

TEMPLATES = PROJECT / "templates" / "mail"


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a message says: one line above, the text below."""

    subject_line: str
    body: str


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - plain text; nothing here is ever shown as HTML unescaped
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    environment.filters["date"] = _date
    return environment


def _date(day: dt.date) -> str:
    return date_zh(day)


def write(template: str, facts: Mapping[str, object]) -> Words:
    """Write a message from ``templates/mail/<template>.txt``: subject, blank line, text.

    Raises ``jinja2.UndefinedError`` when a fact is missing, ``ValueError`` when the text is empty.
    """
    text = _environment().get_template(f"{template}.txt").render(facts)
    subject_line, _, body = text.partition("\n\n")
    if not subject_line.strip() or not body.strip():
        raise ValueError(f"templates/mail/{template}.txt gives no subject or no text")
    return Words(subject_line=one_line(subject_line), body=body.strip() + "\n")

"""Jinja filters: dates, money, labels."""

import datetime as dt
import re
from decimal import Decimal
from enum import StrEnum

from flask import Flask
from flask_babel import get_locale, gettext

from kgsup.core import formats
from kgsup.core.labels import field_name, find_label, has_field_name, label_of
from kgsup.web.language import catalogue

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ISO_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?[+-]\d{2}:\d{2}")


def install(app: Flask) -> None:
    """Make the filters known to templates."""
    app.jinja_env.filters.update(
        date=date,
        instant=instant,
        money=formats.money,
        monthly=formats.monthly,
        number=formats.number,
        label=label,
        field_name=named_field,
        ledger_value=ledger_value,
        actor_name=actor_name,
        translated=gettext,
    )


def is_chinese() -> bool:
    """Tell whether the page is shown in Chinese."""
    locale = get_locale()
    return locale is None or locale.language == "zh"


def date(day: dt.date | None) -> str:
    """A day as people write it in the page's language."""
    return formats.date_zh(day) if is_chinese() else formats.date_iso(day)


def instant(value: dt.datetime | None) -> str:
    """An instant on Chinese clocks, written in the page's language."""
    return formats.instant_zh(value) if is_chinese() else formats.instant_iso(value)


def label(value: StrEnum | None) -> str:
    """What a value of an enum is called."""
    return catalogue().ugettext(label_of(value)) if value is not None else "—"


def named_field(field: str) -> str:
    """What a field of a ledger row is called; rows of older programs may hold unknown ones."""
    return gettext(field_name(field)) if has_field_name(field) else field


def actor_name(name: str) -> str:
    """Who did it: people by their name, the program and its command line by what they are."""
    if name == "worker":
        return str(gettext("the program"))
    if name.startswith("cli:"):
        return str(gettext("command line (%(user)s)", user=name.removeprefix("cli:")))
    return name


def ledger_value(value: object, field: str = "", subject_kind: str = "") -> object:
    """A value of a ledger row as a person reads it: enums by their label, lists by commas."""
    if isinstance(value, bool) or value in ("true", "false"):
        return gettext("yes") if value in (True, "true") else gettext("no")
    if isinstance(value, int) and field.endswith("_fen"):
        return formats.money(Decimal(value) / 100)
    if isinstance(value, str):
        return _grant(value) if field == "grants" else _ledger_text(value, subject_kind)
    if isinstance(value, list):
        return gettext(", ").join(str(ledger_value(v, field, subject_kind)) for v in value)
    if isinstance(value, dict):
        pairs = [f"{_ledger_key(key)} → {ledger_value(part)}" for key, part in value.items()]
        return gettext(", ").join(pairs) or gettext("none")
    return value


def _ledger_key(key: str) -> str:
    return named_field(key) if has_field_name(key) else _ledger_text(key, "")


def _grant(text: str) -> str:
    role, _, reach = text.partition(":")
    return f"{_ledger_text(role, 'user')} {reach}"


def _ledger_text(text: str, subject_kind: str) -> str:
    if _ISO_DAY.fullmatch(text):
        return date(dt.date.fromisoformat(text))
    if _ISO_INSTANT.fullmatch(text):
        return instant(dt.datetime.fromisoformat(text))
    found = find_label(text, subject_kind)
    return gettext(found) if found else text

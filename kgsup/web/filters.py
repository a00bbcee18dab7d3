"""Jinja filters: dates, money, labels."""

import datetime as dt
import re
from enum import StrEnum

from flask import Flask
from flask_babel import get_locale, gettext

from kgsup.core import formats
from kgsup.core.labels import field_name, find_label, has_field_name, label_of

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


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
    return gettext(label_of(value)) if value is not None else "—"


def named_field(field: str) -> str:
    """What a field of a ledger row is called; rows of older programs may hold unknown ones."""
    return gettext(field_name(field)) if has_field_name(field) else field


def ledger_value(value: object) -> object:
    """A value of a ledger row as a person reads it: enums by their label, lists by commas."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, str) and _ISO_DAY.fullmatch(value):
        return date(dt.date.fromisoformat(value))
    if isinstance(value, str):
        found = find_label(value)
        return gettext(found) if found else value
    if isinstance(value, list):
        return ", ".join(str(ledger_value(part)) for part in value)
    return value

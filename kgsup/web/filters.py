"""Jinja filters: dates, money, labels."""

import datetime as dt
from enum import StrEnum

from flask import Flask
from flask_babel import get_locale, gettext

from kgsup.core import formats
from kgsup.core.labels import label_of


def install(app: Flask) -> None:
    """Make the filters known to templates."""
    app.jinja_env.filters.update(
        date=date,
        instant=instant,
        money=formats.money,
        monthly=formats.monthly,
        number=formats.number,
        label=label,
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

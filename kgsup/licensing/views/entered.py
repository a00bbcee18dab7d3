"""How a value that was typed into an application is shown; what cannot be read stands as it was typed."""

import datetime as dt
from enum import StrEnum

from flask_babel import gettext as _

from kgsup.areas.queries import town_name
from kgsup.core import formats
from kgsup.licensing.rules.fields import (
    FIELDS,
    ApplicationField,
    BadValue,
    Shape,
    Value,
    read_value,
)
from kgsup.licensing.views.blueprint import blueprint
from kgsup.web.filters import date, label


@blueprint.app_template_filter("entered")
def entered(text: str | None, name: ApplicationField | str) -> str:
    """A value as a person reads it."""
    field = ApplicationField(name)
    if not text:
        return ""
    try:
        value = read_value(field, text)
    except BadValue:
        return text
    if FIELDS[field].shape is Shape.TOWN:
        return town_name(text) or text
    return _shown(value, text)


def _shown(value: Value, text: str) -> str:
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, frozenset):
        return str(_(", ")).join(sorted(label(part) for part in value))
    if isinstance(value, StrEnum):
        return label(value)
    if isinstance(value, dt.date):
        return date(value)
    return formats.number(value) if isinstance(value, int | float) else text

"""The fields of an application as a form, made from the rule of its kind."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import (
    Field,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, DateInput, ListWidget, TextInput

from kgsup.core.labels import label_of
from kgsup.licensing.rules.fields import (
    FIELDS,
    NO,
    SEPARATOR,
    YES,
    ApplicationField,
    BadValue,
    FieldRule,
    Shape,
    read_value,
)
from kgsup.web.forms import SometimesRequired, VersionedForm, choices_of, strip

Towns = Mapping[str, str]


class Readable:
    """Refuses what the field's rule cannot read; nothing typed is left to the task list."""

    def __init__(self, name: ApplicationField) -> None:
        self.name = name

    def __call__(self, _form: object, field: Field) -> None:
        try:
            read_value(self.name, text_of(field))
        except BadValue as error:
            raise ValidationError(gettext(str(error))) from None


def text_of(field: Field) -> str:
    """What was chosen or typed, as an application keeps it."""
    typed = field.data
    if isinstance(typed, list):
        return SEPARATOR.join(sorted(typed))
    return str(typed or "").strip()


def answers_form(
    names: Iterable[ApplicationField], values: Mapping[str, str], towns: Towns, version: int
) -> VersionedForm:
    """A form for some fields of an application, filled with what was typed before."""
    parts, initial = answers_parts(names, values, towns)
    kind: type[VersionedForm] = type("AnswersForm", (VersionedForm,), parts)
    return kind(version=version, **initial)


def answers_parts(
    names: Iterable[ApplicationField], values: Mapping[str, str], towns: Towns
) -> tuple[dict[str, Any], dict[str, str | list[str]]]:
    """The form's fields for some fields of an application, and what they hold at first."""
    names = list(names)
    parts = {name.value: _field(name, towns) for name in names}
    return parts, {name.value: _initial(name, values) for name in names}


def answers_of(
    form: VersionedForm, names: Iterable[ApplicationField]
) -> dict[ApplicationField, str]:
    """What was typed, field by field."""
    return {name: text_of(form[name.value]) for name in names}


LONGEST_KEPT = 5000  # characters that are kept of a text which cannot be read


def keepable(form: VersionedForm, names: Iterable[ApplicationField]) -> set[ApplicationField]:
    """The fields whose text may be kept although it cannot be read: all but choices that are none."""
    return {
        name
        for name in names
        if not form[name.value].errors
        or (
            not isinstance(form[name.value], SelectField | SelectMultipleField)
            and len(text_of(form[name.value])) <= LONGEST_KEPT
        )
    }


def mark_unreadable(form: VersionedForm, names: Iterable[ApplicationField]) -> None:
    """Say beside each field what cannot be read of what was kept."""
    names = list(names)
    for name in names:
        try:
            read_value(name, text_of(form[name.value]))
        except BadValue as error:
            form[name.value].errors = [gettext(str(error))]
    as_text(form, names)


def as_text(form: VersionedForm, names: Iterable[ApplicationField]) -> None:
    """A browser shows nothing of a day that is none: let it stand as it was typed."""
    for name in names:
        if FIELDS[name].shape is Shape.DAY and form[name.value].errors:
            form[name.value].widget = TextInput()


def _initial(name: ApplicationField, values: Mapping[str, str]) -> str | list[str]:
    text = values.get(name.value, "")
    if FIELDS[name].shape is Shape.CHOICES:
        return [part for part in text.split(SEPARATOR) if part]
    return text


def _field(name: ApplicationField, towns: Towns) -> Any:
    rule = FIELDS[name]
    label = lazy_gettext(label_of(name))
    checks: list[Any] = [Readable(name)]
    if rule.required:
        checks.insert(0, SometimesRequired())  # the task list asks for it, a draft may wait
    match rule.shape:
        case Shape.LONG_TEXT:
            return TextAreaField(label, checks, filters=[strip])
        case Shape.DAY:
            return StringField(label, checks, widget=DateInput(), filters=[strip])
        case Shape.YES_NO:
            choices = choices_of({YES: lazy_gettext("yes"), NO: lazy_gettext("no")})
            return RadioField(label, checks, choices=choices, validate_choice=False)
        case Shape.TOWN:
            return SelectField(label, checks, choices=choices_of(towns, empty=""))
        case Shape.CHOICE | Shape.CHOICES:
            return _choice(rule, label, checks)
        case _:
            return StringField(label, checks, filters=[strip], render_kw=_keyboard(rule.shape))


def _choice(rule: FieldRule, label: Any, checks: list[Any]) -> Any:
    labels = {choice: lazy_gettext(label_of(choice)) for choice in rule.choices or ()}
    if rule.shape is Shape.CHOICES:
        return SelectMultipleField(
            label,
            checks,
            choices=choices_of(labels),
            widget=ListWidget(prefix_label=False),
            option_widget=CheckboxInput(),
        )
    return SelectField(label, checks, choices=choices_of(labels, empty=""))


def _keyboard(shape: Shape) -> dict[str, str]:
    """The keyboard that a phone shows."""
    keyboards = {Shape.COUNT: "numeric", Shape.AREA: "decimal", Shape.MONEY: "decimal"}
    return {"inputmode": keyboards[shape]} if shape in keyboards else {}

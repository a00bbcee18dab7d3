"""The base of all forms: shape only; what needs the law or another row is a rule."""

from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar

from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import Form, HiddenField
from wtforms.fields.choices import SelectChoice as SelectChoice  # type: ignore[attr-defined]
from wtforms.meta import DefaultMeta

from kgsup.core.errors import DomainError
from kgsup.web.errors import explain
from kgsup.web.validation import TRANSLATIONS, Translations

Value = TypeVar("Value")
LONGEST_VERSION = 10  # digits


class OfficeForm(FlaskForm):
    """A form that can be refused by the domain and then keeps what was typed."""

    class Meta(FlaskForm.Meta):
        """Says what is wrong in our own words."""

        def get_translations(self, _form: object) -> Translations:
            return TRANSLATIONS

    def refuse(self, error: DomainError) -> None:
        """Show a refusal above the form, in the user's language and with its article."""
        self.form_errors.append(explain(error))

    @property
    def is_refused(self) -> bool:
        """Tell whether anything stands against this form."""
        return bool(self.errors or self.form_errors)


class PartForm(Form):
    """A part of a form, enclosed or repeated."""

    class Meta(DefaultMeta):
        """Speaks as the whole does."""

        def get_translations(self, _form: object) -> Translations:
            return TRANSLATIONS


class VersionedForm(OfficeForm):
    """A form that carries the version of the row on which it was filled in."""

    version = HiddenField()

    @property
    def version_number(self) -> int:
        """The version as a number; a form without one can match no row."""
        # Not its data: a field that was not sent keeps the row's own version there.
        text = str((self.version.raw_data or [""])[0])
        is_number = text.isascii() and text.isdigit() and len(text) < LONGEST_VERSION
        return int(text) if is_number else -1


class ConfirmForm(VersionedForm):
    """A page of its own for a final act: nothing but the button and the version."""


class SometimesRequired:
    """Marks a field that a rule demands in some cases: its help text says when, never "(optional)"."""

    field_flags: ClassVar[dict[str, bool]] = {"sometimes_required": True}

    def __call__(self, _form: object, _field: object) -> None:
        """Nothing to check here: the rule that demands it refuses."""


def choices_of(labels: Mapping[Any, str], *, empty: str | None = None) -> list[SelectChoice]:
    """Choices of a select field from value → marked label, translated now."""
    head = [SelectChoice("", empty)] if empty is not None else []
    return head + [SelectChoice(str(value), gettext(label)) for value, label in labels.items()]


def given(value: Value | None) -> Value:
    """What the validators of a form have made sure of: the field was filled in."""
    if value is None:
        raise ValueError("a required field is empty behind its validators")
    return value


def strip(text: str | None) -> str | None:
    """A WTForms filter: outer blanks are never meant; an empty text is none."""
    return (text.strip() or None) if isinstance(text, str) else text

"""Entering a kindergarten and changing its facts."""

import datetime as dt
import json
from collections.abc import Mapping
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired, Length, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from kgsup.core.labels import label_of
from kgsup.kindergartens.rules.facts import FactValue, Field, from_text, to_text
from kgsup.kindergartens.rules.identity import AssetKind, Ownership, SponsorKind, State
from kgsup.web.forms import SelectChoice, VersionedForm, choices_of, strip

_MAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"


class ChoiceBoxes(SelectMultipleField):
    """Several of a list, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def _text(label: str, longest: int = 200) -> StringField:
    return StringField(label, [Optional(), Length(max=longest)], filters=[strip])


class FactsForm(VersionedForm):
    """The dated facts of a kindergarten, each field named as its ``Field``.

    ``base`` carries the values with which the form was filled, so that only what was touched is
    written and a change by somebody else in between can be shown.
    """

    name = StringField(_l("Name"), [InputRequired(), Length(max=100)], filters=[strip])
    town_code = SelectField(_l("Town"), validate_choice=True)
    address = _text(_l("Address"))
    telephone = _text(_l("Telephone"), 60)
    mail = StringField(
        _l("Mail address"),
        [Optional(), Length(max=200), Regexp(_MAIL, message=_l("This is no mail address."))],
        filters=[strip],
    )
    head = _text(_l("Head"), 50)
    sponsor_name = _text(_l("Sponsor"))
    sponsor_kind = SelectField(_l("Kind of sponsor"))
    ownership = SelectField(_l("Ownership"), [InputRequired()])
    state = SelectField(_l("State"), [InputRequired()])
    residential_area = BooleanField(_l("Residential-area kindergarten"))
    handed_over_on = DateField(_l("Handed over to the government on"), [Optional()])
    asset_kinds = ChoiceBoxes(_l("Public, collective or donated assets"))
    managing_department = _text(_l("Managing department"))
    credit_code = _text(_l("Unified social credit code"), 40)
    institution_code = _text(_l("Institution code"), 40)
    grade = _text(_l("Grade"), 40)
    place_grade = _text(_l("Grade of place (urban or rural)"), 40)
    capacity = IntegerField(_l("Places"), [Optional()])
    effective_on = DateField(_l("Holds from"), [InputRequired()])
    base = HiddenField()

    def offer(self, towns: Mapping[str, str]) -> None:
        """Set the choices, translated now."""
        unknown = SelectChoice("", _("Not known"))
        self.town_code.choices = [unknown, *(SelectChoice(*town) for town in towns.items())]
        self.sponsor_kind.choices = [unknown, *choices_of(_labels(SponsorKind))]
        self.ownership.choices = choices_of(_labels(Ownership))
        self.state.choices = choices_of(_labels(State))
        self.asset_kinds.choices = choices_of(_labels(AssetKind))

    def fill(self, facts: Mapping[Field, FactValue], version: int) -> None:
        """Show values and remember them as the base."""
        for field in Field:
            self.show(field, facts.get(field))
        self.remember(facts, version)

    def remember(self, facts: Mapping[Field, FactValue], version: int) -> None:
        """Make these values and this version what the form stands on."""
        self.base.data = json.dumps({field: to_text(facts.get(field)) for field in Field})
        self.version.data = str(version)

    def show(self, field: Field, value: FactValue) -> None:
        """Put a value into its control."""
        if isinstance(value, frozenset):
            self[field.value].data = sorted(kind.value for kind in value)
        elif isinstance(value, StrEnum):
            self[field.value].data = value.value
        else:
            self[field.value].data = "" if value is None and self._is_choice(field) else value

    def _is_choice(self, field: Field) -> bool:
        return isinstance(self[field.value], SelectField)

    def typed(self) -> dict[Field, FactValue]:
        """All values as they stand in the form."""
        return {field: self._value(field) for field in Field}

    def _value(self, field: Field) -> FactValue:
        data: object = self[field.value].data
        if field is Field.ASSET_KINDS:
            return frozenset(AssetKind(kind) for kind in self.asset_kinds.data or [])
        if self._is_choice(field):
            return from_text(field, str(data) if data else None)
        return data if isinstance(data, str | int | dt.date) else None

    def touched(self) -> dict[Field, FactValue]:
        """The values that differ from the base."""
        base = self.base_texts()
        return {
            field: value
            for field, value in self.typed().items()
            if (to_text(value) or None) != (base.get(field) or None)
        }

    def base_texts(self) -> dict[str, str | None]:
        """The values with which the form was filled; a base that cannot be read is no base."""
        try:
            base = json.loads(self.base.data or "{}")
        except ValueError:
            return {}
        return base if isinstance(base, dict) else {}


def _labels(kind: type[StrEnum]) -> dict[StrEnum, str]:
    return {value: label_of(value) for value in kind}

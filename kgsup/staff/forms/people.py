"""Who somebody is, and who is entered with an employment."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from kgsup.staff.forms.facts import EmploymentForm, labels_of
from kgsup.staff.rules.entries import NewPerson
from kgsup.staff.rules.identity import LONGEST_NAME, Sex
from kgsup.staff.rules.people import Education
from kgsup.web.forms import SelectChoice, VersionedForm, choices_of, strip


class PersonForm(VersionedForm):
    """Name, document and education."""

    name = StringField(_l("Name"), [InputRequired(), Length(max=LONGEST_NAME)], filters=[strip])
    identity_number = StringField(
        _l("Identity number"),
        [Optional(), Length(max=30)],
        filters=[strip],
        render_kw={"autocomplete": "off"},
        description=_l(
            "Kept so that it is recognised and cannot be read: only the last four characters are shown."
        ),
    )
    birth_year = IntegerField(
        _l("Year of birth"),
        [Optional()],
        description=_l("Taken from a resident's number where there is one."),
    )
    sex = SelectField(_l("Sex"), [Optional()])
    education = SelectField(_l("Education"), [Optional()])

    def offer_details(self) -> None:
        """Set the choices, translated now."""
        self.sex.choices = choices_of(labels_of(Sex), empty=_l("Not recorded"))
        self.education.choices = choices_of(labels_of(Education), empty=_l("Not recorded"))

    def person(self) -> NewPerson:
        """What was typed."""
        return NewPerson(
            name=self.name.data or "",
            identity_number=self.identity_number.data or None,
            birth_year=self.birth_year.data,
            sex=Sex(self.sex.data) if self.sex.data else None,
            education=Education(self.education.data) if self.education.data else None,
        )


class EnterPersonForm(PersonForm, EmploymentForm):
    """A new person with the first employment; the office may leave it out for somebody barred."""

    def offer_all(self, places: Mapping[str, str], *, may_be_empty: bool) -> None:
        """Set all choices."""
        self.offer_details()
        self.offer_places(places)
        if may_be_empty:
            empty = SelectChoice("", str(_l("No employment")))
            self.kindergarten.choices = [empty, *(self.kindergarten.choices or [])]

    @property
    def is_employed(self) -> bool:
        """Tell whether a kindergarten was chosen."""
        return bool(self.kindergarten.data)

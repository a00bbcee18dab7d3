"""Forms of the annual check: shape only."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, Form, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from kgsup.annual_checks.rules import FilingWay, Filter
from kgsup.core.labels import label_of
from kgsup.web.forms import VersionedForm, choices_of, strip


class FilterForm(Form):
    """What a list is narrowed to; lives in the address."""

    year = SelectField(_l("Year"), coerce=int)
    filter = SelectField(_l("Shown"))
    q = StringField(_l("Name"), [Optional(), Length(max=60)], filters=[strip])

    def offer(self, years: list[int]) -> None:
        """Set the choices, translated now."""
        self.year.choices = [(year, str(year)) for year in years]
        labels = {value: label_of(value) for value in Filter}
        self.filter.choices = choices_of(labels, empty=_l("All"))


class FilingForm(VersionedForm):
    """A return that came in."""

    filed_on = DateField(_l("Came in on"), [InputRequired()])
    way = SelectField(_l("How it came in"), [InputRequired()])
    by = StringField(_l("Handed in by"), [Optional(), Length(max=60)], filters=[strip])
    note = TextAreaField(_l("Note"), [Optional(), Length(max=500)], filters=[strip])

    def offer(self) -> None:
        """Set the choices, translated now."""
        self.way.choices = choices_of({value: label_of(value) for value in FilingWay})


class ReasonForm(VersionedForm):
    """An exemption, or a record that is taken back: both need their reason."""

    reason = TextAreaField(_l("Reason"), [InputRequired(), Length(max=500)], filters=[strip])

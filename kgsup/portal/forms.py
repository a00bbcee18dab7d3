"""The sample form of the style guide."""

from wtforms import (
    BooleanField,
    DateField,
    FileField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired

from kgsup.web.forms import OfficeForm, SelectChoice

_CHOICES = [
    SelectChoice("a", "公办"),
    SelectChoice("b", "普惠性民办"),
    SelectChoice("c", "营利性民办"),
]


class SampleForm(OfficeForm):
    """One field of every type in use.  Development only, so its words are not in the catalogue."""

    text = StringField("Name", [InputRequired()], description="As on the licence.")
    day = DateField("Day", [InputRequired()])
    choice = SelectField("Class", choices=_CHOICES)
    option = RadioField("Regime", choices=_CHOICES)
    number = IntegerField("Children")
    long_text = TextAreaField("Remark")
    agreed = BooleanField("Read and agreed")
    scan = FileField("Scan")

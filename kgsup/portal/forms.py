"""The filter of public lists, and the sample form of the style guide."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
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

from kgsup.areas.models import County
from kgsup.core.labels import label_of
from kgsup.publications.rules import PublicationKind
from kgsup.web.forms import OfficeForm, SelectChoice, choices_of

_CHOICES = [
    SelectChoice("a", "公办"),
    SelectChoice("b", "普惠性民办"),
    SelectChoice("c", "营利性民办"),
]


class PublishedFilterForm(OfficeForm):
    """What the public list shows; a GET form without a token."""

    class Meta:
        csrf = False

    county = SelectField(_l("County"))
    kind = SelectField(_l("Kind"))
    text = StringField(_l("Text"))

    def offer(self, counties: Iterable[County]) -> None:
        """Name the counties and translate the kinds."""
        self.county.choices = [(county.code, county.name) for county in counties]
        kinds = {kind: label_of(kind) for kind in PublicationKind}
        self.kind.choices = choices_of(kinds, empty=str(_l("All")))


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

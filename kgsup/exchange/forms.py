"""Forms of import: shape only."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, DateField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from kgsup.core.labels import label_of
from kgsup.exchange.queries.saved_lists import Asked
from kgsup.kindergartens.rules.classification import KindergartenClass
from kgsup.kindergartens.rules.identity import Ownership, State
from kgsup.web.forms import (
    ConfirmForm,
    OfficeForm,
    SelectChoice,
    VersionedForm,
    choices_of,
    strip,
)


class UploadForm(OfficeForm):
    """A file for a county."""

    county = SelectField(_l("County"))
    file = FileField(_l("File"), [FileRequired(_l("Choose a file."))])

    def offer(self, counties: Mapping[str, str]) -> None:
        """Set the counties that the actor reaches."""
        self.county.choices = [SelectChoice(code, name) for code, name in counties.items()]


class ApplyForm(ConfirmForm):
    """Entering a checked list."""

    hold_duplicates = BooleanField(_l("Leave possible duplicates out"))


NAME_LIMIT = 80


class SavedListForm(VersionedForm):
    """A list that is kept: its name, which kindergartens, which columns."""

    name = StringField(
        _l("Name of the list"), [InputRequired(), Length(max=NAME_LIMIT)], filters=[strip]
    )
    is_shared = BooleanField(_l("Everybody of the county may use it"))
    text = StringField(
        _l("Name, pinyin or initials"), [Optional(), Length(max=60)], filters=[strip]
    )
    town = SelectField(_l("Town"), [Optional()])
    kind = SelectField(_l("Class"), [Optional()])
    state = SelectField(_l("State"), [Optional()])
    ownership = SelectField(_l("Ownership"), [Optional()])
    licence_ends_by = DateField(_l("Licence ends by"), [Optional()])
    not_visited_since = DateField(_l("Not visited since"), [Optional()])
    findings = SelectField(_l("Findings"), [Optional()])
    columns = SelectMultipleField(
        _l("Columns"),
        [InputRequired(_l("Choose at least one column."))],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def offer(self, towns: Mapping[str, str], columns: Mapping[str, str]) -> None:
        """Set the choices, translated now."""
        everything = _l("All")
        self.town.choices = [
            SelectChoice("", everything),
            *(SelectChoice(code, name) for code, name in towns.items()),
        ]
        self.kind.choices = choices_of(
            {k: label_of(k) for k in KindergartenClass}, empty=everything
        )
        self.state.choices = choices_of({s: label_of(s) for s in State}, empty=everything)
        self.ownership.choices = choices_of({o: label_of(o) for o in Ownership}, empty=everything)
        self.findings.choices = [
            SelectChoice("", everything),
            SelectChoice("open", _l("With open findings")),
            SelectChoice("overdue", _l("With overdue findings")),
        ]
        self.columns.choices = [SelectChoice(column, name) for column, name in columns.items()]

    def asked(self) -> Asked:
        """Which kindergartens are asked for."""
        ends, visited = self.licence_ends_by.data, self.not_visited_since.data
        return Asked(
            text=self.text.data or "",
            town=self.town.data or "",
            kind=self.kind.data or "",
            state=self.state.data or "",
            ownership=self.ownership.data or "",
            licence_ends_by=ends.isoformat() if ends else "",
            not_visited_since=visited.isoformat() if visited else "",
            findings=self.findings.data or "",
        )


class GivenFormForm(OfficeForm):
    """A form of an upper bureau for a county."""

    county = SelectField(_l("County"))
    file = FileField(_l("Form"), [FileRequired(_l("Choose a file."))])

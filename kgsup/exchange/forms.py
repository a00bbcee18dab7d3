"""Forms of import: shape only."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, SelectField

from kgsup.web.forms import ConfirmForm, OfficeForm, SelectChoice


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

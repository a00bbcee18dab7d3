"""Calendar days, notices of a year and school terms."""

import hashlib

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import DateField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from kgsup.core.labels import label_of
from kgsup.web.forms import OfficeForm, SometimesRequired, choices_of, strip
from kgsup.workcalendar.rules import FIRST_YEAR, LAST_YEAR, DayMeaning

LONGEST_TEXT = 20_000  # characters; a year's table has some hundreds
_MOST_BYTES = 4 * LONGEST_TEXT
_WORKBOOK = b"PK"  # how an xlsx begins, as every zip file does


class SetDayForm(OfficeForm):
    """One day against its weekday."""

    day = DateField(_l("Day"), [InputRequired()])
    meaning = SelectField(_l("Meaning"))
    name = StringField(_l("Name"), [InputRequired(), Length(max=40)], filters=[strip])
    reason = StringField(_l("Reason"), [SometimesRequired(), Length(max=200)], filters=[strip])

    def __init__(self, *args: object, **values: object) -> None:
        super().__init__(*args, **values)
        self.meaning.choices = choices_of({kind: label_of(kind) for kind in DayMeaning})


class EnterYearForm(OfficeForm):
    """A year's notice; ``checked`` tells which text was shown as a dry run on which calendar."""

    year = IntegerField(_l("Year"), [InputRequired(), NumberRange(FIRST_YEAR, LAST_YEAR)])
    source = StringField(
        _l("Title of the notice"), [InputRequired(), Length(max=120)], filters=[strip]
    )
    text = TextAreaField(_l("Days of the year"), [SometimesRequired(), Length(max=LONGEST_TEXT)])
    file = FileField(_l("Or a text file"))
    reason = StringField(_l("Reason"), [SometimesRequired(), Length(max=200)], filters=[strip])
    checked = HiddenField()

    def take_file(self) -> None:
        """Put the text of an uploaded file into its field; a fault stands beside the file."""
        if not self.file.data:
            return
        content = self.file.data.read(_MOST_BYTES + 1)
        if content.startswith(_WORKBOOK):
            fault = _("This is a workbook: copy its cells and paste them into the field above.")
        elif len(content) > _MOST_BYTES:
            fault = _("The file is too long for a year's table.")
        else:
            text = _decoded(content)
            if text is not None:
                self.text.data = text
                return
            fault = _("The file is no text in UTF-8 or GB 18030.")
        self.file.errors = [fault]

    def fingerprint(self, revision: int) -> str:
        """What is entered on which calendar: another text or calendar needs another dry run."""
        said = "\n".join((str(revision), str(self.year.data), self.text.data or ""))
        # Browsers send line ends as CR LF, whatever the text had.
        return hashlib.sha256("\n".join(said.splitlines()).encode()).hexdigest()


def _decoded(content: bytes) -> str | None:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


class EnterTermForm(OfficeForm):
    """A school term."""

    name = StringField(_l("Name"), [InputRequired(), Length(max=40)], filters=[strip])
    first_day = DateField(_l("First teaching day"), [InputRequired()])
    last_day = DateField(_l("Last teaching day"), [InputRequired()])

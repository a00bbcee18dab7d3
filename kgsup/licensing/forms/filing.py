"""Forms of closing a case, and the filter of the files."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from kgsup.core.errors import N_
from kgsup.core.labels import label_of
from kgsup.licensing.queries.filing import FileFilter
from kgsup.licensing.rules.file_review import Point
from kgsup.web.forms import OfficeForm, VersionedForm, choices_of, strip

NOTE_LIMIT = 1000


class CloseForm(VersionedForm):
    note = TextAreaField(
        _l("End note"),
        [Optional(), Length(max=NOTE_LIMIT)],
        filters=[strip],
        description=_l("What is missing, damaged or kept elsewhere. It stands on the last page."),
    )


class FileFilterForm(OfficeForm):
    """What the lists of files show; a GET form without a token."""

    class Meta:
        csrf = False

    text = StringField(_l("Archive number, title or number"), filters=[strip])
    closed_from = DateField(_l("Closed from"), [Optional()])
    closed_until = DateField(_l("Closed until"), [Optional()])
    failed = SelectField(_l("Review"))
    point = SelectField(_l("Point"))

    def offer(self) -> None:
        """Translate the choices."""
        self.failed.choices = choices_of({"1": N_("With failed points")}, empty="—")
        self.point.choices = choices_of({one: label_of(one) for one in Point}, empty="—")

    def chosen(self) -> FileFilter:
        """What is asked for; nonsense in the address means everything."""
        self.validate()
        wrong = self.errors
        point = self.point.data
        return FileFilter(
            text=self.text.data or "",
            closed_from=None if "closed_from" in wrong else self.closed_from.data,
            closed_until=None if "closed_until" in wrong else self.closed_until.data,
            failed_only=self.failed.data == "1",
            point=Point(point) if point in set(Point) else None,
        )

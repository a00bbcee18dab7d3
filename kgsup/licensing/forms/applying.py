"""Forms of applicants and of whoever fills in for them."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, IntegerField, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from kgsup.web.forms import OfficeForm, SometimesRequired, VersionedForm, strip

MOST_COPIES = 99
MOST_SCANS = 20  # files of one paper


class PaperForm(VersionedForm):
    """A paper as an applicant hands it in on line."""

    scans = MultipleFileField(
        _l("Scans or photographs"), [SometimesRequired()], description=_l("PDF or pictures.")
    )


class PaperAtDeskForm(PaperForm):
    """A paper as the clerk takes it."""

    copies = IntegerField(
        _l("Copies"), [InputRequired(), NumberRange(min=1, max=MOST_COPIES)], default=1
    )
    original_seen = BooleanField(_l("The original was seen"))


class BeginForm(OfficeForm):
    """A kindergarten begins an application."""

    kind = SelectField(_l("What is applied for"), [InputRequired()])
    contact_name = StringField(
        _l("Contact person"), [DataRequired(), Length(max=50)], filters=[strip]
    )
    contact_telephone = StringField(
        _l("Telephone"), [DataRequired(), Length(max=40)], filters=[strip]
    )


class FoundForm(OfficeForm):
    """A founder without an account begins an application."""

    applicant = StringField(
        _l("Your name, or that of your organisation"),
        [DataRequired(), Length(max=200)],
        filters=[strip],
    )
    applicant_code = StringField(
        _l("Credit code of the organisation"), [Optional(), Length(max=18)], filters=[strip]
    )
    contact_name = StringField(
        _l("Contact person"), [DataRequired(), Length(max=50)], filters=[strip]
    )
    contact_telephone = StringField(
        _l("Telephone"), [DataRequired(), Length(max=40)], filters=[strip]
    )
    service_address = StringField(
        _l("Address for papers"), [Optional(), Length(max=200)], filters=[strip]
    )


class OpenForm(OfficeForm):
    """The code under which a founder's application is opened again."""

    code = StringField(_l("Your code"), [InputRequired(), Length(max=200)], filters=[strip])


class CloseForm(OfficeForm):
    """Forgets the code in this browser."""

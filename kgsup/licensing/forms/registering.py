"""Forms of the registration that follows a licence."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from kgsup.web.forms import OfficeForm, VersionedForm, strip


class RegistrationsFilterForm(OfficeForm):
    """What the list of registrations shows; a GET form without a token."""

    class Meta:
        csrf = False

    show = SelectField(_l("Shown"), default="waiting")


class RegistrationForm(VersionedForm):
    credit_code = StringField(
        _l("Unified social credit code"),
        [InputRequired(), Length(max=40)],
        filters=[strip],
        description=_l("18 characters; both check characters are computed (GB 32100)."),
    )
    body = RadioField(_l("Registered with"), [InputRequired()])
    name = StringField(_l("Registered name"), [InputRequired(), Length(max=200)], filters=[strip])
    on = DateField(_l("Registered on"), [InputRequired()])

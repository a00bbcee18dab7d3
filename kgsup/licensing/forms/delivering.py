"""Forms of printing a certificate and handing it over."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, StringField
from wtforms.validators import InputRequired, Length, Optional

from kgsup.licensing.rules.certificates import LONGEST_SERIAL
from kgsup.web.forms import VersionedForm, strip


class PrintForm(VersionedForm):
    part = RadioField(_l("Part of the certificate"), [InputRequired()])


class UseForm(PrintForm):
    serial = StringField(
        _l("Serial number of the form"),
        [InputRequired(), Length(max=LONGEST_SERIAL)],
        filters=[strip],
        description=_l("As it is printed on the form that you have used."),
    )
    on = DateField(_l("Day of printing"), [InputRequired()])


class HandOverForm(VersionedForm):
    on = DateField(_l("Day"), [InputRequired()])
    receiver = StringField(
        _l("Who received it"), [InputRequired(), Length(max=60)], filters=[strip]
    )
    relation = StringField(
        _l("Position or relation"), [Optional(), Length(max=60)], filters=[strip]
    )
    place = StringField(_l("Place"), [Optional(), Length(max=120)], filters=[strip])

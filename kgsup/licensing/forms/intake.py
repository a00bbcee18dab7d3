"""Forms of receiving, accepting and turning away."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    DateTimeLocalField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from kgsup.web.forms import OfficeForm, VersionedForm, strip

REASON_LIMIT = 500


class StartForm(OfficeForm):
    """A paper application at the window: who applies for what."""

    kind = SelectField(_l("Kind"), [InputRequired()])
    channel = RadioField(_l("How it came in"), [InputRequired()])
    kindergarten = StringField(
        _l("Kindergarten"),
        [Optional(), Length(max=50)],
        filters=[strip],
        description=_l("Its name in the register; founders have none yet."),
    )
    applicant = StringField(_l("Applicant"), [Optional(), Length(max=200)], filters=[strip])
    applicant_code = StringField(_l("Credit code"), [Optional(), Length(max=18)], filters=[strip])
    contact_name = StringField(_l("Contact person"), [Optional(), Length(max=50)], filters=[strip])
    contact_telephone = StringField(_l("Telephone"), [Optional(), Length(max=40)], filters=[strip])
    service_address = StringField(
        _l("Address for service"), [Optional(), Length(max=200)], filters=[strip]
    )


class ReceiveForm(VersionedForm):
    received_at = DateTimeLocalField(_l("Received at"), [InputRequired()])
    handed_in_by = StringField(_l("Handed in by"), [Optional(), Length(max=50)], filters=[strip])
    remark = StringField(
        _l("Remark on the receipt"), [Optional(), Length(max=200)], filters=[strip]
    )


class AcceptForm(VersionedForm):
    on = DateField(_l("Date of acceptance"), [InputRequired()])


class OutcomeForm(VersionedForm):
    reason = TextAreaField(
        _l("Reason"), [InputRequired(), Length(max=REASON_LIMIT)], filters=[strip]
    )
    where_to_go = StringField(
        _l("Where the applicant goes instead"), [Optional(), Length(max=200)], filters=[strip]
    )
    article = StringField(
        _l("Article that bars the applicant"),
        [Optional(), Length(max=80)],
        filters=[strip],
        description=_l("Only when the law bars an application for a time, such as 行政许可法 78."),
    )


class WithdrawForm(VersionedForm):
    asked_by = StringField(
        _l("Who takes it back"), [InputRequired(), Length(max=50)], filters=[strip]
    )
    asked_on = DateField(_l("Day"), [InputRequired()])
    reason = TextAreaField(_l("Reason"), [Optional(), Length(max=REASON_LIMIT)], filters=[strip])


class PlainForm(VersionedForm):
    """An act that needs nothing but to be meant."""

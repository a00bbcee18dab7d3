"""Forms of the stock of state forms."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from kgsup.licensing.queries.certificates import FormFilter
from kgsup.licensing.rules.certificates import LONGEST_SERIAL, FormState
from kgsup.licensing.rules.fields import CertificatePart
from kgsup.web.forms import OfficeForm, SometimesRequired, VersionedForm, strip

REASON_LIMIT = 500


class FormsFilterForm(OfficeForm):
    """What the book of forms shows; a GET form without a token."""

    class Meta:
        csrf = False

    state = SelectField(_l("State"), default="")
    part = SelectField(_l("Part of the certificate"), default="")
    serial = StringField(_l("Serial number of the form"), filters=[strip])

    def chosen(self) -> FormFilter:
        """The filter that was asked for; nonsense in the address means everything."""
        state, part = self.state.data or "", self.part.data or ""
        return FormFilter(
            state=FormState(state) if state in set(FormState) else None,
            part=CertificatePart(part) if part in set(CertificatePart) else None,
            serial=(self.serial.data or "")[:LONGEST_SERIAL],
        )


class ReceiveForm(OfficeForm):
    part = RadioField(_l("Part of the certificate"), [InputRequired()])
    first = StringField(
        _l("First serial number"), [InputRequired(), Length(max=LONGEST_SERIAL)], filters=[strip]
    )
    last = StringField(
        _l("Last serial number"),
        [Optional(), Length(max=LONGEST_SERIAL)],
        filters=[strip],
        description=_l("Of the same series; empty for a single form."),
    )
    received_on = DateField(_l("Day of receipt"), [InputRequired()])


class EndForm(VersionedForm):
    """How a form ends; it is taken back without a reason."""

    on = DateField(_l("Day"), [InputRequired()])
    reason = TextAreaField(
        _l("What happened"),
        [SometimesRequired(), Optional(), Length(max=REASON_LIMIT)],
        filters=[strip],
        description=_l("Needed unless the form is taken back."),
    )

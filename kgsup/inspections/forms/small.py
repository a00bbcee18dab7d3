"""The small forms: filter of the list, where a paper record begins, why a draft is discarded."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SearchField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from kgsup.web.forms import OfficeForm, VersionedForm, strip

REASON_LIMIT = 500


class VisitFilterForm(OfficeForm):
    """What the list of visits shows; a GET form without a token."""

    class Meta:
        csrf = False

    q = SearchField(_l("Kindergarten or number"), filters=[strip])
    state = SelectField(_l("State"))
    regime = SelectField(_l("Regime"))
    town = SelectField(_l("Town"))
    officer = SelectField(_l("Officer"))
    from_on = DateField(_l("From"), [Optional()])
    until_on = DateField(_l("Until"), [Optional()])


class PaperStartForm(OfficeForm):
    """What must be known before a paper record can be typed; a GET form without a token."""

    class Meta:
        csrf = False

    kindergarten = SelectField(_l("Kindergarten"), [InputRequired()])
    sort = SelectField(_l("Kind of visit"), [InputRequired()])
    checklist = SelectField(_l("Checklist"))


class DiscardForm(VersionedForm):
    reason = TextAreaField(
        _l("Reason"), [InputRequired(), Length(max=REASON_LIMIT)], filters=[strip]
    )

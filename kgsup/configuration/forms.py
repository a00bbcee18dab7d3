"""Setting a rule: a value as text, and the day from which it counts."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, TextAreaField
from wtforms.validators import InputRequired, Length

from kgsup.web.forms import OfficeForm


class SetValueForm(OfficeForm):
    value = TextAreaField(_l("Value"), [InputRequired(), Length(max=4000)])
    effective_from = DateField(_l("In force from"), [InputRequired()])

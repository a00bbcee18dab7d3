"""The form of a stamp on a licence."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, RadioField
from wtforms.validators import InputRequired, NumberRange

from kgsup.licensing.rules.stamping import FIRST_YEAR
from kgsup.web.forms import OfficeForm


class StampForm(OfficeForm):
    year = IntegerField(
        _l("Year of the check"), [InputRequired(), NumberRange(min=FIRST_YEAR, max=2100)]
    )
    conclusion = RadioField(_l("Conclusion"), [InputRequired()])
    stamped_on = DateField(_l("Stamped on"), [InputRequired()])

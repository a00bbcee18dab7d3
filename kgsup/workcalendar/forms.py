"""Calendar days and school terms."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from kgsup.web.forms import OfficeForm, SelectChoice, strip

OFF, WORKING, ORDINARY = "off", "working", "ordinary"


class SetDayForm(OfficeForm):
    day = DateField(_l("Day"), [InputRequired()])
    meaning = SelectField(
        _l("Meaning"),
        choices=[
            SelectChoice(OFF, _l("day off")),
            SelectChoice(WORKING, _l("working day")),
            SelectChoice(ORDINARY, _l("as its weekday")),
        ],
    )
    name = StringField(_l("Name"), [InputRequired(), Length(max=40)], filters=[strip])


class EnterTermForm(OfficeForm):
    name = StringField(_l("Name"), [InputRequired(), Length(max=40)], filters=[strip])
    first_day = DateField(_l("First teaching day"), [InputRequired()])
    last_day = DateField(_l("Last teaching day"), [InputRequired()])

"""The form that confirms the end of a kindergarten."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from kgsup.licensing.rules.terminating import MOST_CHILDREN
from kgsup.web.forms import VersionedForm, strip


class ConfirmEndForm(VersionedForm):
    children = IntegerField(
        _l("Children in the kindergarten"),
        [InputRequired(), NumberRange(min=0, max=MOST_CHILDREN)],
    )
    placements = TextAreaField(
        _l("Where the children go"),
        [Optional(), Length(max=5000)],
        filters=[strip],
        description=_l("One group in each line: group, number, where they go. No names."),
    )
    refunded = BooleanField(_l("Fees refunded"))
    wages = BooleanField(_l("Wages paid"))
    settled = BooleanField(_l("Accounts settled"))
    files = BooleanField(_l("Files handed over"))
    remark = StringField(_l("Remark"), [Optional(), Length(max=200)], filters=[strip])

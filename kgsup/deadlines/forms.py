"""Forms of clocks: shape only."""

from flask_babel import lazy_gettext as _l
from wtforms import SearchField, SelectField

from kgsup.web.forms import OfficeForm

TEXT_LIMIT = 100


class ClockFilterForm(OfficeForm):
    """What a list of clocks shows; a GET form without a token."""

    class Meta:
        csrf = False

    kind = SelectField(_l("Clock"))
    whose = SelectField(_l("Who has to act"))
    shown = SelectField(_l("State"))
    text = SearchField(_l("Case or kindergarten"))

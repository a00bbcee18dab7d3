"""The question to a department with the number of its letter."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import Length, Optional

from kgsup.referrals.forms import AskForm
from kgsup.web.forms import SometimesRequired, strip


class ConsultForm(AskForm):
    office_number = StringField(
        _l("Number of the letter"),
        [SometimesRequired(), Optional(), Length(max=60)],
        filters=[strip],
        description=_l("From the office's register of letters."),
    )

    def offer_facts(self, facts: Iterable[tuple[str, str]]) -> None:
        """Fill the first rows of an empty form with what departments usually need."""
        if self.is_submitted():
            return
        for entry, (label, text) in zip(self.facts, facts, strict=False):
            entry.form.label.data, entry.form.value.data = label, text

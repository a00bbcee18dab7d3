"""Forms of extending the period, and of what is left out of it."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from kgsup.core.clocks import Unit
from kgsup.core.errors import N_
from kgsup.core.labels import label_of
from kgsup.deadlines.rules import PauseGround
from kgsup.web.forms import VersionedForm, choices_of, strip

REASON_LIMIT = 1000
LONGEST_PAUSE = 365
_UNITS = {Unit.WORKING_DAYS: N_("working days"), Unit.CALENDAR_DAYS: N_("calendar days")}


class ExtendForm(VersionedForm):
    count = IntegerField(_l("Extended by"), [InputRequired(), NumberRange(min=1)])
    reason = TextAreaField(
        _l("Why the period is not enough"),
        [InputRequired(), Length(max=REASON_LIMIT)],
        filters=[strip],
        description=_l("The applicant reads it on the notice."),
    )


class PauseForm(VersionedForm):
    ground = SelectField(_l("What a law requires"), [InputRequired()])
    basis = StringField(
        _l("Required by"),
        [InputRequired(), Length(max=100)],
        filters=[strip],
        description=_l("Law, regulation or rule with its article, such as 行政许可法 46."),
    )
    count = IntegerField(
        _l("How long it takes"), [InputRequired(), NumberRange(min=1, max=LONGEST_PAUSE)]
    )
    unit = SelectField(_l("Counted in"))
    from_day = DateField(_l("From"), [InputRequired()])
    carried_out_by = StringField(
        _l("Who carries it out"), [Optional(), Length(max=100)], filters=[strip]
    )
    reason = TextAreaField(_l("Reasons"), [Optional(), Length(max=REASON_LIMIT)], filters=[strip])

    def offer(self) -> None:
        """Translate the choices."""
        self.ground.choices = choices_of({ground: label_of(ground) for ground in PauseGround})
        self.unit.choices = choices_of(_UNITS)


class ResumeForm(VersionedForm):
    on = DateField(_l("Ended on"), [InputRequired()])

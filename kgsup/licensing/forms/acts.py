"""Forms of the acts that end a licence."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from kgsup.web.forms import OfficeForm, SometimesRequired, VersionedForm, strip

TEXT_LIMIT = 2000


class ActFilterForm(OfficeForm):
    """What the list of acts shows; a GET form without a token."""

    class Meta:
        csrf = False

    state = SelectField(_l("State"))
    kind = SelectField(_l("Act"))
    text = StringField(_l("Kindergarten or licence number"), filters=[strip])


class DraftActForm(VersionedForm):
    kind = RadioField(_l("Act"), [InputRequired()])
    ground = SelectField(_l("Ground"), [InputRequired()])
    facts_text = TextAreaField(
        _l("What was established"), [InputRequired(), Length(max=TEXT_LIMIT)], filters=[strip]
    )
    effective_on = DateField(
        _l("Ends on"),
        [Optional()],
        description=_l("Empty: the day of the decision."),
    )
    penalty_number = StringField(
        _l("Number of the penalty decision"),
        [SometimesRequired(), Optional(), Length(max=60)],
        filters=[strip],
        description=_l("Needed for a revocation (吊销)."),
    )
    compensation = TextAreaField(
        _l("Compensation"),
        [SometimesRequired(), Optional(), Length(max=TEXT_LIMIT)],
        filters=[strip],
        description=_l("Needed for a withdrawal (撤回): what is paid, or why nothing is."),
    )
    weighing = TextAreaField(
        _l("How the public interest was weighed"),
        [SometimesRequired(), Optional(), Length(max=TEXT_LIMIT)],
        filters=[strip],
        description=_l(
            "Needed for an annulment (撤销) on any ground but fraud or bribe, which must be annulled."
        ),
    )


class NotifyForm(VersionedForm):
    """Telling the holder needs nothing but to be meant."""


class StatementForm(VersionedForm):
    statement = TextAreaField(
        _l("What the holder stated"), [InputRequired(), Length(max=TEXT_LIMIT)], filters=[strip]
    )


class ProposeActForm(VersionedForm):
    text = TextAreaField(
        _l("What is proposed and why"), [InputRequired(), Length(max=TEXT_LIMIT)], filters=[strip]
    )


class DropActForm(VersionedForm):
    reason = TextAreaField(
        _l("Reason"),
        [InputRequired(), Length(max=TEXT_LIMIT)],
        filters=[strip],
        description=_l("Also when an annulment would gravely harm the public (行政许可法 69)."),
    )


class CloseActForm(VersionedForm):
    taken_on = DateField(_l("Taken back on"), [InputRequired()])
    serials = TextAreaField(
        _l("Serial numbers of the forms"),
        [SometimesRequired(), Optional(), Length(max=TEXT_LIMIT)],
        filters=[strip],
        description=_l("One in each line: original and copy."),
    )
    handed_over_by = StringField(
        _l("Handed over by"), [Optional(), Length(max=50)], filters=[strip]
    )
    seal_destroyed_on = DateField(_l("Seal destroyed on"), [Optional()])
    remark = StringField(
        _l("Why a form did not come back"),
        [SometimesRequired(), Optional(), Length(max=200)],
        filters=[strip],
        description=_l("Needed when no form came back."),
    )


class LapseForm(VersionedForm):
    facts_text = TextAreaField(
        _l("What was established"),
        [InputRequired(), Length(max=TEXT_LIMIT)],
        filters=[strip],
        description=_l("Since when there has been no enrolment and no teaching."),
    )
    on = DateField(_l("Lapsed on"), [InputRequired()])

"""Forms of casework: shape only."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from kgsup.web.forms import OfficeForm, SometimesRequired, VersionedForm, strip

TITLE_LIMIT = 200
TEXT_LIMIT = 4000
OPINION_LIMIT = 1000
REASON_LIMIT = 500
NAME_LIMIT = 60

YES, NO = "yes", "no"


class ProposalFilterForm(OfficeForm):
    """What a list of proposals shows; a GET form without a token."""

    class Meta:
        csrf = False

    state = SelectField(_l("State"))
    act = SelectField(_l("Act"))
    text = StringField(_l("Words"), filters=[strip])


class ChangeProposalForm(VersionedForm):
    title = StringField(_l("Title"), [InputRequired(), Length(max=TITLE_LIMIT)], filters=[strip])
    text = TextAreaField(
        _l("What is proposed and why"), [InputRequired(), Length(max=TEXT_LIMIT)], filters=[strip]
    )
    basis = TextAreaField(
        _l("Basis"),
        [InputRequired(), Length(max=TEXT_LIMIT)],
        filters=[strip],
        description=_l("One article on each line, such as 行政许可法 38."),
    )


class PaperForm(VersionedForm):
    """An act that may have been signed on paper."""

    signer = StringField(
        _l("Signed on paper by"),
        [SometimesRequired(), Optional(), Length(max=NAME_LIMIT)],
        filters=[strip],
    )
    signed_on = DateField(_l("Day of the signature"), [SometimesRequired(), Optional()])
    scan = MultipleFileField(_l("Scan of the signed paper"), [SometimesRequired()])
    reason = TextAreaField(
        _l("Why it is entered late"),
        [SometimesRequired(), Optional(), Length(max=REASON_LIMIT)],
        filters=[strip],
    )


class OpinionForm(PaperForm):
    agreed = RadioField(_l("Opinion"), [InputRequired()])
    text = TextAreaField(
        _l("In words"), [InputRequired(), Length(max=OPINION_LIMIT)], filters=[strip]
    )


class SignOffForm(PaperForm):
    opinion = TextAreaField(
        _l("Decision in words"), [InputRequired(), Length(max=OPINION_LIMIT)], filters=[strip]
    )
    office_number = StringField(
        _l("Number from the office's register"),
        [SometimesRequired(), Optional(), Length(max=NAME_LIMIT)],
        filters=[strip],
    )


class DiscussionForm(VersionedForm):
    number = StringField(
        _l("Number of the minutes"), [InputRequired(), Length(max=80)], filters=[strip]
    )
    held_on = DateField(_l("Day of the discussion"), [InputRequired()])
    attendance = TextAreaField(
        _l("Who was there"),
        [InputRequired(), Length(max=OPINION_LIMIT)],
        filters=[strip],
        description=_l("One name on each line."),
    )
    agreed = RadioField(_l("Result"), [InputRequired()])
    result = TextAreaField(
        _l("Result in words"), [InputRequired(), Length(max=OPINION_LIMIT)], filters=[strip]
    )
    scan = MultipleFileField(_l("Scan of the minutes"))


class ReasonForm(VersionedForm):
    reason = TextAreaField(
        _l("Reason"), [InputRequired(), Length(max=REASON_LIMIT)], filters=[strip]
    )


class AfterReviewForm(VersionedForm):
    in_order = RadioField(_l("Was it in order?"), [InputRequired()])
    finding = TextAreaField(
        _l("What the review found"), [InputRequired(), Length(max=OPINION_LIMIT)], filters=[strip]
    )


class AppointForm(OfficeForm):
    user = SelectField(_l("Person"), [InputRequired()])
    level = RadioField(_l("Level"), [InputRequired()])
    from_on = DateField(_l("First day"), [InputRequired()])
    until_on = DateField(
        _l("Last day"), [Optional()], description=_l("Empty: until somebody ends it.")
    )


class DeputyForm(OfficeForm):
    represented = SelectField(_l("Who is away"), [InputRequired()])
    deputy = SelectField(_l("Who stands in"), [InputRequired()])
    from_on = DateField(_l("First day"), [InputRequired()])
    until_on = DateField(_l("Last day"), [InputRequired()])
    reason = StringField(_l("Reason"), [InputRequired(), Length(max=120)], filters=[strip])


class EndForm(VersionedForm):
    last_on = DateField(_l("Last day"), [InputRequired()])
    reason = StringField(_l("Reason"), [InputRequired(), Length(max=120)], filters=[strip])


class PersonFilterForm(OfficeForm):
    """Whose cases are shown; a GET form without a token."""

    class Meta:
        csrf = False

    person = SelectField(_l("Cases of"))


class HandOverForm(OfficeForm):
    receiver = SelectField(_l("New person"), [InputRequired()])
    reason = TextAreaField(
        _l("Reason"), [InputRequired(), Length(max=REASON_LIMIT)], filters=[strip]
    )


class NumberForm(OfficeForm):
    system = SelectField(_l("System"), [InputRequired()])
    number = StringField(_l("Number there"), [InputRequired(), Length(max=80)], filters=[strip])


class FinishForm(VersionedForm):
    finished_on = DateField(_l("Finished there on"), [InputRequired()])

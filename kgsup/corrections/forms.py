"""Forms of findings and follow-ups: shape only."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import (
    DateField,
    FieldList,
    FormField,
    HiddenField,
    MonthField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from kgsup.web.forms import OfficeForm, PartForm, SometimesRequired, VersionedForm, strip

TEXT_LIMIT = 2000
REASON_LIMIT = 500


class FindingFilterForm(OfficeForm):
    """What a list of findings shows; a GET form without a token."""

    class Meta:
        csrf = False

    show = SelectField(_l("Shown"), default="open")
    severity = SelectField(_l("Weight"))
    authority = SelectField(_l("Authority"))
    town = SelectField(_l("Town"))
    month = MonthField(_l("Found in"))


class FollowUpFilterForm(OfficeForm):
    """What a list of follow-ups shows; a GET form without a token."""

    class Meta:
        csrf = False

    state = SelectField(_l("State"))
    kind = SelectField(_l("Kind"))


class CloseFindingForm(VersionedForm):
    closed_as = RadioField(_l("How it was established"), [InputRequired()])
    closed_on = DateField(_l("Day"), [InputRequired()])
    note = TextAreaField(
        _l("What was established"), [InputRequired(), Length(max=TEXT_LIMIT)], filters=[strip]
    )
    photos = MultipleFileField(
        _l("Photographs or scans"),
        [SometimesRequired()],
        description=_l("Needed when papers of the kindergarten show the correction."),
    )


class ExtendFindingForm(VersionedForm):
    new_due_on = DateField(_l("New date"), [InputRequired()])
    reason = TextAreaField(
        _l("Reason, and how children are kept safe in between"),
        [InputRequired(), Length(max=REASON_LIMIT)],
        filters=[strip],
    )


class MoveFindingForm(VersionedForm):
    kind = RadioField(_l("What follows"), [InputRequired()])
    authority = SelectField(_l("Competent authority"), [InputRequired()])


class DraftPartForm(PartForm):
    """What a draft says of one finding."""

    public_id = HiddenField()
    demand = TextAreaField(_l("What is demanded"), [Optional(), Length(max=TEXT_LIMIT)])
    due_on = DateField(_l("Corrected by"), [InputRequired()])


class ChangeDraftForm(VersionedForm):
    addressee = StringField(
        _l("Addressee of the letter"), [Optional(), Length(max=120)], filters=[strip]
    )
    text = TextAreaField(
        _l("What else the paper asks"), [Optional(), Length(max=TEXT_LIMIT)], filters=[strip]
    )
    report_back_on = DateField(_l("Answer by"), [Optional()])
    findings = FieldList(FormField(DraftPartForm))


class SignOffForm(VersionedForm):
    office_number = StringField(
        _l("Number from the office's register"),
        [SometimesRequired(), Optional(), Length(max=60)],
        filters=[strip],
    )
    signer = StringField(
        _l("Signed on paper by"),
        [SometimesRequired(), Optional(), Length(max=60)],
        filters=[strip],
    )
    signed_on = DateField(_l("Day of the signature"), [SometimesRequired(), Optional()])
    scan = MultipleFileField(_l("Scan of the signed paper"), [SometimesRequired()])
    reason = TextAreaField(
        _l("Why it is entered late"),
        [SometimesRequired(), Optional(), Length(max=REASON_LIMIT)],
        filters=[strip],
    )


class SealForm(VersionedForm):
    sealed_on = DateField(_l("Day of the seal"), [InputRequired()])


class ServeForm(VersionedForm):
    way = RadioField(_l("How it was served"), [InputRequired()])
    served_on = DateField(_l("Day of service"), [InputRequired()])
    receiver = StringField(
        _l("Who received it"),
        [SometimesRequired(), Optional(), Length(max=60)],
        filters=[strip],
        description=_l("Needed unless the paper is left with a witness or published by notice."),
    )
    relation = StringField(
        _l("Position or relation"), [Optional(), Length(max=60)], filters=[strip]
    )
    place = StringField(_l("Place"), [Optional(), Length(max=120)], filters=[strip])
    witness = StringField(
        _l("Witness"),
        [SometimesRequired(), Optional(), Length(max=60)],
        filters=[strip],
        description=_l("Needed when the paper is left."),
    )
    proof = MultipleFileField(_l("Photograph of the signed receipt"))


class AnswerForm(VersionedForm):
    answered_on = DateField(_l("Day of the answer"), [InputRequired()])
    text = TextAreaField(
        _l("What was answered"), [InputRequired(), Length(max=TEXT_LIMIT)], filters=[strip]
    )


class ReasonForm(VersionedForm):
    reason = TextAreaField(
        _l("Reason"), [InputRequired(), Length(max=REASON_LIMIT)], filters=[strip]
    )


class CaseNumberForm(VersionedForm):
    number = StringField(
        _l("Number of the penalty case"), [InputRequired(), Length(max=80)], filters=[strip]
    )

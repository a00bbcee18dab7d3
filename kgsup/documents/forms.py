"""Forms of papers: shape only."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from kgsup.web.forms import OfficeForm, SometimesRequired, VersionedForm, strip

TEXT_LIMIT = 500
NAME_LIMIT = 100


class DocumentFilterForm(OfficeForm):
    """What the list of papers shows; a GET form without a token."""

    class Meta:
        csrf = False

    show = SelectField(_l("Shown"), default="all")
    kind = SelectField(_l("Kind"))


class SealForm(VersionedForm):
    sealed_on = DateField(_l("Day of the seal"), [InputRequired()])


class ServeForm(VersionedForm):
    way = RadioField(_l("How it was served"), [InputRequired()])
    served_on = DateField(_l("Day of service"), [InputRequired()])
    receiver = StringField(
        _l("Who received it"),
        [SometimesRequired(), Length(max=NAME_LIMIT)],
        filters=[strip],
        description=_l("Needed unless the paper is left with a witness or published by notice."),
    )
    relation = StringField(
        _l("Relation to the addressee"), [Length(max=NAME_LIMIT)], filters=[strip]
    )
    witness = StringField(
        _l("Witness"),
        [SometimesRequired(), Length(max=NAME_LIMIT)],
        filters=[strip],
        description=_l("Needed when the paper is left."),
    )
    place = StringField(_l("Place"), [Length(max=TEXT_LIMIT)], filters=[strip])
    proof = FileField(_l("Photograph or PDF of the signed receipt"))


class CorrectForm(VersionedForm):
    reason = TextAreaField(
        _l("What is wrong, what is right, and why it is corrected"),
        [InputRequired(), Length(max=TEXT_LIMIT)],
        filters=[strip],
    )


class VoidForm(VersionedForm):
    reason = TextAreaField(_l("Reason"), [InputRequired(), Length(max=TEXT_LIMIT)], filters=[strip])


class PrintTestForm(OfficeForm):
    kind = RadioField(_l("Form"), [InputRequired()], default="test_original")

"""Forms of seal and service."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import DateField, RadioField, StringField
from wtforms.validators import InputRequired, Length, Optional

from kgsup.web.forms import SometimesRequired, VersionedForm, strip


class SealPaperForm(VersionedForm):
    sealed_on = DateField(_l("Day of the seal"), [InputRequired()])


class ServePaperForm(VersionedForm):
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

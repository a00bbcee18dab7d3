"""Forms of decisions on many kindergartens."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from kgsup.web.forms import OfficeForm, VersionedForm, strip

TEXT_LIMIT = 2000


class NewBatchForm(OfficeForm):
    title = StringField(
        _l("What is decided"),
        [InputRequired(), Length(max=200)],
        filters=[strip],
        description=_l("Stands between 关于 and 的决定."),
    )
    reason = TextAreaField(_l("Reason"), [InputRequired(), Length(max=TEXT_LIMIT)], filters=[strip])
    ground = SelectField(_l("Ground, where a line names none"), [InputRequired()])
    lines = TextAreaField(
        _l("Kindergartens"),
        [InputRequired(), Length(max=40000)],
        description=_l(
            "Paste from a sheet, one in each line: name, basis, day of the end (2026-08-31), children, "
            "where they go (临江镇中心幼儿园:12;升入小学:8), who takes the assets, own ground."
        ),
    )


class ProposeBatchForm(VersionedForm):
    text = TextAreaField(
        _l("What is proposed and why"), [InputRequired(), Length(max=TEXT_LIMIT)], filters=[strip]
    )


class DropBatchForm(VersionedForm):
    """Dropping a batch needs nothing but to be meant."""

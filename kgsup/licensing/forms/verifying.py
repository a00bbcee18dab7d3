"""Forms of the verification on site: the notice, and the record with measured figures."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import DateField, DateTimeLocalField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from kgsup.core.errors import N_
from kgsup.core.labels import label_of
from kgsup.licensing.rules.fields import ApplicationField
from kgsup.web.forms import SometimesRequired, VersionedForm, choices_of, strip

TEXT_LIMIT = 2000
PASSED, FAILED = "passed", "failed"
VERDICTS = {PASSED: N_("Passed"), FAILED: N_("Not passed")}


class VerificationNoticeForm(VersionedForm):
    visit_at = DateTimeLocalField(_l("Day and time"), [InputRequired()])
    place = StringField(_l("Place"), [InputRequired(), Length(max=200)], filters=[strip])
    officers = TextAreaField(
        _l("Who comes"),
        [InputRequired(), Length(max=400)],
        filters=[strip],
        description=_l("One name in each line, two at least."),
    )
    items = TextAreaField(
        _l("What is looked at"),
        [InputRequired(), Length(max=TEXT_LIMIT)],
        filters=[strip],
        description=_l("One in each line."),
    )
    to_prepare = TextAreaField(
        _l("What the applicant has ready"),
        [Optional(), Length(max=TEXT_LIMIT)],
        filters=[strip],
        description=_l("One in each line."),
    )


class VerificationForm(VersionedForm):
    done_on = DateField(_l("Day of the verification"), [InputRequired()])
    first_verifier = StringField(
        _l("First verifier"), [InputRequired(), Length(max=50)], filters=[strip]
    )
    second_verifier = StringField(
        _l("Second verifier"), [InputRequired(), Length(max=50)], filters=[strip]
    )
    verdict = RadioField(_l("Conclusion"), [InputRequired()])
    opinion = TextAreaField(
        _l("Opinion"), [InputRequired(), Length(max=TEXT_LIMIT)], filters=[strip]
    )
    visit = StringField(
        _l("Visit in the program"),
        [SometimesRequired(), Optional(), Length(max=16)],
        filters=[strip],
        description=_l("Its identifier from the address of its page, or scans of the record."),
    )
    scans = MultipleFileField(_l("Scans of the signed record, pictures or PDF"))


def verification_form(
    fields: Iterable[ApplicationField], declared: Mapping[str, str], version: int
) -> VerificationForm:
    """The record's form with a measured figure for each declared one."""
    parts: dict[str, Any] = {
        measured_name(field): StringField(
            label_of(field), [Optional(), Length(max=20)], filters=[strip]
        )
        for field in fields
    }
    kind: type[VerificationForm] = type("VerificationFormWithFigures", (VerificationForm,), parts)
    form = kind(version=version)
    for field in fields:
        item = form[measured_name(field)]
        item.label.text = _l(label_of(field))
        item.description = _l("Declared: %(figure)s", figure=declared.get(field.value) or "—")
    form.verdict.choices = choices_of(VERDICTS)
    return form


def measured_name(field: ApplicationField) -> str:
    """The name of the field for a measured figure."""
    return f"measured_{field.value}"


def measured_in(
    form: VerificationForm, fields: Iterable[ApplicationField]
) -> dict[ApplicationField, str]:
    """What was typed for each figure."""
    return {field: form[measured_name(field)].data or "" for field in fields}

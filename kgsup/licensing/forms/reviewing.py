"""Forms of the review: conditions, undertakings, what is impossible, hearings."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from kgsup.core.labels import label_of
from kgsup.licensing.rules.kinds import Condition
from kgsup.licensing.rules.reviewing import ConditionAnswer, Met
from kgsup.licensing.rules.undertakings import TEXT_LIMIT
from kgsup.web.forms import SometimesRequired, VersionedForm, choices_of, strip

REMARK_LIMIT = 500
LONG_LIMIT = 2000


def conditions_form(
    conditions: Iterable[Condition], stored: Mapping[str, Mapping[str, Any]], version: int
) -> VersionedForm:
    """The form with an answer and a remark for each condition, as they stand."""
    parts: dict[str, Any] = {}
    for condition in conditions:
        row = stored.get(condition.code, {})
        parts[f"met_{condition.code}"] = RadioField(
            _l("Answer"),
            [SometimesRequired(), Optional()],
            default=row.get("met"),
        )
        parts[f"remark_{condition.code}"] = StringField(
            _l("Remark"),
            [SometimesRequired(), Optional(), Length(max=REMARK_LIMIT)],
            filters=[strip],
            default=row.get("remark", ""),
        )
    kind: type[VersionedForm] = type("ConditionsForm", (VersionedForm,), parts)
    form = kind(version=version)
    for condition in conditions:
        form[f"met_{condition.code}"].choices = choices_of({met: label_of(met) for met in Met})
    return form


def condition_answers(
    form: VersionedForm, conditions: Iterable[Condition]
) -> list[ConditionAnswer]:
    """The conditions that were answered."""
    return [
        ConditionAnswer(
            code=one.code,
            met=Met(form[f"met_{one.code}"].data),
            remark=form[f"remark_{one.code}"].data or "",
        )
        for one in conditions
        if form[f"met_{one.code}"].data
    ]


class UndertakingForm(VersionedForm):
    text = TextAreaField(
        _l("What was promised"), [InputRequired(), Length(max=TEXT_LIMIT)], filters=[strip]
    )
    given_on = DateField(_l("Promised on"), [InputRequired()])
    due_on = DateField(_l("To be done by"), [InputRequired()])


class FulfilmentForm(VersionedForm):
    on = DateField(_l("Done on"), [InputRequired()])
    proof = TextAreaField(
        _l("What proves it"), [InputRequired(), Length(max=REMARK_LIMIT)], filters=[strip]
    )


class ImpossibleForm(VersionedForm):
    what = TextAreaField(
        _l("What was asked for"), [InputRequired(), Length(max=REMARK_LIMIT)], filters=[strip]
    )
    by = StringField(_l("Who asked"), [InputRequired(), Length(max=60)], filters=[strip])


class HearingRightForm(VersionedForm):
    intended = TextAreaField(
        _l("What the bureau intends to decide"),
        [InputRequired(), Length(max=LONG_LIMIT)],
        filters=[strip],
    )
    reasons = TextAreaField(
        _l("Reasons"), [InputRequired(), Length(max=LONG_LIMIT)], filters=[strip]
    )
    told = StringField(
        _l("Interested party"),
        [Optional(), Length(max=100)],
        filters=[strip],
        description=_l("Empty when the applicant is told."),
    )


class HearingAskedForm(VersionedForm):
    on = DateField(_l("Asked on"), [InputRequired()])


class HearingForm(VersionedForm):
    held_at = DateTimeLocalField(_l("Day and time"), [InputRequired()])
    place = StringField(_l("Place"), [InputRequired(), Length(max=120)], filters=[strip])
    chair = StringField(
        _l("Chair"),
        [InputRequired(), Length(max=50)],
        filters=[strip],
        description=_l("Nobody who examined the application."),
    )
    chair_position = StringField(
        _l("Position of the chair"), [Optional(), Length(max=60)], filters=[strip]
    )
    recorder = StringField(
        _l("Who writes the minutes"), [Optional(), Length(max=50)], filters=[strip]
    )
    is_public = BooleanField(_l("Open to the public"), default=True)
    closed_because = StringField(
        _l("Why it is not public"),
        [SometimesRequired(), Optional(), Length(max=200)],
        filters=[strip],
    )


class MinutesForm(VersionedForm):
    on = DateField(_l("Held on"), [InputRequired()])
    summary = TextAreaField(
        _l("What came out"), [InputRequired(), Length(max=LONG_LIMIT)], filters=[strip]
    )
    scans = MultipleFileField(_l("Scans of the signed minutes, pictures or PDF"))

"""The form of a proposed decision, with an answer for each finding."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from kgsup.configuration.rules.checks import LONGEST_TERM_YEARS
from kgsup.licensing.rules.deciding import Finding
from kgsup.web.forms import SometimesRequired, VersionedForm, strip

TEXT_LIMIT = 2000


class ProposeForm(VersionedForm):
    outcome = RadioField(_l("What is proposed"), [InputRequired()])
    text = TextAreaField(
        _l("What is proposed and why"), [InputRequired(), Length(max=TEXT_LIMIT)], filters=[strip]
    )
    reasons = TextAreaField(
        _l("Reasons of a refusal or objection"),
        [SometimesRequired(), Optional(), Length(max=TEXT_LIMIT)],
        filters=[strip],
        description=_l("One in each line; they stand on the paper."),
    )
    years = IntegerField(
        _l("Years of validity"),
        [Optional(), NumberRange(min=1, max=LONGEST_TERM_YEARS)],
        description=_l(
            "For a licence that is granted or renewed; empty is the county's usual term."
        ),
    )
    remark = StringField(
        _l("Remark on the licence"), [Optional(), Length(max=200)], filters=[strip]
    )


def propose_form(findings: Iterable[Finding], version: int) -> ProposeForm:
    """The form with one text for each finding that a reason can answer."""
    parts: dict[str, Any] = {
        answer_name(finding): TextAreaField(
            _l("Reason"), [SometimesRequired(), Optional(), Length(max=TEXT_LIMIT)], filters=[strip]
        )
        for finding in findings
        if not finding.is_hard
    }
    kind: type[ProposeForm] = type("ProposeFormWithAnswers", (ProposeForm,), parts)
    return kind(version=version)


def answer_name(finding: Finding) -> str:
    """The name of the field that answers a finding."""
    return f"answer_{finding.code.replace(':', '_').replace('.', '_')}"


def answers_in(form: ProposeForm, findings: Iterable[Finding]) -> dict[str, str]:
    """What was typed, by the finding's code."""
    return {
        finding.code: form[answer_name(finding)].data or ""
        for finding in findings
        if not finding.is_hard
    }

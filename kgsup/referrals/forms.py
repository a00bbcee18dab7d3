"""Forms of questions to other departments; shape only.

``AskForm`` is shown by the case that asks; ``question_of`` makes of it what ``service.ask`` takes.
"""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    DateField,
    FieldList,
    FormField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from kgsup.core.clocks import Period, Unit
from kgsup.core.errors import N_
from kgsup.core.labels import label_of
from kgsup.referrals.rules import (
    LONGEST_PERIOD,
    NAME_LIMIT,
    TEXT_LIMIT,
    Answer,
    Opinion,
    Question,
    State,
)
from kgsup.web.forms import (
    OfficeForm,
    PartForm,
    SometimesRequired,
    VersionedForm,
    choices_of,
    given,
    strip,
)

LATE = "late"
EMPTY_FACTS = 3  # rows for further facts on an empty form
REASON_LIMIT = 500


class FactPart(PartForm):
    """One fact that the department may see; a row left empty is none."""

    label = StringField(
        _l("Fact"), [SometimesRequired(), Optional(), Length(max=NAME_LIMIT)], filters=[strip]
    )
    value = StringField(
        _l("What it says"), [SometimesRequired(), Optional(), Length(max=500)], filters=[strip]
    )


class AskForm(VersionedForm):
    """Asks a department; ``version`` is that of the case.  ``offer`` fills the facts it may see."""

    department = StringField(
        _l("Department"), [InputRequired(), Length(max=NAME_LIMIT)], filters=[strip]
    )
    contact = StringField(
        _l("Who answers there"), [Optional(), Length(max=NAME_LIMIT)], filters=[strip]
    )
    question = TextAreaField(
        _l("Question"), [InputRequired(), Length(max=TEXT_LIMIT)], filters=[strip]
    )
    facts = FieldList(
        FormField(FactPart),
        _l("What the department may see"),
        min_entries=EMPTY_FACTS,
        max_entries=40,
        description=_l("Nothing else of the case is shown behind the link."),
    )
    count = IntegerField(
        _l("Time to answer"), [InputRequired(), NumberRange(min=1, max=LONGEST_PERIOD)]
    )
    unit = SelectField(_l("Counted in"))
    silence = TextAreaField(
        _l("What it means when nobody answers in time"),
        [InputRequired(), Length(max=TEXT_LIMIT)],
        filters=[strip],
    )
    asked_on = DateField(
        _l("Day of the letter"),
        [Optional()],
        description=_l("Empty when the question goes out today."),
    )

    def offer(self) -> None:
        """Translate the choices; call it before the form is shown or checked."""
        self.unit.choices = choices_of(_UNITS)


_UNITS = {Unit.WORKING_DAYS: N_("working days"), Unit.CALENDAR_DAYS: N_("calendar days")}


def question_of(form: AskForm) -> Question:
    """The question of a form that was checked."""
    facts = tuple(
        (part.label.data or "", part.value.data or "")
        for part in (entry.form for entry in form.facts)
        if part.label.data or part.value.data
    )
    return Question(
        department=form.department.data or "",
        contact=form.contact.data or "",
        question=form.question.data or "",
        facts=facts,
        reply_by_period=Period(count=given(form.count.data), unit=Unit(form.unit.data)),
        silence=form.silence.data or "",
        asked_on=form.asked_on.data,
    )


class ReferralFilterForm(OfficeForm):
    """What the list shows; a GET form without a token."""

    class Meta:
        csrf = False

    state = SelectField(_l("State"))
    department = StringField(_l("Department"))

    def offer(self) -> None:
        """Translate the choices."""
        states = choices_of({state: label_of(state) for state in State}, empty=str(_l("All")))
        states.insert(2, (LATE, str(_l("Overdue"))))
        self.state.choices = states


class OpinionForm(OfficeForm):
    """The department's answer through its link."""

    opinion = RadioField(_l("Opinion"), [InputRequired()])
    text = TextAreaField(
        _l("Remarks or reasons"),
        [SometimesRequired(), Optional(), Length(max=TEXT_LIMIT)],
        filters=[strip],
        description=_l("Needed for remarks and objections."),
    )
    name = StringField(_l("Your name"), [InputRequired(), Length(max=NAME_LIMIT)], filters=[strip])
    position = StringField(
        _l("Your position"), [InputRequired(), Length(max=NAME_LIMIT)], filters=[strip]
    )
    scan = FileField(_l("Scan of a signed or sealed letter, picture or PDF"))

    def offer(self) -> None:
        """Translate the choices."""
        self.opinion.choices = choices_of({kind: label_of(kind) for kind in Opinion})


class PaperAnswerForm(VersionedForm):
    """An answer that came on paper."""

    opinion = RadioField(_l("Opinion"), [InputRequired()])
    text = TextAreaField(
        _l("Remarks or reasons"),
        [SometimesRequired(), Optional(), Length(max=TEXT_LIMIT)],
        filters=[strip],
        description=_l("Needed for remarks and objections."),
    )
    name = StringField(
        _l("Who signed it"), [InputRequired(), Length(max=NAME_LIMIT)], filters=[strip]
    )
    position = StringField(
        _l("Position"), [InputRequired(), Length(max=NAME_LIMIT)], filters=[strip]
    )
    answered_on = DateField(_l("Day on the paper"), [InputRequired()])
    scan = FileField(_l("Scan of the answer, picture or PDF"), [SometimesRequired()])

    def offer(self) -> None:
        """Translate the choices."""
        self.opinion.choices = choices_of({kind: label_of(kind) for kind in Opinion})


class ReasonForm(VersionedForm):
    reason = TextAreaField(
        _l("Reason"), [InputRequired(), Length(max=REASON_LIMIT)], filters=[strip]
    )


def answer_of(form: OpinionForm | PaperAnswerForm, scan: str | None) -> Answer:
    """The answer of a form that was checked; ``scan`` is the public id of its evidence."""
    day = form.answered_on.data if isinstance(form, PaperAnswerForm) else None
    return Answer(
        opinion=Opinion(form.opinion.data),
        text=form.text.data or "",
        name=form.name.data or "",
        position=form.position.data or "",
        scan=scan,
        answered_on=day,
    )

"""How facts end: a day, a reason, a decision."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from kgsup.staff.forms.facts import CLASS_NAME, labels_of
from kgsup.staff.rules.entries import LONGEST_TEXT, Ending
from kgsup.staff.rules.people import Ban, BanGround, EndReason
from kgsup.web.forms import SometimesRequired, VersionedForm, choices_of, given, strip

_FOR_LIFE, _TERM = "life", "term"
CONFIRMED = "confirmed"


class DayForm(VersionedForm):
    """The day from which something holds."""

    on = DateField(_l("Day"), [InputRequired()])


class ClassForm(VersionedForm):
    """The class in which somebody works."""

    class_name = StringField(
        _l("Class"),
        [Optional(), Length(max=CLASS_NAME)],
        filters=[strip],
        description=_l("Empty: no class of their own."),
    )


class EndEmploymentForm(VersionedForm):
    """The end of an employment."""

    until_on = DateField(
        _l("First day without work"), [InputRequired()], description=_l("Not a day of work.")
    )
    reason = SelectField(_l("Why it ended"))

    def offer(self) -> None:
        """Set the choices, translated now."""
        self.reason.choices = choices_of(labels_of(EndReason))

    def ending(self) -> Ending:
        """What was typed."""
        return Ending(until_on=given(self.until_on.data), reason=EndReason(self.reason.data))


class ReasonForm(VersionedForm):
    """Why an entry is set aside."""

    reason = TextAreaField(
        _l("Reason"), [InputRequired(), Length(max=LONGEST_TEXT)], filters=[strip]
    )


class LiftBanForm(VersionedForm):
    """The decision that lifts a ban."""

    on = DateField(_l("Lifted from this day on"), [InputRequired()])
    reason = TextAreaField(
        _l("Decision and reason"), [InputRequired(), Length(max=LONGEST_TEXT)], filters=[strip]
    )


class BanForm(VersionedForm):
    """A ban with its decision; ``stage`` says that it was confirmed on its own page."""

    stage = HiddenField()
    ground = SelectField(_l("Ground"))
    decision_number = StringField(
        _l("Number of the decision"), [InputRequired(), Length(max=LONGEST_TEXT)], filters=[strip]
    )
    decided_by = StringField(
        _l("Who decided"), [InputRequired(), Length(max=LONGEST_TEXT)], filters=[strip]
    )
    from_on = DateField(_l("Barred from"), [InputRequired()])
    term = RadioField(_l("How long"), [InputRequired()])
    valid_until = DateField(_l("Last day of the ban"), [SometimesRequired(), Optional()])

    def offer(self) -> None:
        """Set the choices, translated now."""
        self.ground.choices = choices_of(labels_of(BanGround))
        self.term.choices = [(_TERM, _l("For a term")), (_FOR_LIFE, _l("For life"))]

    def validate(self, extra_validators: object = None) -> bool:
        """A term has its last day, a ban for life has none."""
        is_valid: bool = super().validate(extra_validators)
        if (self.term.data == _FOR_LIFE) == (self.valid_until.data is not None):
            message = _l("A term needs its last day; a ban for life has none.")
            self.valid_until.errors = [*self.valid_until.errors, message]
            return False
        return is_valid

    @property
    def is_confirmed(self) -> bool:
        """Tell whether the page of its own was seen."""
        return bool(self.stage.data == CONFIRMED)

    def ban(self) -> Ban:
        """What was typed."""
        return Ban(
            ground=BanGround(self.ground.data),
            from_on=given(self.from_on.data),
            valid_until=self.valid_until.data,
            decision_number=self.decision_number.data or "",
            decided_by=self.decided_by.data or "",
        )

"""The facts of a person, each with its form."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from kgsup.core.labels import label_of
from kgsup.kindergartens.rules.counts import Post
from kgsup.staff.rules.entries import (
    LONGEST_TEXT,
    MOST_HOURS,
    NewBackgroundCheck,
    NewHealthCheck,
)
from kgsup.staff.rules.people import (
    Certificate,
    CertificateKind,
    CheckResult,
    Employment,
    EndReason,
    Experience,
    FactKind,
    Occasion,
    Training,
)
from kgsup.web.forms import (
    SelectChoice,
    SometimesRequired,
    VersionedForm,
    choices_of,
    given,
    strip,
)

_TEXT = [Length(max=LONGEST_TEXT)]
CLASS_NAME = 40


def labels_of(kind: type[StrEnum], *, without: StrEnum | None = None) -> dict[StrEnum, str]:
    """Value → marked label of an enum."""
    return {value: label_of(value) for value in kind if value is not without}


class FactForm(VersionedForm):
    """What all forms of facts do."""

    def offer(self, places: Mapping[str, str]) -> None:
        """Set the choices, translated now; ``places`` are kindergartens, public id → name."""

    def value(self) -> Any:
        """What was typed, as the service takes it."""
        raise NotImplementedError


class EmploymentForm(FactForm):
    """Work in a post of a kindergarten."""

    kindergarten = SelectField(_l("Kindergarten"))
    post = SelectField(_l("Post"))
    from_on = DateField(_l("First day"), [SometimesRequired(), Optional()])
    class_name = StringField(_l("Class"), [Optional(), Length(max=CLASS_NAME)], filters=[strip])
    contract_filed_on = DateField(
        _l("Contract filed on"),
        [Optional()],
        description=_l("When the information on the contract reached the bureau."),
    )
    until_on = DateField(
        _l("First day without work"),
        [Optional()],
        description=_l("For an employment that has ended already."),
    )
    end_reason = SelectField(_l("Why it ended"), [SometimesRequired(), Optional()])

    def offer_places(self, places: Mapping[str, str]) -> None:
        """Set the choices of an employment."""
        self.kindergarten.choices = [SelectChoice(key, name) for key, name in places.items()]
        self.post.choices = choices_of(labels_of(Post, without=Post.TOTAL_ONLY))
        self.end_reason.choices = choices_of(labels_of(EndReason), empty=_l("Still works there"))

    def offer(self, places: Mapping[str, str]) -> None:
        self.offer_places(places)

    def validate(self, extra_validators: Any = None) -> bool:
        """An end has its reason, a reason its end; the first day is there with a kindergarten."""
        is_valid: bool = super().validate(extra_validators)
        if self.kindergarten.data and self.from_on.data is None:
            self.from_on.errors = [*self.from_on.errors, _l("This field is required.")]
            return False
        if (self.until_on.data is None) != (not self.end_reason.data):
            message = _l("Give both the day and why it ended, or neither.")
            self.end_reason.errors = [*self.end_reason.errors, message]
            return False
        return is_valid

    def value(self) -> Employment:
        return self.employment()

    def employment(self) -> Employment:
        """The employment that was typed."""
        return Employment(
            kindergarten=self.kindergarten.data,
            post=Post(self.post.data),
            from_on=given(self.from_on.data),
            until_on=self.until_on.data,
            end_reason=EndReason(self.end_reason.data) if self.end_reason.data else None,
            class_name=self.class_name.data or None,
            contract_filed_on=self.contract_filed_on.data,
        )


class CertificateForm(FactForm):
    """A certificate, as its holder shows it."""

    kind = SelectField(_l("Kind"))
    number = StringField(_l("Number"), [Optional(), *_TEXT], filters=[strip])
    issuer = StringField(_l("Issued by"), [Optional(), *_TEXT], filters=[strip])
    issued_on = DateField(_l("Issued on"), [Optional()])
    valid_until = DateField(
        _l("Last day"), [Optional()], description=_l("Empty when it does not expire.")
    )

    def offer(self, places: Mapping[str, str]) -> None:
        self.kind.choices = choices_of(labels_of(CertificateKind))

    def value(self) -> Certificate:
        return Certificate(
            kind=CertificateKind(self.kind.data),
            number=self.number.data or None,
            issuer=self.issuer.data or None,
            issued_on=self.issued_on.data,
            valid_until=self.valid_until.data,
        )


class TrainingForm(FactForm):
    """A training that was attended."""

    topic = StringField(_l("Topic"), [InputRequired(), *_TEXT], filters=[strip])
    hours = IntegerField(_l("Hours"), [InputRequired(), NumberRange(min=1, max=MOST_HOURS)])
    held_on = DateField(_l("Day"), [InputRequired()])
    organiser = StringField(_l("Held by"), [Optional(), *_TEXT], filters=[strip])

    def value(self) -> Training:
        return Training(
            topic=self.topic.data or "",
            hours=given(self.hours.data),
            held_on=given(self.held_on.data),
            organiser=self.organiser.data or None,
        )


class BackgroundCheckForm(FactForm):
    """The answer of police and education records."""

    occasion = RadioField(_l("Occasion"), [InputRequired()])
    asked_on = DateField(_l("Asked on"), [InputRequired()])
    authority = StringField(_l("Who was asked"), [InputRequired(), *_TEXT], filters=[strip])
    result = RadioField(
        _l("Answer"),
        [InputRequired()],
        description=_l("A hit stops all work of this person at once."),
    )

    def offer(self, places: Mapping[str, str]) -> None:
        self.occasion.choices = choices_of(labels_of(Occasion))
        self.result.choices = choices_of(labels_of(CheckResult))

    def value(self) -> NewBackgroundCheck:
        return NewBackgroundCheck(
            occasion=Occasion(self.occasion.data),
            asked_on=given(self.asked_on.data),
            authority=self.authority.data or "",
            result=CheckResult(self.result.data),
        )


class HealthCheckForm(FactForm):
    """A health check that was passed."""

    done_on = DateField(_l("Day of the check"), [InputRequired()])
    valid_until = DateField(
        _l("Last day"), [Optional()], description=_l("Empty: a year from the check.")
    )

    def value(self) -> NewHealthCheck:
        return NewHealthCheck(done_on=given(self.done_on.data), valid_until=self.valid_until.data)


class ExperienceForm(FactForm):
    """Earlier work elsewhere, with its proof."""

    place = StringField(_l("Kindergarten"), [InputRequired(), *_TEXT], filters=[strip])
    post = SelectField(_l("Post"))
    from_on = DateField(_l("First day"), [InputRequired()])
    until_on = DateField(_l("First day without work"), [InputRequired()])
    proof = StringField(
        _l("Proof"),
        [InputRequired(), *_TEXT],
        filters=[strip],
        description=_l("What paper shows it, and who has seen it."),
    )

    def offer(self, places: Mapping[str, str]) -> None:
        self.post.choices = choices_of(labels_of(Post, without=Post.TOTAL_ONLY))

    def value(self) -> Experience:
        return Experience(
            place=self.place.data or "",
            post=Post(self.post.data),
            from_on=given(self.from_on.data),
            until_on=given(self.until_on.data),
            proof=self.proof.data or "",
        )


FORMS: dict[FactKind, type[FactForm]] = {
    FactKind.EMPLOYMENT: EmploymentForm,
    FactKind.CERTIFICATE: CertificateForm,
    FactKind.TRAINING: TrainingForm,
    FactKind.BACKGROUND_CHECK: BackgroundCheckForm,
    FactKind.HEALTH_CHECK: HealthCheckForm,
    FactKind.EXPERIENCE: ExperienceForm,
}

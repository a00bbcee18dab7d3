"""Forms of publications; shape only."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from kgsup.core.errors import N_
from kgsup.core.labels import label_of
from kgsup.publications.queries import Shown
from kgsup.publications.rules import KINDS, Fact, PublicationKind
from kgsup.publications.rules.facts import LONGEST_FACT, LONGEST_TITLE
from kgsup.publications.rules.states import LONGEST_REASON
from kgsup.web.forms import OfficeForm, SometimesRequired, VersionedForm, choices_of, strip

_SHOWN = {
    Shown.PLANNED: N_("To be published"),
    Shown.LATE: N_("Late"),
    Shown.WITHHELD: N_("Withheld"),
    Shown.PUBLISHED: N_("Published"),
    Shown.WITHDRAWN: N_("Not public any more"),
    Shown.ALL: N_("All"),
}


class QueueFilterForm(OfficeForm):
    """What the queue shows; a GET form without a token."""

    class Meta:
        csrf = False

    show = SelectField(_l("Shown"))
    kind = SelectField(_l("Kind"))
    text = StringField(_l("Text"))

    def offer(self) -> None:
        """Translate the choices."""
        self.show.choices = choices_of(_SHOWN)
        kinds = {kind: label_of(kind) for kind in PublicationKind}
        self.kind.choices = choices_of(kinds, empty=str(_l("All")))


class PublishForm(VersionedForm):
    article = StringField(
        _l("Article"),
        [SometimesRequired(), Optional(), Length(max=120)],
        filters=[strip],
        description=_l("Needed where the law names none: the county's own base."),
    )
    late_reason = TextAreaField(
        _l("Why it comes late"),
        [SometimesRequired(), Optional(), Length(max=LONGEST_REASON)],
        filters=[strip],
        description=_l("Needed after the last day for publishing."),
    )


class ReasonForm(VersionedForm):
    reason = TextAreaField(
        _l("Reason"), [InputRequired(), Length(max=LONGEST_REASON)], filters=[strip]
    )


class CorrectForm(VersionedForm):
    """The words anew; the public facts of the kind are further fields, made by ``for_kind``."""

    title = StringField(_l("Title"), [InputRequired(), Length(max=LONGEST_TITLE)], filters=[strip])
    until = DateField(_l("Public until"), [SometimesRequired(), Optional()])
    reason = TextAreaField(
        _l("What is corrected and why"),
        [InputRequired(), Length(max=LONGEST_REASON)],
        filters=[strip],
    )


FACT_PREFIX = "fact_"


def correct_form(kind: PublicationKind) -> type[CorrectForm]:
    """The form that corrects a publication of a kind: a field for each of its public facts."""
    fields = {
        f"{FACT_PREFIX}{fact.value}": StringField(
            _l(label_of(fact)), [Optional(), Length(max=LONGEST_FACT)], filters=[strip]
        )
        for fact in Fact
        if fact in KINDS[kind].facts
    }
    return type("CorrectFormOfKind", (CorrectForm,), fields)


class SheetForm(OfficeForm):
    """The period of a 双公示 sheet; a GET form without a token."""

    class Meta:
        csrf = False

    county = SelectField(_l("County"))
    first = DateField(_l("Decided from"), [InputRequired()])
    last = DateField(_l("Decided until"), [InputRequired()])

"""The form in which a paper record is typed; its answers follow the chosen checklist."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    FieldList,
    FormField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from kgsup.core.clocks import CorrectionStep
from kgsup.core.labels import label_of
from kgsup.corrections.rules import Authority, Severity
from kgsup.inspections.rules.checklists import Checklist
from kgsup.inspections.rules.document import Answer, EarlierResult
from kgsup.web.forms import PartForm, VersionedForm, choices_of, strip

SHORT = 200
LONG = 4000
FINDING_ROWS = 4
FINDING_ROWS_AT_MOST = 40

Choices = Sequence[tuple[str, str]]


def enum_choices(kind: Iterable[Any]) -> list[tuple[str, str]]:
    """The values of an enum with their labels, after an empty one."""
    return choices_of({value: label_of(value) for value in kind}, empty="—")


def _short(label: Any) -> StringField:
    return StringField(label, [Length(max=SHORT)], filters=[strip])


def _long(label: Any) -> TextAreaField:
    return TextAreaField(label, [Length(max=LONG)], filters=[strip])


class PaperFindingForm(PartForm):
    """One finding of a paper record; a row without words is left out."""

    key = HiddenField()
    item = SelectField(_l("Item"), validate_choice=False)
    text = _long(_l("What was found"))
    severity = SelectField(_l("Weight"), validate_choice=False)
    article = _short(_l("Article"))
    authority = SelectField(_l("Competent authority"), validate_choice=False)
    step = SelectField(_l("To be corrected"), validate_choice=False)
    due_on = DateField(_l("Printed date"), [Optional()])
    demand = _long(_l("What is demanded"))
    corrected_on_the_spot = BooleanField(_l("Corrected on the spot"))


class PaperForm(VersionedForm):
    """What stands on a paper record whatever its checklist; ``paper_form`` adds the answers."""

    visit_id = HiddenField()
    number = _short(_l("Number on the pad"))
    subject = _short(_l("Subject"))
    started_at = DateTimeLocalField(_l("Began at"), [InputRequired()], format="%Y-%m-%dT%H:%M")
    ended_at = DateTimeLocalField(_l("Ended at"), [Optional()], format="%Y-%m-%dT%H:%M")
    place = _short(_l("Place"))
    officers = SelectMultipleField(
        _l("Officers who signed on the paper"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    helpers = _short(_l("Helpers"))
    received_name = _short(_l("Received by: name"))
    received_position = _short(_l("Received by: position"))
    certificates_shown = BooleanField(_l("The certificates were shown"))
    rights_told = BooleanField(_l("The rights were told, also that a recusal may be asked for"))
    approval_number = _short(_l("Number of the approval"))
    approval_by = _short(_l("Approved by telephone: by whom"))
    approval_at = DateTimeLocalField(
        _l("Approved by telephone: when"), [Optional()], format="%Y-%m-%dT%H:%M"
    )
    approval_reason = _short(_l("Approved by telephone: why it was urgent"))
    notice_number = _short(_l("Number of the notice"))
    rest_meets = BooleanField(
        _l("Every item that is left open here is answered “meets” on the paper")
    )
    observations = _long(_l("Seen, heard and checked"))
    advice = _long(_l("Advice"))
    findings = FieldList(FormField(PaperFindingForm), _l("Findings"), min_entries=FINDING_ROWS)
    statement = _long(_l("The kindergarten's statement"))
    nothing_to_add = BooleanField(_l("The kindergarten had nothing to add"))
    host_signed = BooleanField(_l("The kindergarten's person signed on the paper"))
    refusal_reason = _short(_l("Why the signature was refused"))
    refusal_witness = _short(_l("Witness of the refusal"))
    scans = MultipleFileField(_l("Scans or photographs of the paper"))
    late_reason = _short(_l("Why it is entered later than five working days"))
    late_person = SelectField(_l("Second person who answers for the late entry"))


class Around:
    """The lists that a paper form offers."""

    def __init__(
        self, checklist: Checklist | None, officers: Choices, earlier: Sequence[tuple[str, str]]
    ) -> None:
        self.checklist = checklist
        self.officers = list(officers)
        self.earlier = list(earlier)  # (public id, words) of the points that are open


def paper_form(around: Around, values: dict[str, Any] | None = None) -> Any:
    """Make the form of one checklist: a field for each answer, remark, own answer and open point."""
    fields: dict[str, Any] = {}
    for item in around.checklist.items.values() if around.checklist else ():
        fields[f"answer_{item.code}"] = SelectField(
            f"{item.code} {item.text}", choices=enum_choices(Answer)
        )
        fields[f"remark_{item.code}"] = StringField(
            _("Remark"), [Length(max=LONG)], filters=[strip]
        )
        if around.checklist and around.checklist.own_answer:
            fields[f"own_{item.code}"] = SelectField(
                _("The kindergarten's own answer"), choices=enum_choices(Answer)
            )
    for public_id, words in around.earlier:
        fields[f"earlier_{public_id}"] = SelectField(words, choices=enum_choices(EarlierResult))
    form = type("PaperFormOfChecklist", (PaperForm,), fields)(**(values or {}))
    form.officers.choices = around.officers
    form.late_person.choices = [("", "—"), *around.officers]
    codes = list(around.checklist.items) if around.checklist else []
    for row in form.findings.entries:
        row.form.item.choices = [("", "—"), *((code, code) for code in codes)]
        row.form.severity.choices = enum_choices(Severity)
        row.form.authority.choices = enum_choices(Authority)
        row.form.step.choices = enum_choices(CorrectionStep)
    return form

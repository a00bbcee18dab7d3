"""Recording counts, fees, licences and recognitions."""

import datetime as dt
from decimal import Decimal
from enum import StrEnum

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    DecimalField,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
)
from wtforms.validators import InputRequired, Length, Optional

from kgsup.core.labels import label_of
from kgsup.kindergartens.rules.classification import NewRecognition
from kgsup.kindergartens.rules.counts import AgeGroup, GroupCount, Post, StaffCount
from kgsup.kindergartens.rules.entries import TermFigures
from kgsup.kindergartens.rules.fees import FeeKind, FeeUnit, NewFee, to_fen
from kgsup.kindergartens.rules.licences import COMPUTED, PRINTED_FIELDS, LicenceState, NewLicence
from kgsup.web.forms import PartForm, SelectChoice, VersionedForm, choices_of, given, strip


def _labels(values: list[StrEnum]) -> dict[StrEnum, str]:
    return {value: label_of(value) for value in values}


class RecordForm(VersionedForm):
    """What is recorded of a kindergarten, on the version and the ledger row that the page showed."""

    seen = HiddenField()

    def stand_on(self, version: int, seen: int) -> None:
        """Make this version the one that is saved on, and this the last act that was seen."""
        self.version.data, self.seen.data = str(version), str(seen)

    @property
    def last_seen(self) -> int:
        """The number of the last act that the page knew; 0 when it names none."""
        text = self.seen.data or ""
        return int(text) if text.isdigit() else 0


class MergeForm(RecordForm):
    """Which of two entries lives on; ``version`` is the first one's, ``other_version`` the second's."""

    other_version = HiddenField()

    @property
    def other_version_number(self) -> int:
        """The second's version; a form without one can match no row."""
        text = str((self.other_version.raw_data or [""])[0])
        return int(text) if text.isdigit() else -1


class GroupForm(PartForm):
    """Classes and children of one age group; an empty line is not recorded."""

    classes = IntegerField(_l("Classes"), [Optional()])
    children = IntegerField(_l("Children"), [Optional()])
    largest_class = IntegerField(_l("Children in the largest class"), [Optional()])

    def count(self, age_group: AgeGroup) -> GroupCount | None:
        """The count of the line."""
        if self.children.data is None and not self.classes.data:
            return None
        return GroupCount(
            age_group=age_group,
            classes=self.classes.data,
            children=self.children.data or 0,
            largest_class=self.largest_class.data,
        )


class PostForm(PartForm):
    """People in one post; an empty line is not recorded."""

    people = IntegerField(_l("Head-count"), [Optional()])
    certified = IntegerField(_l("With certificate"), [Optional()])

    def count(self, post: Post) -> StaffCount | None:
        """The count of the line."""
        if self.people.data is None:
            return None
        return StaffCount(post=post, people=self.people.data, certified=self.certified.data)


class FiguresForm(RecordForm):
    """The counts of one term."""

    term = StringField(_l("Term"), [InputRequired(), Length(max=20)], filters=[strip])
    counted_on = DateField(_l("Counted on"), [InputRequired()])
    toddler = FormField(GroupForm, _l("Toddler class"))
    junior = FormField(GroupForm, _l("Junior class (3–4)"))
    middle = FormField(GroupForm, _l("Middle class (4–5)"))
    senior = FormField(GroupForm, _l("Senior class (5–6)"))
    mixed = FormField(GroupForm, _l("Mixed class"))
    total_only = FormField(GroupForm, _l("Total, not broken down"))
    head = FormField(PostForm, _l("Heads"))
    teacher = FormField(PostForm, _l("Teachers"))
    carer = FormField(PostForm, _l("Carers"))
    health = FormField(PostForm, _l("Health staff"))
    guard = FormField(PostForm, _l("Guards"))
    cook = FormField(PostForm, _l("Cooks"))
    other = FormField(PostForm, _l("Other staff"))

    def figures(self) -> TermFigures:
        """The counts as they were typed."""
        groups = [self[group.value].form.count(group) for group in AgeGroup]
        posts = [post for post in Post if post is not Post.TOTAL_ONLY]
        staff = [self[post.value].form.count(post) for post in posts]
        return TermFigures(
            term=given(self.term.data),
            counted_on=given(self.counted_on.data),
            groups=tuple(count for count in groups if count is not None),
            staff=tuple(count for count in staff if count is not None),
        )


class FeeForm(RecordForm):
    """A filed fee."""

    kind = SelectField(_l("What for"))
    name = StringField(_l("Name of the fee"), [Optional(), Length(max=60)], filters=[strip])
    age_group = SelectField(_l("Age group"))
    amount = DecimalField(_l("Amount in yuan"), [InputRequired()])
    unit = SelectField(_l("Unit"))
    from_on = DateField(_l("Holds from"), [InputRequired()])

    def offer(self) -> None:
        """Set the choices, translated now."""
        groups = [group for group in AgeGroup if group is not AgeGroup.TOTAL_ONLY]
        self.kind.choices = choices_of(_labels(list(FeeKind)))
        self.unit.choices = choices_of(_labels(list(FeeUnit)))
        self.age_group.choices = [
            SelectChoice("", _("All age groups")),
            *choices_of(_labels(list(groups))),
        ]

    def fee(self) -> NewFee:
        """The fee as it was typed; raises ``RuleViolation`` for an amount that is no money."""
        return NewFee(
            kind=FeeKind(self.kind.data),
            name=self.name.data,
            age_group=AgeGroup(self.age_group.data) if self.age_group.data else None,
            amount_fen=to_fen(Decimal(given(self.amount.data))),
            unit=FeeUnit(self.unit.data),
            from_on=given(self.from_on.data),
        )


def _printed(label: str) -> StringField:
    return StringField(label, [Optional(), Length(max=300)], filters=[strip])


class LicenceForm(RecordForm):
    """A licence as it stands on the paper."""

    number = StringField(_l("Licence number"), [InputRequired(), Length(max=60)], filters=[strip])
    valid_from = DateField(_l("Valid from"), [Optional()])
    valid_until = DateField(_l("Valid until (this day included)"), [Optional()])
    issued_on = DateField(_l("Issued on"), [Optional()])
    state = SelectField(_l("State"))
    name = _printed(_l("Name"))
    address = _printed(_l("Address"))
    head = _printed(_l("Head"))
    sponsor = _printed(_l("Sponsor"))
    type = _printed(_l("Type"))
    content = _printed(_l("What is taught"))
    managing_department = _printed(_l("Managing department"))
    issuing_authority = _printed(_l("Issuing authority"))
    remark = _printed(_l("Remark"))

    def offer(self) -> None:
        """Set the choices, translated now."""
        recorded = [state for state in LicenceState if state not in COMPUTED]
        self.state.choices = choices_of(_labels(list(recorded)))

    def licence(self) -> NewLicence:
        """The licence as it was typed."""
        printed = {name: self[name].data for name in PRINTED_FIELDS if self[name].data}
        return NewLicence(
            number=given(self.number.data),
            valid_from=self.valid_from.data,
            valid_until=self.valid_until.data,
            issued_on=self.issued_on.data,
            state=LicenceState(self.state.data),
            printed=printed,
        )


class RecognitionForm(RecordForm):
    """A recognition as inclusive that exists."""

    valid_from = DateField(_l("Recognised from"), [InputRequired()])
    valid_until = DateField(_l("Recognised until (this day included)"), [Optional()])
    cap = DecimalField(_l("Highest care fee in yuan a month"), [Optional()])

    def recognition(self) -> NewRecognition:
        """The recognition as it was typed; raises ``RuleViolation`` for a cap that is no money."""
        cap: Decimal | None = self.cap.data
        until: dt.date | None = self.valid_until.data
        return NewRecognition(
            valid_from=given(self.valid_from.data),
            valid_until=until,
            cap_fen=None if cap is None else to_fen(cap),
        )

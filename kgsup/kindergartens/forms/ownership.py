"""Entering, changing and ending what parties hold, and settling a number used twice."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from kgsup.core.errors import N_, RuleViolation
from kgsup.core.labels import label_of
from kgsup.kindergartens.models import Party
from kgsup.kindergartens.rules.number_rulings import LONGEST_REASON, Ruling, RulingKind
from kgsup.kindergartens.rules.ownership.parties import (
    LONGEST_NAME,
    NewParty,
    NewStake,
    PartyKind,
    StakeKind,
)
from kgsup.web.forms import (
    OfficeForm,
    SelectChoice,
    SometimesRequired,
    VersionedForm,
    choices_of,
    given,
    strip,
)

NEW_PARTY = "new"
_BASIS_POINTS = 100  # in one percent


class PartyForm(VersionedForm):
    """A person, company, public body or collective."""

    name = StringField(_l("Name"), [InputRequired(), Length(max=LONGEST_NAME)], filters=[strip])
    kind = RadioField(_l("Kind of party"), [InputRequired()])
    credit_code = StringField(
        _l("Credit code"),
        [Optional(), Length(max=40)],
        filters=[strip],
        description=_l("Of companies and bodies. No number of a person is kept."),
    )
    is_listed = BooleanField(_l("Listed company"))
    is_state_owned = BooleanField(_l("State-owned company"))

    def offer(self) -> None:
        """Set the choices, translated now."""
        self.kind.choices = choices_of({kind: label_of(kind) for kind in PartyKind})

    def fill(self, party: Party) -> None:
        """Show a party as it is."""
        self.version.data = str(party.version)
        self.name.data, self.kind.data = party.name, party.kind.value
        self.credit_code.data = party.credit_code
        self.is_listed.data, self.is_state_owned.data = party.is_listed, party.is_state_owned

    def party(self) -> NewParty:
        """The party as it was typed."""
        return NewParty(
            kind=PartyKind(self.kind.data),
            name=given(self.name.data),
            credit_code=self.credit_code.data,
            is_listed=bool(self.is_listed.data),
            is_state_owned=bool(self.is_state_owned.data),
        )


class StakeForm(OfficeForm):
    """A stake and its holder: a party that is known by name, or a new one."""

    name = StringField(_l("Holder"), [InputRequired(), Length(max=LONGEST_NAME)], filters=[strip])
    known = RadioField(_l("Known under this name"), [SometimesRequired()], validate_choice=False)
    party_kind = RadioField(_l("Kind of party"), [InputRequired()])
    credit_code = StringField(
        _l("Credit code"),
        [Optional(), Length(max=40)],
        filters=[strip],
        description=_l("Of companies and bodies. No number of a person is kept."),
    )
    is_listed = BooleanField(_l("Listed company"))
    is_state_owned = BooleanField(_l("State-owned company"))
    kind = SelectField(_l("Kind of stake"), [InputRequired()])
    share = DecimalField(
        _l("Share in percent"), [Optional(), NumberRange(min=0, max=100)], places=2
    )
    from_on = DateField(_l("Held from"), [InputRequired()])

    def offer(self, kinds: Sequence[StakeKind]) -> None:
        """Set the choices, translated now."""
        self.party_kind.choices = choices_of({kind: label_of(kind) for kind in PartyKind})
        self.kind.choices = choices_of({kind: label_of(kind) for kind in kinds})

    def offer_known(self, parties: Sequence[Party]) -> None:
        """Ask which of the known parties of this name it is."""
        known = {party.public_id: label_of(party.kind) for party in parties}
        choices = [
            SelectChoice(party.public_id, _party_text(party, known[party.public_id]))
            for party in parties
        ]
        self.known.choices = [*choices, SelectChoice(NEW_PARTY, _("Another one of the same name"))]

    def chosen(self, parties: Sequence[Party]) -> str | None:
        """The public id of the known party that was chosen; ``None`` for a new one.

        Raises ``RuleViolation`` when the name is known and nothing was chosen.
        """
        ids = {party.public_id for party in parties}
        if not ids or self.known.data == NEW_PARTY:
            return None
        if self.known.data not in ids:
            raise RuleViolation(N_("A party of this name is known: say whether it is the same."))
        return str(self.known.data)

    def party(self) -> NewParty:
        """The new holder as it was typed."""
        return NewParty(
            kind=PartyKind(self.party_kind.data),
            name=given(self.name.data),
            credit_code=self.credit_code.data,
            is_listed=bool(self.is_listed.data),
            is_state_owned=bool(self.is_state_owned.data),
        )

    def stake(
        self, holder: str, *, kindergarten: str | None = None, company: str | None = None
    ) -> NewStake:
        """The stake as it was typed."""
        share: Decimal | None = self.share.data
        return NewStake(
            holder=holder,
            kindergarten=kindergarten,
            company=company,
            kind=StakeKind(self.kind.data),
            share_bp=None if share is None else round(share * _BASIS_POINTS),
            from_on=given(self.from_on.data),
        )


def _party_text(party: Party, kind: str) -> str:
    return " · ".join(text for text in (party.name, _(kind), party.credit_code) if text)


class EndStakeForm(VersionedForm):
    """The end of a stake, or that it was entered by mistake."""

    how = RadioField(_l("What happened"), [InputRequired()])
    until_on = DateField(
        _l("First day on which it no longer holds"), [SometimesRequired(), Optional()]
    )
    reason = TextAreaField(
        _l("Why it was a mistake"),
        [SometimesRequired(), Length(max=LONGEST_REASON)],
        filters=[strip],
    )

    def offer(self) -> None:
        """Set the choices, translated now."""
        self.how.choices = [
            SelectChoice("ended", _("It ended")),
            SelectChoice("mistake", _("It was entered by mistake and never held")),
        ]

    @property
    def is_mistake(self) -> bool:
        return bool(self.how.data == "mistake")

    @property
    def until(self) -> dt.date:
        """The first day on which it no longer holds; raises ``RuleViolation`` when none was typed."""
        if self.until_on.data is None:
            raise RuleViolation(N_("Say from which day on it no longer holds."))
        return given(self.until_on.data)


class RulingForm(OfficeForm):
    """Who keeps a licence number that several bear, and what was seen."""

    keeper = RadioField(_l("Who keeps the number"), [InputRequired()])
    kind = RadioField(_l("What was found"), [InputRequired()])
    reason = TextAreaField(
        _l("Which papers were seen, and what they showed"),
        [InputRequired(), Length(max=LONGEST_REASON)],
        filters=[strip],
    )

    def offer(self, keepers: dict[str, str]) -> None:
        """Set the choices: public id → name, and the findings translated now."""
        self.keeper.choices = [SelectChoice(key, name) for key, name in keepers.items()]
        self.kind.choices = choices_of({kind: label_of(kind) for kind in RulingKind})

    def ruling(self, digits: str) -> Ruling:
        """The ruling as it was typed."""
        return Ruling(
            digits=digits,
            kind=RulingKind(self.kind.data),
            keeper=given(self.keeper.data),
            reason=given(self.reason.data),
        )

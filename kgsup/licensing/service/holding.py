"""Who holds a kindergarten after a decision, and what it charges after a filing."""

from collections.abc import Mapping
from decimal import Decimal

from kgsup.kindergartens import service as register
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.queries import find_party_by_code, holders_of
from kgsup.kindergartens.rules.fees import FeeKind, FeeUnit, NewFee, to_fen
from kgsup.kindergartens.rules.identity import SponsorKind
from kgsup.kindergartens.rules.ownership.parties import (
    NewHolder,
    NewParty,
    PartyKind,
    Replacement,
    StakeKind,
)
from kgsup.licensing.rules.fields import ApplicationField, Value
from kgsup.licensing.service.decided import Decided

_BODIES = frozenset(
    {
        SponsorKind.EDUCATION,
        SponsorKind.OTHER_DEPARTMENT,
        SponsorKind.PUBLIC_INSTITUTION,
        SponsorKind.ARMED_FORCES,
    }
)

Values = Mapping[ApplicationField, Value]


def enter_sponsor(decided: Decided, kindergarten: Kindergarten, values: Values) -> None:
    """Put the sponsor that was granted in the place of those before; likewise the real controller."""
    sponsor = _party(decided, kindergarten, values, _SPONSOR)
    if sponsor is not None:
        _replace(decided, kindergarten, StakeKind.SPONSOR, sponsor)
    enter_controller(decided, kindergarten, values)


def enter_controller(decided: Decided, kindergarten: Kindergarten, values: Values) -> None:
    """Put the real controller that was named in the place of those before (filed, never approved)."""
    controller = _party(decided, kindergarten, values, _CONTROLLER)
    if controller is not None:
        _replace(decided, kindergarten, StakeKind.CONTROLLER, controller)


_SPONSOR = (ApplicationField.SPONSOR_NAME, ApplicationField.SPONSOR_CODE, StakeKind.SPONSOR)
_CONTROLLER = (
    ApplicationField.CONTROLLER_NAME,
    ApplicationField.CONTROLLER_CODE,
    StakeKind.CONTROLLER,
)


def _party(
    decided: Decided,
    kindergarten: Kindergarten,
    values: Values,
    of: tuple[ApplicationField, ApplicationField, StakeKind],
) -> NewHolder | None:
    """The party that is named: known by its code, or as it holds already, or new."""
    name_field, code_field, kind = of
    name, code = values.get(name_field), values.get(code_field)
    if not isinstance(name, str):
        return None
    known = find_party_by_code(kindergarten.county_code, code) if isinstance(code, str) else None
    if known is not None:
        return NewHolder(party=known.public_id)
    for row in holders_of(kindergarten, decided.day).rows:
        if row.edge.kind is kind and row.party.name == name:
            return NewHolder(party=row.party.key)
    return NewHolder(
        party=NewParty(
            kind=_party_kind(values, has_code=isinstance(code, str)),
            name=name,
            credit_code=code if isinstance(code, str) else None,
            is_listed=values.get(ApplicationField.LISTED_COMPANY) is True,
        )
    )


def _party_kind(values: Values, *, has_code: bool) -> PartyKind:
    sponsor_kind = values.get(ApplicationField.SPONSOR_KIND)
    if sponsor_kind in _BODIES:
        return PartyKind.PUBLIC_BODY
    if sponsor_kind is SponsorKind.COLLECTIVE:
        return PartyKind.COLLECTIVE
    return PartyKind.COMPANY if has_code else PartyKind.PERSON


def _replace(
    decided: Decided, kindergarten: Kindergarten, kind: StakeKind, holder: NewHolder
) -> None:
    replacement = Replacement(kind=kind, holders=(holder,), from_on=decided.day)
    register.replace_holders(
        kindergarten.public_id, replacement, decided.source, decided.actor, decided.at
    )


_FEES = (
    (ApplicationField.CARE_FEE, FeeKind.CARE, FeeUnit.MONTH),
    (ApplicationField.MEALS_FEE, FeeKind.MEALS, FeeUnit.DAY),
)


def enter_fees(decided: Decided, kindergarten: Kindergarten, values: Values) -> None:
    """Record the fees that were filed, from the day of the filing on."""
    for field, kind, unit in _FEES:
        amount = values.get(field)
        if isinstance(amount, int | float):
            fee = NewFee(
                kind=kind,
                amount_fen=to_fen(Decimal(str(amount))),
                unit=unit,
                from_on=decided.day,
            )
            register.record_fee(
                kindergarten.public_id, fee, decided.actor, decided.at, decided.source
            )

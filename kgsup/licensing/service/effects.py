"""What a grant does to the register: a kindergarten, a licence, an edition, changed facts.

Each effect runs in the transaction of the signature and writes through the register's own service.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kgsup.configuration.queries import value
from kgsup.configuration.rules import Key
from kgsup.core.clocks import add_years, days_after
from kgsup.core.errors import N_, RuleViolation
from kgsup.kindergartens import service as register
from kgsup.kindergartens.models import Kindergarten, LicenceEdition
from kgsup.kindergartens.queries import current_licence
from kgsup.kindergartens.rules.entries import FactChange, NewKindergarten, NewSite
from kgsup.kindergartens.rules.facts import FactValue, Field
from kgsup.kindergartens.rules.identity import State
from kgsup.kindergartens.rules.licence_acts import EditionReason, GrantedLicence, Reissue
from kgsup.licensing import queries
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.deciding import PREPARATION_YEARS, renewed_term, term_from
from kgsup.licensing.rules.fields import AddressChange, ApplicationField, Value
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.service.decided import Decided
from kgsup.licensing.service.holding import enter_controller, enter_fees, enter_sponsor
from kgsup.licensing.service.printed import printed_of


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What the register holds after a grant; the days of validity are inclusive."""

    kindergarten: Kindergarten
    edition: LicenceEdition | None = None
    licence_number: str | None = None
    valid_until: dt.date | None = None  # of a preparation


# Field of the application → field of the register.
_FACTS: Mapping[ApplicationField, Field] = {
    ApplicationField.NAME: Field.NAME,
    ApplicationField.TOWN: Field.TOWN_CODE,
    ApplicationField.ADDRESS: Field.ADDRESS,
    ApplicationField.OWNERSHIP: Field.OWNERSHIP,
    ApplicationField.RESIDENTIAL_AREA: Field.RESIDENTIAL_AREA,
    ApplicationField.HANDED_OVER_ON: Field.HANDED_OVER_ON,
    ApplicationField.ASSET_KINDS: Field.ASSET_KINDS,
    ApplicationField.CAPACITY: Field.CAPACITY,
    ApplicationField.SPONSOR_NAME: Field.SPONSOR_NAME,
    ApplicationField.SPONSOR_KIND: Field.SPONSOR_KIND,
    ApplicationField.HEAD_NAME: Field.HEAD,
}


def facts_of(values: Mapping[ApplicationField, Value]) -> dict[Field, FactValue]:
    """The register's facts among the values of an application."""
    facts: dict[Field, Any] = {
        _FACTS[field]: value for field, value in values.items() if field in _FACTS
    }
    if Field.ASSET_KINDS in facts and facts[Field.ASSET_KINDS] is None:
        facts[Field.ASSET_KINDS] = frozenset()
    return facts


def _prepare(decided: Decided) -> Effect:
    kindergarten = _establish(decided, State.IN_PREPARATION)
    last_day = days_after(add_years(decided.day, PREPARATION_YEARS), -1)
    return Effect(kindergarten=kindergarten, valid_until=last_day)


def _establish(decided: Decided, state: State) -> Kindergarten:
    """Enter the kindergarten, or bring one in preparation into operation."""
    application = decided.application
    values = decided.read()
    facts = facts_of(values) | {Field.STATE: state}
    known = queries.kindergarten_of(application)
    if known is None:
        new = NewKindergarten(facts=facts, from_on=decided.day)
        kindergarten = register.establish_kindergarten(
            application.county_code, new, decided.source, decided.actor, decided.at
        )
        application.kindergarten_id = kindergarten.id
    else:
        kindergarten = _change(decided, known, facts)
    if values.get(ApplicationField.BUILDING_M2) is not None:
        register.record_site(
            kindergarten.public_id, _site(values), decided.actor, decided.at, decided.source
        )
    enter_sponsor(decided, kindergarten, values)
    return kindergarten


def _site(values: Mapping[ApplicationField, Any]) -> NewSite:
    return NewSite(
        name=values.get(ApplicationField.SITE_NAME),
        address=values.get(ApplicationField.ADDRESS),
        land_m2=values.get(ApplicationField.LAND_M2),
        building_m2=values.get(ApplicationField.BUILDING_M2),
        outdoor_m2=values.get(ApplicationField.OUTDOOR_M2),
        floors=values.get(ApplicationField.FLOORS),
    )


def _change(
    decided: Decided, kindergarten: Kindergarten, facts: Mapping[Field, FactValue]
) -> Kindergarten:
    change = FactChange(values=facts, effective_on=decided.day, source=decided.source)
    return register.change_registered_facts(
        kindergarten.public_id, change, decided.actor, decided.at
    )


def _open(decided: Decided) -> Effect:
    """Establishment: the kindergarten holds its first licence, and operates from its opening on."""
    opens_on = decided.read().get(ApplicationField.OPENS_ON)
    is_open = not isinstance(opens_on, dt.date) or opens_on <= decided.day
    kindergarten = _establish(decided, State.OPERATING if is_open else State.IN_PREPARATION)
    number = register.next_licence_number(
        kindergarten.county_code, decided.actor, decided.at, ownership=kindergarten.ownership
    )
    term = term_from(decided.day, decided.term_years)
    granted = GrantedLicence(
        number=number,
        valid_from=term.valid_from,
        valid_until=term.valid_until,
        issued_on=decided.day,
        printed=printed_of(kindergarten, decided.application, decided.day, remark=decided.remark),
    )
    edition = register.grant_licence(
        kindergarten.public_id, granted, decided.source, decided.actor, decided.at
    )
    return Effect(kindergarten=kindergarten, edition=edition, licence_number=number)


def _held_by(application: PermitApplication) -> Kindergarten:
    kindergarten = queries.kindergarten_of(application)
    if kindergarten is None:
        raise RuleViolation(N_("Say for which kindergarten this is."))
    return kindergarten


def _change_facts(decided: Decided) -> Effect:
    """A change of what is registered, with a new edition of the certificate."""
    kindergarten = _held_by(decided.application)
    values = decided.read()
    facts = facts_of(values)
    if values.get(ApplicationField.ADDRESS_CHANGE) is AddressChange.NEW_CAMPUS:
        for moved in (Field.ADDRESS, Field.TOWN_CODE):  # the seat stays where it is
            facts.pop(moved, None)
    if facts:
        kindergarten = _change(decided, kindergarten, facts)
    if ApplicationField.ADDRESS_CHANGE in values:
        register.record_site(
            kindergarten.public_id, _site(values), decided.actor, decided.at, decided.source
        )
    if decided.application.kind is PermitKind.CHANGE_SPONSOR:
        enter_sponsor(decided, kindergarten, values)
    return _reissued(
        decided, kindergarten, Reissue(reason=EditionReason.CHANGE, issued_on=decided.day)
    )


def _reissued(decided: Decided, kindergarten: Kindergarten, reissue: Reissue) -> Effect:
    printed = printed_of(kindergarten, decided.application, decided.day, remark=decided.remark)
    if reissue.reason is not EditionReason.REPLACEMENT:
        reissue = replace(reissue, printed=printed)
    edition = register.reissue_licence(
        kindergarten.public_id, reissue, decided.source, decided.actor, decided.at
    )
    licence = current_licence(kindergarten, decided.day)
    return Effect(
        kindergarten=kindergarten,
        edition=edition,
        licence_number=licence.number if licence else None,
    )


def _renew(decided: Decided) -> Effect:
    kindergarten = _held_by(decided.application)
    old = current_licence(kindergarten, decided.day)
    term = renewed_term(decided.day, old.valid_until if old else None, decided.term_years)
    number = None
    if value(kindergarten.county_code, Key.RENUMBER_AT_RENEWAL, on=decided.day):
        number = register.next_licence_number(
            kindergarten.county_code, decided.actor, decided.at, ownership=kindergarten.ownership
        )
    reissue = Reissue(
        reason=EditionReason.RENEWAL,
        issued_on=decided.day,
        valid_from=term.valid_from,
        valid_until=term.valid_until,
        number=number,
    )
    return _reissued(decided, kindergarten, reissue)


def _replace(decided: Decided) -> Effect:
    kindergarten = _held_by(decided.application)
    reissue = Reissue(reason=EditionReason.REPLACEMENT, issued_on=decided.day)
    return _reissued(decided, kindergarten, reissue)


def _announce_end(decided: Decided) -> Effect:
    """A termination that is approved: the kindergarten is closing; its licence ends by its own act."""
    kindergarten = _held_by(decided.application)
    if kindergarten.state is not State.CLOSING:
        kindergarten = _change(decided, kindergarten, {Field.STATE: State.CLOSING})
    return Effect(kindergarten=kindergarten)


def _file_controller(decided: Decided) -> Effect:
    """Filed and published (条例 12): the graph of holders knows the controller from that day on."""
    kindergarten = _held_by(decided.application)
    enter_controller(decided, kindergarten, decided.read())
    return Effect(kindergarten=kindergarten)


def _file_fees(decided: Decided) -> Effect:
    kindergarten = _held_by(decided.application)
    enter_fees(decided, kindergarten, decided.read())
    return Effect(kindergarten=kindergarten)


def _nothing_yet(decided: Decided) -> Effect:
    """Split and merger: the new kindergartens are established, the old ones end, each by its own act."""
    return Effect(kindergarten=_held_by(decided.application))


EFFECTS: Mapping[PermitKind, Callable[[Decided], Effect]] = {
    PermitKind.PREPARATION: _prepare,
    PermitKind.ESTABLISHMENT: _open,
    PermitKind.CHANGE_NAME: _change_facts,
    PermitKind.CHANGE_ADDRESS: _change_facts,
    PermitKind.CHANGE_HEAD: _change_facts,
    PermitKind.CHANGE_SPONSOR: _change_facts,
    PermitKind.CHANGE_SCOPE: _change_facts,
    PermitKind.SPLIT: _nothing_yet,
    PermitKind.MERGE: _nothing_yet,
    PermitKind.RENEWAL: _renew,
    PermitKind.REPLACEMENT: _replace,
    PermitKind.TERMINATION: _announce_end,
    PermitKind.FILING_BOARD: _nothing_yet,
    PermitKind.FILING_CHARTER: _nothing_yet,
    PermitKind.FILING_CONTROLLER: _file_controller,
    PermitKind.FILING_BROCHURE: _nothing_yet,
    PermitKind.FILING_FEES: _file_fees,
    PermitKind.FILING_CONTRACTS: _nothing_yet,
}

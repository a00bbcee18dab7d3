"""Acts on licences for tests: each as one case of the bureau does it."""

import datetime as dt

from kgsup.kindergartens import queries, service
from kgsup.kindergartens.rules.entries import FactChange
from kgsup.kindergartens.rules.facts import Field, Source, SourceKind
from kgsup.kindergartens.rules.licence_acts import EditionReason, Ending, GrantedLicence, Reissue
from kgsup.kindergartens.rules.licences import LicenceState
from tests.conftest import AT
from tests.factories.kindergartens import REGISTRAR

TODAY = dt.date(2026, 11, 21)
CASE = Source(kind=SourceKind.CASE, reference="A000000000000001")
NUMBER = "教民199012660000010号"


def granted(number: str = NUMBER, **values) -> GrantedLicence:
    given = {
        "valid_from": TODAY,
        "valid_until": dt.date(2029, 11, 20),
        "issued_on": TODAY,
        "printed": {"name": "青禾县向阳幼儿园"},
    } | values
    return GrantedLicence(number=number, **given)


def grant(kindergarten, number: str = NUMBER, **values):
    return service.grant_licence(
        kindergarten.public_id, granted(number, **values), CASE, REGISTRAR, AT
    )


def end(kindergarten, state: LicenceState, on: dt.date = TODAY):
    ending = Ending(state=state, on=on)
    return service.end_licence(kindergarten.public_id, ending, CASE, REGISTRAR, AT)


def state_of(kindergarten, day: dt.date = TODAY) -> LicenceState:
    licence = queries.current_licence(kindergarten, day)
    assert licence is not None
    return licence.state


def change(kindergarten, source: Source = CASE, **facts):
    values = {Field(name): value for name, value in facts.items()}
    given = FactChange(values=values, effective_on=TODAY, source=source)
    return service.change_registered_facts(kindergarten.public_id, given, REGISTRAR, AT)


def reissue(kindergarten, reason: EditionReason, **values):
    given = Reissue(**({"reason": reason, "issued_on": TODAY} | values))
    return service.reissue_licence(kindergarten.public_id, given, CASE, REGISTRAR, AT)

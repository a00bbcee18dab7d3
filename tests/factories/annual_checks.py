"""Kindergartens that are asked for the annual check, and their places.

Written without the ledger, so that a test may begin its year on any day.
"""

import datetime as dt

from kgsup.annual_checks.models import AnnualCheck
from kgsup.annual_checks.rules import State
from kgsup.core.db import db
from kgsup.kindergartens.models import Kindergarten, Licence, LicenceEdition
from kgsup.kindergartens.rules.facts import SourceKind
from kgsup.kindergartens.rules.identity import Ownership
from kgsup.kindergartens.rules.licences import LicenceState
from kgsup.kindergartens.rules.names import read_names

COUNTY = "990126"
DUE_ON = dt.date(2026, 3, 31)
LONG_AGO = dt.datetime(2019, 9, 1, 1, 0, tzinfo=dt.UTC)


def licensed_kindergarten(name: str = "青禾县晨光幼儿园", **values: object) -> Kindergarten:
    """A licensed, operating, private non-profit kindergarten with a mail address."""
    kindergarten = unlicensed_kindergarten(name, **values)
    enter_licence(kindergarten)
    return kindergarten


def unlicensed_kindergarten(name: str = "青禾县晨光幼儿园", **values: object) -> Kindergarten:
    """The same without a licence."""
    reading = read_names(name, None, [])
    defaults: dict[str, object] = {
        "county_code": COUNTY,
        "name": name,
        "pinyin": reading.pinyin,
        "initials": reading.initials,
        "search_text": reading.search_text,
        "mail": "office@chenguang.example",
        "telephone": "0990-5550101",
        "ownership": Ownership.PRIVATE_NON_PROFIT,
        "entered_by_kind": SourceKind.PAGE,
        "entered_at": LONG_AGO,
    }
    kindergarten = Kindergarten(**(defaults | values))
    db.session.add(kindergarten)
    db.session.flush()
    return kindergarten


def enter_licence(
    kindergarten: Kindergarten,
    *,
    issued_on: dt.date | None = dt.date(2019, 9, 1),
    state: LicenceState = LicenceState.VALID,
    source_kind: SourceKind = SourceKind.PAGE,
) -> Licence:
    """The current licence of a kindergarten with its first edition."""
    licence = Licence(
        county_code=kindergarten.county_code,
        kindergarten_id=kindergarten.id,
        number="教民199012640000010号",
        digits=f"1990126{kindergarten.id:06d}",
        state=state,
        source_kind=source_kind,
    )
    db.session.add(licence)
    db.session.flush()
    db.session.add(
        LicenceEdition(
            county_code=kindergarten.county_code,
            licence_id=licence.id,
            edition=1,
            issued_on=issued_on,
            printed={},
            source_kind=source_kind,
        )
    )
    db.session.flush()
    return licence


def place_of(kindergarten: Kindergarten, **values: object) -> AnnualCheck:
    """Its place in the check of 2025, due on 2026-03-31, nothing recorded."""
    defaults: dict[str, object] = {
        "county_code": kindergarten.county_code,
        "kindergarten_id": kindergarten.id,
        "year": 2025,
        "due_on": DUE_ON,
        "state": State.EXPECTED,
        "made_at": dt.datetime(2026, 1, 1, 0, 0, tzinfo=dt.UTC),
    }
    place = AnnualCheck(**(defaults | values))
    db.session.add(place)
    db.session.flush()
    return place

"""What renewal asks of register and cases: licences that end, and who has applied."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.access.scope import scoped
from kgsup.configuration.queries import value
from kgsup.configuration.rules import Key
from kgsup.core.clock import local_date
from kgsup.core.clocks import Period
from kgsup.core.db import db
from kgsup.kindergartens.models import Kindergarten, Licence, LicenceEdition
from kgsup.kindergartens.queries import LicenceOnDay, current_licence
from kgsup.kindergartens.rules.licences import LicenceState
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.queries.acts import find_open_act
from kgsup.licensing.queries.applications import list_of_kindergarten, requests_of
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.renewing import Pending, Reminded, apply_by
from kgsup.licensing.rules.states import OPEN
from kgsup.workcalendar.queries import work_calendar


def last_day_for(valid_until: dt.date, county_code: str, today: dt.date) -> dt.date:
    """The last day on which a renewal is applied for in time in a county."""
    period = Period.from_json(value(county_code, Key.RENEWAL_PERIOD, on=today))
    return apply_by(valid_until, period, work_calendar())


@dataclass(frozen=True)
class Expiring:
    """A kindergarten with the last day of its current licence, inclusive."""

    public_id: str
    name: str
    number: str
    valid_until: dt.date


def list_expiring(county_code: str, first: dt.date, last: dt.date) -> list[Expiring]:
    """The current licences of a county that end within two days, both inclusive, soonest first."""
    return _expiring(_current().where(Kindergarten.county_code == county_code), first, last)


def list_expiring_for(actor: Actor, first: dt.date, last: dt.date) -> list[Expiring]:
    """The same within the actor's counties."""
    return _expiring(scoped(_current(), Kindergarten, actor), first, last)


def _current() -> sa.Select[*tuple[Any, ...]]:
    of_licence = sa.and_(
        Licence.county_code == Kindergarten.county_code, Licence.kindergarten_id == Kindergarten.id
    )
    of_edition = sa.and_(
        LicenceEdition.county_code == Licence.county_code,
        LicenceEdition.licence_id == Licence.id,
    )
    return (
        sa.select(
            Kindergarten.public_id, Kindergarten.name, Licence.number, LicenceEdition.valid_until
        )
        .join_from(Kindergarten, Licence, of_licence)
        .join(LicenceEdition, of_edition)
        .where(Licence.is_current, LicenceEdition.is_current)
    )


def _expiring(
    statement: sa.Select[*tuple[Any, ...]], first: dt.date, last: dt.date
) -> list[Expiring]:
    statement = statement.where(LicenceEdition.valid_until.between(first, last))
    statement = statement.order_by(LicenceEdition.valid_until, Kindergarten.id)
    return [
        Expiring(row.public_id, row.name, row.number, row.valid_until)
        for row in db.session.execute(statement)
    ]


def reminded_of(kindergarten: Kindergarten, today: dt.date) -> Reminded:
    """What decides whether a kindergarten that was loaded in scope is reminded."""
    licence = current_licence(kindergarten, today)
    cases = list_of_kindergarten(kindergarten.county_code, kindergarten.id)
    return Reminded(
        licence=licence.state if licence else LicenceState.UNKNOWN,
        valid_until=licence.valid_until if licence else None,
        kindergarten=kindergarten.state,
        is_merged=kindergarten.merged_into_id is not None,
        has_applied=any(_is_renewal_since(case, licence) for case in cases),
        is_ending=find_open_act(kindergarten) is not None
        or any(case.kind is PermitKind.TERMINATION and case.state in OPEN for case in cases),
    )


def _is_renewal_since(case: PermitApplication, licence: LicenceOnDay | None) -> bool:
    """A renewal under way, or one that was decided since the edition in hand began."""
    if case.kind is not PermitKind.RENEWAL:
        return False
    if case.state in OPEN:
        return True
    began = licence.valid_from if licence else None
    return case.decided_on is not None and (began is None or case.decided_on >= began)


def pending_of(application: PermitApplication, licence: LicenceOnDay) -> Pending | None:
    """A renewal as the rule of silence sees it; ``None`` without days."""
    if application.received_on is None or licence.valid_until is None:
        return None
    answered = [row.answered_at for row in requests_of(application) if row.answered_at]
    whole_on = max([application.received_on, *(local_date(at) for at in answered)])
    return Pending(
        state=application.state,
        received_on=application.received_on,
        whole_on=whole_on,
        valid_until=licence.valid_until,
        apply_by=last_day_for(
            licence.valid_until, application.county_code, application.received_on
        ),
    )


def list_undecided_renewals() -> list[str]:
    """The renewals that wait for their decision, in all counties, by public id."""
    statement = sa.select(PermitApplication.public_id).where(
        PermitApplication.kind == PermitKind.RENEWAL, PermitApplication.state.in_(list(OPEN))
    )
    return list(db.session.execute(statement.order_by(PermitApplication.id)).scalars())

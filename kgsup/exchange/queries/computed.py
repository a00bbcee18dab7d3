"""What lists compute of each kindergarten on a day: a statement for each thing, not for each row."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from kgsup.annual_checks.models import AnnualCheck
from kgsup.core.db import db
from kgsup.corrections.models import Finding
from kgsup.corrections.rules import FindingState
from kgsup.exchange.rules.list_columns import Computed
from kgsup.exchange.rules.values import Occasion
from kgsup.inspections.models import Visit
from kgsup.inspections.rules.visits import VisitState
from kgsup.kindergartens.models import FeeItem, Licence, LicenceEdition, RegisterAlarm, TermStaff
from kgsup.kindergartens.rules.counts import Post
from kgsup.kindergartens.rules.fees import FeeKind, to_yuan
from kgsup.kindergartens.rules.licences import Standing, state_on
from kgsup.licensing.models import PermitApplication, RegistrationStep
from kgsup.licensing.rules.states import OPEN

Value = str | int | float | dt.date | StrEnum | None
Values = dict[int, dict[str, Value]]  # key of the kindergarten → column → value


def computed_values(county_code: str, occasion: Occasion, wanted: frozenset[str]) -> Values:
    """The computed columns that are wanted, by the key of the kindergarten."""
    found: Values = defaultdict(dict)
    for columns, read in _READERS.items():
        if wanted & columns:
            for key, values in read(county_code, occasion).items():
                found[key] |= values
    return found


def _grouped(statement: sa.Select[*tuple[Any, ...]], *columns: Computed) -> Values:
    """Rows of (key, value, …) as values under columns."""
    return {
        row[0]: {column.value: value for column, value in zip(columns, row[1:], strict=True)}
        for row in db.session.execute(statement)
    }


def _findings(county_code: str, occasion: Occasion) -> Values:
    overdue = sa.func.sum(sa.case((Finding.due_on < occasion.day, 1), else_=0))
    statement = (
        sa.select(Finding.kindergarten_id, sa.func.count(), overdue)
        .where(Finding.county_code == county_code, Finding.state == FindingState.OPEN)
        .group_by(Finding.kindergarten_id)
    )
    return _grouped(statement, Computed.OPEN_FINDINGS, Computed.OVERDUE_FINDINGS)


def _visits(county_code: str, occasion: Occasion) -> Values:
    this_year = sa.case((Visit.acted_on >= dt.date(occasion.day.year, 1, 1), 1), else_=0)
    statement = (
        sa.select(Visit.kindergarten_id, sa.func.max(Visit.acted_on), sa.func.sum(this_year))
        .where(
            Visit.county_code == county_code,
            Visit.state == VisitState.SIGNED,
            Visit.acted_on <= occasion.day,
        )
        .group_by(Visit.kindergarten_id)
    )
    return _grouped(statement, Computed.LAST_VISIT_ON, Computed.VISITS_OF_YEAR)


def _annual(county_code: str, occasion: Occasion) -> Values:
    statement = sa.select(
        AnnualCheck.kindergarten_id, AnnualCheck.state, AnnualCheck.filed_on
    ).where(AnnualCheck.county_code == county_code, AnnualCheck.year == occasion.day.year - 1)
    return _grouped(statement, Computed.ANNUAL_STATE, Computed.ANNUAL_FILED_ON)


_FEES = {FeeKind.CARE: Computed.CARE_FEE, FeeKind.MEALS: Computed.MEAL_FEE}


def _fees(county_code: str, occasion: Occasion) -> Values:
    """The highest filed amount of each kind, in yuan: age groups may pay differently."""
    statement = (
        sa.select(FeeItem.kindergarten_id, FeeItem.kind, sa.func.max(FeeItem.amount_fen))
        .where(
            FeeItem.county_code == county_code,
            FeeItem.kind.in_(list(_FEES)),
            FeeItem.from_on <= occasion.day,
            sa.or_(FeeItem.until_on.is_(None), FeeItem.until_on > occasion.day),
        )
        .group_by(FeeItem.kindergarten_id, FeeItem.kind)
    )
    found: Values = defaultdict(dict)
    for key, kind, fen in db.session.execute(statement):
        found[key][_FEES[kind].value] = float(to_yuan(fen))
    return found


def _licences(county_code: str, occasion: Occasion) -> Values:
    columns = (
        Licence.kindergarten_id,
        Licence.state,
        Licence.stopped_until,
        LicenceEdition.valid_until,
    )
    statement = (
        sa.select(*columns)
        .join(
            LicenceEdition,
            sa.and_(
                LicenceEdition.county_code == Licence.county_code,
                LicenceEdition.licence_id == Licence.id,
            ),
        )
        .where(Licence.county_code == county_code, Licence.is_current, LicenceEdition.is_current)
    )
    return {
        key: {
            Computed.LICENCE_STATE.value: state_on(
                Standing(recorded=state, valid_from=None, valid_until=until, stopped_until=stopped),
                occasion.day,
            )
        }
        for key, state, stopped, until in db.session.execute(statement)
    }


def _registrations(county_code: str, occasion: Occasion) -> Values:
    statement = (
        sa.select(
            RegistrationStep.kindergarten_id,
            sa.func.coalesce(RegistrationStep.registered_body, RegistrationStep.expected_body),
            RegistrationStep.registered_on,
        )
        .where(RegistrationStep.county_code == county_code)
        .order_by(RegistrationStep.id)
    )
    return _grouped(statement, Computed.REGISTRATION_BODY, Computed.REGISTERED_ON)


def _applications(county_code: str, occasion: Occasion) -> Values:
    statement = (
        sa.select(PermitApplication.kindergarten_id, sa.func.count())
        .where(
            PermitApplication.county_code == county_code,
            PermitApplication.kindergarten_id.is_not(None),
            PermitApplication.state.in_(list(OPEN)),
        )
        .group_by(PermitApplication.kindergarten_id)
    )
    return _grouped(statement, Computed.OPEN_APPLICATIONS)


def _alarms(county_code: str, occasion: Occasion) -> Values:
    statement = (
        sa.select(RegisterAlarm.kindergarten_id, sa.func.count())
        .where(RegisterAlarm.county_code == county_code, RegisterAlarm.closed_on.is_(None))
        .group_by(RegisterAlarm.kindergarten_id)
    )
    return _grouped(statement, Computed.OPEN_ALARMS)


_POSTS = {
    Post.CARER: Computed.CARERS,
    Post.HEALTH: Computed.HEALTH_STAFF,
    Post.GUARD: Computed.GUARDS,
}


def _staff(county_code: str, occasion: Occasion) -> Values:
    statement = sa.select(TermStaff.kindergarten_id, TermStaff.post, TermStaff.people).where(
        TermStaff.county_code == county_code,
        TermStaff.term == occasion.term,
        TermStaff.replaced_by.is_(None),
        TermStaff.post.in_(list(_POSTS)),
    )
    found: Values = defaultdict(dict)
    for key, post, people in db.session.execute(statement):
        found[key][_POSTS[post].value] = people
    return found


_READERS: Mapping[frozenset[str], Callable[[str, Occasion], Values]] = {
    frozenset({Computed.OPEN_FINDINGS, Computed.OVERDUE_FINDINGS}): _findings,
    frozenset({Computed.LAST_VISIT_ON, Computed.VISITS_OF_YEAR}): _visits,
    frozenset({Computed.ANNUAL_STATE, Computed.ANNUAL_FILED_ON}): _annual,
    frozenset({Computed.CARE_FEE, Computed.MEAL_FEE}): _fees,
    frozenset({Computed.LICENCE_STATE}): _licences,
    frozenset({Computed.REGISTRATION_BODY, Computed.REGISTERED_ON}): _registrations,
    frozenset({Computed.OPEN_APPLICATIONS}): _applications,
    frozenset({Computed.OPEN_ALARMS}): _alarms,
    frozenset({Computed.CARERS, Computed.HEALTH_STAFF, Computed.GUARDS}): _staff,
}

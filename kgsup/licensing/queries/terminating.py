"""Terminations: the one of a kindergarten, its notice, whether its end was confirmed."""

import datetime as dt

import sqlalchemy as sa

from kgsup.access.actor import system_actor
from kgsup.core.db import db
from kgsup.documents.queries import list_of_subject
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.documents.rules.states import DocumentState
from kgsup.kindergartens.models import Kindergarten
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.queries.applications import kindergarten_of
from kgsup.licensing.rules.fields import ApplicationField, TerminationCase
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.states import State
from kgsup.licensing.rules.terminating import Notice

SUBJECT = "permit_application"


def termination_of(kindergarten: Kindergarten) -> PermitApplication | None:
    """The approved termination of a kindergarten that was loaded in scope, the latest."""
    statement = sa.select(PermitApplication).where(
        PermitApplication.county_code == kindergarten.county_code,
        PermitApplication.kindergarten_id == kindergarten.id,
        PermitApplication.kind == PermitKind.TERMINATION,
        PermitApplication.state.in_([State.GRANTED, State.CLOSED]),
        PermitApplication.decided_on.is_not(None),
    )
    statement = statement.order_by(PermitApplication.id.desc()).limit(1)
    return db.session.execute(statement).scalar_one_or_none()


def is_end_confirmed(application: PermitApplication) -> bool:
    """Whether the list of placements was made: then every child had a place."""
    reader = system_actor("licensing", application.county_code)
    return any(
        paper.kind is DocumentKind.PLACEMENT_LIST and paper.state is not DocumentState.VOIDED
        for paper in list_of_subject(SUBJECT, application.public_id, reader)
    )


def case_of(application: PermitApplication) -> TerminationCase:
    """Why a kindergarten ends; its own request where nothing else was given."""
    text = application.values.get(ApplicationField.TERMINATION_CASE, "")
    return TerminationCase(text) if text in set(TerminationCase) else TerminationCase.OWN_REQUEST


def notice_of(application: PermitApplication) -> Notice | None:
    """The public notice of a termination as it was filled in; ``None`` without the day of the end."""
    kindergarten = kindergarten_of(application)
    ends_on = _day(application, ApplicationField.ENDS_ON)
    if application.kind is not PermitKind.TERMINATION or ends_on is None or kindergarten is None:
        return None
    return Notice(
        case=case_of(application),
        ownership=kindergarten.ownership,
        announced_on=_day(application, ApplicationField.ANNOUNCED_ON),
        ends_on=ends_on,
    )


def _day(application: PermitApplication, field: ApplicationField) -> dt.date | None:
    try:
        return dt.date.fromisoformat(application.values.get(field, ""))
    except ValueError:
        return None

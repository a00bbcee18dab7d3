"""Reading across slices for My day."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.access.scope import scoped
from kgsup.core.db import db
from kgsup.corrections.models import Finding
from kgsup.corrections.rules import FindingState
from kgsup.documents.models import Document
from kgsup.documents.queries import Shown
from kgsup.documents.rules.kinds import KINDS
from kgsup.documents.rules.states import DocumentState
from kgsup.inspections.models import Visit
from kgsup.inspections.rules.visits import VisitState
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.rules.identity import State
from kgsup.licensing import queries as licensing
from kgsup.licensing.models import LicenceAct, PermitApplication, RegistrationStep, Undertaking
from kgsup.licensing.queries import ListFilter, WorkRow
from kgsup.licensing.queries.acts import acts_of_kindergarten
from kgsup.licensing.rules.origins import Channel
from kgsup.licensing.rules.states import State as ApplicationState


@dataclass(frozen=True, kw_only=True)
class Unvisited:
    """A working kindergarten without a signed visit since a day."""

    public_id: str
    name: str
    town_code: str | None
    last_visit_on: dt.date | None


def list_unvisited(actor: Actor, since: dt.date, limit: int) -> tuple[Sequence[Unvisited], int]:
    """Working kindergartens without a signed visit since a day, the longest waiting first; and all.

    Asks for each kindergarten's latest visit alone: years of visits behind it cost nothing.
    """
    signed = (Visit.kindergarten_id == Kindergarten.id, Visit.state == VisitState.SIGNED)
    last = (
        sa.select(Visit.acted_on)
        .where(*signed)
        .order_by(Visit.acted_on.desc(), Visit.id.desc())
        .limit(1)
        .correlate(Kindergarten)
        .scalar_subquery()
    )
    unvisited = (
        Kindergarten.state.in_([State.OPERATING, State.ENROLMENT_STOPPED, State.CLOSING]),
        Kindergarten.merged_into_id.is_(None),
        ~sa.exists(sa.select(Visit.id).where(*signed, Visit.acted_on >= since)),
    )
    counting = scoped(sa.select(sa.func.count(Kindergarten.id)), Kindergarten, actor)
    found = scoped(
        sa.select(
            Kindergarten.id,
            Kindergarten.public_id,
            Kindergarten.name,
            Kindergarten.town_code,
            last.label("last_visit_on"),
        ),
        Kindergarten,
        actor,
    ).where(*unvisited)
    row = found.subquery().c
    ordered = (
        sa.select(row.public_id, row.name, row.town_code, row.last_visit_on)
        .order_by(row.last_visit_on.is_not(None), row.last_visit_on, row.id)
        .limit(limit)
    )
    rows = [Unvisited(**found_row._mapping) for found_row in db.session.execute(ordered)]
    return rows, db.session.execute(counting.where(*unvisited)).scalar_one()


def list_due_between(
    actor: Actor, first: dt.date, last: dt.date, limit: int
) -> Sequence[tuple[Finding, str, str]]:
    """Open findings with a printed date between two days inclusive: finding, public id, name."""
    statement = (
        scoped(sa.select(Finding, Kindergarten.public_id, Kindergarten.name), Finding, actor)
        .join(Kindergarten, Kindergarten.id == Finding.kindergarten_id)
        .where(Finding.state == FindingState.OPEN, Finding.due_on.between(first, last))
        .order_by(Finding.due_on, Finding.id)
        .limit(limit)
    )
    return [(finding, place, name) for finding, place, name in db.session.execute(statement)]


def visits_per_day(county_code: str, year: int) -> dict[dt.date, int]:
    """Signed visits of a county by day of a year."""
    statement = (
        sa.select(Visit.acted_on, sa.func.count())
        .where(
            Visit.county_code == county_code,
            Visit.state == VisitState.SIGNED,
            Visit.acted_on.between(dt.date(year, 1, 1), dt.date(year, 12, 31)),
        )
        .group_by(Visit.acted_on)
    )
    return {day: count for day, count in db.session.execute(statement)}


def count_due_between(actor: Actor, first: dt.date, last: dt.date) -> int:
    """How many open findings have a printed date between two days inclusive."""
    statement = scoped(sa.select(sa.func.count(Finding.id)), Finding, actor)
    statement = statement.where(
        Finding.state == FindingState.OPEN, Finding.due_on.between(first, last)
    )
    return db.session.execute(statement).scalar_one()


@dataclass(frozen=True, kw_only=True)
class Permits:
    """What licensing knows of a kindergarten, the newest first."""

    applications: Sequence[WorkRow]
    acts: Sequence[LicenceAct]
    registrations: Sequence[RegistrationStep]
    undertakings: Sequence[Undertaking]


def permits_of(kindergarten: Kindergarten, actor: Actor, today: dt.date, limit: int) -> Permits:
    """The permits side of the dossier of a kindergarten that was loaded in scope."""
    wanted = ListFilter(kindergarten=kindergarten.public_id)
    rows = licensing.list_applications(wanted, actor, today, None, limit)
    registrations = sa.select(RegistrationStep).where(
        RegistrationStep.county_code == kindergarten.county_code,
        RegistrationStep.kindergarten_id == kindergarten.id,
    )
    undertakings = (
        sa.select(Undertaking)
        .join(
            PermitApplication,
            sa.and_(
                PermitApplication.county_code == Undertaking.county_code,
                PermitApplication.id == Undertaking.permit_application_id,
            ),
        )
        .where(
            PermitApplication.county_code == kindergarten.county_code,
            PermitApplication.kindergarten_id == kindergarten.id,
        )
    )
    return Permits(
        applications=licensing.with_work(rows, today),
        acts=acts_of_kindergarten(kindergarten),
        registrations=list(
            db.session.execute(registrations.order_by(RegistrationStep.id.desc())).scalars()
        ),
        undertakings=list(db.session.execute(undertakings.order_by(Undertaking.due_on)).scalars()),
    )


def own_applications(kindergarten: Kindergarten) -> list[PermitApplication]:
    """The applications of an own kindergarten, without what the office still types from paper."""
    return [
        application
        for application in licensing.list_of_kindergarten(kindergarten.county_code, kindergarten.id)
        if application.channel is Channel.ONLINE or application.state is not ApplicationState.DRAFT
    ]


_OF_LICENSING = ("permit_application", "licence_act", "batch_act")


def list_licensing_papers(shown: Shown, actor: Actor, limit: int) -> Sequence[Document]:
    """Papers of applications and of acts on licences that wait for a seal or service, oldest first."""
    statement = _licensing_papers(sa.select(Document), shown, actor)
    return list(db.session.execute(statement.order_by(Document.id).limit(limit)).scalars())


def count_licensing_papers(shown: Shown, actor: Actor) -> int:
    """How many papers wait so."""
    statement = _licensing_papers(sa.select(sa.func.count(Document.id)), shown, actor)
    return int(db.session.execute(statement).scalar_one())


def _licensing_papers(
    statement: sa.Select[*tuple[Any, ...]], shown: Shown, actor: Actor
) -> sa.Select[*tuple[Any, ...]]:
    is_sealed_kind = Document.kind.in_([kind for kind, rule in KINDS.items() if rule.is_sealed])
    waits = (
        sa.and_(Document.state == DocumentState.ISSUED, is_sealed_kind)
        if shown is Shown.AWAITING_SEAL
        else Document.state == DocumentState.SEALED
    )
    return scoped(statement, Document, actor).where(Document.subject_kind.in_(_OF_LICENSING), waits)


def find_papers(text: str, actor: Actor, limit: int) -> Sequence[Document]:
    """Papers whose number holds a text, the latest first."""
    statement = (
        scoped(sa.select(Document), Document, actor)
        .where(Document.number.contains(text, autoescape=True))
        .order_by(Document.id.desc())
        .limit(limit)
    )
    return list(db.session.execute(statement).scalars())

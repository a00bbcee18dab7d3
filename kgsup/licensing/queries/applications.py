"""Applications: one, those of a kindergarten, and what belongs to them."""

import datetime as dt
import hashlib
import unicodedata
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kgsup.access.actor import Actor, Role
from kgsup.access.scope import scoped
from kgsup.areas.queries import town_name
from kgsup.core.db import db
from kgsup.core.errors import N_, Missing
from kgsup.documents.queries import get_document
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.queries import get_by_id
from kgsup.licensing.models import (
    ApplicationPaper,
    CorrectionRequest,
    PermitApplication,
    Verification,
)
from kgsup.licensing.rules.fields import (
    FIELDS,
    ApplicationField,
    BadValue,
    Shape,
    read_value,
)
from kgsup.licensing.rules.matters import value_words
from kgsup.licensing.rules.origins import Channel
from kgsup.licensing.rules.states import State

# A kindergarten reaches its own applications; a founder, who has no entry in the register yet, reaches
# the one application whose code was given: the grant then names the application itself.
_HOLDER = sa.case(
    (PermitApplication.access_sha256.is_not(None), PermitApplication.public_id),
    else_=Kindergarten.public_id,
)


def of_applications() -> sa.Select[*tuple[Any, ...]]:
    """Applications with their kindergartens where they have one."""
    return sa.select(PermitApplication).outerjoin(
        Kindergarten,
        sa.and_(
            Kindergarten.county_code == PermitApplication.county_code,
            Kindergarten.id == PermitApplication.kindergarten_id,
        ),
    )


# What an applicant is still writing on line is its own affair until it is sent.
OF_THE_OFFICE = sa.or_(
    PermitApplication.channel != Channel.ONLINE, PermitApplication.received_at.is_not(None)
)


def in_reach(statement: sa.Select[*tuple[Any, ...]], actor: Actor) -> sa.Select[*tuple[Any, ...]]:
    """Limit ``of_applications()`` to what the actor's grants reach."""
    return scoped(statement, PermitApplication, actor, kindergarten=_HOLDER)


def get_application(public_id: str, actor: Actor, *, for_update: bool = False) -> PermitApplication:
    """Load an application; raises ``Missing`` alike for an unknown id and one out of reach.

    What an applicant still writes on line is out of the office's reach until it is sent.
    """
    statement = in_reach(of_applications(), actor)
    statement = statement.where(PermitApplication.public_id == public_id)
    if _is_of_the_office(actor):
        statement = statement.where(OF_THE_OFFICE)
    if for_update:
        statement = statement.with_for_update(of=PermitApplication)
    row: PermitApplication | None = db.session.execute(statement).scalar_one_or_none()
    if row is None:
        raise Missing(N_("There is no such page or record."))
    return row


def _is_of_the_office(actor: Actor) -> bool:
    """A person with a role in a county; neither the program nor the applicant's own account."""
    return any(
        grant.kindergarten is None and grant.role is not Role.SYSTEM for grant in actor.grants
    )


def find_by_subject(public_id: str, county_code: str) -> PermitApplication | None:
    """The application behind a proposal that was loaded in scope."""
    statement = sa.select(PermitApplication).where(
        PermitApplication.county_code == county_code, PermitApplication.public_id == public_id
    )
    return db.session.execute(statement).scalar_one_or_none()


def access_hash(code: str) -> str:
    """What is stored of a founder's code; blanks, dashes and capitals of whoever copied it do not count."""
    plain = "".join(unicodedata.normalize("NFKC", code).split()).replace("-", "").lower()
    return hashlib.sha256(plain.encode()).hexdigest()


def find_by_access(code: str) -> PermitApplication | None:
    """The application that a founder's code opens."""
    return find_by_access_hash(access_hash(code))


def find_by_access_hash(sha256: str) -> PermitApplication | None:
    """The same, by what is kept of the code."""
    statement = sa.select(PermitApplication).where(PermitApplication.access_sha256 == sha256)
    return db.session.execute(statement).scalar_one_or_none()


def count_founder_drafts(county_code: str, since: dt.datetime) -> int:
    """How many applications were begun with a code since an instant and are not sent."""
    statement = sa.select(sa.func.count(PermitApplication.id)).where(
        PermitApplication.county_code == county_code,
        PermitApplication.access_sha256.is_not(None),
        PermitApplication.state.in_([State.DRAFT, State.DISCARDED]),
        PermitApplication.started_at >= since,
    )
    return int(db.session.execute(statement).scalar_one())


def list_founder_drafts(before: dt.datetime) -> list[str]:
    """The drafts behind a code that were begun before an instant, by public id."""
    statement = sa.select(PermitApplication.public_id).where(
        PermitApplication.access_sha256.is_not(None),
        PermitApplication.state == State.DRAFT,
        PermitApplication.started_at < before,
    )
    return list(db.session.execute(statement.order_by(PermitApplication.id)).scalars())


def kindergarten_of(application: PermitApplication) -> Kindergarten | None:
    """The kindergarten of an application that was loaded in scope; ``None`` for a founder's."""
    if application.kindergarten_id is None:
        return None
    return get_by_id(application.county_code, application.kindergarten_id)


def list_of_kindergarten(county_code: str, kindergarten_id: int) -> Sequence[PermitApplication]:
    """The applications of a kindergarten that was loaded in scope, newest first."""
    statement = sa.select(PermitApplication).where(
        PermitApplication.county_code == county_code,
        PermitApplication.kindergarten_id == kindergarten_id,
    )
    return list(db.session.execute(statement.order_by(PermitApplication.id.desc())).scalars())


def papers_of(
    application: PermitApplication, *, all_of_them: bool = False
) -> list[ApplicationPaper]:
    """The papers of an application that was loaded in scope, those that were replaced only if asked."""
    statement = sa.select(ApplicationPaper).where(
        ApplicationPaper.county_code == application.county_code,
        ApplicationPaper.permit_application_id == application.id,
    )
    if not all_of_them:
        statement = statement.where(sa.not_(ApplicationPaper.is_replaced))
    return list(db.session.execute(statement.order_by(ApplicationPaper.id)).scalars())


def requests_of(application: PermitApplication) -> list[CorrectionRequest]:
    """The correction requests of an application that was loaded in scope, first to last."""
    statement = sa.select(CorrectionRequest).where(
        CorrectionRequest.county_code == application.county_code,
        CorrectionRequest.permit_application_id == application.id,
    )
    return list(db.session.execute(statement.order_by(CorrectionRequest.sequence)).scalars())


def verifications_of(application: PermitApplication) -> list[Verification]:
    """The verifications on site of an application that was loaded in scope."""
    statement = sa.select(Verification).where(
        Verification.county_code == application.county_code,
        Verification.permit_application_id == application.id,
    )
    return list(db.session.execute(statement.order_by(Verification.id)).scalars())


def number_of_document(public_id: str | None, actor: Actor) -> str:
    """The number of a paper of the case; empty when there is none."""
    return get_document(public_id, actor).number if public_id else ""


def in_words(application: PermitApplication, field: ApplicationField) -> tuple[str, str]:
    """What stood before and what was applied for, in the words of papers."""
    return (
        words_of(field, application.before.get(field.value, "")),
        words_of(field, application.values.get(field.value, "")),
    )


def words_of(field: ApplicationField, text: str) -> str:
    """A typed value in the words of papers; what cannot be read stands as it was typed."""
    try:
        read_value(field, text)
    except BadValue:
        return text
    if FIELDS[field].shape is Shape.TOWN:
        return town_name(text) or text
    return value_words(field, text)

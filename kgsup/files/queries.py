"""Reading evidence."""

from collections.abc import Iterable

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.access.scope import get_scoped, scoped
from kgsup.core.db import db
from kgsup.files.models import Evidence


def get_evidence(public_id: str, actor: Actor) -> Evidence:
    """Load one piece of evidence; raises ``Missing`` outside the actor's counties."""
    return get_scoped(Evidence, public_id, actor)


def find_evidence(public_ids: Iterable[str], county_code: str, actor: Actor) -> dict[str, Evidence]:
    """The known ones among public ids within one county, by public id."""
    statement = scoped(sa.select(Evidence), Evidence, actor).where(
        Evidence.county_code == county_code, Evidence.public_id.in_(list(public_ids))
    )
    return {row.public_id: row for row in db.session.execute(statement).scalars()}


def list_hashes() -> set[str]:
    """Every content that some row refers to."""
    return set(db.session.execute(sa.select(Evidence.sha256)).scalars())

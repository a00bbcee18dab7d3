"""Acts on licences: one, those of a kindergarten."""

from collections.abc import Sequence

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.access.scope import get_scoped
from kgsup.core.db import db
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.queries import get_by_id
from kgsup.licensing.models import LicenceAct


def get_act(public_id: str, actor: Actor, *, for_update: bool = False) -> LicenceAct:
    """Load an act; raises ``Missing`` outside the actor's counties."""
    return get_scoped(LicenceAct, public_id, actor, for_update=for_update)


def kindergarten_of_act(act: LicenceAct) -> Kindergarten:
    """The kindergarten of an act that was loaded in scope."""
    return get_by_id(act.county_code, act.kindergarten_id)


def acts_of_kindergarten(kindergarten: Kindergarten) -> Sequence[LicenceAct]:
    """The acts on the licences of a kindergarten that was loaded in scope, newest first."""
    statement = sa.select(LicenceAct).where(
        LicenceAct.county_code == kindergarten.county_code,
        LicenceAct.kindergarten_id == kindergarten.id,
    )
    return list(db.session.execute(statement.order_by(LicenceAct.id.desc())).scalars())

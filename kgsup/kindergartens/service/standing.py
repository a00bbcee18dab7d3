"""What other parts of the program hold of a kindergarten by its public id alone.

The database does not guard these references, so undoing an import asks for them.
"""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from kgsup.accounts.models import UserGrant
from kgsup.core.db import db
from kgsup.core.errors import N_, RuleViolation
from kgsup.documents.models import Document
from kgsup.files.models import Evidence
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.service.writing import chunks
from kgsup.reminders.models import CallListEntry, Reminder

_REFERENCES: tuple[tuple[InstrumentedAttribute[str] | InstrumentedAttribute[str | None], str], ...]
_REFERENCES = (
    (
        UserGrant.kindergarten,
        N_("An account signs in for %(name)s already: the import cannot be undone."),
    ),
    (
        Document.concerns,
        N_("A document about %(name)s has been issued: the import cannot be undone."),
    ),
    (
        Evidence.kindergarten,
        N_("Photographs or papers of %(name)s are kept: the import cannot be undone."),
    ),
    (
        Reminder.kindergarten,
        N_("%(name)s has been reminded of something: the import cannot be undone."),
    ),
    (
        CallListEntry.kindergarten,
        N_("%(name)s stands on the call list: the import cannot be undone."),
    ),
)


def require_unreferenced(county_code: str, ids: Iterable[int]) -> None:
    """Raise ``RuleViolation`` that names what stands on one of these kindergartens, and on which."""
    for keys in chunks(ids):
        for column, message in _REFERENCES:
            statement = (
                sa.select(Kindergarten.name)
                .join(column.class_, column == Kindergarten.public_id)
                .where(Kindergarten.county_code == county_code, Kindergarten.id.in_(keys))
                .order_by(Kindergarten.id)
                .limit(1)
            )
            name = db.session.execute(statement).scalar_one_or_none()
            if name is not None:
                raise RuleViolation(message, name=name)

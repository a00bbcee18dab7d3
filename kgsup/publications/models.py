"""What was planned for publication, published, withheld and withdrawn."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kgsup.core.db import Base, CountyRow, Json, text_enum
from kgsup.publications.rules import PublicationKind, State

_PUBLIC_ID = sa.String(16)
_NAME = sa.String(120)
_REPLACING = sa.text("replaces IS NOT NULL AND state <> 'withheld'")


class Publication(CountyRow, Base):
    """A publication of a case, which stands above this slice and is known softly.

    The day by which it must be public is that of its clock in ``deadlines``; what is withheld at once,
    because the county does not publish its kind, has none.  ``facts`` are public words alone.  A
    correction is a new row that ``replaces`` another; rows are never changed back or removed.
    """

    __tablename__ = "publication"
    __table_args__ = (
        *CountyRow.keys(
            sa.CheckConstraint(
                "(published_at IS NOT NULL) = (state IN ('published', 'withdrawn'))"
                " AND (published_at IS NULL) = (published_on IS NULL)"
                " AND (published_at IS NULL) = (published_by_name IS NULL)",
                name="published_iff_instant",
            ),
            sa.CheckConstraint(
                "published_at IS NULL OR (article IS NOT NULL AND article <> '')",
                name="published_has_article",
            ),
            sa.CheckConstraint(
                "(state = 'withheld') = (withheld_reason IS NOT NULL)", name="withheld_iff_reason"
            ),
            sa.CheckConstraint(
                "(state = 'withdrawn') = (withdrawn_on IS NOT NULL)"
                " AND (withdrawn_on IS NULL) = (withdrawn_reason IS NULL)",
                name="withdrawn_is_whole",
            ),
            sa.CheckConstraint(
                "NOT needs_second OR published_at IS NULL"
                " OR (published_by IS NOT NULL AND published_by <> coalesce(planned_by, 0))",
                name="second_person_published",
            ),
            sa.CheckConstraint("until IS NULL OR until >= decided_on", name="until_after"),
        ),
        sa.Index("ix_publication_state", "county_code", "state", "id"),
        sa.Index("ix_publication_public", "county_code", "state", "published_on", "id"),
        sa.Index("ix_publication_until", "state", "until"),
        sa.Index("ix_publication_decided", "county_code", "decided_on"),
        sa.Index("ix_publication_subject", "subject_kind", "subject_id"),
        sa.Index(
            "uq_publication_replaces",
            "replaces",
            unique=True,
            sqlite_where=_REPLACING,
            postgresql_where=_REPLACING,
        ),
    )

    subject_kind: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[str] = mapped_column(_PUBLIC_ID)
    concerns: Mapped[str | None] = mapped_column(_PUBLIC_ID)  # the kindergarten's public id
    kind: Mapped[PublicationKind] = mapped_column(text_enum(PublicationKind))
    article: Mapped[str | None] = mapped_column(_NAME)
    decided_on: Mapped[dt.date]
    title: Mapped[str] = mapped_column(sa.String(200))
    facts: Mapped[Json]
    search_text: Mapped[str]  # title and facts in small letters
    until: Mapped[dt.date | None]  # the last public day, inclusive
    state: Mapped[State] = mapped_column(text_enum(State), default=State.PLANNED)
    needs_second: Mapped[bool] = mapped_column(default=False)
    replaces: Mapped[str | None] = mapped_column(_PUBLIC_ID)  # public id of what it corrects
    planned_at: Mapped[dt.datetime]
    planned_by: Mapped[int | None]  # empty when the program planned it
    planned_by_name: Mapped[str] = mapped_column(_NAME)
    published_at: Mapped[dt.datetime | None]
    published_on: Mapped[dt.date | None]
    published_by: Mapped[int | None]
    published_by_name: Mapped[str | None] = mapped_column(_NAME)
    late_reason: Mapped[str | None]
    withheld_reason: Mapped[str | None]
    withdrawn_on: Mapped[dt.date | None]
    withdrawn_reason: Mapped[str | None]

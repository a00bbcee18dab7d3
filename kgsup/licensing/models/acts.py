"""Acts of the authority on licences, single and in batches, and promises beside a licence."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kgsup.core.db import PUBLIC_ID_LENGTH, Base, CountyRow, JsonList, belongs_to, text_enum
from kgsup.kindergartens.models import Kindergarten
from kgsup.licensing.rules.acts import ActKind, ActState, Ground

_KINDERGARTEN = Kindergarten.__table__
_OPEN = sa.text("state IN ('drafted', 'notified')")


class LicenceAct(CountyRow, Base):
    """撤回, 撤销, 吊销 or 注销 of one licence, as a case of its own."""

    __tablename__ = "licence_act"
    __table_args__ = (
        *CountyRow.keys(
            belongs_to("kindergarten"),
            sa.CheckConstraint(
                "state NOT IN ('decided', 'closed') OR (decided_at IS NOT NULL"
                " AND decided_on IS NOT NULL AND decided_by_name IS NOT NULL)",
                name="decided_has_decision",
            ),
            sa.CheckConstraint(
                "decided_by IS NULL OR decided_by <> prepared_by", name="decider_did_not_prepare"
            ),
            sa.CheckConstraint(
                "state <> 'dropped' OR dropped_reason IS NOT NULL", name="dropped_says_why"
            ),
            sa.Index(
                "uq_licence_act_open",
                "county_code",
                "kindergarten_id",
                unique=True,
                sqlite_where=_OPEN,
                postgresql_where=_OPEN,
            ),
            sa.Index("ix_licence_act_state", "county_code", "state", "id"),
        ),
    )

    kindergarten_id: Mapped[int]
    kind: Mapped[ActKind] = mapped_column(text_enum(ActKind))
    ground: Mapped[Ground] = mapped_column(text_enum(Ground))
    state: Mapped[ActState] = mapped_column(text_enum(ActState), default=ActState.DRAFTED)
    facts_text: Mapped[str]
    licence_number: Mapped[str] = mapped_column(sa.String(40))
    penalty_number: Mapped[str] = mapped_column(sa.String(60), default="")  # of a revocation
    compensation: Mapped[str] = mapped_column(default="")
    weighing: Mapped[str] = mapped_column(default="")  # of an annulment that is no must
    effective_on: Mapped[dt.date | None]
    prepared_by: Mapped[int | None]
    prepared_by_name: Mapped[str] = mapped_column(sa.String(120))
    opened_at: Mapped[dt.datetime]
    notified_on: Mapped[dt.date | None]
    notice: Mapped[str | None] = mapped_column(sa.String(PUBLIC_ID_LENGTH))
    statement: Mapped[str] = mapped_column(default="")  # what the holder said
    decided_by: Mapped[int | None]
    decided_by_name: Mapped[str | None] = mapped_column(sa.String(120))
    decided_at: Mapped[dt.datetime | None]
    decided_on: Mapped[dt.date | None]
    document: Mapped[str | None] = mapped_column(sa.String(PUBLIC_ID_LENGTH))
    document_number: Mapped[str | None] = mapped_column(sa.String(60))
    dropped_reason: Mapped[str | None]
    served_on: Mapped[dt.date | None]
    forms_taken_back: Mapped[JsonList]  # serial numbers
    seal_destroyed_on: Mapped[dt.date | None]
    closed_at: Mapped[dt.datetime | None]
    batch: Mapped[str | None] = mapped_column(sa.String(PUBLIC_ID_LENGTH))


class BatchAct(CountyRow, Base):
    """One decision about many kindergartens, each with its own basis, line and placement."""

    __tablename__ = "batch_act"
    __table_args__ = (
        *CountyRow.keys(
            sa.CheckConstraint(
                "state <> 'decided' OR (decided_at IS NOT NULL AND document IS NOT NULL)",
                name="decided_has_decision",
            ),
            sa.CheckConstraint(
                "decided_by IS NULL OR decided_by <> prepared_by", name="decider_did_not_prepare"
            ),
        ),
    )

    kind: Mapped[ActKind] = mapped_column(text_enum(ActKind))
    title: Mapped[str] = mapped_column(sa.String(200))
    reason: Mapped[str]
    state: Mapped[ActState] = mapped_column(text_enum(ActState), default=ActState.DRAFTED)
    prepared_by: Mapped[int | None]
    prepared_by_name: Mapped[str] = mapped_column(sa.String(120))
    opened_at: Mapped[dt.datetime]
    decided_by: Mapped[int | None]
    decided_by_name: Mapped[str | None] = mapped_column(sa.String(120))
    decided_at: Mapped[dt.datetime | None]
    decided_on: Mapped[dt.date | None]
    document: Mapped[str | None] = mapped_column(sa.String(PUBLIC_ID_LENGTH))
    document_number: Mapped[str | None] = mapped_column(sa.String(60))


class BatchItem(CountyRow, Base):
    """A kindergarten in a batch."""

    __tablename__ = "batch_item"
    __table_args__ = (
        *CountyRow.keys(
            belongs_to("batch_act"),
            belongs_to("kindergarten"),
            sa.UniqueConstraint("county_code", "batch_act_id", "kindergarten_id"),
        ),
    )

    batch_act_id: Mapped[int]
    kindergarten_id: Mapped[int]
    ground: Mapped[Ground] = mapped_column(text_enum(Ground))
    basis: Mapped[str]
    effective_on: Mapped[dt.date]
    children: Mapped[int] = mapped_column(default=0)
    placements: Mapped[JsonList]  # [{"to": kindergarten's name, "children": n}]
    assets: Mapped[str] = mapped_column(default="")  # who takes them over


class Undertaking(CountyRow, Base):
    """告知承诺 or 整改承诺 beside a licence: tracked, never printed on it."""

    __tablename__ = "undertaking"
    __table_args__ = (
        *CountyRow.keys(
            belongs_to("permit_application"),
            sa.CheckConstraint(
                "(fulfilled_on IS NULL) OR fulfilled_proof <> ''", name="fulfilled_is_proved"
            ),
            sa.Index("ix_undertaking_due", "county_code", "fulfilled_on", "due_on"),
        ),
    )

    permit_application_id: Mapped[int]
    text: Mapped[str]
    due_on: Mapped[dt.date]
    given_on: Mapped[dt.date]
    fulfilled_on: Mapped[dt.date | None]
    fulfilled_proof: Mapped[str] = mapped_column(default="")
    recorded_by: Mapped[str] = mapped_column(sa.String(120))

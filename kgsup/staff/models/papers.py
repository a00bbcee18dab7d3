"""Certificates, trainings, checks and bans.  ``valid_until`` is the last day (inclusive)."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kgsup.core.db import Base, CountyRow, belongs_to, text_enum
from kgsup.staff.models.people import StaffFact
from kgsup.staff.rules.people import BanGround, CertificateKind, CheckResult, Occasion


class StaffCertificate(StaffFact, Base):
    """A certificate, as its holder shows it."""

    __tablename__ = "staff_certificate"
    __table_args__ = (
        *StaffFact.fact_keys(
            sa.Index("ix_staff_certificate_member", "county_code", "member_id", "kind"),
            sa.Index("ix_staff_certificate_number", "county_code", "number"),
            sa.CheckConstraint(
                "valid_until IS NULL OR issued_on IS NULL OR valid_until >= issued_on",
                name="ends_after_it_begins",
            ),
        ),
    )

    kind: Mapped[CertificateKind] = mapped_column(text_enum(CertificateKind))
    number: Mapped[str | None]
    issuer: Mapped[str | None]
    issued_on: Mapped[dt.date | None]
    valid_until: Mapped[dt.date | None]
    withdrawn_on: Mapped[dt.date | None]  # the first day on which it no longer counts


class StaffTraining(StaffFact, Base):
    """A training that was attended."""

    __tablename__ = "staff_training"
    __table_args__ = (
        *StaffFact.fact_keys(
            sa.Index("ix_staff_training_member", "county_code", "member_id"),
            sa.CheckConstraint("hours > 0", name="some_hours"),
        ),
    )

    topic: Mapped[str]
    hours: Mapped[int]
    held_on: Mapped[dt.date]
    organiser: Mapped[str | None]


class BackgroundCheck(StaffFact, Base):
    """A query of police and education records: hit or no hit, nothing more."""

    __tablename__ = "staff_background_check"
    __table_args__ = (
        *StaffFact.fact_keys(
            sa.Index("ix_staff_background_check_member", "county_code", "member_id", "valid_until"),
            sa.CheckConstraint("valid_until >= asked_on", name="ends_after_it_begins"),
        ),
    )

    occasion: Mapped[Occasion] = mapped_column(text_enum(Occasion))
    asked_on: Mapped[dt.date]
    authority: Mapped[str]
    result: Mapped[CheckResult] = mapped_column(text_enum(CheckResult))
    valid_until: Mapped[dt.date]


class HealthCheck(StaffFact, Base):
    """A health check that was passed; what was found is not kept."""

    __tablename__ = "staff_health_check"
    __table_args__ = (
        *StaffFact.fact_keys(
            sa.Index("ix_staff_health_check_member", "county_code", "member_id", "valid_until"),
            sa.CheckConstraint("valid_until >= done_on", name="ends_after_it_begins"),
        ),
    )

    done_on: Mapped[dt.date]
    valid_until: Mapped[dt.date]


class StaffBan(CountyRow, Base):
    """A ban from the trade; from ``lifted_on`` on it no longer holds."""

    __tablename__ = "staff_ban"
    __table_args__ = (
        *CountyRow.keys(
            belongs_to("staff_member", "member_id"),
            sa.Index("ix_staff_ban_member", "county_code", "member_id"),
            sa.CheckConstraint("for_life = (valid_until IS NULL)", name="for_life_iff_no_end"),
            sa.CheckConstraint(
                "valid_until IS NULL OR valid_until >= from_on", name="ends_after_it_begins"
            ),
            sa.CheckConstraint(
                "(lifted_on IS NULL) = (lift_reason IS NULL)", name="lifting_has_reason"
            ),
            sa.CheckConstraint("decision_number <> '' AND decided_by <> ''", name="has_decision"),
        ),
    )

    member_id: Mapped[int]
    ground: Mapped[BanGround] = mapped_column(text_enum(BanGround))
    from_on: Mapped[dt.date]
    valid_until: Mapped[dt.date | None]
    for_life: Mapped[bool]
    decision_number: Mapped[str]
    decided_by: Mapped[str]
    lifted_on: Mapped[dt.date | None]
    lift_reason: Mapped[str | None]
    recorded_at: Mapped[dt.datetime]
    recorded_by: Mapped[str] = mapped_column(sa.String(120))

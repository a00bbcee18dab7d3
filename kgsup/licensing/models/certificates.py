"""Forms with serial numbers, stamps on the copy, and the registration that follows a licence."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kgsup.core.db import Base, CountyRow, belongs_to, text_enum
from kgsup.kindergartens.models import Kindergarten
from kgsup.licensing.rules.certificates import FormState, RegistrationBody
from kgsup.licensing.rules.fields import CertificatePart

_KINDERGARTEN = Kindergarten.__table__
_USED = sa.text("state = 'used'")


class CertificateForm(CountyRow, Base):
    """A pre-printed form of the state with its serial number; none is unaccounted for."""

    __tablename__ = "certificate_form"
    __table_args__ = (
        *CountyRow.keys(
            belongs_to("kindergarten"),
            sa.UniqueConstraint("county_code", "part", "serial"),
            sa.CheckConstraint(
                "state NOT IN ('used', 'taken_back') OR (kindergarten_id IS NOT NULL"
                " AND edition IS NOT NULL)",
                name="used_for_an_edition",
            ),
            sa.CheckConstraint(
                "state NOT IN ('spoiled', 'lost') OR reason <> ''", name="spoiled_says_why"
            ),
            sa.Index("ix_certificate_form_state", "county_code", "state", "part"),
            sa.Index(
                "uq_certificate_form_used",
                "county_code",
                "application",
                "part",
                unique=True,
                sqlite_where=_USED,
                postgresql_where=_USED,
            ),
        ),
    )

    part: Mapped[CertificatePart] = mapped_column(text_enum(CertificatePart))
    serial: Mapped[str] = mapped_column(sa.String(40))
    state: Mapped[FormState] = mapped_column(text_enum(FormState), default=FormState.IN_STOCK)
    kindergarten_id: Mapped[int | None]
    edition: Mapped[int | None]
    application: Mapped[str | None] = mapped_column(sa.String(16))  # public id
    reason: Mapped[str] = mapped_column(default="")
    received_on: Mapped[dt.date]
    used_on: Mapped[dt.date | None]
    ended_on: Mapped[dt.date | None]  # spoiled, lost or taken back


class LicenceStamp(CountyRow, Base):
    """A stamp of the annual check on the copy: year, conclusion, who and when."""

    __tablename__ = "licence_stamp"
    __table_args__ = (
        *CountyRow.keys(
            belongs_to("kindergarten"),
            sa.UniqueConstraint("county_code", "kindergarten_id", "year"),
        ),
    )

    kindergarten_id: Mapped[int]
    year: Mapped[int]
    conclusion: Mapped[str] = mapped_column(sa.String(40))
    stamped_on: Mapped[dt.date]
    stamped_by: Mapped[str] = mapped_column(sa.String(120))


class RegistrationStep(CountyRow, Base):
    """先证后照: the registration expected after a licence, followed up until it is there."""

    __tablename__ = "registration_step"
    __table_args__ = (
        *CountyRow.keys(
            belongs_to("kindergarten"),
            sa.UniqueConstraint("county_code", "application"),
            sa.CheckConstraint(
                "(registered_on IS NULL) = (credit_code IS NULL)", name="registered_has_code"
            ),
        ),
    )

    kindergarten_id: Mapped[int]
    application: Mapped[str] = mapped_column(sa.String(16))  # public id
    expected_body: Mapped[RegistrationBody] = mapped_column(text_enum(RegistrationBody))
    expected_from: Mapped[dt.date]
    registered_body: Mapped[RegistrationBody | None] = mapped_column(text_enum(RegistrationBody))
    registered_name: Mapped[str | None] = mapped_column(sa.String(200))
    credit_code: Mapped[str | None] = mapped_column(sa.String(18))
    registered_on: Mapped[dt.date | None]
    mismatches: Mapped[str] = mapped_column(default="")  # codes of what does not agree, joined
    recorded_by: Mapped[str | None] = mapped_column(sa.String(120))

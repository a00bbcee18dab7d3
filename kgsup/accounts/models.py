"""Users, what they were granted, their sessions and attempts to sign in."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kgsup.access.actor import Role
from kgsup.core.db import PUBLIC_ID_LENGTH, Base, IntPK, new_public_id, text_enum


class User(Base):
    """A person with an account; never deleted, since the ledger names it."""

    __tablename__ = "user_account"

    id: Mapped[IntPK]
    public_id: Mapped[str] = mapped_column(
        sa.String(PUBLIC_ID_LENGTH), default=new_public_id, unique=True
    )
    version: Mapped[int] = mapped_column(default=1)
    username: Mapped[str] = mapped_column(sa.String(80), unique=True)
    name: Mapped[str] = mapped_column(sa.String(100))
    password_hash: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    position: Mapped[str | None] = mapped_column(sa.String(60))
    telephone: Mapped[str | None] = mapped_column(sa.String(40))
    mail: Mapped[str | None] = mapped_column(sa.String(120))
    supervisor_certificate: Mapped[str | None] = mapped_column(sa.String(40))
    enforcement_certificate: Mapped[str | None] = mapped_column(sa.String(40))
    enforcement_certificate_until: Mapped[dt.date | None]  # last day of validity, inclusive
    created_at: Mapped[dt.datetime]

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form


class UserGrant(Base):
    """A role within a county prefix, perhaps for one kindergarten (a soft reference)."""

    __tablename__ = "user_grant"
    __table_args__ = (
        sa.CheckConstraint(
            "(role = 'kindergarten') = (kindergarten IS NOT NULL)", name="kindergarten_iff_role"
        ),
    )

    id: Mapped[IntPK]
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    role: Mapped[Role] = mapped_column(text_enum(Role))
    county_prefix: Mapped[str] = mapped_column(sa.String(6))
    kindergarten: Mapped[str | None] = mapped_column(sa.String(PUBLIC_ID_LENGTH), index=True)


class UserSession(Base):
    """A signed-in session.  Only the hash of its token is kept."""

    __tablename__ = "user_session"

    id: Mapped[IntPK]
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    token_sha256: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[dt.datetime]
    last_seen_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    user_agent: Mapped[str | None] = mapped_column(sa.String(200))


class SignInAttempt(Base):
    """An attempt to sign in, counted per name and per address by keyed hashes."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        sa.Index("ix_sign_in_attempt_name", "name_hash", "at"),
        sa.Index("ix_sign_in_attempt_address", "address_hash", "at"),
    )

    id: Mapped[IntPK]
    name_hash: Mapped[str] = mapped_column(sa.String(64))
    address_hash: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[dt.datetime]
    succeeded: Mapped[bool]

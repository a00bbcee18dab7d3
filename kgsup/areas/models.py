"""Counties and towns."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kgsup.core.db import Base, IntPK


class County(Base):
    """A county, or a city that is run as one bureau (440100)."""

    __tablename__ = "county"

    code: Mapped[str] = mapped_column(sa.String(6), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(60))


class Town(Base):
    """A town or street (9 digits); in a city run as one bureau, a district (6 digits and 000)."""

    __tablename__ = "town"
    __table_args__ = (sa.UniqueConstraint("county_code", "code"),)

    id: Mapped[IntPK]
    county_code: Mapped[str] = mapped_column(sa.ForeignKey("county.code"))
    code: Mapped[str] = mapped_column(sa.String(9))
    name: Mapped[str] = mapped_column(sa.String(60))
    population: Mapped[int | None]

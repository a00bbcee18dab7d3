"""The verdicts under which cases were closed."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kgsup.core.db import PUBLIC_ID_LENGTH, Base, CountyRow, text_enum
from kgsup.licensing.rules.file_review import Point, Verdict


class FilePoint(CountyRow, Base):
    """A point of 案卷评查 as it stood when the case was closed.  Rows are added, never changed.

    ``document`` is the public id of the file; ``seen`` what the verdict rests on.
    """

    __tablename__ = "file_point"
    __table_args__ = (
        *CountyRow.keys(
            sa.UniqueConstraint("county_code", "document", "point"),
            sa.Index("ix_file_point_verdict", "county_code", "verdict", "point", "id"),
        ),
    )

    document: Mapped[str] = mapped_column(sa.String(PUBLIC_ID_LENGTH))
    point: Mapped[Point] = mapped_column(text_enum(Point))
    verdict: Mapped[Verdict] = mapped_column(text_enum(Verdict))
    seen: Mapped[str] = mapped_column(default="")
    judged_on: Mapped[dt.date]

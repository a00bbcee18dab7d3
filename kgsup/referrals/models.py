"""Questions to other departments with their answers."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kgsup.core.db import Base, CountyRow, Json, JsonList, text_enum
from kgsup.referrals.rules import Opinion, State

_PUBLIC_ID = sa.String(16)
_NAME = sa.String(120)


class Referral(CountyRow, Base):
    """A question to a department about a case, which stands above this slice and is known softly.

    The day by which it is to answer is that of the question's clock in ``deadlines``.  Of the link's
    token only the hash is kept; a withdrawn question has none.
    """

    __tablename__ = "referral"
    __table_args__ = (
        *CountyRow.keys(
            sa.UniqueConstraint("token_sha256"),
            sa.CheckConstraint(
                "(state = 'answered') = (opinion IS NOT NULL)"
                " AND (state = 'answered') = (answered_on IS NOT NULL)"
                " AND (state = 'answered') = (answered_at IS NOT NULL)"
                " AND (state = 'answered') = (answerer_name IS NOT NULL)"
                " AND (state = 'answered') = (answerer_position IS NOT NULL)",
                name="answer_is_whole",
            ),
            sa.CheckConstraint(
                "opinion IS NULL OR opinion = 'agrees' OR answer <> ''", name="objection_has_words"
            ),
            sa.CheckConstraint(
                "recorded_by_name IS NULL OR (scan IS NOT NULL AND state = 'answered')",
                name="paper_has_scan",
            ),
            sa.CheckConstraint(
                "answered_on IS NULL OR answered_on >= asked_on", name="asked_before_answered"
            ),
            sa.CheckConstraint(
                "(state = 'withdrawn') = (withdrawn_reason IS NOT NULL)",
                name="withdrawn_iff_reason",
            ),
            sa.CheckConstraint(
                "(state = 'withdrawn') = (token_sha256 IS NULL)", name="withdrawn_has_no_link"
            ),
        ),
        sa.Index("ix_referral_state", "county_code", "state", "id"),
        sa.Index("ix_referral_subject", "subject_kind", "subject_id"),
    )

    subject_kind: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[str] = mapped_column(_PUBLIC_ID)
    concerns: Mapped[str | None] = mapped_column(_PUBLIC_ID)  # the kindergarten's public id
    department: Mapped[str] = mapped_column(_NAME)
    contact: Mapped[str] = mapped_column(_NAME, default="")
    question: Mapped[str]
    facts: Mapped[JsonList] = mapped_column(default=list)  # [[what it is, what is said]]
    silence: Mapped[str]  # what no answer by the due day means
    period: Mapped[Json]  # Period as JSON
    asked_on: Mapped[dt.date]
    asked_at: Mapped[dt.datetime]
    asked_by_name: Mapped[str] = mapped_column(_NAME)
    token_sha256: Mapped[str | None] = mapped_column(sa.String(64))
    link_made_at: Mapped[dt.datetime]
    document_id: Mapped[str | None] = mapped_column(_PUBLIC_ID)  # the letter (L09)
    state: Mapped[State] = mapped_column(text_enum(State), default=State.ASKED)
    opinion: Mapped[Opinion | None] = mapped_column(text_enum(Opinion))
    answer: Mapped[str] = mapped_column(default="")
    answerer_name: Mapped[str | None] = mapped_column(_NAME)
    answerer_position: Mapped[str | None] = mapped_column(_NAME)
    scan: Mapped[str | None] = mapped_column(_PUBLIC_ID)  # public id of the evidence
    answered_on: Mapped[dt.date | None]
    answered_at: Mapped[dt.datetime | None]
    recorded_by_name: Mapped[str | None] = mapped_column(_NAME)  # who entered an answer on paper
    withdrawn_reason: Mapped[str | None]

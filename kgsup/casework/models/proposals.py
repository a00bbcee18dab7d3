"""Proposals for acts, the opinions given on them, discussions, and reviews afterwards."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kgsup.audit.rules import Subject
from kgsup.casework.rules import Level, Needs, ProposalState
from kgsup.core.db import PUBLIC_ID_LENGTH, Base, CountyRow, Json, JsonList, belongs_to, text_enum

_PUBLIC_ID = sa.String(PUBLIC_ID_LENGTH)
_CODE = sa.String(60)
_NAME = sa.String(120)
_RUNNING = "state NOT IN ('signed_off', 'withdrawn')"


class Proposal(CountyRow, Base):
    """What is proposed in a case: an act with its words and basis, until it is signed off.

    ``edition`` counts the texts on which opinions were given.  ``signed_off_by`` signed on screen or,
    when ``paper_scan`` is given, entered the signature of ``signer_id``; neither prepared it.  A signed
    or withdrawn proposal never changes again (trigger).
    """

    __tablename__ = "proposal"
    __table_args__ = (
        *CountyRow.keys(),
        sa.CheckConstraint("edition > 0", name="edition_positive"),
        sa.CheckConstraint(
            "level <> 'collective' OR needs_discussion", name="collective_is_discussed"
        ),
        sa.CheckConstraint(
            "needs_legal_review OR state <> 'legal_review'", name="legal_review_is_needed"
        ),
        sa.CheckConstraint(
            "needs_discussion OR state <> 'discussion'", name="discussion_is_needed"
        ),
        sa.CheckConstraint(
            "(state = 'signed_off') = (signed_off_at IS NOT NULL)"
            " AND (signed_off_at IS NULL) = (signed_off_by IS NULL)"
            " AND (signed_off_at IS NULL) = (signer_id IS NULL)"
            " AND (signed_off_at IS NULL) = (signer_name IS NULL)"
            " AND (signed_off_at IS NULL) = (signer_level IS NULL)"
            " AND (signed_off_at IS NULL) = (acted_on IS NULL)",
            name="sign_off_is_whole",
        ),
        sa.CheckConstraint(
            "signed_off_by IS NULL OR signed_off_by <> prepared_by",
            name="who_signs_did_not_prepare",
        ),
        sa.CheckConstraint(
            "signer_id IS NULL OR signer_id <> prepared_by", name="signer_did_not_prepare"
        ),
        sa.CheckConstraint(
            "paper_scan IS NOT NULL OR signer_id IS NULL OR signer_id = signed_off_by",
            name="signer_is_actor_or_on_paper",
        ),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_reason IS NOT NULL)", name="withdrawn_iff_reason"
        ),
        sa.Index("ix_proposal_state", "county_code", "state", "id"),
        sa.Index("ix_proposal_subject", "subject_kind", "subject_id", "id"),
        sa.Index(
            "uq_proposal_running",
            "county_code",
            "subject_kind",
            "subject_id",
            "act",
            unique=True,
            sqlite_where=sa.text(_RUNNING),
            postgresql_where=sa.text(_RUNNING),
        ),
    )

    subject_kind: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[str] = mapped_column(sa.String(40))
    concerns: Mapped[str | None] = mapped_column(_PUBLIC_ID)  # the kindergarten's public id
    act: Mapped[str] = mapped_column(_CODE)
    title: Mapped[str] = mapped_column(sa.String(200))
    text: Mapped[str]
    basis: Mapped[JsonList]  # citations
    level: Mapped[Level] = mapped_column(text_enum(Level))  # the least that may sign
    needs_legal_review: Mapped[bool]
    needs_discussion: Mapped[bool]
    payload: Mapped[Json]
    state: Mapped[ProposalState] = mapped_column(
        text_enum(ProposalState), default=ProposalState.DRAFTED
    )
    edition: Mapped[int] = mapped_column(default=1)
    begun_on: Mapped[dt.date]  # no signature on paper before this day
    prepared_by: Mapped[int | None]  # empty when a job prepared it
    prepared_by_name: Mapped[str] = mapped_column(_NAME)
    prepared_at: Mapped[dt.datetime]
    also_prepared_by: Mapped[
        JsonList
    ]  # [{id, name}]: who prepared the case before, who changed this
    submitted_at: Mapped[dt.datetime | None]
    signed_off_by: Mapped[int | None]
    signed_off_by_name: Mapped[str | None] = mapped_column(_NAME)
    signed_off_at: Mapped[dt.datetime | None]
    signer_id: Mapped[int | None]
    signer_name: Mapped[str | None] = mapped_column(_NAME)
    signer_level: Mapped[Level | None] = mapped_column(text_enum(Level))
    on_behalf_of: Mapped[str | None] = mapped_column(_NAME)  # 代: whom the signer stands in for
    acted_on: Mapped[dt.date | None]
    paper_scan: Mapped[str | None] = mapped_column(_PUBLIC_ID)
    office_number: Mapped[str | None] = mapped_column(sa.String(80))
    withdrawn_reason: Mapped[str | None]

    @property
    def needs(self) -> Needs:
        return Needs(legal_review=self.needs_legal_review, discussion=self.needs_discussion)

    @property
    def subject(self) -> Subject:
        """The case that it is proposed in."""
        return Subject(self.subject_kind, self.subject_id, self.county_code, self.concerns)


class GivenOpinion(CountyRow, Base):
    """One opinion, the signer's included: words, by whom, as what, on which edition.  Never changed."""

    __tablename__ = "given_opinion"
    __table_args__ = (
        *CountyRow.keys(),
        belongs_to("proposal"),
        sa.CheckConstraint("length(trim(text)) > 0", name="opinion_has_words"),
        sa.CheckConstraint(
            "step IN ('section_review', 'legal_review', 'to_sign')", name="step_takes_opinions"
        ),
        sa.CheckConstraint("NOT signs OR (agreed AND step = 'to_sign')", name="signing_agrees"),
        sa.CheckConstraint("NOT skipped OR (agreed AND step = 'legal_review')", name="skips_legal"),
        sa.CheckConstraint(
            "(on_behalf_of_id IS NULL) = (on_behalf_of IS NULL)", name="behalf_is_whole"
        ),
        sa.CheckConstraint(
            "paper_scan IS NOT NULL OR person_id = entered_by", name="own_hand_or_paper"
        ),
        sa.Index("ix_given_opinion_proposal", "proposal_id", "id"),
    )

    proposal_id: Mapped[int]
    edition: Mapped[int]
    step: Mapped[ProposalState] = mapped_column(text_enum(ProposalState))
    agreed: Mapped[bool]
    skipped: Mapped[bool] = mapped_column(default=False)
    signs: Mapped[bool] = mapped_column(default=False)
    text: Mapped[str]
    person_id: Mapped[int]
    person: Mapped[str] = mapped_column(_NAME)
    level: Mapped[Level] = mapped_column(text_enum(Level))
    on_behalf_of_id: Mapped[int | None]
    on_behalf_of: Mapped[str | None] = mapped_column(_NAME)
    departures: Mapped[JsonList] = mapped_column(default=list)  # unlike the ordinary mode
    acted_on: Mapped[dt.date]
    entered_by: Mapped[int]
    entered_by_name: Mapped[str] = mapped_column(_NAME)
    recorded_at: Mapped[dt.datetime]
    paper_scan: Mapped[str | None] = mapped_column(_PUBLIC_ID)
    paper_reason: Mapped[str] = mapped_column(default="")


class Discussion(CountyRow, Base):
    """The minutes of a collective discussion of a proposal.  Rows are added, never changed."""

    __tablename__ = "discussion"
    __table_args__ = (
        *CountyRow.keys(),
        belongs_to("proposal"),
        sa.CheckConstraint("length(trim(number)) > 0", name="minutes_have_number"),
        sa.CheckConstraint("length(trim(result)) > 0", name="minutes_have_result"),
        sa.Index("ix_discussion_proposal", "proposal_id", "id"),
    )

    proposal_id: Mapped[int]
    edition: Mapped[int]
    number: Mapped[str] = mapped_column(sa.String(80))
    held_on: Mapped[dt.date]
    attendance: Mapped[JsonList]  # names
    result: Mapped[str]
    agreed: Mapped[bool]
    scan: Mapped[str | None] = mapped_column(_PUBLIC_ID)
    recorded_by: Mapped[int | None]
    recorded_by_name: Mapped[str] = mapped_column(_NAME)
    recorded_at: Mapped[dt.datetime]


class AfterReview(CountyRow, Base):
    """The review, by somebody who did not sign, of what a small bureau signed unlike the ordinary way."""

    __tablename__ = "after_review"
    __table_args__ = (
        *CountyRow.keys(),
        belongs_to("proposal"),
        sa.UniqueConstraint("proposal_id"),
        sa.CheckConstraint(
            "(reviewed_at IS NULL) = (finding IS NULL)"
            " AND (reviewed_at IS NULL) = (reviewed_by IS NULL)"
            " AND (reviewed_at IS NULL) = (in_order IS NULL)",
            name="review_is_whole",
        ),
        sa.CheckConstraint(
            "reviewed_by IS NULL OR reviewed_by <> signer_id", name="reviewer_did_not_sign"
        ),
        sa.Index("ix_after_review_due", "county_code", "due_on", "id"),
    )

    proposal_id: Mapped[int]
    departures: Mapped[JsonList]
    signer_id: Mapped[int]
    represented_id: Mapped[int | None]  # whom the signer stood in for
    due_on: Mapped[dt.date]  # last day, inclusive
    reviewed_at: Mapped[dt.datetime | None]
    reviewed_by: Mapped[int | None]
    reviewed_by_name: Mapped[str | None] = mapped_column(_NAME)
    in_order: Mapped[bool | None]
    finding: Mapped[str | None]

"""Findings, what follows them, and extensions of their dates."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kgsup.core.clocks import CorrectionStep
from kgsup.core.db import Base, CountyRow, JsonList, belongs_to, text_enum
from kgsup.corrections.rules import (
    Authority,
    Body,
    ClosedAs,
    FindingState,
    Kind,
    Regime,
    Severity,
    State,
)

_PUBLIC_ID = sa.String(16)
_CODE = sa.String(40)


class FollowUp(CountyRow, Base):
    """What follows findings of one origin: advice, a notice, an order elsewhere, or a letter.

    ``signed_off_by`` signed on screen or, when ``paper_signer`` is given, entered that person's
    signature; in both cases it is nobody who drafted or changed it.
    """

    __tablename__ = "follow_up"
    __table_args__ = (
        *CountyRow.keys(),
        belongs_to("kindergarten"),
        sa.CheckConstraint(
            "signed_off_by IS NULL OR signed_off_by <> drafted_by", name="signer_did_not_draft"
        ),
        sa.CheckConstraint(
            "(signed_off_by IS NULL) = (signed_off_at IS NULL)"
            " AND (signed_off_by IS NULL) = (acted_on IS NULL)"
            " AND (signed_off_by IS NULL) = (document_id IS NULL)",
            name="sign_off_is_whole",
        ),
        sa.CheckConstraint(
            "state NOT IN ('signed_off', 'sealed', 'served', 'answered') OR document_id IS NOT NULL",
            name="document_when_signed_off",
        ),
        sa.CheckConstraint(
            "state NOT IN ('drafted', 'elsewhere') OR document_id IS NULL",
            name="no_document_when_drafted",
        ),
        sa.CheckConstraint(
            "state NOT IN ('served', 'answered') OR served_on IS NOT NULL", name="served_has_day"
        ),
        sa.CheckConstraint(
            "(state <> 'answered' OR answered_on IS NOT NULL)"
            " AND (answered_on IS NULL) = (answer IS NULL)",
            name="answer_has_day",
        ),
        sa.CheckConstraint("(state = 'closed') = (closed_on IS NOT NULL)", name="closed_iff_day"),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_reason IS NOT NULL)", name="withdrawn_iff_reason"
        ),
        sa.CheckConstraint(
            "(kind = 'transfer_letter') = (authority IS NOT NULL)", name="letter_iff_authority"
        ),
        sa.CheckConstraint(
            "authority IS NULL OR authority <> 'education'", name="letter_goes_to_others"
        ),
        sa.CheckConstraint("kind <> 'advice' OR state = 'closed'", name="advice_is_closed"),
        sa.CheckConstraint(
            "(paper_signer IS NULL) = (paper_scan IS NULL)", name="paper_has_signer_and_scan"
        ),
        sa.CheckConstraint(
            "state <> 'elsewhere' OR number_elsewhere IS NOT NULL", name="elsewhere_has_number"
        ),
        sa.Index("ix_follow_up_state", "county_code", "state", "id"),
        sa.Index("ix_follow_up_kindergarten", "kindergarten_id", "state"),
        sa.Index("ix_follow_up_origin", "origin_kind", "origin_id"),
        sa.Index("ix_follow_up_document", "document_id"),
    )

    kindergarten_id: Mapped[int]
    kind: Mapped[Kind] = mapped_column(text_enum(Kind))
    body: Mapped[Body] = mapped_column(text_enum(Body))
    regime: Mapped[Regime] = mapped_column(text_enum(Regime))
    authority: Mapped[Authority | None] = mapped_column(text_enum(Authority))
    addressee: Mapped[str] = mapped_column(default="")
    state: Mapped[State] = mapped_column(text_enum(State), default=State.DRAFTED)
    origin_kind: Mapped[str] = mapped_column(_CODE)
    origin_id: Mapped[str] = mapped_column(_PUBLIC_ID)
    origin_number: Mapped[str] = mapped_column(sa.String(80), default="")  # of the visit's record
    officers: Mapped[JsonList] = mapped_column(default=list)  # [{name, certificate, position}]
    opened_on: Mapped[dt.date]
    text: Mapped[str] = mapped_column(default="")  # what the draft says beside its findings
    report_back_on: Mapped[dt.date | None]
    drafted_by: Mapped[int | None]  # empty when a command drafted it
    drafted_by_name: Mapped[str] = mapped_column(sa.String(120))
    changed_by: Mapped[JsonList] = mapped_column(default=list)  # [{id, name}], each person once
    signed_off_by: Mapped[int | None]
    signed_off_by_name: Mapped[str | None] = mapped_column(sa.String(120))
    signed_off_at: Mapped[dt.datetime | None]
    acted_on: Mapped[dt.date | None]
    paper_signer: Mapped[str | None] = mapped_column(sa.String(120))
    paper_scan: Mapped[str | None] = mapped_column(_PUBLIC_ID)
    document_id: Mapped[str | None] = mapped_column(_PUBLIC_ID)
    number: Mapped[str | None] = mapped_column(sa.String(80))
    number_elsewhere: Mapped[str | None] = mapped_column(sa.String(80))
    sealed_on: Mapped[dt.date | None]
    served_on: Mapped[dt.date | None]
    answered_on: Mapped[dt.date | None]
    answer: Mapped[str | None]
    closed_on: Mapped[dt.date | None]
    withdrawn_reason: Mapped[str | None]


class Finding(CountyRow, Base):
    """A fact that a visit or another case found at a kindergarten, until it is closed.

    ``first_due_on`` is the date in the signed record, ``due_on`` the printed date that counts, both
    inclusive; service of a notice never moves it.  ``step`` is empty for a date that was typed.
    ``origin_id`` is the public id of what found it; the origin stands above this slice and is known
    softly.
    """

    __tablename__ = "finding"
    __table_args__ = (
        *CountyRow.keys(),
        belongs_to("kindergarten"),
        belongs_to("follow_up"),
        sa.CheckConstraint("(state = 'closed') = (closed_on IS NOT NULL)", name="closed_iff_day"),
        sa.CheckConstraint(
            "(closed_on IS NULL) = (closed_as IS NULL) AND (closed_on IS NULL) = (closing_note IS NULL)",
            name="closing_is_whole",
        ),
        sa.CheckConstraint(
            "closed_on IS NULL OR closed_on >= found_on", name="found_before_closed"
        ),
        sa.CheckConstraint(
            "first_due_on >= found_on AND due_on >= first_due_on", name="due_never_brought_forward"
        ),
        sa.CheckConstraint(
            "NOT (severity = 'grave' AND closed_as = 'shown_by_papers')", name="grave_seen_on_site"
        ),
        sa.Index("ix_finding_by_day_found", "county_code", "found_on", "closed_on"),
        sa.Index("ix_finding_due", "county_code", "state", "due_on", "id"),
        sa.Index("ix_finding_found", "county_code", "found_on", "id"),
        sa.Index("ix_finding_kindergarten", "kindergarten_id", "state", "due_on"),
        sa.Index("ix_finding_origin", "origin_kind", "origin_id"),
        sa.Index("ix_finding_follow_up", "follow_up_id"),
    )

    kindergarten_id: Mapped[int]
    origin_kind: Mapped[str] = mapped_column(_CODE)
    origin_id: Mapped[str] = mapped_column(_PUBLIC_ID)
    regime: Mapped[Regime] = mapped_column(text_enum(Regime))
    item_code: Mapped[str] = mapped_column(_CODE)
    text: Mapped[str]
    severity: Mapped[Severity] = mapped_column(text_enum(Severity))
    citation: Mapped[str | None] = mapped_column(sa.String(120))
    provisional: Mapped[bool] = mapped_column(default=False)  # the item's source is not verified
    authority: Mapped[Authority] = mapped_column(text_enum(Authority))
    found_on: Mapped[dt.date]
    first_due_on: Mapped[dt.date]
    due_on: Mapped[dt.date]
    step: Mapped[CorrectionStep | None] = mapped_column(text_enum(CorrectionStep))
    demand: Mapped[str] = mapped_column(default="")  # what is asked, as the paper prints it
    photos: Mapped[JsonList] = mapped_column(default=list)  # public ids of evidence
    state: Mapped[FindingState] = mapped_column(text_enum(FindingState), default=FindingState.OPEN)
    closed_on: Mapped[dt.date | None]
    closed_as: Mapped[ClosedAs | None] = mapped_column(text_enum(ClosedAs))
    closing_note: Mapped[str | None]
    closed_by: Mapped[int | None]
    proof: Mapped[JsonList] = mapped_column(default=list)  # public ids of evidence
    follow_up_id: Mapped[int | None]


class Extension(CountyRow, Base):
    """One extension of a finding's date; ``granted_on`` is the day of the decision."""

    __tablename__ = "finding_extension"
    __table_args__ = (
        *CountyRow.keys(),
        belongs_to("finding"),
        sa.UniqueConstraint("finding_id", "old_due_on"),
        sa.CheckConstraint("new_due_on > old_due_on", name="later_than_before"),
        sa.Index("ix_finding_extension_finding", "finding_id"),
    )

    finding_id: Mapped[int]
    reason: Mapped[str]
    old_due_on: Mapped[dt.date]
    new_due_on: Mapped[dt.date]
    granted_by: Mapped[int | None]
    granted_by_name: Mapped[str] = mapped_column(sa.String(120))
    granted_on: Mapped[dt.date]

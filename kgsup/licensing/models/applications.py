"""Applications: what was asked, on which papers, what was corrected, what was decided."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kgsup.core.db import (
    PUBLIC_ID_LENGTH,
    Base,
    CountyRow,
    Json,
    JsonList,
    belongs_to,
    text_enum,
)
from kgsup.kindergartens.models import Kindergarten
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.origins import Channel
from kgsup.licensing.rules.states import Nature, State

_KINDERGARTEN = Kindergarten.__table__  # the referred tables must be known before ours are made
_OPEN = sa.text("answered_at IS NULL")


class PermitApplication(CountyRow, Base):
    """An application for a permit, or a filing, from its draft to its file.

    ``values`` holds the text typed into each field; ``before`` what the register said when it was
    received.  ``rule`` is the kind's rule of that day: a case keeps the rule under which it began.
    ``received_on`` is the day that counts, which may follow ``received_at`` (民法典 203).
    """

    __tablename__ = "permit_application"
    __table_args__ = (
        *CountyRow.keys(
            belongs_to("kindergarten"),
            sa.CheckConstraint(
                "state NOT IN ('granted', 'refused', 'filed', 'objected')"
                " OR (decided_at IS NOT NULL AND decided_on IS NOT NULL"
                " AND decided_by_name IS NOT NULL AND document IS NOT NULL)",
                name="decided_has_decision",
            ),
            sa.CheckConstraint(
                "decided_by IS NULL OR prepared_by IS NULL OR decided_by <> prepared_by",
                name="decider_did_not_prepare",
            ),
            sa.CheckConstraint(
                "state IN ('draft', 'discarded') OR (received_at IS NOT NULL"
                " AND received_on IS NOT NULL)",
                name="received_has_its_days",
            ),
            sa.CheckConstraint(
                "state NOT IN ('accepted', 'granted', 'refused', 'filed', 'objected')"
                " OR accepted_on IS NOT NULL",
                name="accepted_has_its_day",
            ),
            sa.CheckConstraint(
                "(closed_at IS NULL) = (state NOT IN ('closed', 'discarded'))",
                name="closed_at_iff_closed",
            ),
            sa.Index("ix_permit_application_state", "county_code", "state", "received_on", "id"),
            sa.Index("ix_permit_application_of", "county_code", "kindergarten_id", "kind"),
            sa.Index("ix_permit_application_access", "access_sha256"),
        ),
    )

    kindergarten_id: Mapped[int | None]  # none before an establishment is granted
    kind: Mapped[PermitKind] = mapped_column(text_enum(PermitKind))
    nature: Mapped[Nature] = mapped_column(text_enum(Nature))
    state: Mapped[State] = mapped_column(text_enum(State), default=State.DRAFT)
    channel: Mapped[Channel] = mapped_column(text_enum(Channel))
    number: Mapped[str | None] = mapped_column(sa.String(60))  # of the receipt

    applicant: Mapped[str] = mapped_column(sa.String(200))
    applicant_code: Mapped[str] = mapped_column(sa.String(18), default="")
    contact_name: Mapped[str] = mapped_column(sa.String(50), default="")
    contact_telephone: Mapped[str] = mapped_column(sa.String(40), default="")
    service_way: Mapped[str] = mapped_column(sa.String(40), default="")
    service_address: Mapped[str] = mapped_column(sa.String(200), default="")
    access_sha256: Mapped[str | None] = mapped_column(sa.String(64))  # a founder's code, hashed
    started_by: Mapped[str | None] = mapped_column(sa.String(PUBLIC_ID_LENGTH))  # user
    started_at: Mapped[dt.datetime]

    values: Mapped[Json]
    before: Mapped[Json]
    rule: Mapped[Json | None]

    received_at: Mapped[dt.datetime | None]
    received_on: Mapped[dt.date | None]
    received_by: Mapped[str | None] = mapped_column(sa.String(120))
    accepted_on: Mapped[dt.date | None]
    is_deemed_accepted: Mapped[bool] = mapped_column(default=False)
    preparers: Mapped[JsonList]  # [{"id": …, "name": …}] of everybody who worked on it
    findings: Mapped[JsonList]  # [{"text", "article", "answer"}] that the decider answered

    conditions: Mapped[JsonList] = mapped_column(default=list)  # [{"code", "met", "remark", …}]
    hearing: Mapped[JsonList] = mapped_column(default=list)  # [{"step", "on", …}] in their order

    prepared_by: Mapped[int | None]
    decided_by: Mapped[int | None]
    decided_by_name: Mapped[str | None] = mapped_column(sa.String(120))
    decided_at: Mapped[dt.datetime | None]
    decided_on: Mapped[dt.date | None]  # the date on the paper
    decision_reason: Mapped[str | None]
    document: Mapped[str | None] = mapped_column(sa.String(PUBLIC_ID_LENGTH))
    document_number: Mapped[str | None] = mapped_column(sa.String(60))
    licence_number: Mapped[str | None] = mapped_column(sa.String(40))
    valid_from: Mapped[dt.date | None]
    valid_until: Mapped[dt.date | None]  # inclusive
    certificate_on: Mapped[dt.date | None]  # all its parts are made
    certificate_handed_over_on: Mapped[dt.date | None]
    served_on: Mapped[dt.date | None]
    closed_at: Mapped[dt.datetime | None]
    file_document: Mapped[str | None] = mapped_column(sa.String(PUBLIC_ID_LENGTH))


class ApplicationPaper(CountyRow, Base):
    """A paper handed in, under its code in the kind's list; a later one takes its place."""

    __tablename__ = "application_paper"
    __table_args__ = (
        *CountyRow.keys(
            belongs_to("permit_application"),
            sa.CheckConstraint("copies >= 1", name="at_least_one_copy"),
            sa.Index("ix_application_paper_of", "county_code", "permit_application_id", "code"),
        ),
    )

    permit_application_id: Mapped[int]
    code: Mapped[str] = mapped_column(sa.String(40))
    name: Mapped[str]
    evidence: Mapped[JsonList]  # public ids of scans
    copies: Mapped[int] = mapped_column(default=1)
    original_seen: Mapped[bool] = mapped_column(default=False)
    provided_at: Mapped[dt.datetime]
    is_replaced: Mapped[bool] = mapped_column(default=False)


class CorrectionRequest(CountyRow, Base):
    """一次告知: everything that is missing, flagged by field and paper, in one paper."""

    __tablename__ = "correction_request"
    __table_args__ = (
        *CountyRow.keys(
            belongs_to("permit_application"),
            sa.UniqueConstraint("county_code", "permit_application_id", "sequence"),
            sa.CheckConstraint(
                "(overridden_by IS NULL) = (override_reason IS NULL)", name="override_has_reason"
            ),
            sa.Index(
                "uq_correction_request_open",
                "county_code",
                "permit_application_id",
                unique=True,
                sqlite_where=_OPEN,
                postgresql_where=_OPEN,
            ),
        ),
    )

    permit_application_id: Mapped[int]
    sequence: Mapped[int]
    items: Mapped[JsonList]  # [{"of": "field" | "paper", "code", "what", "article"}]
    asked_on: Mapped[dt.date]
    asked_by: Mapped[str] = mapped_column(sa.String(120))
    document: Mapped[str | None] = mapped_column(sa.String(PUBLIC_ID_LENGTH))
    override_reason: Mapped[str | None]
    overridden_by: Mapped[str | None] = mapped_column(sa.String(120))
    changed: Mapped[JsonList]  # [[of, code]] that the answer changed
    explained: Mapped[Json]  # code → what the applicant says instead
    answered_at: Mapped[dt.datetime | None]


class Verification(CountyRow, Base):
    """On-site verification by two staff (行政许可法 34): what was measured against what was declared."""

    __tablename__ = "verification"
    __table_args__ = (
        *CountyRow.keys(
            belongs_to("permit_application"),
            sa.Index("ix_verification_of", "county_code", "permit_application_id"),
            sa.CheckConstraint("first_verifier <> second_verifier", name="two_people"),
        ),
    )

    permit_application_id: Mapped[int]
    done_on: Mapped[dt.date]
    first_verifier: Mapped[str] = mapped_column(sa.String(50))
    second_verifier: Mapped[str] = mapped_column(sa.String(50))
    figures: Mapped[JsonList]  # [{"field", "declared", "measured"}]
    opinion: Mapped[str]
    is_passed: Mapped[bool]
    visit: Mapped[str | None] = mapped_column(sa.String(PUBLIC_ID_LENGTH))
    evidence: Mapped[JsonList]
    recorded_at: Mapped[dt.datetime]
    recorded_by: Mapped[str] = mapped_column(sa.String(120))

"""Applications with papers, correction requests and decisions.

Revision: 0009, after 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "permit_application",
        sa.Column("kindergarten_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("nature", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=True),
        sa.Column("applicant", sa.String(length=200), nullable=False),
        sa.Column("applicant_code", sa.String(length=18), nullable=False),
        sa.Column("contact_name", sa.String(length=50), nullable=False),
        sa.Column("contact_telephone", sa.String(length=40), nullable=False),
        sa.Column("service_way", sa.String(length=40), nullable=False),
        sa.Column("service_address", sa.String(length=200), nullable=False),
        sa.Column("access_sha256", sa.String(length=64), nullable=True),
        sa.Column("started_by", sa.String(length=16), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("rule", sa.JSON(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("received_by", sa.String(length=120), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("is_deemed_accepted", sa.Boolean(), nullable=False),
        sa.Column("preparers", sa.JSON(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("conditions", sa.JSON(), nullable=False),
        sa.Column("hearing", sa.JSON(), nullable=False),
        sa.Column("prepared_by", sa.Integer(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_by_name", sa.String(length=120), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("document", sa.String(length=16), nullable=True),
        sa.Column("document_number", sa.String(length=60), nullable=True),
        sa.Column("licence_number", sa.String(length=40), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("certificate_on", sa.Date(), nullable=True),
        sa.Column("certificate_handed_over_on", sa.Date(), nullable=True),
        sa.Column("served_on", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("file_document", sa.String(length=16), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (state NOT IN ('closed', 'discarded'))",
            name=op.f("ck_permit_application_closed_at_iff_closed"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'discarded') OR (received_at IS NOT NULL AND received_on IS NOT NULL)",
            name=op.f("ck_permit_application_received_has_its_days"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('accepted', 'granted', 'refused', 'filed', 'objected') OR accepted_on IS NOT NULL",
            name=op.f("ck_permit_application_accepted_has_its_day"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('granted', 'refused', 'filed', 'objected') OR (decided_at IS NOT NULL AND decided_on IS NOT NULL AND decided_by_name IS NOT NULL AND document IS NOT NULL)",
            name=op.f("ck_permit_application_decided_has_decision"),
        ),
        sa.CheckConstraint(
            "decided_by IS NULL OR prepared_by IS NULL OR decided_by <> prepared_by",
            name=op.f("ck_permit_application_decider_did_not_prepare"),
        ),
        sa.ForeignKeyConstraint(
            ["county_code", "kindergarten_id"],
            ["kindergarten.county_code", "kindergarten.id"],
            name=op.f("fk_permit_application_county_code_kindergarten_id_kindergarten"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_permit_application")),
        sa.UniqueConstraint("county_code", "id", name=op.f("uq_permit_application_county_code_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_permit_application_public_id")),
    )
    op.create_index(
        "ix_permit_application_access", "permit_application", ["access_sha256"], unique=False
    )
    op.create_index(
        "ix_permit_application_of",
        "permit_application",
        ["county_code", "kindergarten_id", "kind"],
        unique=False,
    )
    op.create_index(
        "ix_permit_application_state",
        "permit_application",
        ["county_code", "state", "received_on", "id"],
        unique=False,
    )

    op.create_table(
        "application_paper",
        sa.Column("permit_application_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("original_seen", sa.Boolean(), nullable=False),
        sa.Column("provided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_replaced", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("copies >= 1", name=op.f("ck_application_paper_at_least_one_copy")),
        sa.ForeignKeyConstraint(
            ["county_code", "permit_application_id"],
            ["permit_application.county_code", "permit_application.id"],
            name=op.f("fk_application_paper_county_code_permit_application_id_permit_application"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_paper")),
        sa.UniqueConstraint("county_code", "id", name=op.f("uq_application_paper_county_code_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_application_paper_public_id")),
    )
    op.create_index(
        "ix_application_paper_of",
        "application_paper",
        ["county_code", "permit_application_id", "code"],
        unique=False,
    )

    op.create_table(
        "correction_request",
        sa.Column("permit_application_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("asked_by", sa.String(length=120), nullable=False),
        sa.Column("document", sa.String(length=16), nullable=True),
        sa.Column("override_reason", sa.Text(), nullable=True),
        sa.Column("overridden_by", sa.String(length=120), nullable=True),
        sa.Column("changed", sa.JSON(), nullable=False),
        sa.Column("explained", sa.JSON(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(overridden_by IS NULL) = (override_reason IS NULL)",
            name=op.f("ck_correction_request_override_has_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["county_code", "permit_application_id"],
            ["permit_application.county_code", "permit_application.id"],
            name=op.f("fk_correction_request_county_code_permit_application_id_permit_application"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction_request")),
        sa.UniqueConstraint("county_code", "id", name=op.f("uq_correction_request_county_code_id")),
        sa.UniqueConstraint(
            "county_code",
            "permit_application_id",
            "sequence",
            name=op.f("uq_correction_request_county_code_permit_application_id_sequence"),
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_correction_request_public_id")),
    )
    op.create_index(
        "uq_correction_request_open",
        "correction_request",
        ["county_code", "permit_application_id"],
        unique=True,
        sqlite_where=sa.text("answered_at IS NULL"),
        postgresql_where=sa.text("answered_at IS NULL"),
    )

    op.create_table(
        "verification",
        sa.Column("permit_application_id", sa.Integer(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("first_verifier", sa.String(length=50), nullable=False),
        sa.Column("second_verifier", sa.String(length=50), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("is_passed", sa.Boolean(), nullable=False),
        sa.Column("visit", sa.String(length=16), nullable=True),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=120), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "first_verifier <> second_verifier", name=op.f("ck_verification_two_people")
        ),
        sa.ForeignKeyConstraint(
            ["county_code", "permit_application_id"],
            ["permit_application.county_code", "permit_application.id"],
            name=op.f("fk_verification_county_code_permit_application_id_permit_application"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification")),
        sa.UniqueConstraint("county_code", "id", name=op.f("uq_verification_county_code_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_verification_public_id")),
    )
    op.create_index(
        "ix_verification_of", "verification", ["county_code", "permit_application_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index("ix_verification_of", table_name="verification")

    op.drop_table("verification")
    op.drop_index(
        "uq_correction_request_open",
        table_name="correction_request",
        sqlite_where=sa.text("answered_at IS NULL"),
        postgresql_where=sa.text("answered_at IS NULL"),
    )

    op.drop_table("correction_request")
    op.drop_index("ix_application_paper_of", table_name="application_paper")

    op.drop_table("application_paper")
    op.drop_index("ix_permit_application_state", table_name="permit_application")
    op.drop_index("ix_permit_application_of", table_name="permit_application")
    op.drop_index("ix_permit_application_access", table_name="permit_application")

    op.drop_table("permit_application")

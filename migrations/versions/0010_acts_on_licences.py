"""Withdraw, annul, revoke, cancel, batches, certificate forms, registration, verdicts on files.

Revision: 0010, after 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "batch_act",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("prepared_by", sa.Integer(), nullable=True),
        sa.Column("prepared_by_name", sa.String(length=120), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_by_name", sa.String(length=120), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("document", sa.String(length=16), nullable=True),
        sa.Column("document_number", sa.String(length=60), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state <> 'decided' OR (decided_at IS NOT NULL AND document IS NOT NULL)",
            name=op.f("ck_batch_act_decided_has_decision"),
        ),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> prepared_by",
            name=op.f("ck_batch_act_decider_did_not_prepare"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch_act")),
        sa.UniqueConstraint("county_code", "id", name=op.f("uq_batch_act_county_code_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_batch_act_public_id")),
    )
    op.create_table(
        "batch_item",
        sa.Column("batch_act_id", sa.Integer(), nullable=False),
        sa.Column("kindergarten_id", sa.Integer(), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("children", sa.Integer(), nullable=False),
        sa.Column("placements", sa.JSON(), nullable=False),
        sa.Column("assets", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["county_code", "batch_act_id"],
            ["batch_act.county_code", "batch_act.id"],
            name=op.f("fk_batch_item_county_code_batch_act_id_batch_act"),
        ),
        sa.ForeignKeyConstraint(
            ["county_code", "kindergarten_id"],
            ["kindergarten.county_code", "kindergarten.id"],
            name=op.f("fk_batch_item_county_code_kindergarten_id_kindergarten"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch_item")),
        sa.UniqueConstraint(
            "county_code",
            "batch_act_id",
            "kindergarten_id",
            name=op.f("uq_batch_item_county_code_batch_act_id_kindergarten_id"),
        ),
        sa.UniqueConstraint("county_code", "id", name=op.f("uq_batch_item_county_code_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_batch_item_public_id")),
    )
    op.create_table(
        "certificate_form",
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("serial", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("kindergarten_id", sa.Integer(), nullable=True),
        sa.Column("edition", sa.Integer(), nullable=True),
        sa.Column("application", sa.String(length=16), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("used_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state NOT IN ('spoiled', 'lost') OR reason <> ''",
            name=op.f("ck_certificate_form_spoiled_says_why"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('used', 'taken_back') OR (kindergarten_id IS NOT NULL AND edition IS NOT NULL)",
            name=op.f("ck_certificate_form_used_for_an_edition"),
        ),
        sa.ForeignKeyConstraint(
            ["county_code", "kindergarten_id"],
            ["kindergarten.county_code", "kindergarten.id"],
            name=op.f("fk_certificate_form_county_code_kindergarten_id_kindergarten"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_form")),
        sa.UniqueConstraint("county_code", "id", name=op.f("uq_certificate_form_county_code_id")),
        sa.UniqueConstraint(
            "county_code",
            "part",
            "serial",
            name=op.f("uq_certificate_form_county_code_part_serial"),
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_certificate_form_public_id")),
    )
    op.create_index(
        "ix_certificate_form_state",
        "certificate_form",
        ["county_code", "state", "part"],
        unique=False,
    )
    op.create_index(
        "uq_certificate_form_used",
        "certificate_form",
        ["county_code", "application", "part"],
        unique=True,
        sqlite_where=sa.text("state = 'used'"),
        postgresql_where=sa.text("state = 'used'"),
    )

    op.create_table(
        "licence_act",
        sa.Column("kindergarten_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("facts_text", sa.Text(), nullable=False),
        sa.Column("licence_number", sa.String(length=40), nullable=False),
        sa.Column("penalty_number", sa.String(length=60), nullable=False),
        sa.Column("compensation", sa.Text(), nullable=False),
        sa.Column("weighing", sa.Text(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("prepared_by", sa.Integer(), nullable=True),
        sa.Column("prepared_by_name", sa.String(length=120), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("notified_on", sa.Date(), nullable=True),
        sa.Column("notice", sa.String(length=16), nullable=True),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_by_name", sa.String(length=120), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("document", sa.String(length=16), nullable=True),
        sa.Column("document_number", sa.String(length=60), nullable=True),
        sa.Column("dropped_reason", sa.Text(), nullable=True),
        sa.Column("served_on", sa.Date(), nullable=True),
        sa.Column("forms_taken_back", sa.JSON(), nullable=False),
        sa.Column("seal_destroyed_on", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("batch", sa.String(length=16), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state <> 'dropped' OR dropped_reason IS NOT NULL",
            name=op.f("ck_licence_act_dropped_says_why"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('decided', 'closed') OR (decided_at IS NOT NULL AND decided_on IS NOT NULL AND decided_by_name IS NOT NULL)",
            name=op.f("ck_licence_act_decided_has_decision"),
        ),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> prepared_by",
            name=op.f("ck_licence_act_decider_did_not_prepare"),
        ),
        sa.ForeignKeyConstraint(
            ["county_code", "kindergarten_id"],
            ["kindergarten.county_code", "kindergarten.id"],
            name=op.f("fk_licence_act_county_code_kindergarten_id_kindergarten"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_licence_act")),
        sa.UniqueConstraint("county_code", "id", name=op.f("uq_licence_act_county_code_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_licence_act_public_id")),
    )
    op.create_index(
        "ix_licence_act_state", "licence_act", ["county_code", "state", "id"], unique=False
    )
    op.create_index(
        "uq_licence_act_open",
        "licence_act",
        ["county_code", "kindergarten_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('drafted', 'notified')"),
        postgresql_where=sa.text("state IN ('drafted', 'notified')"),
    )

    op.create_table(
        "licence_stamp",
        sa.Column("kindergarten_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("conclusion", sa.String(length=40), nullable=False),
        sa.Column("stamped_on", sa.Date(), nullable=False),
        sa.Column("stamped_by", sa.String(length=120), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["county_code", "kindergarten_id"],
            ["kindergarten.county_code", "kindergarten.id"],
            name=op.f("fk_licence_stamp_county_code_kindergarten_id_kindergarten"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_licence_stamp")),
        sa.UniqueConstraint("county_code", "id", name=op.f("uq_licence_stamp_county_code_id")),
        sa.UniqueConstraint(
            "county_code",
            "kindergarten_id",
            "year",
            name=op.f("uq_licence_stamp_county_code_kindergarten_id_year"),
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_licence_stamp_public_id")),
    )
    op.create_table(
        "registration_step",
        sa.Column("kindergarten_id", sa.Integer(), nullable=False),
        sa.Column("application", sa.String(length=16), nullable=False),
        sa.Column("expected_body", sa.String(length=40), nullable=False),
        sa.Column("expected_from", sa.Date(), nullable=False),
        sa.Column("registered_body", sa.String(length=40), nullable=True),
        sa.Column("registered_name", sa.String(length=200), nullable=True),
        sa.Column("credit_code", sa.String(length=18), nullable=True),
        sa.Column("registered_on", sa.Date(), nullable=True),
        sa.Column("mismatches", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.String(length=120), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(registered_on IS NULL) = (credit_code IS NULL)",
            name=op.f("ck_registration_step_registered_has_code"),
        ),
        sa.ForeignKeyConstraint(
            ["county_code", "kindergarten_id"],
            ["kindergarten.county_code", "kindergarten.id"],
            name=op.f("fk_registration_step_county_code_kindergarten_id_kindergarten"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_step")),
        sa.UniqueConstraint(
            "county_code", "application", name=op.f("uq_registration_step_county_code_application")
        ),
        sa.UniqueConstraint("county_code", "id", name=op.f("uq_registration_step_county_code_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_registration_step_public_id")),
    )
    op.create_table(
        "undertaking",
        sa.Column("permit_application_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("fulfilled_on", sa.Date(), nullable=True),
        sa.Column("fulfilled_proof", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.String(length=120), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(fulfilled_on IS NULL) OR fulfilled_proof <> ''",
            name=op.f("ck_undertaking_fulfilled_is_proved"),
        ),
        sa.ForeignKeyConstraint(
            ["county_code", "permit_application_id"],
            ["permit_application.county_code", "permit_application.id"],
            name=op.f("fk_undertaking_county_code_permit_application_id_permit_application"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_undertaking")),
        sa.UniqueConstraint("county_code", "id", name=op.f("uq_undertaking_county_code_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_undertaking_public_id")),
    )
    op.create_index(
        "ix_undertaking_due", "undertaking", ["county_code", "fulfilled_on", "due_on"], unique=False
    )
    op.create_table(
        "file_point",
        sa.Column("document", sa.String(length=16), nullable=False),
        sa.Column("point", sa.String(length=40), nullable=False),
        sa.Column("verdict", sa.String(length=40), nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.Column("judged_on", sa.Date(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_point")),
        sa.UniqueConstraint(
            "county_code",
            "document",
            "point",
            name=op.f("uq_file_point_county_code_document_point"),
        ),
        sa.UniqueConstraint("county_code", "id", name=op.f("uq_file_point_county_code_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_file_point_public_id")),
    )
    op.create_index(
        "ix_file_point_verdict",
        "file_point",
        ["county_code", "verdict", "point", "id"],
        unique=False,
    )
    for statement in guards(op.get_bind().dialect.name):
        op.execute(statement)
    op.create_table(
        "saved_list",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("owner", sa.String(length=16), nullable=False),
        sa.Column("owner_name", sa.String(length=120), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_list")),
        sa.UniqueConstraint("county_code", "id", name=op.f("uq_saved_list_county_code_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_saved_list_public_id")),
    )
    op.create_index("ix_saved_list_owner", "saved_list", ["county_code", "owner"], unique=False)
    op.create_table(
        "given_form",
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sheet", sa.String(length=120), nullable=False),
        sa.Column("head_line", sa.Integer(), nullable=False),
        sa.Column("heads", sa.JSON(), nullable=False),
        sa.Column("matched", sa.JSON(), nullable=False),
        sa.Column("uploaded_by", sa.String(length=120), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_given_form")),
        sa.UniqueConstraint("county_code", "id", name=op.f("uq_given_form_county_code_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_given_form_public_id")),
    )
    op.create_index(
        "ix_given_form_county", "given_form", ["county_code", "uploaded_at"], unique=False
    )


def guards(dialect: str) -> list[str]:
    """Triggers as those of 0002: a verdict under which a case was closed stays."""
    if dialect == "postgresql":
        call = "EXECUTE FUNCTION refuse_change()"
        return [
            f"CREATE TRIGGER file_point_no_delete BEFORE DELETE ON file_point FOR EACH ROW {call}",
            f"CREATE TRIGGER file_point_no_update BEFORE UPDATE ON file_point FOR EACH ROW {call}",
            "CREATE TRIGGER file_point_no_truncate BEFORE TRUNCATE ON file_point"
            f" FOR EACH STATEMENT {call}",
        ]
    refuse = "BEGIN SELECT RAISE(ABORT, 'rows of file_point are final'); END"
    return [
        f"CREATE TRIGGER file_point_no_delete BEFORE DELETE ON file_point {refuse}",
        f"CREATE TRIGGER file_point_no_update BEFORE UPDATE ON file_point {refuse}",
        "CREATE TRIGGER file_point_no_insert BEFORE INSERT ON file_point"
        f" WHEN EXISTS (SELECT 1 FROM file_point WHERE id = NEW.id) {refuse}",
    ]


def downgrade() -> None:
    op.drop_index("ix_given_form_county", table_name="given_form")
    op.drop_table("given_form")
    op.drop_index("ix_saved_list_owner", table_name="saved_list")
    op.drop_table("saved_list")
    op.drop_index("ix_file_point_verdict", table_name="file_point")
    op.drop_table("file_point")
    op.drop_index("ix_undertaking_due", table_name="undertaking")

    op.drop_table("undertaking")
    op.drop_table("registration_step")
    op.drop_table("licence_stamp")
    op.drop_index(
        "uq_licence_act_open",
        table_name="licence_act",
        sqlite_where=sa.text("state IN ('drafted', 'notified')"),
        postgresql_where=sa.text("state IN ('drafted', 'notified')"),
    )
    op.drop_index("ix_licence_act_state", table_name="licence_act")

    op.drop_table("licence_act")
    op.drop_index("uq_certificate_form_used", table_name="certificate_form")
    op.drop_index("ix_certificate_form_state", table_name="certificate_form")

    op.drop_table("certificate_form")
    op.drop_table("batch_item")
    op.drop_table("batch_act")

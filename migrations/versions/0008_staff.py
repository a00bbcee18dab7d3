"""People, employments, certificates, checks, bans, and imports of lists of people.

Revision: 0008, after 0007

Facts are dated and never removed: an end, a withdrawal or a setting aside is written beside them.  What
was recorded is guarded by the database itself, as in 0002 (``refuse_change`` exists since then).
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# Table → columns that never change once they are set.
FACT = ("county_code", "public_id", "member_id", "recorded_at", "recorded_by", "set_aside_at")
FIXED: dict[str, tuple[str, ...]] = {
    "staff_member": ("county_code", "public_id", "recorded_at", "recorded_by"),
    "staff_employment": (*FACT, "kindergarten_id", "post", "from_on"),
    "staff_experience": (*FACT, "place", "post", "from_on", "until_on", "proof"),
    "staff_certificate": (*FACT, "kind", "number", "issuer", "issued_on", "valid_until"),
    "staff_training": (*FACT, "topic", "hours", "held_on"),
    "staff_background_check": (*FACT, "occasion", "asked_on", "authority", "result", "valid_until"),
    "staff_health_check": (*FACT, "done_on", "valid_until"),
    "staff_ban": (
        "county_code", "public_id", "member_id", "ground", "from_on", "valid_until", "for_life",
        "decision_number", "decided_by", "recorded_at", "recorded_by", "lifted_on", "lift_reason",
    ),
}  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "staff_import",
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("file_bytes", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("unknown_heads", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("uploaded_by", sa.Text(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'undone') = (undone_at IS NOT NULL)",
            name=op.f("ck_staff_import_undone_at_iff_undone"),
        ),
        sa.CheckConstraint(
            "(state IN ('applied', 'undone')) = (applied_at IS NOT NULL)",
            name=op.f("ck_staff_import_applied_at_iff_applied"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_import")),
        sa.UniqueConstraint("county_code", "id", name=op.f("uq_staff_import_county_code_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_staff_import_public_id")),
    )
    with op.batch_alter_table("staff_import", schema=None) as batch_op:
        batch_op.create_index(
            "ix_staff_import_county", ["county_code", "uploaded_at"], unique=False
        )

    op.create_table(
        "staff_member",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "pinyin", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("identity_kind", sa.String(length=40), nullable=True),
        sa.Column("identity_index", sa.String(length=64), nullable=True),
        sa.Column("identity_key", sa.String(length=8), nullable=True),
        sa.Column("identity_tail", sa.String(length=4), nullable=True),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("sex", sa.String(length=40), nullable=True),
        sa.Column("education", sa.String(length=40), nullable=True),
        sa.Column("source_kind", sa.String(length=40), nullable=False),
        sa.Column("source_reference", sa.String(length=40), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=120), nullable=False),
        sa.Column("set_aside_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("set_aside_reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_staff_member_has_name")),
        sa.CheckConstraint(
            "(identity_index IS NULL) = (identity_tail IS NULL) AND (identity_index IS NULL) = (identity_kind IS NULL) AND (identity_index IS NULL) = (identity_key IS NULL)",
            name=op.f("ck_staff_member_identity_is_whole"),
        ),
        sa.CheckConstraint(
            "(set_aside_at IS NULL) = (set_aside_reason IS NULL)",
            name=op.f("ck_staff_member_set_aside_has_reason"),
        ),
        sa.CheckConstraint(
            "birth_year IS NULL OR birth_year BETWEEN 1900 AND 2100",
            name=op.f("ck_staff_member_born_in_a_year"),
        ),
        sa.CheckConstraint(
            "identity_tail IS NULL OR length(identity_tail) <= 4",
            name=op.f("ck_staff_member_only_the_tail"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_member")),
        sa.UniqueConstraint("county_code", "id", name=op.f("uq_staff_member_county_code_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_staff_member_public_id")),
    )
    with op.batch_alter_table("staff_member", schema=None) as batch_op:
        batch_op.create_index(
            "ix_staff_member_by_pinyin", ["county_code", "pinyin", "id"], unique=False
        )
        batch_op.create_index("ix_staff_member_index", ["identity_index"], unique=False)
        batch_op.create_index(
            "ix_staff_member_source",
            ["county_code", "source_kind", "source_reference"],
            unique=False,
        )
        batch_op.create_index(
            "uq_staff_member_identity",
            ["county_code", "identity_index"],
            unique=True,
            sqlite_where=sa.text("set_aside_at IS NULL"),
            postgresql_where=sa.text("set_aside_at IS NULL"),
        )

    op.create_table(
        "staff_background_check",
        sa.Column("occasion", sa.String(length=40), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("result", sa.String(length=40), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("source_kind", sa.String(length=40), nullable=False),
        sa.Column("source_reference", sa.String(length=40), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=120), nullable=False),
        sa.Column("set_aside_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("set_aside_reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(set_aside_at IS NULL) = (set_aside_reason IS NULL)",
            name=op.f("ck_staff_background_check_set_aside_has_reason"),
        ),
        sa.CheckConstraint(
            "valid_until >= asked_on", name=op.f("ck_staff_background_check_ends_after_it_begins")
        ),
        sa.ForeignKeyConstraint(
            ["county_code", "member_id"],
            ["staff_member.county_code", "staff_member.id"],
            name=op.f("fk_staff_background_check_county_code_member_id_staff_member"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_background_check")),
        sa.UniqueConstraint(
            "county_code", "id", name=op.f("uq_staff_background_check_county_code_id")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_staff_background_check_public_id")),
    )
    with op.batch_alter_table("staff_background_check", schema=None) as batch_op:
        batch_op.create_index(
            "ix_staff_background_check_member",
            ["county_code", "member_id", "valid_until"],
            unique=False,
        )

    op.create_table(
        "staff_ban",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("for_life", sa.Boolean(), nullable=False),
        sa.Column("decision_number", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("lifted_on", sa.Date(), nullable=True),
        sa.Column("lift_reason", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=120), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "decision_number <> '' AND decided_by <> ''", name=op.f("ck_staff_ban_has_decision")
        ),
        sa.CheckConstraint(
            "(lifted_on IS NULL) = (lift_reason IS NULL)",
            name=op.f("ck_staff_ban_lifting_has_reason"),
        ),
        sa.CheckConstraint(
            "for_life = (valid_until IS NULL)", name=op.f("ck_staff_ban_for_life_iff_no_end")
        ),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_until >= from_on",
            name=op.f("ck_staff_ban_ends_after_it_begins"),
        ),
        sa.ForeignKeyConstraint(
            ["county_code", "member_id"],
            ["staff_member.county_code", "staff_member.id"],
            name=op.f("fk_staff_ban_county_code_member_id_staff_member"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_ban")),
        sa.UniqueConstraint("county_code", "id", name=op.f("uq_staff_ban_county_code_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_staff_ban_public_id")),
    )
    with op.batch_alter_table("staff_ban", schema=None) as batch_op:
        batch_op.create_index("ix_staff_ban_member", ["county_code", "member_id"], unique=False)

    op.create_table(
        "staff_certificate",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("issuer", sa.Text(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("source_kind", sa.String(length=40), nullable=False),
        sa.Column("source_reference", sa.String(length=40), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=120), nullable=False),
        sa.Column("set_aside_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("set_aside_reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(set_aside_at IS NULL) = (set_aside_reason IS NULL)",
            name=op.f("ck_staff_certificate_set_aside_has_reason"),
        ),
        sa.CheckConstraint(
            "valid_until IS NULL OR issued_on IS NULL OR valid_until >= issued_on",
            name=op.f("ck_staff_certificate_ends_after_it_begins"),
        ),
        sa.ForeignKeyConstraint(
            ["county_code", "member_id"],
            ["staff_member.county_code", "staff_member.id"],
            name=op.f("fk_staff_certificate_county_code_member_id_staff_member"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_certificate")),
        sa.UniqueConstraint("county_code", "id", name=op.f("uq_staff_certificate_county_code_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_staff_certificate_public_id")),
    )
    with op.batch_alter_table("staff_certificate", schema=None) as batch_op:
        batch_op.create_index(
            "ix_staff_certificate_member", ["county_code", "member_id", "kind"], unique=False
        )
        batch_op.create_index(
            "ix_staff_certificate_number", ["county_code", "number"], unique=False
        )

    op.create_table(
        "staff_experience",
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("post", sa.String(length=40), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("source_kind", sa.String(length=40), nullable=False),
        sa.Column("source_reference", sa.String(length=40), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=120), nullable=False),
        sa.Column("set_aside_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("set_aside_reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("proof <> ''", name=op.f("ck_staff_experience_has_proof")),
        sa.CheckConstraint(
            "(set_aside_at IS NULL) = (set_aside_reason IS NULL)",
            name=op.f("ck_staff_experience_set_aside_has_reason"),
        ),
        sa.CheckConstraint(
            "until_on > from_on", name=op.f("ck_staff_experience_ends_after_it_begins")
        ),
        sa.ForeignKeyConstraint(
            ["county_code", "member_id"],
            ["staff_member.county_code", "staff_member.id"],
            name=op.f("fk_staff_experience_county_code_member_id_staff_member"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_experience")),
        sa.UniqueConstraint("county_code", "id", name=op.f("uq_staff_experience_county_code_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_staff_experience_public_id")),
    )
    with op.batch_alter_table("staff_experience", schema=None) as batch_op:
        batch_op.create_index(
            "ix_staff_experience_member", ["county_code", "member_id"], unique=False
        )

    op.create_table(
        "staff_health_check",
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("source_kind", sa.String(length=40), nullable=False),
        sa.Column("source_reference", sa.String(length=40), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=120), nullable=False),
        sa.Column("set_aside_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("set_aside_reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(set_aside_at IS NULL) = (set_aside_reason IS NULL)",
            name=op.f("ck_staff_health_check_set_aside_has_reason"),
        ),
        sa.CheckConstraint(
            "valid_until >= done_on", name=op.f("ck_staff_health_check_ends_after_it_begins")
        ),
        sa.ForeignKeyConstraint(
            ["county_code", "member_id"],
            ["staff_member.county_code", "staff_member.id"],
            name=op.f("fk_staff_health_check_county_code_member_id_staff_member"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_health_check")),
        sa.UniqueConstraint("county_code", "id", name=op.f("uq_staff_health_check_county_code_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_staff_health_check_public_id")),
    )
    with op.batch_alter_table("staff_health_check", schema=None) as batch_op:
        batch_op.create_index(
            "ix_staff_health_check_member",
            ["county_code", "member_id", "valid_until"],
            unique=False,
        )

    op.create_table(
        "staff_import_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("staff_member", sa.String(length=16), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["county_code", "batch_id"],
            ["staff_import.county_code", "staff_import.id"],
            name=op.f("fk_staff_import_row_county_code_batch_id_staff_import"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_import_row")),
    )
    with op.batch_alter_table("staff_import_row", schema=None) as batch_op:
        batch_op.create_index(
            "ix_staff_import_row_of", ["county_code", "batch_id", "outcome", "id"], unique=False
        )

    op.create_table(
        "staff_training",
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("organiser", sa.Text(), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("source_kind", sa.String(length=40), nullable=False),
        sa.Column("source_reference", sa.String(length=40), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=120), nullable=False),
        sa.Column("set_aside_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("set_aside_reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(set_aside_at IS NULL) = (set_aside_reason IS NULL)",
            name=op.f("ck_staff_training_set_aside_has_reason"),
        ),
        sa.CheckConstraint("hours > 0", name=op.f("ck_staff_training_some_hours")),
        sa.ForeignKeyConstraint(
            ["county_code", "member_id"],
            ["staff_member.county_code", "staff_member.id"],
            name=op.f("fk_staff_training_county_code_member_id_staff_member"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_training")),
        sa.UniqueConstraint("county_code", "id", name=op.f("uq_staff_training_county_code_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_staff_training_public_id")),
    )
    with op.batch_alter_table("staff_training", schema=None) as batch_op:
        batch_op.create_index(
            "ix_staff_training_member", ["county_code", "member_id"], unique=False
        )

    op.create_table(
        "staff_employment",
        sa.Column("kindergarten_id", sa.Integer(), nullable=False),
        sa.Column("post", sa.String(length=40), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(length=40), nullable=True),
        sa.Column("class_name", sa.String(length=40), nullable=True),
        sa.Column("contract_filed_on", sa.Date(), nullable=True),
        sa.Column("suspended_on", sa.Date(), nullable=True),
        sa.Column("resumed_on", sa.Date(), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("source_kind", sa.String(length=40), nullable=False),
        sa.Column("source_reference", sa.String(length=40), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=120), nullable=False),
        sa.Column("set_aside_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("set_aside_reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("post <> 'total_only'", name=op.f("ck_staff_employment_post_is_one")),
        sa.CheckConstraint(
            "(set_aside_at IS NULL) = (set_aside_reason IS NULL)",
            name=op.f("ck_staff_employment_set_aside_has_reason"),
        ),
        sa.CheckConstraint(
            "(until_on IS NULL) = (end_reason IS NULL)",
            name=op.f("ck_staff_employment_end_has_reason"),
        ),
        sa.CheckConstraint(
            "resumed_on IS NULL OR (suspended_on IS NOT NULL AND resumed_on >= suspended_on)",
            name=op.f("ck_staff_employment_resumed_after_suspended"),
        ),
        sa.CheckConstraint(
            "until_on IS NULL OR until_on >= from_on",
            name=op.f("ck_staff_employment_ends_after_it_begins"),
        ),
        sa.ForeignKeyConstraint(
            ["county_code", "kindergarten_id"],
            ["kindergarten.county_code", "kindergarten.id"],
            name=op.f("fk_staff_employment_county_code_kindergarten_id_kindergarten"),
        ),
        sa.ForeignKeyConstraint(
            ["county_code", "member_id"],
            ["staff_member.county_code", "staff_member.id"],
            name=op.f("fk_staff_employment_county_code_member_id_staff_member"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_employment")),
        sa.UniqueConstraint("county_code", "id", name=op.f("uq_staff_employment_county_code_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_staff_employment_public_id")),
    )
    with op.batch_alter_table("staff_employment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_staff_employment_member", ["county_code", "member_id"], unique=False
        )
        batch_op.create_index(
            "ix_staff_employment_place",
            ["county_code", "kindergarten_id", "until_on"],
            unique=False,
        )
        batch_op.create_index(
            "ix_staff_employment_source",
            ["county_code", "source_kind", "source_reference"],
            unique=False,
        )
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in FIXED:
        for statement in (guards_sqlite if is_sqlite else guards_postgresql)(table):
            op.execute(statement)


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in FIXED:
        for kind in (
            ("delete", "update", "insert") if is_sqlite else ("delete", "update", "truncate")
        ):
            on = "" if is_sqlite else f" ON {table}"
            op.execute(f"DROP TRIGGER {table}_no_{kind}{on}")
    with op.batch_alter_table("staff_employment", schema=None) as batch_op:
        batch_op.drop_index("ix_staff_employment_source")
        batch_op.drop_index("ix_staff_employment_place")
        batch_op.drop_index("ix_staff_employment_member")

    op.drop_table("staff_employment")
    with op.batch_alter_table("staff_training", schema=None) as batch_op:
        batch_op.drop_index("ix_staff_training_member")

    op.drop_table("staff_training")
    with op.batch_alter_table("staff_import_row", schema=None) as batch_op:
        batch_op.drop_index("ix_staff_import_row_of")

    op.drop_table("staff_import_row")
    with op.batch_alter_table("staff_health_check", schema=None) as batch_op:
        batch_op.drop_index("ix_staff_health_check_member")

    op.drop_table("staff_health_check")
    with op.batch_alter_table("staff_experience", schema=None) as batch_op:
        batch_op.drop_index("ix_staff_experience_member")

    op.drop_table("staff_experience")
    with op.batch_alter_table("staff_certificate", schema=None) as batch_op:
        batch_op.drop_index("ix_staff_certificate_number")
        batch_op.drop_index("ix_staff_certificate_member")

    op.drop_table("staff_certificate")
    with op.batch_alter_table("staff_ban", schema=None) as batch_op:
        batch_op.drop_index("ix_staff_ban_member")

    op.drop_table("staff_ban")
    with op.batch_alter_table("staff_background_check", schema=None) as batch_op:
        batch_op.drop_index("ix_staff_background_check_member")

    op.drop_table("staff_background_check")
    with op.batch_alter_table("staff_member", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_staff_member_identity",
            sqlite_where=sa.text("set_aside_at IS NULL"),
            postgresql_where=sa.text("set_aside_at IS NULL"),
        )
        batch_op.drop_index("ix_staff_member_source")
        batch_op.drop_index("ix_staff_member_index")
        batch_op.drop_index("ix_staff_member_by_pinyin")

    op.drop_table("staff_member")
    with op.batch_alter_table("staff_import", schema=None) as batch_op:
        batch_op.drop_index("ix_staff_import_county")

    op.drop_table("staff_import")


def changes(table: str, differs: str) -> str:
    """The condition under which an update is refused."""
    return " OR ".join(
        f"(OLD.{c} IS NOT NULL AND CAST(OLD.{c} AS TEXT) {differs} CAST(NEW.{c} AS TEXT))"
        for c in FIXED[table]
    )


def guards_sqlite(table: str) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are final'); END"
    return [
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
        f"WHEN {changes(table, 'IS NOT')} {refuse}",
        f"CREATE TRIGGER {table}_no_insert BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) {refuse}",
    ]


def guards_postgresql(table: str) -> list[str]:
    call = "EXECUTE FUNCTION refuse_change()"
    return [
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW {call}",
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW "
        f"WHEN ({changes(table, 'IS DISTINCT FROM')}) {call}",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {call}",
    ]

"""Scanned papers in PDF; prints into state forms.

Revision: 0006, after 0005

What was ordered to be printed is never changed or removed; its bytes are entered once.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# Table → columns that never change once they are set.
FIXED: dict[str, tuple[str, ...]] = {
    "print_job": (
        "county_code", "public_id", "kind", "subject_kind", "subject_id", "concerns", "facts_json",
        "facts_sha256", "ordered_at", "ordered_by", "handwritten", "sha256", "size", "page_count",
    ),
}  # fmt: skip


def upgrade() -> None:
    op.add_column("evidence", sa.Column("page_count", sa.Integer()))
    create_print_job()
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in FIXED:
        for statement in (guards_sqlite if is_sqlite else guards_postgresql)(table):
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("print_job")  # its triggers go with it
    op.drop_column("evidence", "page_count")


def create_print_job() -> None:
    op.create_table(
        "print_job",
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("subject_kind", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.String(40), nullable=False),
        sa.Column("concerns", sa.String(16), nullable=False),
        sa.Column("facts_json", sa.Text(), nullable=False),
        sa.Column("facts_sha256", sa.String(64), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ordered_by", sa.String(120), nullable=False),
        sa.Column("handwritten", sa.JSON(), nullable=False),
        sa.Column("rendering", sa.String(40), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("sha256", sa.String(64), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("page_count", sa.Integer(), nullable=True),
        sa.Column("rendered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(6), nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(rendering = 'rendered') = (sha256 IS NOT NULL AND size IS NOT NULL"
            " AND page_count IS NOT NULL AND rendered_at IS NOT NULL)",
            name=op.f("ck_print_job_rendered_iff_bytes"),
        ),
        sa.CheckConstraint(
            "rendering <> 'failed' OR error IS NOT NULL",
            name=op.f("ck_print_job_failed_says_why"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_job")),
        sa.UniqueConstraint("county_code", "id", name=op.f("uq_print_job_county_code_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_print_job_public_id")),
    )
    op.create_index("ix_print_job_subject", "print_job", ["subject_kind", "subject_id"])
    op.create_index("ix_print_job_county", "print_job", ["county_code", "id"])
    op.create_index(
        "ix_print_job_unfinished",
        "print_job",
        ["rendering", "id"],
        sqlite_where=sa.text("rendering <> 'rendered'"),
        postgresql_where=sa.text("rendering <> 'rendered'"),
    )


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

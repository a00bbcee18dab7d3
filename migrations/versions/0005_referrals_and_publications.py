"""Other departments' opinions, and the queue of publications.

Revision: 0005, after 0004

What was asked, answered, planned and published is never changed or removed: the tables are guarded as
0002 guards its own.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# Table → columns that never change once they are set.
FIXED: dict[str, tuple[str, ...]] = {
    "referral": (
        "county_code", "public_id", "subject_kind", "subject_id", "concerns", "department", "contact",
        "question", "facts", "silence", "period", "asked_on", "asked_at", "asked_by_name", "opinion",
        "answerer_name", "answerer_position", "scan", "answered_on", "answered_at", "recorded_by_name",
        "withdrawn_reason",
    ),
    "publication": (
        "county_code", "public_id", "subject_kind", "subject_id", "concerns", "kind", "article",
        "decided_on", "title", "facts", "search_text", "until", "needs_second", "replaces", "planned_at",
        "planned_by", "planned_by_name", "published_at", "published_on", "published_by",
        "published_by_name", "late_reason", "withheld_reason", "withdrawn_on", "withdrawn_reason",
    ),
}  # fmt: skip

# Table → a condition on the old row under which nothing of it changes any more.
FINAL = {
    "referral": "OLD.state = 'withdrawn' OR (OLD.state = 'answered' AND OLD.answer <> NEW.answer)",
    "publication": "OLD.state IN ('withheld', 'withdrawn')",
}


def upgrade() -> None:
    create_referral()
    create_publication()
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in FIXED:
        for statement in (guards_sqlite if is_sqlite else guards_postgresql)(table):
            op.execute(statement)


def downgrade() -> None:
    for table in FIXED:
        op.drop_table(table)  # with its indexes and triggers


def create_referral() -> None:
    op.create_table(
        "referral",
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=16), nullable=False),
        sa.Column("concerns", sa.String(length=16), nullable=True),
        sa.Column("department", sa.String(length=120), nullable=False),
        sa.Column("contact", sa.String(length=120), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("silence", sa.Text(), nullable=False),
        sa.Column("period", sa.JSON(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_name", sa.String(length=120), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=True),
        sa.Column("link_made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document_id", sa.String(length=16), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("opinion", sa.String(length=40), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answerer_name", sa.String(length=120), nullable=True),
        sa.Column("answerer_position", sa.String(length=120), nullable=True),
        sa.Column("scan", sa.String(length=16), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_by_name", sa.String(length=120), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'answered') = (opinion IS NOT NULL) AND (state = 'answered') = (answered_on IS NOT NULL) AND (state = 'answered') = (answered_at IS NOT NULL) AND (state = 'answered') = (answerer_name IS NOT NULL) AND (state = 'answered') = (answerer_position IS NOT NULL)",
            name=op.f("ck_referral_answer_is_whole"),
        ),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (token_sha256 IS NULL)",
            name=op.f("ck_referral_withdrawn_has_no_link"),
        ),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_reason IS NOT NULL)",
            name=op.f("ck_referral_withdrawn_iff_reason"),
        ),
        sa.CheckConstraint(
            "opinion IS NULL OR opinion = 'agrees' OR answer <> ''",
            name=op.f("ck_referral_objection_has_words"),
        ),
        sa.CheckConstraint(
            "recorded_by_name IS NULL OR (scan IS NOT NULL AND state = 'answered')",
            name=op.f("ck_referral_paper_has_scan"),
        ),
        sa.CheckConstraint(
            "answered_on IS NULL OR answered_on >= asked_on",
            name=op.f("ck_referral_asked_before_answered"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
        sa.UniqueConstraint("county_code", "id", name=op.f("uq_referral_county_code_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_referral_public_id")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_referral_token_sha256")),
    )
    with op.batch_alter_table("referral", schema=None) as batch_op:
        batch_op.create_index("ix_referral_state", ["county_code", "state", "id"], unique=False)
        batch_op.create_index("ix_referral_subject", ["subject_kind", "subject_id"], unique=False)


def create_publication() -> None:
    op.create_table(
        "publication",
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=16), nullable=False),
        sa.Column("concerns", sa.String(length=16), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("article", sa.String(length=120), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("needs_second", sa.Boolean(), nullable=False),
        sa.Column("replaces", sa.String(length=16), nullable=True),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("planned_by", sa.Integer(), nullable=True),
        sa.Column("planned_by_name", sa.String(length=120), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.Column("published_by_name", sa.String(length=120), nullable=True),
        sa.Column("late_reason", sa.Text(), nullable=True),
        sa.Column("withheld_reason", sa.Text(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(published_at IS NOT NULL) = (state IN ('published', 'withdrawn')) AND (published_at IS NULL) = (published_on IS NULL) AND (published_at IS NULL) = (published_by_name IS NULL)",
            name=op.f("ck_publication_published_iff_instant"),
        ),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_on IS NOT NULL) AND (withdrawn_on IS NULL) = (withdrawn_reason IS NULL)",
            name=op.f("ck_publication_withdrawn_is_whole"),
        ),
        sa.CheckConstraint(
            "(state = 'withheld') = (withheld_reason IS NOT NULL)",
            name=op.f("ck_publication_withheld_iff_reason"),
        ),
        sa.CheckConstraint(
            "published_at IS NULL OR (article IS NOT NULL AND article <> '')",
            name=op.f("ck_publication_published_has_article"),
        ),
        sa.CheckConstraint(
            "NOT needs_second OR published_at IS NULL OR (published_by IS NOT NULL AND published_by <> coalesce(planned_by, 0))",
            name=op.f("ck_publication_second_person_published"),
        ),
        sa.CheckConstraint(
            "until IS NULL OR until >= decided_on", name=op.f("ck_publication_until_after")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
        sa.UniqueConstraint("county_code", "id", name=op.f("uq_publication_county_code_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_publication_public_id")),
    )
    with op.batch_alter_table("publication", schema=None) as batch_op:
        batch_op.create_index("ix_publication_decided", ["county_code", "decided_on"], unique=False)
        batch_op.create_index(
            "ix_publication_public", ["county_code", "state", "published_on", "id"], unique=False
        )
        batch_op.create_index("ix_publication_state", ["county_code", "state", "id"], unique=False)
        batch_op.create_index(
            "ix_publication_subject", ["subject_kind", "subject_id"], unique=False
        )
        batch_op.create_index("ix_publication_until", ["state", "until"], unique=False)
        batch_op.create_index(
            "uq_publication_replaces",
            ["replaces"],
            unique=True,
            sqlite_where=sa.text("replaces IS NOT NULL AND state <> 'withheld'"),
            postgresql_where=sa.text("replaces IS NOT NULL AND state <> 'withheld'"),
        )


def changes(table: str, differs: str) -> str:
    """The condition under which an update is refused."""
    parts = [
        f"(OLD.{c} IS NOT NULL AND CAST(OLD.{c} AS TEXT) {differs} CAST(NEW.{c} AS TEXT))"
        for c in FIXED[table]
    ]
    return " OR ".join([*parts, f"({FINAL[table]})"])


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

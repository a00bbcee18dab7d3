"""Clocks as lists of events; holidays carry a revision.

Revision: 0003, after 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _calendar_up()
    _deadlines_up()


def downgrade() -> None:
    _deadlines_down()
    _calendar_down()


def _calendar_up() -> None:
    op.create_table(
        "calendar_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_calendar_state_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_state")),
    )
    op.execute("INSERT INTO calendar_state (id, revision) VALUES (1, 0)")


def _calendar_down() -> None:
    op.drop_table("calendar_state")


_RUNNING = sa.text("status <> 'stopped'")

# Table → columns that never change once they are set; None: no column does.
FIXED: dict[str, tuple[str, ...] | None] = {
    "deadline": (
        "county_code", "public_id", "subject_kind", "subject_id", "kind", "rule", "started_on",
    ),
    "deadline_event": None,
}  # fmt: skip


def _deadlines_up() -> None:
    op.create_table(
        "deadline",
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=16), nullable=False),
        sa.Column("concerns", sa.String(length=16), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("rule", sa.JSON(), nullable=False),
        sa.Column("article", sa.String(length=80), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("unrolled_on", sa.Date(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("amber_on", sa.Date(), nullable=False),
        sa.Column("is_provisional", sa.Boolean(), nullable=False),
        sa.Column("paused_since", sa.Date(), nullable=True),
        sa.Column("pause_ground", sa.String(length=40), nullable=True),
        sa.Column("pause_basis", sa.String(length=120), nullable=True),
        sa.Column("stopped_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(length=120), nullable=False),
        sa.Column("breached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("calendar_revision", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status = 'paused') = (paused_since IS NOT NULL) AND (paused_since IS NULL) = (pause_ground IS NULL) AND (paused_since IS NULL) = (pause_basis IS NULL)",
            name=op.f("ck_deadline_paused_iff_since_and_why"),
        ),
        sa.CheckConstraint(
            "(status = 'stopped') = (stopped_on IS NOT NULL)",
            name=op.f("ck_deadline_stopped_iff_day"),
        ),
        sa.CheckConstraint(
            "status <> 'paused' OR breached_at IS NULL",
            name=op.f("ck_deadline_paused_is_not_breached"),
        ),
        sa.CheckConstraint(
            "status <> 'stopped' OR (stopped_on > due_on) = (breached_at IS NOT NULL)",
            name=op.f("ck_deadline_stopped_late_iff_breached"),
        ),
        sa.CheckConstraint(
            "status = 'stopped' OR outcome = ''", name=op.f("ck_deadline_outcome_when_stopped")
        ),
        sa.CheckConstraint("due_on >= unrolled_on", name=op.f("ck_deadline_rolled_never_back")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline")),
        sa.UniqueConstraint("county_code", "id", name=op.f("uq_deadline_county_code_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_deadline_public_id")),
    )
    op.create_index(
        "ix_deadline_behind",
        "deadline",
        ["calendar_revision"],
        unique=False,
        sqlite_where=_RUNNING,
        postgresql_where=_RUNNING,
    )
    op.create_index(
        "ix_deadline_due",
        "deadline",
        ["county_code", "due_on"],
        unique=False,
        sqlite_where=_RUNNING,
        postgresql_where=_RUNNING,
    )
    op.create_index(
        "ix_deadline_subject",
        "deadline",
        ["county_code", "subject_kind", "subject_id"],
        unique=False,
    )
    op.create_index(
        "uq_deadline_running",
        "deadline",
        ["county_code", "subject_kind", "subject_id", "kind"],
        unique=True,
        sqlite_where=_RUNNING,
        postgresql_where=_RUNNING,
    )
    op.create_table(
        "deadline_event",
        sa.Column("deadline_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("period", sa.JSON(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=True),
        sa.Column("basis", sa.String(length=120), nullable=True),
        sa.Column("level", sa.String(length=40), nullable=True),
        sa.Column("approved_by", sa.String(length=120), nullable=True),
        sa.Column("old_due_on", sa.Date(), nullable=True),
        sa.Column("new_due_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=120), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'extended') = (period IS NOT NULL) AND (period IS NULL) = (level IS NULL) AND (period IS NULL) = (approved_by IS NULL)",
            name=op.f("ck_deadline_event_extension_is_whole"),
        ),
        sa.CheckConstraint(
            "(kind = 'paused') = (basis IS NOT NULL) AND (basis IS NULL) = (ground IS NULL)",
            name=op.f("ck_deadline_event_paused_on_a_basis"),
        ),
        sa.CheckConstraint(
            "(kind = 'started') = (old_due_on IS NULL)",
            name=op.f("ck_deadline_event_started_without_old_day"),
        ),
        sa.ForeignKeyConstraint(
            ["county_code", "deadline_id"],
            ["deadline.county_code", "deadline.id"],
            name=op.f("fk_deadline_event_county_code_deadline_id_deadline"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline_event")),
        sa.UniqueConstraint("county_code", "id", name=op.f("uq_deadline_event_county_code_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_deadline_event_public_id")),
    )
    op.create_index(
        "ix_deadline_event_deadline", "deadline_event", ["deadline_id", "id"], unique=False
    )
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in FIXED:
        for statement in (guards_sqlite if is_sqlite else guards_postgresql)(table):
            op.execute(statement)


def _deadlines_down() -> None:
    op.drop_table("deadline_event")  # takes its indexes and triggers along
    op.drop_table("deadline")


def changes(table: str, differs: str) -> str:
    """The condition under which an update is refused; "" for every update."""
    return " OR ".join(
        f"(OLD.{c} IS NOT NULL AND CAST(OLD.{c} AS TEXT) {differs} CAST(NEW.{c} AS TEXT))"
        for c in FIXED[table] or ()
    )


def guards_sqlite(table: str) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are final'); END"
    when = changes(table, "IS NOT")
    return [
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
        f"{f'WHEN {when} ' if when else ''}{refuse}",
        f"CREATE TRIGGER {table}_no_insert BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) {refuse}",
    ]


def guards_postgresql(table: str) -> list[str]:
    call = "EXECUTE FUNCTION refuse_change()"
    when = changes(table, "IS DISTINCT FROM")
    return [
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW {call}",
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW "
        f"{f'WHEN ({when}) ' if when else ''}{call}",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {call}",
    ]

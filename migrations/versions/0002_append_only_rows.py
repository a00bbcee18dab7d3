"""Rows that are never changed or removed are guarded by the database itself.

Revision: 0002, after 0001

A correction is a new row.  SQLite's INSERT OR REPLACE would walk past triggers on UPDATE and DELETE, so
inserting an existing key is refused as well.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Table → columns that never change once they are set; None: no column does.
FIXED: dict[str, tuple[str, ...] | None] = {
    "ledger_entry": None,
    "ledger_head": ("id",),
    "configuration_value": None,
    "service_record": None,
    "visit_operation": None,
    "visit_set_aside": None,
    "document_number": ("county_code", "kind", "series", "year", "n", "text", "taken_at", "voided_at", "void_reason"),
    "document": (
        "county_code", "public_id", "number_id", "kind", "number", "subject_kind", "subject_id",
        "concerns", "facts_json", "facts_sha256", "check_code", "acted_on", "issued_at", "issued_by",
        "handwritten", "replaces", "sealed_on", "sha256", "size", "page_count",
    ),
    "evidence": ("county_code", "public_id", "sha256", "media_type", "size", "stored_at", "stored_by"),
    "finding": (
        "county_code", "public_id", "kindergarten_id", "origin_kind", "origin_id", "found_on",
        "first_due_on",
    ),
    "follow_up": (
        "county_code", "public_id", "kindergarten_id", "origin_kind", "origin_id", "signed_off_by",
        "signed_off_at", "document_id", "number", "served_on",
    ),
    "visit": (),
}  # fmt: skip

# Table → a condition on the old row under which nothing of it changes any more.
FINAL = {"visit": "OLD.state = 'signed'", "ledger_head": "NEW.sequence <= OLD.sequence"}

KEYS = {"ledger_entry": "sequence"}


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute(f"INSERT INTO ledger_head (id, sequence, hash) VALUES (1, 0, '{'0' * 64}')")
    if not is_sqlite:
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'rows of % are final', TG_TABLE_NAME; END $$"
        )
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
    if not is_sqlite:
        op.execute("DROP FUNCTION refuse_change()")


def changes(table: str, differs: str) -> str:
    """The condition under which an update is refused; "" for every update."""
    columns = FIXED[table]
    parts = [
        f"(OLD.{c} IS NOT NULL AND CAST(OLD.{c} AS TEXT) {differs} CAST(NEW.{c} AS TEXT))"
        for c in columns or ()
    ]
    if table in FINAL:
        parts.append(f"({FINAL[table]})")
    return " OR ".join(parts)


def guards_sqlite(table: str) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are final'); END"
    when, key = changes(table, "IS NOT"), KEYS.get(table, "id")
    return [
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
        f"{f'WHEN {when} ' if when else ''}{refuse}",
        f"CREATE TRIGGER {table}_no_insert BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key}) {refuse}",
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

"""Sponsors, controllers and shares; acts on licences, their numbers, and numbers that were settled.

Revision: 0007, after 0006

Stakes, acts and numbers are never removed; of a stake only its end is written later.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = (
    "party",
    "stake",
    "licence_event",
    "licence_number_series",
    "licence_number",
    "licence_number_ruling",
)

# Table → columns that never change once they are set; None: no column does.
FIXED: dict[str, tuple[str, ...] | None] = {
    "stake": (
        "county_code", "public_id", "holder_id", "kindergarten_id", "company_id", "kind", "share_bp",
        "from_on", "recorded_at", "source_kind", "source_reference",
    ),
    "licence_event": None,
    "licence_number": (
        "county_code", "public_id", "digits", "number", "series", "n", "licence_id", "taken_at",
    ),
    "licence_number_ruling": None,
}  # fmt: skip


def upgrade() -> None:
    op.add_column("licence", sa.Column("number_settled_on", sa.Date()))
    op.add_column("licence_edition", sa.Column("reason", sa.String(40)))
    create_parties()
    create_licence_acts()
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in FIXED:
        for statement in (guards_sqlite if is_sqlite else guards_postgresql)(table):
            op.execute(statement)


def create_parties() -> None:
    op.create_table(
        "party",
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("credit_code", sa.String(40)),
        sa.Column("is_listed", sa.Boolean(), nullable=False),
        sa.Column("is_state_owned", sa.Boolean(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(6), nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind <> 'person' OR credit_code IS NULL", name=op.f("ck_party_person_without_number")
        ),
        sa.CheckConstraint("name <> ''", name=op.f("ck_party_has_name")),
        sa.ForeignKeyConstraint(
            ["county_code"], ["county.code"], name="fk_party_county_code_county"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_party"),
        sa.UniqueConstraint("county_code", "id", name="uq_party_county_code_id"),
        sa.UniqueConstraint("public_id", name="uq_party_public_id"),
    )
    op.create_index("ix_party_credit_code", "party", ["county_code", "credit_code"])
    op.create_index("ix_party_name", "party", ["county_code", "name"])

    op.create_table(
        "stake",
        sa.Column("holder_id", sa.Integer(), nullable=False),
        sa.Column("kindergarten_id", sa.Integer()),
        sa.Column("company_id", sa.Integer()),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("share_bp", sa.Integer()),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date()),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source_kind", sa.String(40), nullable=False),
        sa.Column("source_reference", sa.String(40)),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(6), nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(kindergarten_id IS NULL) <> (company_id IS NULL)", name=op.f("ck_stake_in_one_thing")
        ),
        sa.CheckConstraint(
            "company_id IS NULL OR company_id <> holder_id", name=op.f("ck_stake_not_in_itself")
        ),
        sa.CheckConstraint(
            "share_bp IS NULL OR share_bp BETWEEN 1 AND 10000", name=op.f("ck_stake_share")
        ),
        sa.CheckConstraint(
            "until_on IS NULL OR until_on >= from_on", name=op.f("ck_stake_ends_after_it_begins")
        ),
        sa.ForeignKeyConstraint(
            ["county_code", "company_id"],
            ["party.county_code", "party.id"],
            name="fk_stake_county_code_company_id_party",
        ),
        sa.ForeignKeyConstraint(
            ["county_code", "holder_id"],
            ["party.county_code", "party.id"],
            name="fk_stake_county_code_holder_id_party",
        ),
        sa.ForeignKeyConstraint(
            ["county_code", "kindergarten_id"],
            ["kindergarten.county_code", "kindergarten.id"],
            name="fk_stake_county_code_kindergarten_id_kindergarten",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_stake"),
        sa.UniqueConstraint("county_code", "id", name="uq_stake_county_code_id"),
        sa.UniqueConstraint("public_id", name="uq_stake_public_id"),
    )
    op.create_index("ix_stake_company", "stake", ["county_code", "company_id"])
    op.create_index("ix_stake_holder", "stake", ["county_code", "holder_id"])
    op.create_index("ix_stake_kindergarten", "stake", ["county_code", "kindergarten_id"])


def create_licence_acts() -> None:
    op.create_table(
        "licence_event",
        sa.Column("licence_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date()),
        sa.Column("state_before", sa.String(40), nullable=False),
        sa.Column("stopped_until_before", sa.Date()),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source_kind", sa.String(40), nullable=False),
        sa.Column("source_reference", sa.String(40)),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(6), nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "until_on IS NULL OR until_on >= effective_on",
            name=op.f("ck_licence_event_ends_after_it_begins"),
        ),
        sa.ForeignKeyConstraint(
            ["county_code", "licence_id"],
            ["licence.county_code", "licence.id"],
            name="fk_licence_event_county_code_licence_id_licence",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_licence_event"),
        sa.UniqueConstraint("county_code", "id", name="uq_licence_event_county_code_id"),
        sa.UniqueConstraint("public_id", name="uq_licence_event_public_id"),
    )
    op.create_index(
        "ix_licence_event_licence", "licence_event", ["county_code", "licence_id", "effective_on"]
    )

    op.create_table(
        "licence_number_series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(6), nullable=False),
        sa.Column("series", sa.String(40), nullable=False),
        sa.Column("next_number", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "next_number > 0", name=op.f("ck_licence_number_series_next_number_positive")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_licence_number_series"),
        sa.UniqueConstraint(
            "county_code", "series", name="uq_licence_number_series_county_code_series"
        ),
    )

    op.create_table(
        "licence_number",
        sa.Column("digits", sa.String(60), nullable=False),
        sa.Column("number", sa.String(60), nullable=False),
        sa.Column("series", sa.String(40)),
        sa.Column("n", sa.Integer()),
        sa.Column("licence_id", sa.Integer()),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(6), nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(series IS NULL) = (n IS NULL)", name=op.f("ck_licence_number_n_iff_series")
        ),
        sa.ForeignKeyConstraint(
            ["county_code", "licence_id"],
            ["licence.county_code", "licence.id"],
            name="fk_licence_number_county_code_licence_id_licence",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_licence_number"),
        sa.UniqueConstraint("county_code", "digits", name="uq_licence_number_county_code_digits"),
        sa.UniqueConstraint("county_code", "id", name="uq_licence_number_county_code_id"),
        sa.UniqueConstraint(
            "county_code", "licence_id", name="uq_licence_number_county_code_licence_id"
        ),
        sa.UniqueConstraint(
            "county_code", "series", "n", name="uq_licence_number_county_code_series_n"
        ),
        sa.UniqueConstraint("public_id", name="uq_licence_number_public_id"),
    )

    op.create_table(
        "licence_number_ruling",
        sa.Column("digits", sa.String(60), nullable=False),
        sa.Column("number", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("keeper_id", sa.Integer(), nullable=False),
        sa.Column("others", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ruled_by", sa.Text(), nullable=False),
        sa.Column("ruled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(6), nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_licence_number_ruling_has_reason")),
        sa.ForeignKeyConstraint(
            ["county_code", "keeper_id"],
            ["kindergarten.county_code", "kindergarten.id"],
            name="fk_licence_number_ruling_county_code_keeper_id_kindergarten",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_licence_number_ruling"),
        sa.UniqueConstraint("county_code", "id", name="uq_licence_number_ruling_county_code_id"),
        sa.UniqueConstraint("public_id", name="uq_licence_number_ruling_public_id"),
    )
    op.create_index(
        "ix_licence_number_ruling_digits", "licence_number_ruling", ["county_code", "digits"]
    )


def downgrade() -> None:
    for table in reversed(TABLES):  # their triggers go with them
        op.drop_table(table)
    # Not in batch mode: both databases drop a plain column in place, and rows refer to these tables.
    op.execute("ALTER TABLE licence_edition DROP COLUMN reason")
    op.execute("ALTER TABLE licence DROP COLUMN number_settled_on")


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

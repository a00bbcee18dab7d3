"""Proposals with opinions, levels, deputies, assignments, numbers elsewhere.

Revision: 0004, after 0003

What was said, decided or ended stays: triggers hold it as those of 0002 do.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Table → columns that never change once they are set; None: no column does.
FIXED: dict[str, tuple[str, ...] | None] = {
    "proposal": (
        "county_code", "public_id", "subject_kind", "subject_id", "concerns", "act", "prepared_by",
        "prepared_by_name", "prepared_at", "begun_on",
    ),
    "given_opinion": None,
    "discussion": None,
    "after_review": (
        "county_code", "public_id", "proposal_id", "signer_id", "represented_id", "due_on",
        "reviewed_at", "reviewed_by", "reviewed_by_name", "in_order", "finding",
    ),
    "appointment": (
        "county_code", "public_id", "user_public_id", "level", "from_on", "until_on", "made_at",
        "ended_on", "ended_reason",
    ),
    "deputation": (
        "county_code", "public_id", "represented_id", "deputy_id", "from_on", "until_on", "reason",
        "made_at", "ended_on", "ended_reason",
    ),
    "assignment": (
        "county_code", "public_id", "subject_kind", "subject_id", "concerns", "user_public_id",
        "assigned_at", "released_at", "released_reason",
    ),
    "case_number": (
        "county_code", "public_id", "subject_kind", "subject_id", "concerns", "system", "number",
        "recorded_at", "finished_on", "finished_by_name", "struck_at", "struck_reason",
    ),
}  # fmt: skip

# Table → a condition on the old row under which nothing of it changes any more.
FINAL = {"proposal": "OLD.state IN ('signed_off', 'withdrawn')"}


def upgrade() -> None:
    _create_tables()
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in FIXED:
        for statement in (guards_sqlite if is_sqlite else guards_postgresql)(table):
            op.execute(statement)


def downgrade() -> None:

    op.drop_index("ix_given_opinion_proposal", table_name="given_opinion")
    op.drop_table("given_opinion")
    op.drop_index("ix_discussion_proposal", table_name="discussion")
    op.drop_table("discussion")
    op.drop_index("ix_after_review_due", table_name="after_review")
    op.drop_table("after_review")
    op.drop_index(
        "uq_proposal_running",
        table_name="proposal",
        sqlite_where=sa.text("state NOT IN ('signed_off', 'withdrawn')"),
        postgresql_where=sa.text("state NOT IN ('signed_off', 'withdrawn')"),
    )
    op.drop_index("ix_proposal_subject", table_name="proposal")
    op.drop_index("ix_proposal_state", table_name="proposal")
    op.drop_table("proposal")
    op.drop_index("ix_deputation_deputy", table_name="deputation")
    op.drop_table("deputation")
    op.drop_index(
        "uq_case_number_living",
        table_name="case_number",
        sqlite_where=sa.text("struck_at IS NULL"),
        postgresql_where=sa.text("struck_at IS NULL"),
    )
    op.drop_index("ix_case_number_subject", table_name="case_number")
    op.drop_table("case_number")
    op.drop_index(
        "uq_assignment_current",
        table_name="assignment",
        sqlite_where=sa.text("released_at IS NULL"),
        postgresql_where=sa.text("released_at IS NULL"),
    )
    op.drop_index("ix_assignment_user", table_name="assignment")
    op.drop_table("assignment")
    op.drop_index("ix_appointment_user", table_name="appointment")
    op.drop_table("appointment")


def _create_tables() -> None:
    op.create_table(
        "appointment",
        sa.Column("user_public_id", sa.String(length=16), nullable=False),
        sa.Column("user_name", sa.String(length=120), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("made_by_name", sa.String(length=120), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "level NOT IN ('officer', 'collective')", name=op.f("ck_appointment_level_is_held")
        ),
        sa.CheckConstraint(
            "(ended_on IS NULL) = (ended_reason IS NULL)",
            name=op.f("ck_appointment_end_has_reason"),
        ),
        sa.CheckConstraint(
            "until_on IS NULL OR until_on >= from_on", name=op.f("ck_appointment_from_before_until")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
        sa.UniqueConstraint("county_code", "id", name=op.f("uq_appointment_county_code_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_appointment_public_id")),
    )
    op.create_index(
        "ix_appointment_user",
        "appointment",
        ["county_code", "user_public_id", "from_on"],
        unique=False,
    )
    op.create_table(
        "assignment",
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("user_public_id", sa.String(length=16), nullable=False),
        sa.Column("user_name", sa.String(length=120), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assigned_by_name", sa.String(length=120), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_reason", sa.Text(), nullable=True),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=40), nullable=False),
        sa.Column("concerns", sa.String(length=16), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(released_at IS NULL) = (released_reason IS NULL)",
            name=op.f("ck_assignment_release_has_reason"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint("county_code", "id", name=op.f("uq_assignment_county_code_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_assignment_public_id")),
    )
    op.create_index(
        "ix_assignment_user",
        "assignment",
        ["county_code", "user_public_id", "released_at"],
        unique=False,
    )
    op.create_index(
        "uq_assignment_current",
        "assignment",
        ["county_code", "subject_kind", "subject_id"],
        unique=True,
        sqlite_where=sa.text("released_at IS NULL"),
        postgresql_where=sa.text("released_at IS NULL"),
    )
    op.create_table(
        "case_number",
        sa.Column("system", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_name", sa.String(length=120), nullable=False),
        sa.Column("finished_on", sa.Date(), nullable=True),
        sa.Column("finished_by_name", sa.String(length=120), nullable=True),
        sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("struck_reason", sa.Text(), nullable=True),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=40), nullable=False),
        sa.Column("concerns", sa.String(length=16), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(finished_on IS NULL) = (finished_by_name IS NULL)",
            name=op.f("ck_case_number_finish_has_person"),
        ),
        sa.CheckConstraint(
            "(struck_at IS NULL) = (struck_reason IS NULL)",
            name=op.f("ck_case_number_strike_has_reason"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_number")),
        sa.UniqueConstraint("county_code", "id", name=op.f("uq_case_number_county_code_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_case_number_public_id")),
    )
    op.create_index(
        "ix_case_number_subject", "case_number", ["subject_kind", "subject_id", "id"], unique=False
    )
    op.create_index(
        "uq_case_number_living",
        "case_number",
        ["county_code", "system", "number"],
        unique=True,
        sqlite_where=sa.text("struck_at IS NULL"),
        postgresql_where=sa.text("struck_at IS NULL"),
    )
    op.create_table(
        "deputation",
        sa.Column("represented_id", sa.String(length=16), nullable=False),
        sa.Column("represented_name", sa.String(length=120), nullable=False),
        sa.Column("deputy_id", sa.String(length=16), nullable=False),
        sa.Column("deputy_name", sa.String(length=120), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by_name", sa.String(length=120), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(ended_on IS NULL) = (ended_reason IS NULL)", name=op.f("ck_deputation_end_has_reason")
        ),
        sa.CheckConstraint(
            "represented_id <> deputy_id", name=op.f("ck_deputation_not_for_oneself")
        ),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_deputation_from_before_until")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputation")),
        sa.UniqueConstraint("county_code", "id", name=op.f("uq_deputation_county_code_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_deputation_public_id")),
    )
    op.create_index(
        "ix_deputation_deputy", "deputation", ["county_code", "deputy_id", "from_on"], unique=False
    )
    op.create_table(
        "proposal",
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=40), nullable=False),
        sa.Column("concerns", sa.String(length=16), nullable=True),
        sa.Column("act", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("basis", sa.JSON(), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("needs_legal_review", sa.Boolean(), nullable=False),
        sa.Column("needs_discussion", sa.Boolean(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("begun_on", sa.Date(), nullable=False),
        sa.Column("prepared_by", sa.Integer(), nullable=True),
        sa.Column("prepared_by_name", sa.String(length=120), nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("also_prepared_by", sa.JSON(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_off_by", sa.Integer(), nullable=True),
        sa.Column("signed_off_by_name", sa.String(length=120), nullable=True),
        sa.Column("signed_off_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signer_id", sa.Integer(), nullable=True),
        sa.Column("signer_name", sa.String(length=120), nullable=True),
        sa.Column("signer_level", sa.String(length=40), nullable=True),
        sa.Column("on_behalf_of", sa.String(length=120), nullable=True),
        sa.Column("acted_on", sa.Date(), nullable=True),
        sa.Column("paper_scan", sa.String(length=16), nullable=True),
        sa.Column("office_number", sa.String(length=80), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'signed_off') = (signed_off_at IS NOT NULL) AND (signed_off_at IS NULL) = (signed_off_by IS NULL) AND (signed_off_at IS NULL) = (signer_id IS NULL) AND (signed_off_at IS NULL) = (signer_name IS NULL) AND (signed_off_at IS NULL) = (signer_level IS NULL) AND (signed_off_at IS NULL) = (acted_on IS NULL)",
            name=op.f("ck_proposal_sign_off_is_whole"),
        ),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_reason IS NOT NULL)",
            name=op.f("ck_proposal_withdrawn_iff_reason"),
        ),
        sa.CheckConstraint(
            "level <> 'collective' OR needs_discussion",
            name=op.f("ck_proposal_collective_is_discussed"),
        ),
        sa.CheckConstraint(
            "needs_discussion OR state <> 'discussion'",
            name=op.f("ck_proposal_discussion_is_needed"),
        ),
        sa.CheckConstraint(
            "needs_legal_review OR state <> 'legal_review'",
            name=op.f("ck_proposal_legal_review_is_needed"),
        ),
        sa.CheckConstraint("edition > 0", name=op.f("ck_proposal_edition_positive")),
        sa.CheckConstraint(
            "paper_scan IS NOT NULL OR signer_id IS NULL OR signer_id = signed_off_by",
            name=op.f("ck_proposal_signer_is_actor_or_on_paper"),
        ),
        sa.CheckConstraint(
            "signed_off_by IS NULL OR signed_off_by <> prepared_by",
            name=op.f("ck_proposal_who_signs_did_not_prepare"),
        ),
        sa.CheckConstraint(
            "signer_id IS NULL OR signer_id <> prepared_by",
            name=op.f("ck_proposal_signer_did_not_prepare"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("county_code", "id", name=op.f("uq_proposal_county_code_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_proposal_public_id")),
    )
    op.create_index("ix_proposal_state", "proposal", ["county_code", "state", "id"], unique=False)
    op.create_index(
        "ix_proposal_subject", "proposal", ["subject_kind", "subject_id", "id"], unique=False
    )
    op.create_index(
        "uq_proposal_running",
        "proposal",
        ["county_code", "subject_kind", "subject_id", "act"],
        unique=True,
        sqlite_where=sa.text("state NOT IN ('signed_off', 'withdrawn')"),
        postgresql_where=sa.text("state NOT IN ('signed_off', 'withdrawn')"),
    )
    op.create_table(
        "after_review",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("departures", sa.JSON(), nullable=False),
        sa.Column("signer_id", sa.Integer(), nullable=False),
        sa.Column("represented_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.Integer(), nullable=True),
        sa.Column("reviewed_by_name", sa.String(length=120), nullable=True),
        sa.Column("in_order", sa.Boolean(), nullable=True),
        sa.Column("finding", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(reviewed_at IS NULL) = (finding IS NULL) AND (reviewed_at IS NULL) = (reviewed_by IS NULL) AND (reviewed_at IS NULL) = (in_order IS NULL)",
            name=op.f("ck_after_review_review_is_whole"),
        ),
        sa.CheckConstraint(
            "reviewed_by IS NULL OR reviewed_by <> signer_id",
            name=op.f("ck_after_review_reviewer_did_not_sign"),
        ),
        sa.ForeignKeyConstraint(
            ["county_code", "proposal_id"],
            ["proposal.county_code", "proposal.id"],
            name=op.f("fk_after_review_county_code_proposal_id_proposal"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_after_review")),
        sa.UniqueConstraint("county_code", "id", name=op.f("uq_after_review_county_code_id")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_after_review_proposal_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_after_review_public_id")),
    )
    op.create_index(
        "ix_after_review_due", "after_review", ["county_code", "due_on", "id"], unique=False
    )
    op.create_table(
        "discussion",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("attendance", sa.JSON(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("scan", sa.String(length=16), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_by_name", sa.String(length=120), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "length(trim(number)) > 0", name=op.f("ck_discussion_minutes_have_number")
        ),
        sa.CheckConstraint(
            "length(trim(result)) > 0", name=op.f("ck_discussion_minutes_have_result")
        ),
        sa.ForeignKeyConstraint(
            ["county_code", "proposal_id"],
            ["proposal.county_code", "proposal.id"],
            name=op.f("fk_discussion_county_code_proposal_id_proposal"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discussion")),
        sa.UniqueConstraint("county_code", "id", name=op.f("uq_discussion_county_code_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_discussion_public_id")),
    )
    op.create_index("ix_discussion_proposal", "discussion", ["proposal_id", "id"], unique=False)
    op.create_table(
        "given_opinion",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("skipped", sa.Boolean(), nullable=False),
        sa.Column("signs", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=120), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("on_behalf_of_id", sa.Integer(), nullable=True),
        sa.Column("on_behalf_of", sa.String(length=120), nullable=True),
        sa.Column("departures", sa.JSON(), nullable=False),
        sa.Column("acted_on", sa.Date(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("entered_by_name", sa.String(length=120), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paper_scan", sa.String(length=16), nullable=True),
        sa.Column("paper_reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "NOT signs OR (agreed AND step = 'to_sign')",
            name=op.f("ck_given_opinion_signing_agrees"),
        ),
        sa.CheckConstraint(
            "NOT skipped OR (agreed AND step = 'legal_review')",
            name=op.f("ck_given_opinion_skips_legal"),
        ),
        sa.CheckConstraint(
            "step IN ('section_review', 'legal_review', 'to_sign')",
            name=op.f("ck_given_opinion_step_takes_opinions"),
        ),
        sa.CheckConstraint(
            "(on_behalf_of_id IS NULL) = (on_behalf_of IS NULL)",
            name=op.f("ck_given_opinion_behalf_is_whole"),
        ),
        sa.CheckConstraint(
            "length(trim(text)) > 0", name=op.f("ck_given_opinion_opinion_has_words")
        ),
        sa.CheckConstraint(
            "paper_scan IS NOT NULL OR person_id = entered_by",
            name=op.f("ck_given_opinion_own_hand_or_paper"),
        ),
        sa.ForeignKeyConstraint(
            ["county_code", "proposal_id"],
            ["proposal.county_code", "proposal.id"],
            name=op.f("fk_given_opinion_county_code_proposal_id_proposal"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_given_opinion")),
        sa.UniqueConstraint("county_code", "id", name=op.f("uq_given_opinion_county_code_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_given_opinion_public_id")),
    )
    op.create_index(
        "ix_given_opinion_proposal", "given_opinion", ["proposal_id", "id"], unique=False
    )


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

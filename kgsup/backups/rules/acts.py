"""What a restore is called in the ledger, and how its facts are named there."""

from kgsup.audit.rules import register_acts
from kgsup.core.errors import N_
from kgsup.core.labels import register_fields

RESTORE = "backups.backup.restore"

ACTS = register_acts({RESTORE: N_("Restored from a backup")})

register_fields(
    {
        "backup": N_("Backup"),
        "backup_made_at": N_("When the backup was made"),
        "ledger_rows": N_("Rows of the ledger"),
        "ledger_hash": N_("Hash at the ledger's end"),
        "schema_revision": N_("Revision of the schema"),
        "numbers_void": N_("Numbers that became void"),
        "sessions_ended": N_("Sessions ended"),
        "moved_aside": N_("Where the database before lies"),
    }
)

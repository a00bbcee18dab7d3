"""What a backup is, what a restore records, and which numbers are known from where.  No database."""

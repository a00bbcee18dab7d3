"""Making a backup, checking one, and bringing a restored database up to the day."""

"""Knows nothing of kgsup above it: settings, time, database, law, workflow, dates, formats."""

"""Counties, their towns, and districts that were merged."""

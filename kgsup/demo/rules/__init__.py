"""Plans what the demo county holds: pure, deterministic, no database."""

"""Forms of licensing: shape only."""

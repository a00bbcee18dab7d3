"""Forms of the register: shape only."""

"""Permit applications and the acts on licences."""

"""Doors of this slice to the outside."""

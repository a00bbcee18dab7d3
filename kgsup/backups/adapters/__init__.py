"""Doors to the disk and to the two databases."""

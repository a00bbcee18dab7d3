"""Doors of the demo: the tables that come with it."""

"""Clocks of cases."""

"""Snapshots of everything that counts, and putting them back."""

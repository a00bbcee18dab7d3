"""Doors to the disk and to the image decoder."""

"""The doors of publications to the outside."""

"""Doors to the outside: spreadsheets in and out, the folder of uploaded files, the progress file."""

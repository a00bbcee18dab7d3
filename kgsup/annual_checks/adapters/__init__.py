"""Doors to the outside: the workbook of a list."""

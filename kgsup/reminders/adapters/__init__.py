"""Doors to the outside: the words of a mail and its way out."""

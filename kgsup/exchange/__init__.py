"""Import and export of lists: read a file, check it, apply it in one piece, undo it."""

"""Who may do what, where: actors as values, permissions as a list, scope on every load."""

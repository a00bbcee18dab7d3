"""People who sign in: users, grants, sessions, passwords."""

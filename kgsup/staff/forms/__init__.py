"""Forms about people: shape only; what the law and other rows say is a rule."""

"""Other departments asked for their opinion by link, with a clock of their own."""

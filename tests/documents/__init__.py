"""Papers: numbers, states, rendering, archive, pages."""

"""Official papers: numbers, frozen facts, rendering queue, bytes kept for ever, seal and service."""

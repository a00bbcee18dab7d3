"""The evidence store: content-addressed, decoded in a limited process, never deleted."""

"""Findings and what follows them: advice, rectification notices, letters to other authorities."""

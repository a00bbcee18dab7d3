"""The register: what is known of each kindergarten, from when to when, and what is wrong with it."""

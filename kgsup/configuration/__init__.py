"""The county's own rules: value, article, version, effective from."""

"""Public pages: the front page and the check of documents and certificates."""

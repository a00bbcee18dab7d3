"""What must be published, by when, on which article, and what is withheld why."""

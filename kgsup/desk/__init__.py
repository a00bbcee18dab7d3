"""Office pages that put slices together: My day, the dossier of a kindergarten, search."""

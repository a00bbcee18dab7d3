"""Rules of import and export: columns, cells, places, outcomes.  No Flask, no database, no clock."""

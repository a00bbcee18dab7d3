"""The rules of people who work in kindergartens; no database, no clock."""

"""Holidays and working weekends by year, school terms by county."""

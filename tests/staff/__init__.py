"""Tests of people who work in kindergartens."""

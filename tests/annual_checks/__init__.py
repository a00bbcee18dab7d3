"""Tests of the annual check."""

"""Seeding fictional data: the demo county, and counties of scale for measurements."""

from kgsup.demo.service.demo import seed_demo

__all__ = ["seed_demo"]

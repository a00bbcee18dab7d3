"""Seeding fictional data: the demo county, and counties of scale for measurements."""

from kgsup.demo.service.demo import seed_demo
from kgsup.demo.service.scale import seed_scale

__all__ = ["seed_demo", "seed_scale"]

"""Pages of casework; one blueprint, its routes cut by thing."""

from kgsup.casework.views import (
    acts,
    assignments,
    exports,
    levels,
    numbers,
    opinions,
    proposals,
    reviews,
    signing,
)
from kgsup.casework.views.blueprint import blueprint

__all__ = [
    "acts",
    "assignments",
    "blueprint",
    "exports",
    "levels",
    "numbers",
    "opinions",
    "proposals",
    "reviews",
    "signing",
]

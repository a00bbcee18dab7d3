"""Reading places in the annual check, and the standing of kindergartens that decides about them."""

from kgsup.annual_checks.queries.places import (
    Counts,
    Place,
    Wanted,
    count_places,
    get_place,
    list_for_kindergarten,
    list_late,
    list_places,
    list_years,
    lock_untouched_of_import,
    show_place,
)
from kgsup.annual_checks.queries.standing import (
    Asked,
    Expectation,
    get_asked,
    iterate_expected,
    list_without_place,
)

__all__ = [
    "Asked",
    "Counts",
    "Expectation",
    "Place",
    "Wanted",
    "count_places",
    "get_asked",
    "get_place",
    "iterate_expected",
    "list_for_kindergarten",
    "list_late",
    "list_places",
    "list_without_place",
    "list_years",
    "lock_untouched_of_import",
    "show_place",
]

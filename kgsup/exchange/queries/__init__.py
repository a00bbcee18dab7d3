"""Reading imports and what the register says in a list's columns."""

from kgsup.exchange.queries.batches import (
    find_mapping,
    get_batch,
    kept_of,
    list_batches,
    list_rows,
    list_waiting,
)
from kgsup.exchange.queries.register import Register, finder_of, load_register, occasion_of

__all__ = [
    "Register",
    "find_mapping",
    "finder_of",
    "get_batch",
    "kept_of",
    "list_batches",
    "list_rows",
    "list_waiting",
    "load_register",
    "occasion_of",
]

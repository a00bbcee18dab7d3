"""Imports from upload to undoing, and exports.  Callers open the transaction."""

from kgsup.exchange.service.applying import apply_rows
from kgsup.exchange.service.batches import (
    apply_batch,
    check_batch,
    confirm_batch,
    discard_batch,
    fail_batch,
    refuse_batch,
    remap_batch,
    undo_batch,
    upload,
)
from kgsup.exchange.service.exporting import record_export
from kgsup.exchange.service.reading import ReadList, read_list

__all__ = [
    "ReadList",
    "apply_batch",
    "apply_rows",
    "check_batch",
    "confirm_batch",
    "discard_batch",
    "fail_batch",
    "read_list",
    "record_export",
    "refuse_batch",
    "remap_batch",
    "undo_batch",
    "upload",
]

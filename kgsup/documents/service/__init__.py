"""Issuing papers and what happens to them: number, seal, service, void, bytes.

The caller opens the transaction.
"""

from kgsup.documents.service.correcting import CorrectionAsked, correct_record
from kgsup.documents.service.issuing import issue
from kgsup.documents.service.life import record_seal, record_service, subject_of, void
from kgsup.documents.service.numbers import void_number
from kgsup.documents.service.printing import (
    PrintOrder,
    begin_print,
    note_print_failure,
    order_print,
    store_print,
)
from kgsup.documents.service.rendering import (
    Stored,
    begin_attempt,
    note_failure,
    queue_again,
    store_rendering,
)
from kgsup.documents.service.sheets import issue_licence_sheet
from kgsup.documents.service.verifying import verify_pdf

__all__ = [
    "CorrectionAsked",
    "PrintOrder",
    "Stored",
    "begin_attempt",
    "begin_print",
    "correct_record",
    "issue",
    "issue_licence_sheet",
    "note_failure",
    "note_print_failure",
    "order_print",
    "queue_again",
    "record_seal",
    "record_service",
    "store_print",
    "store_rendering",
    "subject_of",
    "verify_pdf",
    "void",
    "void_number",
]

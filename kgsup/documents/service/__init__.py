"""Issuing papers and what happens to them: number, seal, service, void, bytes.

The caller opens the transaction.
"""

from kgsup.documents.service.correcting import CorrectionAsked, correct_record
from kgsup.documents.service.issuing import issue
from kgsup.documents.service.life import record_seal, record_service, subject_of, void
from kgsup.documents.service.numbers import void_number
from kgsup.documents.service.rendering import (
    Stored,
    begin_attempt,
    note_failure,
    queue_again,
    store_rendering,
)

__all__ = [
    "CorrectionAsked",
    "Stored",
    "begin_attempt",
    "correct_record",
    "issue",
    "note_failure",
    "queue_again",
    "record_seal",
    "record_service",
    "store_rendering",
    "subject_of",
    "void",
    "void_number",
]

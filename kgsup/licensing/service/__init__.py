"""What is done to applications and licences.  The caller opens the transaction."""

from kgsup.licensing.service.receiving import Receipt, receive, submit
from kgsup.licensing.service.starting import (
    Paper,
    Start,
    discard,
    open_for_founder,
    provide_paper,
    save_section,
    start_draft,
)

__all__ = [
    "Paper",
    "Receipt",
    "Start",
    "discard",
    "open_for_founder",
    "provide_paper",
    "receive",
    "save_section",
    "start_draft",
    "submit",
]

"""Acts on findings and follow-ups; the caller opens the transaction."""

from kgsup.corrections.service.closing import close_finding, extend_finding
from kgsup.corrections.service.drafting import (
    DraftChange,
    FindingChange,
    change_draft,
    move_finding,
)
from kgsup.corrections.service.issuing import (
    continue_elsewhere,
    record_answer,
    record_seal,
    record_service,
    sign_off,
    withdraw,
)
from kgsup.corrections.service.opening import Opened, open_findings

__all__ = [
    "DraftChange",
    "FindingChange",
    "Opened",
    "change_draft",
    "close_finding",
    "continue_elsewhere",
    "extend_finding",
    "move_finding",
    "open_findings",
    "record_answer",
    "record_seal",
    "record_service",
    "sign_off",
    "withdraw",
]

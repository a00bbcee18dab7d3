"""Acts on findings and follow-ups; the caller opens the transaction."""

from kgsup.corrections.service.closing import close_finding, extend_finding
from kgsup.corrections.service.drafting import (
    DraftChange,
    FindingChange,
    change_draft,
    move_finding,
)
from kgsup.corrections.service.issuing import SigningOff, sign_off
from kgsup.corrections.service.life import (
    Answer,
    continue_elsewhere,
    record_answer,
    record_seal,
    record_service,
    take_back,
    withdraw_draft,
)
from kgsup.corrections.service.opening import Opened, open_findings
from kgsup.corrections.service.seeing import Seen, see_finding

__all__ = [
    "Answer",
    "DraftChange",
    "FindingChange",
    "Opened",
    "Seen",
    "SigningOff",
    "change_draft",
    "close_finding",
    "continue_elsewhere",
    "extend_finding",
    "move_finding",
    "open_findings",
    "record_answer",
    "record_seal",
    "record_service",
    "see_finding",
    "sign_off",
    "take_back",
    "withdraw_draft",
]

"""Acts on visits; the caller opens the transaction."""

from kgsup.inspections.service.drafts import discard_visit, judge_visit, save_draft, set_aside
from kgsup.inspections.service.signing import Signed, sign_visit

__all__ = [
    "Signed",
    "discard_visit",
    "judge_visit",
    "save_draft",
    "set_aside",
    "sign_visit",
]

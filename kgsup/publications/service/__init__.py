"""Acts on publications; the caller opens the transaction."""

from kgsup.publications.service.acts import (
    Publishing,
    publish,
    withdraw,
    withdraw_run_out,
    withhold,
)
from kgsup.publications.service.ledger import subject_of
from kgsup.publications.service.planning import correct, plan
from kgsup.publications.service.sheets import write_credit_sheet

__all__ = [
    "Publishing",
    "correct",
    "plan",
    "publish",
    "subject_of",
    "withdraw",
    "withdraw_run_out",
    "withhold",
    "write_credit_sheet",
]

"""What is done to applications and licences.  The caller opens the transaction."""

from kgsup.licensing.service.correcting import (
    AnswerGiven,
    OnTheSpot,
    Request,
    answer_correction,
    correct_on_the_spot,
    flagged,
    request_correction,
    rounds_of,
)
from kgsup.licensing.service.deciding import propose
from kgsup.licensing.service.extending import request_extension
from kgsup.licensing.service.intake import (
    Withdrawal,
    accept,
    decline,
    deem_accepted,
    end,
    find_not_needed,
    withdraw,
    withdraw_on_line,
)
from kgsup.licensing.service.receiving import Receipt, closing_time, receive, submit
from kgsup.licensing.service.reviewing import findings_of
from kgsup.licensing.service.serving import load_paper, record_seal, record_service
from kgsup.licensing.service.starting import (
    Paper,
    Start,
    discard,
    discard_untouched,
    founder_actor,
    open_for_founder,
    provide_paper,
    save_section,
    start_draft,
)

__all__ = [
    "AnswerGiven",
    "OnTheSpot",
    "Paper",
    "Receipt",
    "Request",
    "Start",
    "Withdrawal",
    "accept",
    "answer_correction",
    "closing_time",
    "correct_on_the_spot",
    "decline",
    "deem_accepted",
    "discard",
    "discard_untouched",
    "end",
    "find_not_needed",
    "findings_of",
    "flagged",
    "founder_actor",
    "load_paper",
    "open_for_founder",
    "propose",
    "provide_paper",
    "receive",
    "record_seal",
    "record_service",
    "request_correction",
    "request_extension",
    "rounds_of",
    "save_section",
    "start_draft",
    "submit",
    "withdraw",
    "withdraw_on_line",
]

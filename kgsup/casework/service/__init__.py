"""Acts of casework; the caller opens the transaction.

A slice whose acts are proposed and signed here registers each with ``register_act_title`` (rules) and
``register_executor``; its executor runs in the transaction of the signature.
"""

from kgsup.casework.service.assignments import assign, hand_over, release
from kgsup.casework.service.executors import (
    Signed,
    executor_of,
    needs_office_number,
    register_executor,
)
from kgsup.casework.service.levels import appoint, end_appointment, end_deputation, name_deputy
from kgsup.casework.service.numbers import finish_elsewhere, record_number, strike_number
from kgsup.casework.service.opinions import give_opinion, record_discussion, skip_legal_review
from kgsup.casework.service.preparing import change, prepare, submit, withdraw
from kgsup.casework.service.signing import review_afterwards, sign_off

__all__ = [
    "Signed",
    "appoint",
    "assign",
    "change",
    "end_appointment",
    "end_deputation",
    "executor_of",
    "finish_elsewhere",
    "give_opinion",
    "hand_over",
    "name_deputy",
    "needs_office_number",
    "prepare",
    "record_discussion",
    "record_number",
    "register_executor",
    "release",
    "review_afterwards",
    "sign_off",
    "skip_legal_review",
    "strike_number",
    "submit",
    "withdraw",
]

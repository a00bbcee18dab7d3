"""What must be published, by when, on which article; what is withheld and why.  Pure."""

from kgsup.publications.rules import credit_sheet
from kgsup.publications.rules.facts import check_facts, check_title, in_order, refuse_personal
from kgsup.publications.rules.kinds import (
    CREDIT_KINDS,
    KINDS,
    Fact,
    KindRule,
    Lasting,
    PublicationKind,
    is_on,
    needs_second,
)
from kgsup.publications.rules.names import ACTS, CONSEQUENCES, KIND
from kgsup.publications.rules.pages import find_subject_page, register_subject_page
from kgsup.publications.rules.plans import Plan, check_plan
from kgsup.publications.rules.states import (
    CORRECTED,
    OFF,
    RUN_OUT,
    TRANSITIONS,
    Action,
    Draft,
    State,
    correct,
    is_late,
    possible_actions,
    publish,
    withdraw,
    withhold,
)

__all__ = [
    "ACTS",
    "CONSEQUENCES",
    "CORRECTED",
    "CREDIT_KINDS",
    "KIND",
    "KINDS",
    "OFF",
    "RUN_OUT",
    "TRANSITIONS",
    "Action",
    "Draft",
    "Fact",
    "KindRule",
    "Lasting",
    "Plan",
    "PublicationKind",
    "State",
    "check_facts",
    "check_plan",
    "check_title",
    "correct",
    "credit_sheet",
    "find_subject_page",
    "in_order",
    "is_late",
    "is_on",
    "needs_second",
    "possible_actions",
    "publish",
    "refuse_personal",
    "register_subject_page",
    "withdraw",
    "withhold",
]

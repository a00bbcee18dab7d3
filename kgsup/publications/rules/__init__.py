"""What must be published, by when, on which article; what is withheld and why.  Pure."""

from kgsup.publications.rules import credit_sheet
from kgsup.publications.rules.facts import (
    check_facts,
    check_title,
    in_order,
    public_words,
    refuse_personal,
)
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
    "in_order",
    "is_late",
    "is_on",
    "needs_second",
    "possible_actions",
    "public_words",
    "publish",
    "refuse_personal",
    "withdraw",
    "withhold",
]

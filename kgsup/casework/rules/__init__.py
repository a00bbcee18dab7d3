"""The rules of casework; no database, no clock."""

from kgsup.casework.rules import words
from kgsup.casework.rules.levels import (
    APPOINTABLE,
    LEVELS_IN_PAPERS,
    KnownDeputation,
    Level,
    NewDeputation,
    Person,
    Span,
    Standing,
    signing_level,
)
from kgsup.casework.rules.numbers import NumberElsewhere, System, comparable_number
from kgsup.casework.rules.paper import OnPaper, day_of_signature
from kgsup.casework.rules.proposals import (
    LEAST_ATTENDANCE,
    Minutes,
    Opinion,
    Preparation,
    ProposalChange,
    SigningOff,
    known_act,
    known_acts,
    register_act_title,
)
from kgsup.casework.rules.states import (
    OPEN_STATES,
    Needs,
    ProposalAction,
    ProposalState,
    path_of,
    possible_actions,
    table_of,
)
from kgsup.casework.rules.steps import Case, Departure, Given, Hand, Step
from kgsup.casework.rules.words import ACTS, CONSEQUENCES

__all__ = [
    "ACTS",
    "APPOINTABLE",
    "CONSEQUENCES",
    "LEAST_ATTENDANCE",
    "LEVELS_IN_PAPERS",
    "OPEN_STATES",
    "Case",
    "Departure",
    "Given",
    "Hand",
    "KnownDeputation",
    "Level",
    "Minutes",
    "Needs",
    "NewDeputation",
    "NumberElsewhere",
    "OnPaper",
    "Opinion",
    "Person",
    "Preparation",
    "ProposalAction",
    "ProposalChange",
    "ProposalState",
    "SigningOff",
    "Span",
    "Standing",
    "Step",
    "System",
    "comparable_number",
    "day_of_signature",
    "known_act",
    "known_acts",
    "path_of",
    "possible_actions",
    "register_act_title",
    "signing_level",
    "table_of",
    "words",
]

"""Tables of casework."""

from kgsup.casework.models.assignments import Assignment, CaseNumber
from kgsup.casework.models.levels import Appointment, Deputation
from kgsup.casework.models.proposals import AfterReview, Discussion, GivenOpinion, Proposal

__all__ = [
    "AfterReview",
    "Appointment",
    "Assignment",
    "CaseNumber",
    "Deputation",
    "Discussion",
    "GivenOpinion",
    "Proposal",
]

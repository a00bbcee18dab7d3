"""The tables of people."""

from kgsup.staff.models.papers import (
    BackgroundCheck,
    HealthCheck,
    StaffBan,
    StaffCertificate,
    StaffTraining,
)
from kgsup.staff.models.people import StaffFact, StaffMember, StaffRow
from kgsup.staff.models.work import StaffEmployment, StaffExperience

__all__ = [
    "BackgroundCheck",
    "HealthCheck",
    "StaffBan",
    "StaffCertificate",
    "StaffEmployment",
    "StaffExperience",
    "StaffFact",
    "StaffMember",
    "StaffRow",
    "StaffTraining",
]

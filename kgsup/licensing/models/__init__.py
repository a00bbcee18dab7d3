"""The tables of licensing."""

from kgsup.licensing.models.acts import BatchAct, BatchItem, LicenceAct, Undertaking
from kgsup.licensing.models.applications import (
    ApplicationPaper,
    CorrectionRequest,
    PermitApplication,
    Verification,
)
from kgsup.licensing.models.certificates import (
    CertificateForm,
    LicenceStamp,
    RegistrationStep,
)

__all__ = [
    "ApplicationPaper",
    "BatchAct",
    "BatchItem",
    "CertificateForm",
    "CorrectionRequest",
    "LicenceAct",
    "LicenceStamp",
    "PermitApplication",
    "RegistrationStep",
    "Undertaking",
    "Verification",
]

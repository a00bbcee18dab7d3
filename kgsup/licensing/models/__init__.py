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
from kgsup.licensing.models.files import FilePoint

__all__ = [
    "ApplicationPaper",
    "BatchAct",
    "BatchItem",
    "CertificateForm",
    "CorrectionRequest",
    "FilePoint",
    "LicenceAct",
    "LicenceStamp",
    "PermitApplication",
    "RegistrationStep",
    "Undertaking",
    "Verification",
]

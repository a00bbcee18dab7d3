"""The contract between cases and papers: what each kind of document needs to be printed.

A case builds the facts of a kind (``KINDS[kind].facts``) and hands them to ``documents.service.issue``,
which adds number, organ, contact, remedies and check code from the configuration and freezes all of it.
Names, texts and titles are Chinese data and are printed as they are (line breaks kept, no mark-up).
Days are dates, instants are aware.  Citations are those of ``core.law`` ("学前教育法 52") and are printed
in full; a citation of an instrument that is not listed there is printed as given.  An empty text means
"nothing": the paper then says 无 or leaves the line out.
"""

from collections.abc import Mapping
from typing import Any

from kgsup.documents.rules.facts.applications import (
    AcceptanceFacts,
    CorrectionFacts,
    DemandedItem,
    EndedFacts,
    EndedGround,
    ExtensionFacts,
    HearingFacts,
    HearingRightFacts,
    NotAcceptedFacts,
    NotAcceptedGround,
    OnTheSpotFacts,
    OpinionLetterFacts,
    PermitFacts,
    ReceiptFacts,
    SpecialProcedureFacts,
    Term,
    VerificationNoticeFacts,
)
from kgsup.documents.rules.facts.certificates import (
    RETENTION_WORDS,
    AnnualCheckLine,
    CaseFileFacts,
    CertificateFacts,
    FiledPaper,
    LicenceSheetFacts,
    Retention,
    hashes_of_parts,
)
from kgsup.documents.rules.facts.decisions import (
    ChangeAct,
    ChangeFacts,
    DeemedRenewalFacts,
    FilingFacts,
    FilingObjectionFacts,
    GrantFacts,
    PreparationFacts,
    RefusalFacts,
    RenewalFacts,
    ReplacementFacts,
    TerminationFacts,
)
from kgsup.documents.rules.facts.endings import (
    CancellationFacts,
    FormLine,
    FormsTakenBackFacts,
    PlacementListFacts,
    RevocationFacts,
    TakingBackFacts,
    TakingBackIntentFacts,
)
from kgsup.documents.rules.facts.internal import (
    ALWAYS_DRAWN,
    ApprovalSheetFacts,
    ImpossibilityFacts,
    Minutes,
    Obstacle,
    OpinionBox,
    OpinionRole,
    opinion_boxes,
)
from kgsup.documents.rules.facts.lists import (
    AnnouncementFacts,
    BatchFacts,
    BatchLine,
    ListedKindergarten,
)
from kgsup.documents.rules.facts.notices import (
    DemandedPoint,
    NoticeFacts,
    ServedPaper,
    ServiceReceiptFacts,
    TransferFacts,
    TransferredPoint,
)
from kgsup.documents.rules.facts.parts import (
    Applicant,
    ApplicantKind,
    ChangedItem,
    FactLine,
    KindergartenFacts,
    LicenceLine,
    NumberElsewhere,
    Officer,
    PaperLine,
    Photo,
    PlacementLine,
    Refusal,
    Signature,
    Stroke,
)
from kgsup.documents.rules.facts.photos import (
    PrintedPhoto,
    printed_photos,
)
from kgsup.documents.rules.facts.visits import (
    Answer,
    Checklist,
    EarlierPoint,
    Finding,
    Item,
    Theme,
    VisitFacts,
)

Facts = (
    AcceptanceFacts
    | AnnouncementFacts
    | ApprovalSheetFacts
    | BatchFacts
    | CancellationFacts
    | CaseFileFacts
    | ChangeFacts
    | CorrectionFacts
    | DeemedRenewalFacts
    | EndedFacts
    | ExtensionFacts
    | FilingFacts
    | FilingObjectionFacts
    | FormsTakenBackFacts
    | GrantFacts
    | HearingFacts
    | HearingRightFacts
    | ImpossibilityFacts
    | LicenceSheetFacts
    | NotAcceptedFacts
    | NoticeFacts
    | OnTheSpotFacts
    | OpinionLetterFacts
    | PlacementListFacts
    | PreparationFacts
    | ReceiptFacts
    | RefusalFacts
    | RenewalFacts
    | ReplacementFacts
    | RevocationFacts
    | ServiceReceiptFacts
    | SpecialProcedureFacts
    | TakingBackFacts
    | TakingBackIntentFacts
    | TerminationFacts
    | TransferFacts
    | VerificationNoticeFacts
    | VisitFacts
)


def about(facts: Mapping[str, Any]) -> str:
    """Whom frozen facts are about, as lists and the check page say it: never a person who applied."""
    if "kindergarten" in facts:
        return str(facts["kindergarten"]["name"])
    if "parts" in facts:
        return str(facts["title"])
    if "lines" in facts:
        return _first_of(facts["lines"])
    return str(facts["addressee"])


def _first_of(lines: list[Mapping[str, Any]]) -> str:
    if not lines:
        return "—"
    name = str(lines[0]["name"])
    return name if len(lines) == 1 else f"{name}等{len(lines)}所"


__all__ = [
    "ALWAYS_DRAWN",
    "RETENTION_WORDS",
    "AcceptanceFacts",
    "AnnouncementFacts",
    "AnnualCheckLine",
    "Answer",
    "Applicant",
    "ApplicantKind",
    "ApprovalSheetFacts",
    "BatchFacts",
    "BatchLine",
    "CancellationFacts",
    "CaseFileFacts",
    "CertificateFacts",
    "ChangeAct",
    "ChangeFacts",
    "ChangedItem",
    "Checklist",
    "CorrectionFacts",
    "DeemedRenewalFacts",
    "DemandedItem",
    "DemandedPoint",
    "EarlierPoint",
    "EndedFacts",
    "EndedGround",
    "ExtensionFacts",
    "FactLine",
    "Facts",
    "FiledPaper",
    "FilingFacts",
    "FilingObjectionFacts",
    "Finding",
    "FormLine",
    "FormsTakenBackFacts",
    "GrantFacts",
    "HearingFacts",
    "HearingRightFacts",
    "ImpossibilityFacts",
    "Item",
    "KindergartenFacts",
    "LicenceLine",
    "LicenceSheetFacts",
    "ListedKindergarten",
    "Minutes",
    "NotAcceptedFacts",
    "NotAcceptedGround",
    "NoticeFacts",
    "NumberElsewhere",
    "Obstacle",
    "Officer",
    "OnTheSpotFacts",
    "OpinionBox",
    "OpinionLetterFacts",
    "OpinionRole",
    "PaperLine",
    "PermitFacts",
    "Photo",
    "PlacementLine",
    "PlacementListFacts",
    "PreparationFacts",
    "PrintedPhoto",
    "ReceiptFacts",
    "Refusal",
    "RefusalFacts",
    "RenewalFacts",
    "ReplacementFacts",
    "Retention",
    "RevocationFacts",
    "ServedPaper",
    "ServiceReceiptFacts",
    "Signature",
    "SpecialProcedureFacts",
    "Stroke",
    "TakingBackFacts",
    "TakingBackIntentFacts",
    "Term",
    "TerminationFacts",
    "Theme",
    "TransferFacts",
    "TransferredPoint",
    "VerificationNoticeFacts",
    "VisitFacts",
    "about",
    "hashes_of_parts",
    "opinion_boxes",
    "printed_photos",
]

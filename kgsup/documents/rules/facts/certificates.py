"""What certificates, the licence information sheet and the file of a case are made from."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kgsup.documents.rules.facts.parts import KindergartenFacts


@dataclass(frozen=True, kw_only=True)
class AnnualCheckLine:
    """An annual check as it is stamped on the copy: in which box (from 1), which year, with what result."""

    box: int
    year: int
    result: str  # 合格, 基本合格, 不合格
    stamped_on: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class CertificateFacts:
    """What stands on the state form, original and copy (教发厅〔2008〕2号).

    Both days of validity are inclusive.  ``annual_checks`` are the boxes of the copy that are to be
    printed now: those that are on the form already are left out.
    """

    number: str
    name: str
    address: str
    head: str
    sponsor: str  # up to three, by share
    type: str
    content: str
    managing_department: str
    issuing_authority: str
    valid_from: dt.date
    valid_until: dt.date
    issued_on: dt.date
    remark: str = ""
    annual_checks: tuple[AnnualCheckLine, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LicenceSheetFacts:
    """办学许可证信息表: everything printed on the certificate, from our own data.

    ``is_certificate`` stays false unless the county has switched it on; ``service.issue_licence_sheet``
    sets it from the configuration.
    """

    kindergarten: KindergartenFacts
    certificate: CertificateFacts
    edition: int
    decision: str = ""  # number of the decision on which the edition rests
    state: str = ""  # in words, on the day of the sheet
    promises: tuple[str, ...] = ()  # 告知承诺 stand beside the licence
    is_certificate: bool = False


class Retention(StrEnum):
    """保管期限 of a file."""

    PERMANENT = "permanent"
    THIRTY_YEARS = "30_years"
    TEN_YEARS = "10_years"


RETENTION_WORDS = {
    Retention.PERMANENT.value: "永久",
    Retention.THIRTY_YEARS.value: "30年",
    Retention.TEN_YEARS.value: "10年",
}


@dataclass(frozen=True, kw_only=True)
class FiledPaper:
    """A paper in the file: the PDF of a document of ours, or a scan in the evidence store.

    Exactly one of the two hashes is given.
    """

    title: str
    number: str = ""
    dated_on: dt.date | None = None
    responsible: str = ""  # 责任者
    document_sha256: str | None = None
    evidence_sha256: str | None = None
    remark: str = ""

    def __post_init__(self) -> None:
        if (self.document_sha256 is None) == (self.evidence_sha256 is None):
            raise ValueError("a filed paper is either a document or a piece of evidence")


@dataclass(frozen=True, kw_only=True)
class CaseFileFacts:
    """案卷: cover, list of contents, papers in the given order, end note (备考表)."""

    archive_number: str
    title: str
    case_number: str
    opened_on: dt.date
    closed_on: dt.date
    retention: Retention
    responsible: str  # 承办人 or 承办单位
    parts: tuple[FiledPaper, ...]
    compiled_by: str = ""  # 立卷人
    compiled_on: dt.date | None = None
    checked_by: str = ""  # 检查人
    note: str = ""  # what is missing, damaged or kept elsewhere


def hashes_of_parts(facts: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """The contents that frozen facts of a file bind: (SHA-256, whether it is a document of ours)."""
    for part in facts["parts"]:
        if part["document_sha256"] is not None:
            yield part["document_sha256"], True
        else:
            yield part["evidence_sha256"], False

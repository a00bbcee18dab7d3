"""What papers of every kind are made of: who, a photograph, a signature."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

Stroke = tuple[tuple[float, float], ...]  # the points (x right, y down) of one stroke of a pen


@dataclass(frozen=True, kw_only=True)
class KindergartenFacts:
    """The addressee as it was on the day."""

    name: str
    address: str = ""
    credit_code: str = ""
    licence_number: str = ""
    head: str = ""  # 园长或负责人
    telephone: str = ""


@dataclass(frozen=True, kw_only=True)
class Officer:
    """An officer or 督学 with the number of the certificate that was shown."""

    name: str
    certificate: str = ""
    position: str = ""  # 职务, 工作单位


@dataclass(frozen=True, kw_only=True)
class Photo:
    """A photograph in the evidence store, by the SHA-256 of its bytes."""

    sha256: str
    caption: str = ""


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Somebody would not sign: why, and who saw it."""

    reason: str
    witness: str = ""


@dataclass(frozen=True, kw_only=True)
class Signature:
    """A signature drawn on the screen, refused, or (neither) given on paper: then a line is left blank.

    ``role`` is printed before it: 检查人员, 督学, 被检查单位现场负责人, 见证人 …
    """

    role: str
    name: str
    strokes: tuple[Stroke, ...] = ()
    refused: Refusal | None = None
    signed_at: dt.datetime | None = None


class ApplicantKind(StrEnum):
    """Who applies or is told: decides what the number behind the name is called."""

    PERSON = "person"  # 自然人
    ORGANISATION = "organisation"  # 法人或者其他组织
    KINDERGARTEN = "kindergarten"


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """Who applied, or holds the licence; the addressee of the papers on a permit.

    ``code`` is the credit code, or the identity number of a person as far as it may be printed.
    """

    name: str
    code: str = ""
    kind: ApplicantKind = ApplicantKind.KINDERGARTEN
    representative: str = ""  # 法定代表人 or 负责人
    address: str = ""
    telephone: str = ""


@dataclass(frozen=True, kw_only=True)
class NumberElsewhere:
    """The number that another system gave the case: 政务服务网办件编号, 一件事编号 …"""

    system: str
    number: str


@dataclass(frozen=True, kw_only=True)
class PaperLine:
    """A paper of an application as it was handed in."""

    name: str
    copies: int = 1
    original_seen: bool = False
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class FactLine:
    """A fact under its name, both as printed."""

    label: str
    value: str


@dataclass(frozen=True, kw_only=True)
class ChangedItem:
    """What stood before and what stands after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class LicenceLine:
    """A licence as it stands on a paper; both days inclusive."""

    number: str
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    edition: int | None = None  # 版次
    form_serial: str = ""  # serial number of the state form


@dataclass(frozen=True, kw_only=True)
class PlacementLine:
    """Where the children of a group go.  Children are numbers here, never names."""

    group: str  # 小班, 中班, 大班, 混龄班, 托班
    children: int
    to: str  # receiving kindergarten, or what else was agreed
    remark: str = ""

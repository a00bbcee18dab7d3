"""Facts of fictional certificates, sheets and files, and self-made certificates that sign."""

import datetime as dt
import hashlib

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from kgsup.documents.rules.facts import (
    AnnualCheckLine,
    CaseFileFacts,
    CertificateFacts,
    FiledPaper,
    LicenceSheetFacts,
    Retention,
)
from kgsup.documents.rules.overprint import PrintKind, layouts
from kgsup.documents.rules.texts import to_json
from tests.documents import samples

PASSPHRASE = b"passphrase of a test"
LONG_NAME = "青禾县城关镇第一中心小学附属双语实验示范幼儿园分园（学府路校区）"
LONG_ADDRESS = "青禾县城关镇" + "学府路东段与禾苗大街交叉口西南角" * 5
THREE_SPONSORS = (
    "青禾县苗苗教育科技有限公司（60%）\n青禾县城关镇学府社区居民委员会（25%）\n王禾（15%）"
)


def check(box: int) -> AnnualCheckLine:
    return AnnualCheckLine(
        box=box, year=2025 + box, result="合格", stamped_on=dt.date(2026 + box, 4, 12)
    )


def certificate(**changed: object) -> CertificateFacts:
    plain = {
        "number": "教民199012660000011号",
        "name": "青禾县童心幼儿园",
        "address": "青禾县城关镇学府路18号",
        "head": "周晓禾",
        "sponsor": "青禾县苗苗教育科技有限公司",
        "type": "幼儿园",
        "content": "学前教育（3—6周岁）全日制",
        "managing_department": "青禾县教育局",
        "issuing_authority": "青禾县教育局",
        "valid_from": dt.date(2026, 12, 1),
        "valid_until": dt.date(2029, 11, 30),
        "issued_on": dt.date(2026, 11, 25),
        "remark": "非营利性",
    }
    return CertificateFacts(**{**plain, **changed})  # type: ignore[arg-type]


def longest_certificate() -> CertificateFacts:
    return certificate(
        name=LONG_NAME, address=LONG_ADDRESS, head=samples.MINORITY * 2, sponsor=THREE_SPONSORS
    )


def ordered(
    kind: PrintKind,
    facts: CertificateFacts | None = None,
    *,
    offsets: dict[str, object] | None = None,
    handwritten: list[str] | None = None,
) -> dict[str, object]:
    """What the service freezes for a print, for tests that need no database."""
    return {
        "kind": kind.value,
        "organ": "青禾县教育局",
        "ordered_at": "2026-11-21T02:00:00+00:00",
        "layout": to_json(layouts()[kind.side].to_json()),
        "offsets": offsets or {},
        "facts": to_json(facts) if facts else None,
        "handwritten": handwritten or [],
    }


def sheet(**changed: object) -> LicenceSheetFacts:
    plain = {
        "kindergarten": samples.KINDERGARTEN,
        "certificate": certificate(annual_checks=(check(1),)),
        "edition": 2,
        "decision": "青教〔2026〕57号",
        "state": "有效",
        "promises": ("2027年2月底前完成食堂操作间改造。",),
    }
    return LicenceSheetFacts(**{**plain, **changed})  # type: ignore[arg-type]


def filed(title: str, content: bytes, *, is_scan: bool = False, **others: object) -> FiledPaper:
    sha256 = hashlib.sha256(content).hexdigest()
    name = "evidence_sha256" if is_scan else "document_sha256"
    return FiledPaper(title=title, **{name: sha256}, **others)  # type: ignore[arg-type]


def case_file(*parts: FiledPaper, **changed: object) -> CaseFileFacts:
    plain = {
        "archive_number": "2026-XZXK-012",
        "title": "青禾县童心幼儿园申请设立民办幼儿园行政许可案",
        "case_number": "青教许受〔2026〕8号",
        "opened_on": dt.date(2026, 9, 1),
        "closed_on": dt.date(2026, 11, 25),
        "retention": Retention.PERMANENT,
        "responsible": "学前教育股 李青山",
        "parts": parts,
        "compiled_by": "田小禾",
        "compiled_on": dt.date(2026, 12, 1),
        "checked_by": "王禾",
        "note": "公司章程原件退还申请人，存复印件。",
    }
    return CaseFileFacts(**{**plain, **changed})  # type: ignore[arg-type]


def make_pkcs12(*, days: int = 365, is_rsa: bool = False, passphrase: bytes = PASSPHRASE) -> bytes:
    """A self-made certificate (P-256) with its key, valid from yesterday for so many days."""
    key = (
        rsa.generate_private_key(65537, 2048) if is_rsa else ec.generate_private_key(ec.SECP256R1())
    )
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "青禾县教育局")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=days))
        .sign(key, hashes.SHA256())
    )
    encryption = serialization.BestAvailableEncryption(passphrase)
    return pkcs12.serialize_key_and_certificates(b"bureau", key, certificate, None, encryption)

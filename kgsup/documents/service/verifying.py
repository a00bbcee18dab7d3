"""Whether a PDF that somebody holds is what the bureau signed, and which paper of ours it is."""

import hashlib
from dataclasses import dataclass

from kgsup.core.formats import instant_iso
from kgsup.documents import queries
from kgsup.documents.adapters import signing
from kgsup.documents.adapters.keys import read_key


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """``is_good``: signed with the certificate configured here and unchanged; ``lines`` say all of it."""

    is_good: bool
    lines: tuple[str, ...]


def verify_pdf(pdf: bytes) -> Verdict:
    """Examine a file by its signature and look its bytes up among the stored papers; changes nothing.

    Raises ``OSError`` or ``signing.CannotSign`` when the configured certificate cannot be read.
    """
    stored = tuple(
        f"stored as {document.number} of {document.county_code} ({document.state})"
        for document in queries.find_by_sha256(hashlib.sha256(pdf).hexdigest())
    ) or ("no stored paper has these bytes",)
    try:
        signed = signing.verify(pdf)
    except signing.NotWhole as error:
        return Verdict(is_good=False, lines=(f"not whole: {error}", *stored))
    certificate = signed.certificate
    key = read_key()
    own = signing.read_certificate(key.pkcs12, key.passphrase) if key else None
    is_own = own is not None and own.fingerprint == certificate.fingerprint
    return Verdict(
        is_good=is_own,
        lines=(
            f"whole, signed {instant_iso(signed.signed_at)} by {certificate.subject}",
            f"certificate {certificate.fingerprint}: "
            + ("the one configured here" if is_own else "not the certificate configured here"),
            *stored,
        ),
    )

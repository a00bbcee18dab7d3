"""The one door to pyHanko: signs a PDF with the bureau's certificate and says whether a signed one is whole.

Works on bytes alone: no file, no clock but the machine's for the time of signing, no network.  pyHanko is
the optional extra ``sign``; without it ``CannotSign`` says so.  Only the signer's own certificate is put
into the file: of every further one the bytes would not be covered by the signature.
"""

import asyncio
import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf

FIELD = "Signature"
_ALGORITHMS = {"ec": "sha256_ecdsa", "rsa": "sha256_rsa"}  # by the key of the certificate
_CONTENTS = re.compile(rb"<[0-9A-F]*>")


class CannotSign(Exception):
    """The certificate cannot be used; the message says why."""


class NotWhole(Exception):
    """A PDF is not what was signed, or was never signed; the message says in which way."""


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """``fingerprint`` is the SHA-256 of the certificate; both instants are aware and inclusive."""

    subject: str
    fingerprint: str
    not_before: dt.datetime
    not_after: dt.datetime


@dataclass(frozen=True, kw_only=True)
class Signed:
    """Who signed a PDF that is whole, and when by the clock of the machine that signed."""

    certificate: Certificate
    signed_at: dt.datetime | None


def read_certificate(pkcs12: bytes, passphrase: bytes) -> Certificate:
    """What the operator's PKCS#12 file holds.  Raises ``CannotSign``."""
    return _described(_signer(pkcs12, passphrase).signing_cert)


def sign(pdf: bytes, pkcs12: bytes, passphrase: bytes, loop: asyncio.AbstractEventLoop) -> bytes:
    """Sign a PDF invisibly (PAdES) and prove that it is whole afterwards.  Raises ``CannotSign``.

    pyHanko works in tasks.  Their ``loop`` is handed in: a limited process cannot make one itself.
    """
    signer = _signer(pkcs12, passphrase)
    _check_term(_described(signer.signing_cert))
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES
    )
    output = BytesIO()
    loop.run_until_complete(
        signers.PdfSigner(metadata, signer).async_sign_pdf(
            IncrementalPdfFileWriter(BytesIO(_with_table(pdf))), output=output
        )
    )
    try:
        verify(output.getvalue())
    except NotWhole as error:
        raise CannotSign(f"the signature does not hold: {error}") from None
    return output.getvalue()


def _check_term(certificate: Certificate) -> None:
    """A signature made outside the certificate's term proves nothing."""
    if not certificate.not_before <= dt.datetime.now(dt.UTC) <= certificate.not_after:
        raise CannotSign(
            f"the certificate is valid from {certificate.not_before:%Y-%m-%d} "
            f"to {certificate.not_after:%Y-%m-%d} only"
        )


def _with_table(pdf: bytes) -> bytes:
    """The same paper with a plain table of its objects, which what is appended follows.

    A packed table may happen to end with CR, which readers take for a part of the line's end.
    """
    written = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        opened.save(
            written,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            deterministic_id=True,
        )
    return written.getvalue()


def verify(pdf: bytes) -> Signed:
    """Say who signed a PDF.  Raises ``NotWhole`` when any byte is not what was signed, or none was.

    Stricter than the standard asks: the signature covers the whole file, and of its own bytes, which it
    cannot cover, each is compared with the only form that it may have.
    """
    try:
        return _verified(pdf)
    except NotWhole:
        raise
    except Exception as error:  # a changed file breaks parsers in every way there is
        raise NotWhole(f"the signature cannot be read: {type(error).__name__}: {error}") from None


def _verified(pdf: bytes) -> Signed:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity

    embedded = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures
    if not embedded:
        raise NotWhole("there is no signature")
    if len(embedded) > 1:
        raise NotWhole("there is more than one signature")
    [signature] = embedded
    _check_place(pdf, list(signature.byte_range))
    _check_form(signature.pkcs7_content, signature.signer_cert, signature.signer_info)
    intact, valid = validate_sig_integrity(
        signature.signer_info,
        signature.signer_cert,
        expected_content_type="data",
        actual_digest=_digest(pdf, list(signature.byte_range)),
    )
    if not (intact and valid):
        raise NotWhole("the file was changed after it was signed")
    return Signed(
        certificate=_described(signature.signer_cert),
        signed_at=signature.self_reported_timestamp,
    )


def _check_place(pdf: bytes, byte_range: list[int]) -> None:
    """The signed bytes are the whole file but for the signature, which fills its place in one form."""
    start, before, after, rest = byte_range
    contents = pdf[before:after]
    if start != 0 or after + rest != len(pdf) or not _CONTENTS.fullmatch(contents):
        raise NotWhole("the signature does not cover the whole file")
    filled = bytes.fromhex(contents[1:-1].decode())
    if any(filled[_length_of(filled) :]):
        raise NotWhole("something was written behind the signature")


def _length_of(der: bytes) -> int:
    """The length of the first DER value, head included; its length is in the long form."""
    octets = der[1] & 0x7F
    if der[0] != 0x30 or not der[1] & 0x80 or not 1 <= octets <= 3:
        raise NotWhole("the signature has no known form")
    return 2 + octets + int.from_bytes(der[2 : 2 + octets], "big")


def _digest(pdf: bytes, byte_range: list[int]) -> bytes:
    _start, before, after, _rest = byte_range
    return hashlib.sha256(pdf[:before] + pdf[after:]).digest()


def _check_form(filled: bytes, certificate: Any, signer: Any) -> None:
    """Build the signature anew from what is signed in it: it must come out the same, byte by byte."""
    from asn1crypto import algos, cms

    attributes = {one["type"].native: one["values"][0] for one in signer["signed_attrs"]}
    digest = algos.DigestAlgorithm({"algorithm": "sha256"})
    bound = attributes["signing_certificate_v2"]["certs"][0]["cert_hash"].native
    if hashlib.sha256(certificate.dump()).digest() != bound:
        raise NotWhole("the certificate is not the one that signed")
    expected = cms.ContentInfo(
        {
            "content_type": "signed_data",
            "content": {
                "version": "v1",
                "digest_algorithms": [digest],
                "encap_content_info": {"content_type": "data"},
                "certificates": [certificate],
                "signer_infos": [
                    {
                        "version": "v1",
                        "sid": {
                            "issuer_and_serial_number": {
                                "issuer": certificate.issuer,
                                "serial_number": certificate.serial_number,
                            }
                        },
                        "digest_algorithm": digest,
                        "signed_attrs": signer["signed_attrs"],
                        "signature_algorithm": {
                            "algorithm": _ALGORITHMS[certificate.public_key.algorithm]
                        },
                        "signature": signer["signature"].native,
                    }
                ],
            },
        }
    ).dump()
    if filled[: len(expected)] != expected or any(filled[len(expected) :]):
        raise NotWhole("the signature itself was changed")


def _signer(pkcs12: bytes, passphrase: bytes) -> Any:
    try:
        from pyhanko.sign import signers
        from pyhanko_certvalidator.registry import SimpleCertificateStore
    except ImportError:
        raise CannotSign("pyHanko is missing: install the extra sign (script/bootstrap)") from None
    try:
        loaded = signers.SimpleSigner.load_pkcs12_data(pkcs12, [], passphrase or None)
    except Exception as error:  # wrong passphrase, no PKCS#12, an algorithm of another world
        raise CannotSign(f"the certificate cannot be read: {error}") from None
    if loaded is None or loaded.signing_cert is None:
        raise CannotSign("the certificate cannot be read: wrong passphrase, or no key in the file")
    return signers.SimpleSigner(
        signing_cert=loaded.signing_cert,
        signing_key=loaded.signing_key,
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]  # theirs
    )


def _described(certificate: Any) -> Certificate:
    validity = certificate["tbs_certificate"]["validity"]
    return Certificate(
        subject=certificate.subject.human_friendly,
        fingerprint=certificate.sha256.hex(),
        not_before=validity["not_before"].native,
        not_after=validity["not_after"].native,
    )

"""The operator's certificate on disk: read anew for each signature, so that a new one counts at once."""

from pathlib import Path

from kgsup.documents.adapters.installation import installation
from kgsup.documents.adapters.renderer import Key


def read_key() -> Key | None:
    """The certificate of this installation with its key; ``None`` when none is configured.

    Raises ``OSError`` when a file cannot be read.
    """
    here = installation()
    return key_in(here.certificate, here.passphrase_file)


def key_in(certificate: Path | None, passphrase_file: Path | None) -> Key | None:
    """What the files hold; the passphrase ends before a line break."""
    if certificate is None:
        return None
    passphrase = passphrase_file.read_bytes() if passphrase_file else b""
    return Key(certificate.read_bytes(), passphrase.rstrip(b"\r\n"))

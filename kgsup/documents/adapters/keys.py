"""The operator's certificate on disk: read anew for each signature, so that a new one counts at once."""

from kgsup.documents.adapters.installation import installation
from kgsup.documents.adapters.renderer import Key


def read_key() -> Key | None:
    """The configured certificate with its key; ``None`` when none is configured.

    Raises ``OSError`` when a file cannot be read.
    """
    here = installation()
    if here.certificate is None:
        return None
    passphrase = here.passphrase_file.read_bytes() if here.passphrase_file else b""
    return Key(here.certificate.read_bytes(), passphrase.rstrip(b"\r\n"))

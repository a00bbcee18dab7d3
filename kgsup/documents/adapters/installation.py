"""What papers need to know of the installation: its folder, fonts and public address."""

from dataclasses import dataclass
from pathlib import Path

from kgsup.core.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Installation:
    """``documents`` holds the PDFs, ``fonts`` the font configuration that we write.

    ``certificate`` is the PKCS#12 file with which PDFs are signed, if any.
    """

    documents: Path
    fonts: Path
    font_dir: Path | None
    public_url: str
    certificate: Path | None = None
    passphrase_file: Path | None = None


_installation: Installation | None = None


def use_settings(settings: Settings) -> None:
    """Take over the operator's settings; called once when the program starts."""
    global _installation
    _installation = Installation(
        documents=settings.instance / "documents",
        fonts=settings.instance / "fontconfig",
        font_dir=settings.font_dir,
        public_url=settings.public_url,
        certificate=settings.signing_certificate,
        passphrase_file=settings.signing_passphrase_file,
    )


def installation() -> Installation:
    """The installation in use."""
    if _installation is None:
        raise RuntimeError("the settings were not handed to documents yet")
    return _installation

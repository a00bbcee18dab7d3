"""The keyed hash of identity numbers: the same number is found again, and none can be read back.

The key follows from the secret of the installation; who takes the database alone cannot try numbers.
"""

import hashlib
import hmac
from dataclasses import dataclass

from kgsup.core.settings import Settings

_PURPOSE = b"kgsup staff identity index 1"
_KEY_ID = b"name of the key"
_KEY_ID_LENGTH = 8


@dataclass(frozen=True)
class _Key:
    secret: bytes

    def __repr__(self) -> str:
        return "_Key()"


_key: _Key | None = None


def use_settings(settings: Settings) -> None:
    """Take over the secret of the installation; called once when the program starts."""
    global _key
    secret = hmac.new(settings.secret_key.encode(), _PURPOSE, hashlib.sha256).digest()
    _key = _Key(secret)


def _secret() -> bytes:
    if _key is None:
        raise RuntimeError("the settings were not handed to staff yet")
    return _key.secret


def index_of(number: str) -> str:
    """The index of a number as ``rules.identity.read_identity`` writes it."""
    return hmac.new(_secret(), number.encode(), hashlib.sha256).hexdigest()


def key_id() -> str:
    """A short name of the key in use: an index of another key matches nothing."""
    return hmac.new(_secret(), _KEY_ID, hashlib.sha256).hexdigest()[:_KEY_ID_LENGTH]

"""The operator's settings in a backup: for reading, without anything secret.

They are never put back by themselves: an address in them may lead to the database of the old place.
"""

import hashlib
import hmac
import json
from urllib.parse import urlsplit

import sqlalchemy as sa

from kgsup.core.settings import DESCRIPTIONS, Settings

LEFT_OUT = (
    "INSTANCE/secret-key: keep a copy apart; without it people's identity numbers are not found again",
    "the key of the vault, where there is one: keep it apart, with two persons",
    "passwords in KGSUP_DATABASE_URL and KGSUP_SMTP_URL",
    "the signing certificate and its passphrase",
    "the fonts of KGSUP_FONT_DIR",
    "INSTANCE/outbox and INSTANCE/demo-accounts.json",
)
_KEY_NAME = b"kgsup backup: name of the secret key"


def settings_text(settings: Settings) -> str:
    """The settings in force as TOML, names as in ``settings.toml``."""
    lines = ["# The settings when this backup was made, without passwords.  For reading only."]
    for name in DESCRIPTIONS:
        value = getattr(settings, name.lower())
        if value is not None:
            text = _without_password(name, str(value))
            lines.append(f"{name.lower()} = {json.dumps(text, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def _without_password(name: str, value: str) -> str:
    if name == "DATABASE_URL":
        url = sa.make_url(value)
        secret = [key for key in url.query if "pass" in key]
        return url.difference_update_query(secret).render_as_string(hide_password=True)
    if name == "SMTP_URL":
        parts = urlsplit(value)
        return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    return value


def name_of_key(settings: Settings) -> str:
    """A name of the installation's key, from which the key does not follow."""
    return hmac.new(settings.secret_key.encode(), _KEY_NAME, hashlib.sha256).hexdigest()[:16]

"""The operator's settings: environment ``KGSUP_*`` over ``INSTANCE/settings.toml`` over defaults.

All mistakes are reported at once, in Chinese and English.
"""

import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

PROJECT = Path(__file__).resolve().parents[2]


class BadSettings(Exception):
    """The settings cannot be used; the message names every mistake."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    instance: Path
    database_url: str
    public_url: str
    font_dir: Path | None
    smtp_url: str | None
    signing_certificate: Path | None
    signing_passphrase_file: Path | None
    mode: str
    test_clock: str | None

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def is_test(self) -> bool:
        return self.mode == "test"

    @property
    def secret_key(self) -> str:
        """The key that signs cookies: made once, kept in the instance folder, readable by us alone."""
        path = self.instance / "secret-key"
        if not path.exists():
            self.instance.mkdir(parents=True, exist_ok=True)
            temporary = path.with_name(f"secret-key.{os.getpid()}")
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_hex(32))
            try:
                os.link(temporary, path)
            except FileExistsError:
                pass  # another process was first: its key is the one
            finally:
                temporary.unlink()
        return path.read_text().strip()


# What each setting is for; README prints this table and a test compares them.
DESCRIPTIONS: dict[str, str] = {
    "INSTANCE": "folder of the database, evidence, documents and outbox (default `instance`)",
    "DATABASE_URL": "`sqlite:///…` (default: `INSTANCE/kgsup.db`) or `postgresql+psycopg://…`",
    "PUBLIC_URL": "address that users and QR codes use; https turns on Secure and `__Host-` cookies",
    "FONT_DIR": "folder with the operator's licensed fonts, first in official documents",
    "SMTP_URL": "`smtp://user:password@host:port`; without it messages become files",
    "SIGNING_CERTIFICATE": "PKCS#12 file with which PDFs are signed; without it none is",
    "SIGNING_PASSPHRASE_FILE": "file that holds the passphrase of that certificate",
    "MODE": "`production` (default) or `test`",
    "TEST_CLOCK": "with MODE=test only: an ISO instant, or a file that holds one",
}


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; raises ``BadSettings`` that lists every mistake."""
    env = os.environ if environment is None else environment
    instance = Path(env.get("KGSUP_INSTANCE") or PROJECT / "instance").absolute()
    mistakes: list[str] = []
    values = _from_file(instance / "settings.toml", mistakes)
    values |= {key: env[f"KGSUP_{key}"] for key in DESCRIPTIONS if env.get(f"KGSUP_{key}")}
    settings = Settings(
        instance=instance,
        database_url=values.get("DATABASE_URL") or f"sqlite:///{instance / 'kgsup.db'}",
        public_url=(values.get("PUBLIC_URL") or _own_address(env)).rstrip("/"),
        font_dir=_path(values.get("FONT_DIR")),
        smtp_url=values.get("SMTP_URL"),
        signing_certificate=_path(values.get("SIGNING_CERTIFICATE")),
        signing_passphrase_file=_path(values.get("SIGNING_PASSPHRASE_FILE")),
        mode=values.get("MODE", "production"),
        test_clock=values.get("TEST_CLOCK"),
    )
    mistakes += _mistakes_of(settings)
    if mistakes:
        raise BadSettings(
            "设置有误 / wrong settings:\n" + "\n".join(f"- {text}" for text in mistakes)
        )
    return settings


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None


def _own_address(env: Mapping[str, str]) -> str:
    """Where the server is reached when nobody said so: this machine, on the port it was given."""
    return f"http://127.0.0.1:{env.get('PORT') or 8000}"


def _from_file(path: Path, mistakes: list[str]) -> dict[str, str]:
    if not path.exists():
        return {}
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        mistakes.append(f"{path}: 不是 TOML / not TOML ({error})")
        return {}
    values = {key.upper(): str(value) for key, value in rows.items()}
    mistakes += [
        f"{path}: 未知设置 / unknown setting {key}" for key in values.keys() - DESCRIPTIONS.keys()
    ]
    return values


def _mistakes_of(settings: Settings) -> list[str]:
    found = []
    if settings.mode not in {"production", "test"}:
        found.append(f"KGSUP_MODE={settings.mode}: 只能是 production 或 test / production or test")
    if settings.test_clock and not settings.is_test:
        found.append("KGSUP_TEST_CLOCK: 只在 MODE=test 时允许 / allowed with MODE=test only")
    if not settings.database_url.startswith(("sqlite:///", "postgresql+psycopg://")):
        found.append("KGSUP_DATABASE_URL: sqlite:/// 或/or postgresql+psycopg://")
    if urlsplit(settings.public_url).scheme not in {"http", "https"}:
        found.append("KGSUP_PUBLIC_URL: 须以 http(s):// 开头 / must start with http(s)://")
    if settings.smtp_url and urlsplit(settings.smtp_url).scheme not in {"smtp", "smtps"}:
        found.append("KGSUP_SMTP_URL: smtp:// 或/or smtps://")
    if settings.font_dir and not settings.font_dir.is_dir():
        found.append(f"KGSUP_FONT_DIR: 没有此文件夹 / no such folder: {settings.font_dir}")
    return found

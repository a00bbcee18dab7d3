"""The way out for messages: SMTP when it is configured, files in ``INSTANCE/outbox`` otherwise.

Nothing here knows the database, and no transaction may be open while it works.
"""

import datetime as dt
import ipaddress
import os
import smtplib
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from kgsup.core.settings import Settings, load_settings

SMTP_TIMEOUT_S = 20
_PERMANENT = 500  # SMTP answers from 500 on will be the same at the next try


_settings: Settings | None = None


def use_settings(settings: Settings | None) -> None:
    """Set where messages go; called once when the program starts, else the environment decides."""
    global _settings
    _settings = settings


def public_url() -> str:
    """The address that messages point to; empty when only this machine can open it."""
    url = (_settings or load_settings()).public_url
    return "" if is_this_machine(urlsplit(url).hostname or "") else url


class NotAccepted(Exception):
    """A message was not accepted; ``is_permanent`` says that trying again is useless."""

    def __init__(self, reason: str, *, is_permanent: bool, server_is_down: bool = False) -> None:
        super().__init__(reason)
        self.is_permanent = is_permanent
        self.server_is_down = server_is_down


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A message as it leaves; the same letter always becomes the same bytes under the same name."""

    public_id: str
    sender_name: str
    addresses: tuple[str, ...]
    subject_line: str
    body: str
    created_at: dt.datetime


class Post(Protocol):
    """A way out."""

    def deliver(self, letter: Letter) -> None:
        """Hand a letter over for good, or raise ``NotAccepted``."""


@contextmanager
def open_post() -> Iterator[Post]:
    """Open the way out that is configured; its connection ends with the block."""
    settings = _settings or load_settings()
    sender = _sender(settings)
    if not settings.smtp_url:
        yield FilePost(settings.instance / "outbox", sender)
        return
    post = SmtpPost(urlsplit(settings.smtp_url), sender)
    try:
        yield post
    finally:
        post.close()


def _sender(settings: Settings) -> str:
    """The address that messages come from: ``?from=`` of the SMTP URL, its user, else kgsup@host."""
    url = urlsplit(settings.smtp_url or "")
    user = unquote(url.username or "")
    fallback = user if "@" in user else f"kgsup@{_host(settings)}"
    return parse_qs(url.query).get("from", [fallback])[0]


def _host(settings: Settings) -> str:
    host = urlsplit(settings.public_url).hostname or "localhost"
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host
    return "localhost"  # a bare IP address is no mail domain


def as_message(letter: Letter, sender: str) -> EmailMessage:
    """Write a letter as a mail; nothing in it depends on when or how often it is written."""
    domain = sender.rpartition("@")[2]
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = Address(letter.sender_name, addr_spec=sender)
    message["To"] = tuple(Address(addr_spec=address) for address in letter.addresses)
    message["Subject"] = letter.subject_line
    message["Date"] = letter.created_at
    message["Message-ID"] = f"<{letter.public_id}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body, cte="8bit")
    return message


class FilePost:
    """Writes each letter to ``<public id>.eml``, whole or not at all."""

    def __init__(self, folder: Path, sender: str) -> None:
        self.folder = folder
        self.sender = sender

    def deliver(self, letter: Letter) -> None:
        try:
            self._write(letter)
        except OSError as error:
            raise NotAccepted(str(error), is_permanent=False, server_is_down=True) from error

    def _write(self, letter: Letter) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".", suffix=".part", dir=self.folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(as_message(letter, self.sender).as_bytes())
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, self.folder / f"{letter.public_id}.eml")
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        _sync_folder(self.folder)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class SmtpPost:
    """Hands letters to a mail server over one connection, opened at the first letter."""

    def __init__(self, url: SplitResult, sender: str) -> None:
        self.url = url
        self.sender = sender
        self._server: smtplib.SMTP | None = None

    def deliver(self, letter: Letter) -> None:
        # Base64 instead of 8 bit, since not every server on the way passes eight bits on.
        wire = policy.SMTP.clone(cte_type="7bit")
        content = as_message(letter, self.sender).as_bytes(policy=wire)
        try:
            server = self._connected()
            server.sendmail(self.sender, list(letter.addresses), content)
        except smtplib.SMTPRecipientsRefused as error:
            answers = [f"{code} {_text(said)}" for code, said in error.recipients.values()]
            is_permanent = all(code >= _PERMANENT for code, _ in error.recipients.values())
            raise NotAccepted("; ".join(answers), is_permanent=is_permanent) from error
        except smtplib.SMTPAuthenticationError as error:
            self.close()
            raise NotAccepted(_answer(error), is_permanent=False, server_is_down=True) from error
        except smtplib.SMTPResponseException as error:
            self.close()
            # What the server says to one letter is about that letter; at the greeting it is down.
            is_permanent = (
                isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= _PERMANENT
            )
            is_down = isinstance(error, smtplib.SMTPConnectError | smtplib.SMTPHeloError)
            raise NotAccepted(
                _answer(error), is_permanent=is_permanent, server_is_down=is_down
            ) from error
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise NotAccepted(
                str(error) or type(error).__name__, is_permanent=False, server_is_down=True
            ) from error

    def close(self) -> None:
        """End the connection; a server that is gone already is no matter."""
        if self._server is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._server.quit()
            self._server.close()
            self._server = None

    def _connected(self) -> smtplib.SMTP:
        if self._server is None:
            self._server = self._connect()
        return self._server

    def _connect(self) -> smtplib.SMTP:
        host = self.url.hostname or "localhost"
        if self.url.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host,
                self.url.port or smtplib.SMTP_SSL_PORT,
                timeout=SMTP_TIMEOUT_S,
                context=ssl.create_default_context(),
            )
            is_secret = True
        else:
            server = smtplib.SMTP(host, self.url.port or smtplib.SMTP_PORT, timeout=SMTP_TIMEOUT_S)
            is_secret = self._start_tls(server)
        if self.url.username:
            if not is_secret and not is_this_machine(host):
                server.close()
                raise smtplib.SMTPNotSupportedError(
                    "the server offers no STARTTLS: the password is not sent in the clear"
                )
            server.login(unquote(self.url.username), unquote(self.url.password or ""))
        return server

    @staticmethod
    def _start_tls(server: smtplib.SMTP) -> bool:
        server.ehlo_or_helo_if_needed()
        if not server.has_extn("starttls"):
            return False
        server.starttls(context=ssl.create_default_context())
        return True


def is_this_machine(host: str) -> bool:
    return host in {"localhost", "127.0.0.1", "::1"}


def _text(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said


def _answer(error: smtplib.SMTPResponseException) -> str:
    return f"{error.smtp_code} {_text(error.smtp_error)}"

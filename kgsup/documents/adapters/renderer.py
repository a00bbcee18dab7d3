"""Our side of the limited PDF process: kept warm over many papers, killed when it takes too long."""

import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from kgsup.core.settings import PROJECT
from kgsup.documents.adapters.fonts import environment
from kgsup.documents.adapters.render import read_frame, write_frame

WALL_SECONDS = 60.0  # for one paper, with the start of a cold process
PAPERS_PER_PROCESS = 50  # memory grows slowly: then a fresh one


class RenderFailed(Exception):
    """A paper could not be made; the message says why."""


@dataclass(frozen=True)
class Rendered:
    """A PDF; ``signed_with`` is the fingerprint of the certificate that signed it, if any."""

    pdf: bytes
    page_count: int
    signed_with: str | None = None


@dataclass(frozen=True, repr=False)
class Key:
    """The operator's certificate with its key, as its PKCS#12 file holds them; never logged."""

    pkcs12: bytes
    passphrase: bytes


class Renderer:
    """Makes papers one after the other.  A context manager: its process ends with it."""

    def __init__(
        self, font_dir: Path | None, font_folder: Path, wall_seconds: float = WALL_SECONDS
    ) -> None:
        self._font_dir = font_dir
        self._font_folder = font_folder
        self._wall_seconds = wall_seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._papers = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def render(
        self, kind: str, frozen: Mapping[str, Any], enclosed: Mapping[str, bytes]
    ) -> Rendered:
        """Make the PDF of one paper; ``enclosed`` are its photos or parts by SHA-256.

        Raises ``RenderFailed``.
        """
        return self._make("paper", {**frozen, "kind": kind}, enclosed)

    def overprint(self, frozen: Mapping[str, Any]) -> Rendered:
        """Make a page that is printed into a state form.  Raises ``RenderFailed``."""
        return self._make("overprint", frozen, {})

    def sign(self, paper: Rendered, key: Key) -> Rendered:
        """Sign a PDF.  Raises ``RenderFailed``.

        The key is handed to a process that reads no text of anybody: use a renderer of its own.
        """
        enclosed = {"pdf": paper.pdf, "pkcs12": key.pkcs12, "passphrase": key.passphrase}
        return self._make("signature", {"page_count": paper.page_count}, enclosed)

    def _make(
        self, make: str, frozen: Mapping[str, Any], enclosed: Mapping[str, bytes]
    ) -> Rendered:
        process = self._ready_process()
        too_late = threading.Timer(self._wall_seconds, process.kill)
        too_late.start()
        job = {"make": make, "frozen": frozen, "enclosed": list(enclosed)}
        try:
            head, pdf = self._exchange(process, job, enclosed)
        except (OSError, EOFError):
            self._discard()
            raise RenderFailed(
                "the PDF process ended: too much time or memory, or it was killed"
            ) from None
        finally:
            too_late.cancel()
        self._papers += 1
        if head["error"] is not None:
            raise RenderFailed(head["error"])
        return Rendered(pdf, head["page_count"], head.get("signed_with"))

    @staticmethod
    def _exchange(
        process: subprocess.Popen[bytes], job: Mapping[str, Any], enclosed: Mapping[str, bytes]
    ) -> tuple[dict[str, Any], bytes]:
        jobs, papers = _pipes(process)
        write_frame(jobs, json.dumps(job).encode())
        for content in enclosed.values():
            write_frame(jobs, content)
        jobs.flush()
        answer = read_frame(papers)
        if answer is None:
            raise EOFError
        head: dict[str, Any] = json.loads(answer)
        pdf = b"" if head["error"] is not None else read_frame(papers)
        if pdf is None:
            raise EOFError
        return head, pdf

    def _ready_process(self) -> subprocess.Popen[bytes]:
        if self._process and (
            self._papers >= PAPERS_PER_PROCESS or self._process.poll() is not None
        ):
            self.close()
        if self._process is None:
            self._papers = 0
            self._process = subprocess.Popen(
                [sys.executable, "-m", "kgsup.documents.adapters.render"],
                cwd=PROJECT,
                env=environment(self._font_dir, self._font_folder),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                close_fds=True,
            )
        return self._process

    def _discard(self) -> None:
        if self._process:
            self._process.kill()
        self.close()

    def close(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is None:
            return
        jobs, papers = _pipes(process)
        with suppress(OSError):  # it may be dead already: what was buffered cannot be delivered
            jobs.close()
        try:
            process.wait(timeout=self._wall_seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        papers.close()


def _pipes(process: subprocess.Popen[bytes]) -> tuple[BinaryIO, BinaryIO]:
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the PDF process was started without pipes")
    return process.stdin, process.stdout  # type: ignore[return-value]  # buffered binary pipes

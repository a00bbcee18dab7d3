"""Scanned papers in PDF.  Run as a module it is the limited process that opens one of them.

``inspect`` starts that process: memory and time are bounded, so a bomb is refused without the web server
growing.  Nothing is rewritten: a scan is evidence and its bytes stay as they came.  Therefore whatever
acts (scripts, programs, forms that send, files within the file) is refused with its name.
"""

import re
import resource
import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import Any

from kgsup.core.errors import N_, Busy, DomainError, RuleViolation

MAX_UPLOAD_BYTES = 20 * 1024 * 1024
MAX_PAGES = 200
MAX_OBJECTS = 100_000
MEMORY_LIMIT = 1024**3  # bytes
CPU_SECONDS = 10
WALL_SECONDS = 15
AT_ONCE = 2  # papers opened at once by one process of the web server
TURN_SECONDS = 5  # how long a further one waits for its turn
MEDIA_TYPE = "application/pdf"
HEAD = b"%PDF-"
DEPTH = 60  # of containers within one object

_turns = threading.BoundedSemaphore(AT_ONCE)
_END = re.compile(rb"%%EOF\s*\Z")
_GUESSED = re.compile("damaged|reconstruct")  # it may look different elsewhere
_ENCRYPTED, _ACTS, _BROKEN, _PAGES = "encrypted", "acts", "broken", "pages"

# What a paper that was scanned never has: action types, then keys, then kinds of annotation.
_ACTIONS = frozenset(
    {
        "/JavaScript",
        "/Launch",
        "/ImportData",
        "/SubmitForm",
        "/GoToE",
        "/GoToR",
        "/RichMediaExecute",
    }
    | {"/Rendition", "/Sound", "/Movie", "/GoTo3DView"}
)
_KEYS = frozenset({"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/AF", "/Collection"})
_ANNOTATIONS = frozenset(
    {"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D", "/Projection"}
)


@dataclass(frozen=True)
class Paper:
    """A scanned paper as it came."""

    content: bytes
    page_count: int


def is_pdf(content: bytes) -> bool:
    """Tell by its first bytes whether an upload says that it is a PDF."""
    return content.startswith(HEAD)


def inspect(content: bytes) -> Paper:
    """Open a PDF and count its pages; its bytes are returned as they came.

    Raises ``RuleViolation`` for one that is too large, encrypted, broken or that does more than show
    pages, ``Busy`` when too many come at once.
    """
    if len(content) > MAX_UPLOAD_BYTES:
        raise RuleViolation(
            N_("The PDF is larger than %(limit)d MB."), limit=MAX_UPLOAD_BYTES >> 20
        )
    if not is_pdf(content) or not _END.search(content[-1024:]):
        raise RuleViolation(N_("This PDF is broken or is something else as well."))
    if not _turns.acquire(timeout=TURN_SECONDS):
        raise Busy(N_("Too many papers at once. This one is sent again in a moment."))
    try:
        child = subprocess.run(  # noqa: S603 - our own module, no shell
            [sys.executable, "-I", "-m", __name__],
            input=content,
            capture_output=True,
            timeout=WALL_SECONDS,
            check=False,
            env={"MALLOC_ARENA_MAX": "1"},
        )
    except subprocess.TimeoutExpired:
        raise _refusal(_BROKEN, "") from None
    finally:
        _turns.release()
    verdict, _, detail = child.stdout.decode(errors="replace").partition(" ")
    if child.returncode != 0 or verdict != "ok":
        raise _refusal(verdict, detail.strip())
    return Paper(content=content, page_count=int(detail))


def _refusal(verdict: str, detail: str) -> DomainError:
    if verdict == _ENCRYPTED:
        return RuleViolation(N_("This PDF is locked with a password: save it without one."))
    if verdict == _ACTS:
        return RuleViolation(
            N_("This PDF does more than show pages (%(what)s): print it anew as a plain PDF."),
            what=detail,
        )
    if verdict == _PAGES:
        return RuleViolation(
            N_("The PDF has %(count)s pages; 1 to %(limit)d are taken."),
            count=detail,
            limit=MAX_PAGES,
        )
    return RuleViolation(N_("This PDF is broken or is something else as well."))


def _limit_this_process() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def judge(content: bytes) -> str:
    """What the limited process says of a PDF: "ok 3", "encrypted", "acts /JavaScript", "pages 900" …"""
    import io

    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content), suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                return _ENCRYPTED
            if acts := _first_act(pdf):
                return f"{_ACTS} {acts}"
            count = len(pdf.pages)
            if any(_GUESSED.search(str(one)) for one in pdf.get_warnings()):
                return _BROKEN
            return f"ok {count}" if 1 <= count <= MAX_PAGES else f"{_PAGES} {count}"
    except pikepdf.PasswordError:
        return _ENCRYPTED
    except pikepdf.PdfError:
        return _BROKEN


def _first_act(pdf: Any) -> str | None:
    """The first thing in a PDF that does more than show pages."""
    import pikepdf

    if len(pdf.objects) > MAX_OBJECTS:
        return f"{len(pdf.objects)} objects"
    for thing in pdf.objects:
        if found := _act_of(thing, DEPTH, pikepdf):
            return found
    return None


def _act_of(thing: Any, depth: int, pikepdf: Any) -> str | None:
    """Look into one object and what lies directly in it; references are looked at on their own."""
    if depth == 0:
        return "nested too deeply"
    if isinstance(thing, pikepdf.Array):
        parts = list(thing)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        if found := _named_act(thing):
            return found
        parts = [thing[key] for key in thing.keys()]  # noqa: SIM118 - a stream iterates otherwise
    else:
        return None
    for part in parts:
        is_own = isinstance(part, pikepdf.Object) and not part.is_indirect
        if is_own and (found := _act_of(part, depth - 1, pikepdf)):
            return found
    return None


def _named_act(thing: Any) -> str | None:
    for key in thing.keys():  # noqa: SIM118
        if key in _KEYS:
            return str(key)
    action, kind = str(thing.get("/S", "")), str(thing.get("/Subtype", ""))
    if action in _ACTIONS:
        return action
    return kind if kind in _ANNOTATIONS else None


def main() -> int:
    """Read one PDF from standard input, write the verdict."""
    _limit_this_process()
    try:
        verdict = judge(sys.stdin.buffer.read())
    except (ValueError, OSError, MemoryError, RecursionError, RuntimeError) as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        verdict = _BROKEN
    sys.stdout.write(verdict)
    return 0


if __name__ == "__main__":
    sys.exit(main())

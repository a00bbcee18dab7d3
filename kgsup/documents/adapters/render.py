"""The limited process that makes PDFs: ``python -m kgsup.documents.adapters.render``.

Reads jobs from stdin and writes papers to stdout, both as frames (eight bytes of length, then bytes).
A job is a JSON frame {make, frozen, enclosed: [name…]} and one frame for each thing enclosed (pictures
and parts by their SHA-256); an answer is a JSON frame {error, page_count, …} and, without an error, the PDF.
It has no database, no settings, no network, writes no file, and its memory and processor time are limited.
"""

import asyncio
import json
import resource
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

MEMORY_BYTES = 2 * 1024**3  # address space: fonts of 90 MB are mapped several times over
CPU_SECONDS = 40  # for one paper
MOST_FRAME_BYTES = 256 * 1024**2  # the file of a case with hundreds of scanned pages

# An address, a new program or a socket has no business in here; Python tells us before it happens.
REFUSED = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "ftplib.")


def read_frame(stream: BinaryIO) -> bytes | None:
    """Read one frame; ``None`` at the end.  Raises ``EOFError`` on half a frame."""
    head = stream.read(8)
    if not head:
        return None
    length = int.from_bytes(head, "big")
    body = stream.read(length) if length <= MOST_FRAME_BYTES else b""
    if len(head) < 8 or len(body) < length:
        raise EOFError("half a frame")
    return body


def write_frame(stream: BinaryIO, body: bytes) -> None:
    stream.write(len(body).to_bytes(8, "big"))
    stream.write(body)


def limit_process() -> None:
    """No more memory than planned, no file written, no socket, no other program."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.addaudithook(_refuse)


def _refuse(name: str, _arguments: object) -> None:
    if name.startswith(REFUSED):
        raise PermissionError(f"refused in the PDF process: {name}")


def limit_next_paper() -> None:
    """Give the next paper its processor time; the process is killed when it is used up."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + CPU_SECONDS
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


Enclosed = dict[str, bytes]
Answer = tuple[dict[str, Any], bytes | None]


def answer(job: dict[str, Any], enclosed: Enclosed, loop: asyncio.AbstractEventLoop) -> Answer:
    """Make one PDF; what goes wrong becomes an answer, not the end of the process."""
    limit_next_paper()
    try:
        head, pdf = _MAKERS[job["make"]](job["frozen"], enclosed, loop)
    except Exception as error:  # whatever it is, the parent must hear of it and go on
        return {"error": f"{type(error).__name__}: {error}"[:2000]}, None
    return {"error": None, **head}, pdf


def _paper(frozen: Any, enclosed: Enclosed, _loop: object) -> Answer:
    if frozen["kind"] == "case_file":
        from kgsup.documents.adapters.binding import make_case_file

        made = make_case_file(frozen, enclosed)
    else:
        from kgsup.documents.adapters.pdf import make_pdf

        made = make_pdf(frozen["kind"], frozen, enclosed)
    return {"page_count": made.page_count}, made.pdf


def _overprint(frozen: Any, _enclosed: Enclosed, _loop: object) -> Answer:
    from kgsup.documents.adapters.overprinting import make_overprint

    made = make_overprint(frozen)
    return {"page_count": made.page_count}, made.pdf


def _signature(frozen: Any, enclosed: Enclosed, loop: asyncio.AbstractEventLoop) -> Answer:
    from kgsup.documents.adapters.signing import sign, verify

    signed = sign(enclosed["pdf"], enclosed["pkcs12"], enclosed["passphrase"], loop)
    fingerprint = verify(signed).certificate.fingerprint
    return {"page_count": frozen["page_count"], "signed_with": fingerprint}, signed


_MAKERS: dict[str, Callable[[Any, Enclosed, asyncio.AbstractEventLoop], Answer]] = {
    "paper": _paper,
    "overprint": _overprint,
    "signature": _signature,
}


def main() -> None:
    jobs, papers = sys.stdin.buffer, sys.stdout.buffer
    loop = asyncio.new_event_loop()  # wakes itself through sockets: made while that is allowed
    limit_process()
    while (frame := read_frame(jobs)) is not None:
        job = json.loads(frame)
        enclosed = {name: read_frame(jobs) or b"" for name in job["enclosed"]}
        head, pdf = answer(job, enclosed, loop)
        write_frame(papers, json.dumps(head).encode())
        if pdf is not None:
            write_frame(papers, pdf)
        papers.flush()
    loop.close()


if __name__ == "__main__":
    main()

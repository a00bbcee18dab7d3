"""The one door to Pillow.  Run as a module it is the limited process that decodes one picture.

``reencode`` starts that process: memory, time and picture size are bounded, so a bomb or a polyglot is
refused without the web server growing.  What comes out is a fresh canvas: no metadata survives.
"""

import io
import re
import resource
import subprocess
import sys
import threading
from dataclasses import dataclass

from kgsup.core.errors import N_, Busy, RuleViolation

LONGEST_SIDE = 1280  # pixels
MAX_UPLOAD_BYTES = 15 * 1024 * 1024
MAX_PIXELS = 40_000_000
MEMORY_LIMIT = 1024**3  # bytes
CPU_SECONDS = 5
WALL_SECONDS = 8
AT_ONCE = 2  # pictures decoded at once by one process of the web server
TURN_SECONDS = 5  # how long a further one waits for its turn
JPEG_QUALITY = 82
FORMATS = ("JPEG", "PNG", "WEBP")
REFUSED = 3  # exit status of the child for a picture that it understood and refused


_turns = threading.BoundedSemaphore(AT_ONCE)
_ARCHIVE_END_BYTES = 65_557  # the end record of a ZIP archive with its longest comment
_MARKS = re.compile(
    rb"<!doctype\s+html|<html[\s>]|<script[\s>]|<\?php|<svg[\s>]|%PDF-1|%PDF-2|%!PS-Adobe",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Picture:
    """A re-encoded photograph."""

    content: bytes
    width: int
    height: int


def reencode(content: bytes) -> Picture:
    """Decode, turn upright, shrink to 1280 px and encode anew as JPEG.

    Raises ``RuleViolation`` for anything that is not a decent photograph.
    """
    if len(content) > MAX_UPLOAD_BYTES:
        raise RuleViolation(
            N_("The photo is larger than %(limit)d MB."), limit=MAX_UPLOAD_BYTES >> 20
        )
    if _is_two_files(content):
        raise RuleViolation(N_("This file is a photo and something else at once: it is not taken."))
    if not _turns.acquire(timeout=TURN_SECONDS):
        raise Busy(N_("Too many photos at once. This one is sent again in a moment."))
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
        raise RuleViolation(N_("This photo could not be read.")) from None
    finally:
        _turns.release()
    header, _, picture = child.stdout.partition(b"\n")
    if child.returncode != 0 or not header:
        raise RuleViolation(
            N_("This is not a photo that can be used: take a JPEG, PNG or WebP picture.")
        )
    width, height = (int(part) for part in header.split())
    return Picture(content=picture, width=width, height=height)


def _is_two_files(content: bytes) -> bool:
    """Tell whether a picture is a page, a script, a PDF or an archive as well.

    What cameras put behind a picture (another picture, a short film) is none of these.
    """
    if _MARKS.search(content):
        return True
    return b"PK\x05\x06" in content[-_ARCHIVE_END_BYTES:] and b"PK\x03\x04" in content


def _limit_this_process() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _decode(content: bytes) -> Picture:
    import warnings

    from PIL import Image, ImageOps

    warnings.simplefilter("error")
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    with Image.open(io.BytesIO(content), formats=list(FORMATS)) as source:
        width, height = source.size
        if width * height > MAX_PIXELS:
            raise ValueError("too many pixels")
        source.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(source)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        canvas = Image.new("RGB", upright.size, "white")
        if upright.mode in {"RGBA", "LA", "PA"}:
            canvas.paste(upright.convert("RGBA"), mask=upright.convert("RGBA").getchannel("A"))
        else:
            canvas.paste(upright.convert("RGB"))
    out = io.BytesIO()
    canvas.save(out, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return Picture(out.getvalue(), *canvas.size)


def main() -> int:
    """Read one picture from standard input, write "width height", a newline and the JPEG."""
    _limit_this_process()
    try:
        picture = _decode(sys.stdin.buffer.read())
    except (ValueError, OSError, SyntaxError, MemoryError, Warning) as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return REFUSED
    sys.stdout.buffer.write(f"{picture.width} {picture.height}\n".encode() + picture.content)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The one door to Pillow.  Run as a module it is the limited process that decodes one picture.

``reencode`` starts that process: memory, time and picture size are bounded, so a bomb or a polyglot is
refused without the web server growing.  What comes out is a fresh canvas: no metadata survives.
"""

import io
import resource
import subprocess
import sys
from dataclasses import dataclass

from kgsup.core.errors import N_, RuleViolation

LONGEST_SIDE = 1280  # pixels
MAX_UPLOAD_BYTES = 15 * 1024 * 1024
MAX_PIXELS = 40_000_000
MEMORY_LIMIT = 1024**3  # bytes
CPU_SECONDS = 10
WALL_SECONDS = 20
JPEG_QUALITY = 82
FORMATS = ("JPEG", "PNG", "WEBP")
REFUSED = 3  # exit status of the child for a picture that it understood and refused


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
    header, _, picture = child.stdout.partition(b"\n")
    if child.returncode != 0 or not header:
        raise RuleViolation(
            N_("This is not a photo that can be used: take a JPEG, PNG or WebP picture.")
        )
    width, height = (int(part) for part in header.split())
    return Picture(content=picture, width=width, height=height)


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

"""Which characters the installed fonts can show, as the PDF maker itself would find them.

Asks fontconfig, from which Pango takes its fonts: the operator's folder, the fonts named in the style
sheet, then any other installed font, of which some have the rare characters of Plane 2.
"""

import os
import subprocess
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

_CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">fonts.conf</include>
  <dir>{folder}</dir>
</fontconfig>
"""


@dataclass(frozen=True)
class Coverage:
    """Code points as sorted ranges; first and last inclusive."""

    first: tuple[int, ...]
    last: tuple[int, ...]

    def __contains__(self, sign: str) -> bool:
        place = bisect_right(self.first, ord(sign)) - 1
        return place >= 0 and ord(sign) <= self.last[place]


def missing_characters(characters: Iterable[str], font_dir: Path | None, folder: Path) -> list[str]:
    """List the characters that no font has, sorted.

    ``folder`` is where the font configuration for ``font_dir`` is written.
    """
    covered = _coverage(tuple(sorted(environment(font_dir, folder).items())))
    return sorted(sign for sign in characters if sign not in covered)


def environment(font_dir: Path | None, folder: Path) -> dict[str, str]:
    """The environment in which fontconfig finds the operator's fonts besides the installed ones.

    Nothing of our own environment is passed on: it may hold secrets.
    """
    passed_on = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    base = {**passed_on, "LANG": "C.UTF-8"}
    if font_dir is None:
        return base
    text = _CONFIGURATION.format(folder=escape(str(font_dir.absolute())))
    path = folder / "fonts.conf"
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        folder.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f"fonts.conf.{os.getpid()}")
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(path)
    return {**base, "FONTCONFIG_FILE": str(path)}


@lru_cache(maxsize=4)
def _coverage(variables: tuple[tuple[str, str], ...]) -> Coverage:
    listed = subprocess.run(
        ["fc-list", "--format", "%{charset}\n"],  # noqa: S607 - found on PATH like pango's own parts
        env=dict(variables),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout
    ranges = sorted({_range(text) for text in listed.split()})
    merged: list[tuple[int, int]] = []
    for first, last in ranges:
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return Coverage(tuple(first for first, _ in merged), tuple(last for _, last in merged))


def _range(text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    return int(first, 16), int(last or first, 16)

"""How far the series of numbers had come, and which numbers stand on papers, told from outside."""

import re
from dataclasses import dataclass
from enum import StrEnum

from kgsup.backups.rules.refusals import CannotRestore
from kgsup.core.errors import N_


class Bearer(StrEnum):
    """What bears a number."""

    PAPER = "paper"
    LICENCE = "licence"


@dataclass(frozen=True, kw_only=True, order=True)
class Reached:
    """The highest number taken of a series.

    ``series`` of papers is their kind, or the words before the year for numbers of the office's
    register; ``year`` is 0 for licences, whose series run through.
    """

    bearer: str
    county_code: str
    series: str
    year: int
    last: int


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A number as a row of the present database has it; ``kind`` only of a paper."""

    bearer: Bearer
    county_code: str
    text: str
    kind: str = ""
    series: str | None
    year: int = 0
    n: int | None


@dataclass(frozen=True, kw_only=True)
class Said:
    """A number that a line of a file or the title of a stored PDF says; the county may be unsaid."""

    text: str
    county_code: str | None
    source: str
    is_typed: bool = False  # by the operator, who can correct it

    @property
    def bearer(self) -> Bearer:
        """Numbers of papers have their year in brackets; those of licences have none."""
        return Bearer.PAPER if _YEAR.search(self.text) else Bearer.LICENCE


@dataclass(frozen=True, kw_only=True)
class Known:
    """All that is known of numbers besides what the backup's own database holds."""

    reached: tuple[Reached, ...] = ()
    taken: tuple[Taken, ...] = ()
    said: tuple[Said, ...] = ()


_YEAR = re.compile(r"[\[(【﹝［（〖〔]\s*[0-9０-９]{4}\s*[\])】﹞］）〗〕]")
_LINE = re.compile(r"(?:(?P<county>[0-9]{6})[\s,，]+)?(?P<number>\S.*)")
_IN_TITLE = re.compile(r"(?:^|\s)([\u4e00-\u9fff]{2,12}〔20[0-9]{2}〕[1-9][0-9]*号)$")


def read_numbers_used(text: str) -> list[Said]:
    """Read an operator's list: one number a line, the county's code before it where there are several.

    Empty lines and lines that begin with ``#`` are left out.  Raises ``CannotRestore`` that names a
    line without any digit.
    """
    found = []
    for position, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        if match is None or not any(sign.isdecimal() for sign in match["number"]):
            raise CannotRestore(
                N_("Line %(line)d of the numbers used holds no number: %(text)s"),
                line=position,
                text=line,
            )
        found.append(
            Said(
                text=match["number"].strip(),
                county_code=match["county"],
                source=f"line {position}",
                is_typed=True,
            )
        )
    return found


def number_in_title(title: str) -> str | None:
    """The number at the end of a paper's PDF title; ``None`` for prints and other PDFs."""
    found = _IN_TITLE.search(title.strip())
    return found[1] if found else None

"""Numbers of papers, ``{organ}{word}〔{year}〕{n}号``, and the code under which each is checked."""

import datetime as dt
import re
from dataclasses import dataclass

from kgsup.core.errors import N_, RuleViolation

CHECK_CODE_LENGTH = 16
CROCKFORD_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

_BRACKETS = str.maketrans(
    "[(【﹝［（〖])】﹞］）〗０１２３４５６７８９", "〔〔〔〔〔〔〔〕〕〕〕〕〕〕0123456789"
)
_OFFICE_NUMBER = re.compile(
    r"(?P<words>[\u4e00-\u9fff]{2,12})〔(?P<year>20[0-9]{2})〕第?(?P<n>[1-9][0-9]{0,5})号"
)


@dataclass(frozen=True, kw_only=True)
class Number:
    """A number with its parts; ``words`` is what stands before the year."""

    words: str
    year: int
    n: int

    @property
    def text(self) -> str:
        return f"{self.words}〔{self.year}〕{self.n}号"


def parse_office_number(text: str, acted_on: dt.date) -> Number:
    """Read a number of the office's register as it was typed; brackets and digits may be of any width.

    Raises ``RuleViolation`` when it has another form or another year than the paper's date.  Whether it
    was used before is the database's question.
    """
    match = _OFFICE_NUMBER.fullmatch("".join(text.split()).translate(_BRACKETS))
    if match is None:
        raise RuleViolation(
            N_("This is not a number of the office's register, such as 青教函〔2026〕57号.")
        )
    number = Number(words=match["words"], year=int(match["year"]), n=int(match["n"]))
    if number.year != acted_on.year:
        raise RuleViolation(
            N_("The number is of %(year)s, but the paper is dated %(acted_on)s."),
            year=number.year,
            acted_on=acted_on.isoformat(),
        )
    return number


def normal_check_code(text: str) -> str | None:
    """Return the code that was typed or scanned, read as Crockford reads it (O is 0, I and L are 1).

    ``None`` for anything that cannot be a code.
    """
    code = re.sub(r"[\s-]", "", text).upper().translate(str.maketrans("OIL", "011"))
    is_code = len(code) == CHECK_CODE_LENGTH and all(sign in CROCKFORD_ALPHABET for sign in code)
    return code if is_code else None


def grouped(code: str) -> str:
    """Write a check code in four groups of four."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))

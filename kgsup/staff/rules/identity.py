"""Names and identity documents of people, as they are typed.

A number is read, checked and taken apart here; it is kept nowhere in clear and appears in no message.
"""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum

from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from kgsup.core.errors import N_, RuleViolation
from kgsup.core.labels import register_labels

LONGEST_NAME = 50  # characters (practice R32)
TAIL = 4  # characters of a number that may be shown
_DOTS = "·•．・"
_JOINS = frozenset(f"{_DOTS} -.'’（）()")
_RESIDENCE_PERMITS = ("81", "82", "83")  # Hong Kong, Macao, Taiwan
_BLANKS = re.compile(r"[\s\-]+")
_OTHER = re.compile(r"(?=.*[A-Z])[A-Z0-9()]{5,20}")
_MASKED = re.compile(r"[*＊●•xX×]{3,}\s*([0-9A-Z]{3}[0-9A-Z])")
_CARD, _OLD_CARD = 18, 15  # characters of a card number today and before 2013


class IdentityKind(StrEnum):
    """Kinds of identity documents by what can be checked of their numbers."""

    RESIDENT = "resident"
    RESIDENCE_PERMIT = "residence_permit"
    OTHER = "other"


class Sex(StrEnum):
    """As the identity document says."""

    FEMALE = "female"
    MALE = "male"


@dataclass(frozen=True, kw_only=True)
class Identity:
    """An identity document.  The number is left out of what the program prints of it."""

    kind: IdentityKind
    number: str = field(repr=False)
    birth_year: int | None = None
    sex: Sex | None = None

    @property
    def tail(self) -> str:
        """The last four characters: all that is ever shown."""
        return self.number[-TAIL:]


def check_name(text: str) -> str:
    """A person's name of 1–50 characters as typed, without outer blanks; "·" stays what it is.

    Raises ``RuleViolation`` for digits, signs and what is longer.
    """
    name = text.strip()
    if not name:
        raise RuleViolation(N_("A person has a name."))
    if len(name) > LONGEST_NAME:
        raise RuleViolation(N_("A name has at most %(longest)d characters."), longest=LONGEST_NAME)
    if not all(_is_part_of_a_name(character) for character in name):
        raise RuleViolation(N_("A name holds letters, characters and “·” only."))
    return name


def _is_part_of_a_name(character: str) -> bool:
    # Co: characters that older systems keep in the private area; L and M: letters and their marks.
    kind = unicodedata.category(character)
    return character in _JOINS or kind[0] in "LM" or kind == "Co"


def masked_tail(text: str) -> str | None:
    """The last four characters of a number that is shown masked (``**************002X``), else ``None``."""
    found = _MASKED.fullmatch(text.strip().upper())
    return found[1] if found else None


def mask(tail: str) -> str:
    """How a number is shown: its last four characters alone."""
    return f"{'*' * 14}{tail}"


def read_identity(text: str) -> Identity:
    """Read a number: resident cards and residence permits by their checksum, others by their form.

    The place in a card's number is not judged: county codes are abolished, numbers stay.  Numbers of 15
    digits become the 18 that the same card has today.  Raises ``RuleViolation`` without the number in it.
    """
    number = _BLANKS.sub("", unicodedata.normalize("NFKC", text)).upper()
    if len(number) == _OLD_CARD and number.isdigit():
        number = _in_18(number)
    if len(number) == _CARD and number[:-1].isdigit():
        return _read_card(number)
    if not number.isascii() or not _OTHER.fullmatch(number):
        raise RuleViolation(
            N_("This is no identity number: it has %(count)d characters."), count=len(number)
        )
    return Identity(kind=IdentityKind.OTHER, number=number)


def _in_18(number: str) -> str:
    body = f"{number[:6]}19{number[6:]}"
    return body + ric.calc_check_digit(body + "0")


def _read_card(number: str) -> Identity:
    if ric.calc_check_digit(number) != number[-1]:
        raise RuleViolation(N_("The check character of the identity number is wrong."))
    try:
        born: dt.date = ric.get_birth_date(number)
    except ValidationError:
        raise RuleViolation(N_("The identity number holds no day of birth.")) from None
    is_permit = number.startswith(_RESIDENCE_PERMITS)
    return Identity(
        kind=IdentityKind.RESIDENCE_PERMIT if is_permit else IdentityKind.RESIDENT,
        number=number,
        birth_year=born.year,
        sex=Sex.MALE if int(number[16]) % 2 else Sex.FEMALE,
    )


register_labels(
    {
        IdentityKind.RESIDENT: N_("Resident identity card"),
        IdentityKind.RESIDENCE_PERMIT: N_("Residence permit (Hong Kong, Macao, Taiwan)"),
        IdentityKind.OTHER: N_("Other identity document"),
        Sex.FEMALE: N_("Female"),
        Sex.MALE: N_("Male"),
    }
)

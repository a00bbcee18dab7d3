"""Identifiers: the credit code by both of its checks, the institution code, the licence number.

Nothing here refuses an entry: each function lists what is wrong, as messages for a person.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from stdnum import numdb
from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, InvalidFormat, InvalidLength

from kgsup.core.errors import N_
from kgsup.kindergartens.rules.identity import Ownership

_ORGANISATION = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_KINDERGARTEN_LEVEL = "6"
_LICENCE = re.compile(r"^(?:教民)?(\d{13}|\d{15})号?$")

# First characters of the credit code by ownership: 事业单位 and its likes; 民非; companies.
_PREFIXES: dict[Ownership, tuple[str, ...]] = {
    Ownership.PUBLIC: ("1",),
    Ownership.PRIVATE_NON_PROFIT: ("52",),
    Ownership.PRIVATE_FOR_PROFIT: ("91",),
}


@dataclass(frozen=True, kw_only=True)
class Warned:
    """A code as it is compared, and what is wrong with it (marked messages, empty = nothing)."""

    compact: str
    warnings: tuple[str, ...]


def compact(text: str) -> str:
    """Full-width becomes half-width, blanks and hyphens go, letters are capitals."""
    return re.sub(r"[\s\-]+", "", unicodedata.normalize("NFKC", text)).upper()


def check_credit_code(text: str) -> Warned:
    """Check a unified social credit code by length, alphabet and both check characters (GB 32100)."""
    code = compact(text)
    try:
        uscc.validate(code)
    except InvalidLength:
        return Warned(compact=code, warnings=(N_("A credit code has 18 characters."),))
    except InvalidFormat:
        return Warned(
            compact=code,
            warnings=(N_("A credit code holds digits and letters without I, O, S, V, Z."),),
        )
    except InvalidChecksum:
        return Warned(
            compact=code, warnings=(N_("The last check character of the credit code is wrong."),)
        )
    if code[16] != organisation_check(code[8:16]):
        return Warned(
            compact=code, warnings=(N_("The inner check character of the credit code is wrong."),)
        )
    return Warned(compact=code, warnings=())


def organisation_check(body: str) -> str:
    """The check character of an organisation code's first eight characters (GB 11714)."""
    total = sum(
        _ORGANISATION.index(character) * weight
        for character, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True)
    )
    check = 11 - total % 11
    return {10: "X", 11: "0"}.get(check, str(check))


def credit_code_fits(code: str, ownership: Ownership) -> bool:
    """Whether the registering body in the code can belong to that ownership; unknown fits always."""
    prefixes = _PREFIXES.get(ownership)
    return prefixes is None or compact(code).startswith(prefixes)


def check_institution_code(text: str) -> Warned:
    """Check the 学校(机构)标识码: 10 digits, kindergartens begin with 11; it has no check digit."""
    code = compact(text)
    if not re.fullmatch(r"\d{10}", code):
        return Warned(compact=code, warnings=(N_("An institution code has 10 digits."),))
    if not code.startswith("11"):
        return Warned(
            compact=code, warnings=(N_("The institution code of a kindergarten begins with 11."),)
        )
    return Warned(compact=code, warnings=())


def licence_digits(text: str) -> str:
    """What two licence numbers are compared by: the digits of a usual number, else the folded text."""
    number = compact(text)
    found = _LICENCE.match(number)
    return found[1] if found else number


def check_licence_number(text: str, county_code: str) -> Warned:
    """Check 教民 + 15 digits (2008) or 13 (2004): area known, level 6.  The last digit is never judged.

    ``county_code`` counts as known whatever the list of area codes says.
    """
    number = compact(text)
    found = _LICENCE.match(number)
    if found is None:
        warning = N_("A licence number is 教民 and 15 digits, or 13 on old forms.")
        return Warned(compact=number, warnings=(warning,))
    area, level = _area_and_level(found[1])
    warnings = []
    if area != county_code and not is_known_area(area):
        warnings.append(N_("The area code in the licence number is not known."))
    if level != _KINDERGARTEN_LEVEL:
        warnings.append(N_("The level digit in the licence number is not 6, the kindergarten's."))
    if not number.startswith("教民"):
        warnings.append(N_("The licence number does not begin with 教民."))
    return Warned(compact=found[1], warnings=tuple(warnings))


def _area_and_level(digits: str) -> tuple[str, str]:
    start = len(digits) == 15  # the form of 2008 begins with the issuing authority
    return digits[start : start + 6], digits[start + 6]


@cache
def is_known_area(code: str) -> bool:
    """Whether the 6 digits are an area of GB/T 2260, past or present."""
    found = numdb.get("cn/loc").info(code)
    return "".join(part for part, _ in found) == code and any(
        "county" in facts for _, facts in found
    )

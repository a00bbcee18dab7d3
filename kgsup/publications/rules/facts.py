"""What may be said in public: the words of a kind, and no number of a person.  Pure."""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping

from stdnum.cn import uscc

from kgsup.core.errors import N_, RuleViolation
from kgsup.core.law import Article
from kgsup.publications.rules.kinds import DATES, KINDS, NUMBERS, Fact, PublicationKind

LONGEST_FACT = 500  # characters
LONGEST_TITLE = 200

_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s\-‐-―_.]+(?=[\dXx])")
_PERSON = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]"
    r"(?![0-9A-Za-z])"
)
_MOBILE = re.compile(r"(?<!\d)(?:0?0?86)?1[3-9]\d{9}(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)0[1-9]\d{1,2}\d{7,8}(?!\d)")


def check_facts(kind: PublicationKind, given: Mapping[str, object]) -> dict[str, str]:
    """Return the facts as they are kept, in the order of the list; empty ones are left out.

    Raises ``RuleViolation`` for a name that is not a public word of this kind, for anything but text,
    for a date that is none and for what looks like a number of a person (个人信息保护法 25).
    """
    allowed = KINDS[kind].facts
    unknown = sorted(set(given) - {fact.value for fact in allowed})
    if unknown:
        raise RuleViolation(
            N_("This is not among the facts that are published here: %(name)s."),
            Article.NO_PERSONAL_DATA_PUBLISHED,
            name=unknown[0],
        )
    kept = {}
    for fact in Fact:
        value = given.get(fact.value)
        if value is not None and value != "":
            kept[fact.value] = _checked(fact, value)
    return {name: value for name, value in kept.items() if value}


def public_words(kind: PublicationKind, given: Mapping[str, object]) -> dict[str, str]:
    """What of the facts of a case may be said in public; the rest is left out without a word.

    For acts that must not fail because of their publication: what is left out shows as missing, and a
    clerk corrects the planned publication.
    """
    kept: dict[str, str] = {}
    for name, value in given.items():
        try:
            kept |= check_facts(kind, {name: value})
        except RuleViolation:
            continue
    return kept


def in_order(kept: Mapping[str, str]) -> list[tuple[Fact, str | dt.date]]:
    """The facts of a publication in the order of the list, days as days."""
    return [
        (fact, dt.date.fromisoformat(kept[fact.value]) if fact in DATES else kept[fact.value])
        for fact in Fact
        if fact.value in kept
    ]


def _checked(fact: Fact, value: object) -> str:
    if not isinstance(value, str):
        raise RuleViolation(N_("A fact that is published is a text: %(name)s."), name=fact.value)
    text = value.strip()
    if len(text) > LONGEST_FACT:
        raise RuleViolation(N_("A text is longer than %(limit)d characters."), limit=LONGEST_FACT)
    if fact in DATES and text:
        _require_date(text)
    if fact is Fact.COUNTERPART_CODE and uscc.is_valid(text):
        return text
    refuse_personal(text, may_be_number=fact in NUMBERS)
    return text


def _require_date(text: str) -> None:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        raise RuleViolation(N_("%(text)s is not a date."), text=text) from None


def check_title(title: str) -> str:
    """Return the title without outer blanks; raises ``RuleViolation`` for none or a personal number."""
    text = title.strip()
    if not text or len(text) > LONGEST_TITLE:
        raise RuleViolation(
            N_("A publication needs a title of up to %(limit)d characters."), limit=LONGEST_TITLE
        )
    refuse_personal(text)
    return text


def refuse_personal(text: str, *, may_be_number: bool = False) -> None:
    """Raise ``RuleViolation`` when a text holds an identity or telephone number, however written."""
    plain = unicodedata.normalize("NFKC", text)
    for form in (plain, _BETWEEN_DIGITS.sub("", plain)):
        if _PERSON.search(form):
            raise RuleViolation(
                N_("This looks like an identity number: it is never published."),
                Article.NO_PERSONAL_DATA_PUBLISHED,
            )
        if not may_be_number and (_MOBILE.search(form) or _LANDLINE.search(form)):
            raise RuleViolation(
                N_("This looks like a telephone number: it is never published."),
                Article.NO_PERSONAL_DATA_PUBLISHED,
            )

"""After a restore: numbers of papers that were issued after the backup are void, none is given again.

The caller opens the transaction.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.audit.rules import Subject
from kgsup.audit.service import record
from kgsup.configuration.queries import list_rows, value
from kgsup.configuration.rules import RULES, Key
from kgsup.core.db import db
from kgsup.core.errors import N_, RuleViolation
from kgsup.documents import queries
from kgsup.documents.models import DocumentNumber, NumberSeries
from kgsup.documents.rules.kinds import KINDS, DocumentKind, NumberSource, SigningBody
from kgsup.documents.rules.numbers import Number, parse_office_number
from kgsup.documents.service.numbers import Order, number_at

MOST_VOID = 10_000  # in one series: more is a slip of the pen, not a year's papers


@dataclass(frozen=True, kw_only=True)
class LostNumber:
    """A number that stands on a paper of which the restored database knows nothing.

    ``series`` is the kind for the program's own numbers, else the words before the year.
    """

    county_code: str
    kind: DocumentKind
    series: str
    year: int
    n: int
    text: str

    @property
    def is_own(self) -> bool:
        return self.series == self.kind.value


Series = tuple[str, DocumentKind, int]  # county, kind, year
Reached = Mapping[Series, int]  # the highest number known of each own series


@dataclass(frozen=True, kw_only=True)
class Voiding:
    """On which occasion numbers become void."""

    reason: str
    actor: Actor
    at: dt.datetime


def read_number(text: str, county_codes: Iterable[str]) -> list[LostNumber]:
    """Say in which series of which counties a number stands, by the words before its year.

    Two counties may use the same words: then it is one of each.  Words that begin like the bureau's
    but are no series of the program's belong to the office's register.  Empty: nobody's.
    """
    number = parse_office_number(text, dt.date(_year_in(text), 1, 1))
    found: list[LostNumber] = []
    for county_code in county_codes:
        found += _in_county(number, county_code)
    return found


def _year_in(text: str) -> int:
    digits = "".join(sign for sign in text if sign.isdecimal())[:4]
    if len(digits) < len("2026"):
        raise RuleViolation(
            N_("This is not a number of the office's register, such as 青教函〔2026〕57号.")
        )
    return int(digits)


def _in_county(number: Number, county_code: str) -> list[LostNumber]:
    organ_words = {
        SigningBody.BUREAU: _words_ever(county_code, Key.BUREAU_WORD),
        SigningBody.SUPERVISION_OFFICE: _words_ever(county_code, Key.SUPERVISION_WORD),
    }
    bases = [
        kind
        for kind, rule in KINDS.items()
        if number.words in {f"{word}{rule.word}" for word in organ_words[rule.body]}
    ]
    sources = value(county_code, Key.NUMBER_SOURCES, on=dt.date(number.year, 12, 31))
    own = [k for k in bases if NumberSource(sources.get(k.value, KINDS[k].source)) == _OWN]
    if own:
        return [_lost(number, county_code, kind, kind.value) for kind in own]
    begins = any(number.words.startswith(word) for words in organ_words.values() for word in words)
    if bases or begins:
        kind = bases[0] if bases else DocumentKind.TRANSFER_LETTER
        return [_lost(number, county_code, kind, number.words)]
    return []


_OWN = NumberSource.OWN


def _words_ever(county_code: str, key: Key) -> set[str]:
    """Every word that a county ever used, and the one that the program ships."""
    return {str(row.value) for row in list_rows(county_code, key)} | {str(RULES[key].default)}


def _lost(number: Number, county_code: str, kind: DocumentKind, series: str) -> LostNumber:
    return LostNumber(
        county_code=county_code,
        kind=kind,
        series=series,
        year=number.year,
        n=number.n,
        text=number.text,
    )


def void_lost(lost: Iterable[LostNumber], reached: Reached, voiding: Voiding) -> list[str]:
    """Void every number that the database does not know, and let each own series go on after its highest.

    An own series has no gap: what lies between its last number and the highest known is void too.
    Returns the numbers that became void, in order.  Raises ``RuleViolation`` for a leap beyond measure.
    """
    own: dict[Series, dict[int, LostNumber]] = defaultdict(dict)
    others = []
    for number in lost:
        if number.is_own:
            own[number.county_code, number.kind, number.year][number.n] = number
        else:
            others.append(number)
    voided = []
    for series in sorted({*own, *reached}):
        highest = max([reached.get(series, 0), *own[series]])
        voided += _void_up_to(series, highest, own[series], voiding)
    for number in sorted(others, key=lambda lost: (lost.county_code, lost.year, lost.n, lost.text)):
        voided += _void(number, voiding)
    return voided


def _void_up_to(
    series: Series, highest: int, known: Mapping[int, LostNumber], voiding: Voiding
) -> list[str]:
    county_code, kind, year = series
    row = _locked(series)
    first = row.next_number if row else min([*known, _first_number(series)])
    if highest - first >= MOST_VOID:
        raise RuleViolation(
            N_("%(count)d numbers of one series would become void: is %(number)s right?"),
            count=highest - first + 1,
            number=_computed(series, highest).text,
        )
    voided = []
    for n in range(first, highest + 1):
        voided += _void(known.get(n) or _computed(series, n), voiding)
    if row is None and highest >= first:
        row = NumberSeries(county_code=county_code, kind=kind, year=year, next_number=first)
        db.session.add(row)
    if row is not None:
        row.next_number = max(row.next_number, highest + 1)
    return voided


def _locked(series: Series) -> NumberSeries | None:
    county_code, kind, year = series
    statement = (
        sa.select(NumberSeries)
        .where(
            NumberSeries.county_code == county_code,
            NumberSeries.kind == kind,
            NumberSeries.year == year,
        )
        .with_for_update()
    )
    return db.session.execute(statement).scalar_one_or_none()


def _order(series: Series) -> Order:
    county_code, kind, year = series
    return Order(kind=kind, county_code=county_code, day=dt.date(year, 12, 31))


def _first_number(series: Series) -> int:
    _, kind, year = series
    starts = _order(series).configured(Key.NUMBER_STARTS)
    return int(starts.get(f"{kind.value}/{year}", 1))


def _computed(series: Series, n: int) -> LostNumber:
    """The n-th number of an own series as its papers bear it."""
    county_code, kind, _ = series
    return _lost(number_at(_order(series), n), county_code, kind, kind.value)


def _void(number: LostNumber, voiding: Voiding) -> list[str]:
    """Enter a number as void unless its row is there already."""
    if queries.find_number(number.county_code, number.text) or _is_taken(number):
        return []
    row = DocumentNumber(
        county_code=number.county_code,
        kind=number.kind,
        series=number.series,
        year=number.year,
        n=number.n,
        text=number.text,
        taken_at=voiding.at,
        voided_at=voiding.at,
        void_reason=voiding.reason,
    )
    db.session.add(row)
    db.session.flush()  # its public id; and the same number twice in one file is found
    record(
        voiding.actor,
        "documents.number.void",
        Subject("document_number", row.public_id, row.county_code),
        {"number": [row.text, None], "reason": [None, row.void_reason]},
        voiding.at,
    )
    return [row.text]


def _is_taken(number: LostNumber) -> bool:
    statement = sa.select(DocumentNumber.id).where(
        DocumentNumber.county_code == number.county_code,
        DocumentNumber.series == number.series,
        DocumentNumber.year == number.year,
        DocumentNumber.n == number.n,
    )
    return db.session.execute(statement).first() is not None

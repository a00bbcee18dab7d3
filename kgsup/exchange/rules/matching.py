"""Which row is which kindergarten: by codes, by the identity of an earlier import, never by likeness.

In this order, each entry of the register claimed by one row only: the number in this program, the
institution code, the credit code, then name with address and telephone, name with address, name with
telephone.  What is only like an entry is a possible duplicate: shown, never decided here.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kgsup.exchange.rules.columns import Column
from kgsup.exchange.rules.rows import ParsedRow
from kgsup.exchange.rules.telephones import SEPARATOR, is_placeholder
from kgsup.exchange.rules.text import comparable
from kgsup.exchange.rules.values import Values
from kgsup.kindergartens.rules.duplicates import Entry, Reason, find_pairs


@dataclass(frozen=True)
class Identity:
    """What a row or an entry is recognised by: name with address and telephone, each as compared."""

    whole: str
    by_address: str
    by_telephone: str


def identity_of(name: str | None, address: str | None, telephone: str | None) -> Identity:
    """The identity of a name, address and telephone; a placeholder is no telephone."""
    name, place = comparable(name), comparable(address)
    number = "".join(real_telephones(telephone))
    return Identity(
        whole=f"{name}|{place}|{number}",
        by_address=f"{name}|{place}" if place else "",
        by_telephone=f"{name}|{number}" if number else "",
    )


def real_telephones(telephone: str | None) -> list[str]:
    """The numbers of a cell that are no placeholders."""
    numbers = (telephone or "").split(SEPARATOR)
    return [number for number in numbers if number and not is_placeholder(number)]


@dataclass(frozen=True)
class Known:
    """An entry of the register: its present values in the list's columns, and how it was listed before."""

    id: int
    public_id: str
    values: Values
    identities: tuple[Identity, ...]


@dataclass(frozen=True)
class Likeness:
    """What a row may be the same as: an entry of the register, or an earlier line of the file."""

    name: str
    reasons: tuple[Reason, ...]
    public_id: str | None = None
    sheet: str = ""
    line: int | None = None


@dataclass
class Matched:
    """The result for the rows of a list, by their index."""

    known: dict[int, Known] = field(default_factory=dict)
    twins: dict[int, int] = field(default_factory=dict)  # a row that repeats an earlier one
    strangers: set[int] = field(default_factory=set)  # number in this program that is not known
    likenesses: dict[int, list[Likeness]] = field(default_factory=dict)


def match_rows(rows: Sequence[ParsedRow], register: Sequence[Known]) -> Matched:
    """Match the rows that are not refused with the register and with each other."""
    matching = _Matching(rows, register)
    matching.run()
    return matching.result


class _Matching:
    def __init__(self, rows: Sequence[ParsedRow], register: Sequence[Known]) -> None:
        self._rows = rows
        self._register = register
        self._open = [index for index, row in enumerate(rows) if not row.refusals]
        self._identities = {index: _identity_of_row(rows[index]) for index in self._open}
        self._claimed: set[int] = set()
        self.result = Matched()

    def run(self) -> None:
        self._set_twins_aside()
        self._by_value(Column.PUBLIC_ID, {known.public_id: known for known in self._register})
        self.result.strangers = {
            index
            for index in self._open
            if self._rows[index].values.get(Column.PUBLIC_ID) and index not in self.result.known
        }
        for column in (Column.INSTITUTION_CODE, Column.CREDIT_CODE):
            self._by_value(column, _unique(self._register, column), self._counted(column))
        self._by_whole_identity()
        self._by_part(lambda identity: identity.by_address)
        self._by_part(lambda identity: identity.by_telephone)
        self._find_likenesses()

    def _set_twins_aside(self) -> None:
        """A row that says exactly what an earlier one says adds nothing."""
        first: dict[tuple[tuple[str, object], ...], int] = {}
        for index in self._open:
            content = tuple(sorted(self._rows[index].values.items()))
            if content in first:
                self.result.twins[index] = first[content]
            else:
                first[content] = index
        self._open = [index for index in self._open if index not in self.result.twins]

    def _waiting(self) -> list[int]:
        found = self.result.known
        strangers = self.result.strangers
        return [index for index in self._open if index not in found and index not in strangers]

    def _claim(self, index: int, known: Known) -> None:
        self.result.known[index] = known
        self._claimed.add(known.id)

    def _counted(self, column: Column) -> Counter[object]:
        return Counter(self._rows[index].values.get(column) for index in self._open)

    def _by_value(
        self,
        column: Column,
        entries: Mapping[object, Known],
        counted: Counter[object] | None = None,
    ) -> None:
        """Match by a value that one entry bears; one that several rows bear identifies nobody."""
        for index in self._waiting():
            value = self._rows[index].values.get(column)
            known = entries.get(value) if value else None
            if known is None or known.id in self._claimed:
                continue
            if counted is None or counted[value] == 1:
                self._claim(index, known)

    def _by_whole_identity(self) -> None:
        """Match by name, address and telephone; equal ones in order, as they were entered."""
        entries = _index(self._register, lambda identity: identity.whole)
        for index in self._waiting():
            for known in entries.get(self._identities[index].whole, ()):
                if known.id not in self._claimed:
                    self._claim(index, known)
                    break

    def _by_part(self, part: Callable[[Identity], str]) -> None:
        """Match by a part of the identity that only one entry and only one row are left with."""
        entries = _index(self._register, part)
        waiting = self._waiting()
        counted = Counter(part(self._identities[index]) for index in waiting)
        for index in waiting:
            key = part(self._identities[index])
            left = [known for known in entries.get(key, ()) if known.id not in self._claimed]
            if key and counted[key] == 1 and len(left) == 1:
                self._claim(index, left[0])

    def _find_likenesses(self) -> None:
        waiting = self._waiting()
        if not waiting:
            return
        first_key = 1 + max((known.id for known in self._register), default=0)
        by_id = {known.id: known for known in self._register}
        entries = [_entry(known.id, known.values) for known in self._register]
        entries += [_entry(first_key + index, self._rows[index].values) for index in waiting]
        for pair in find_pairs(entries, among={first_key + index for index in waiting}):
            index = pair.second - first_key
            if pair.first < first_key:
                other = by_id[pair.first]
                likeness = Likeness(str(other.values[Column.NAME]), pair.reasons, other.public_id)
            else:
                row = self._rows[pair.first - first_key]
                likeness = Likeness(
                    str(row.values[Column.NAME]), pair.reasons, None, row.sheet, row.line
                )
            self.result.likenesses.setdefault(index, []).append(likeness)


def _identity_of_row(row: ParsedRow) -> Identity:
    return identity_of(row.text(Column.NAME), row.text(Column.ADDRESS), row.text(Column.TELEPHONE))


def _unique(register: Iterable[Known], column: Column) -> dict[object, Known]:
    """Value → the one entry that bears it."""
    found: dict[object, list[Known]] = defaultdict(list)
    for known in register:
        if value := known.values.get(column):
            found[value].append(known)
    return {value: entries[0] for value, entries in found.items() if len(entries) == 1}


def _index(
    register: Iterable[Known], part: Callable[[Identity], str]
) -> Mapping[str, Sequence[Known]]:
    found: dict[str, dict[int, Known]] = defaultdict(dict)
    for known in register:
        for identity in known.identities:
            found[part(identity)][known.id] = known
    return {key: [entries[id] for id in sorted(entries)] for key, entries in found.items()}


def _entry(key: int, values: Values) -> Entry:
    def text(column: Column) -> str | None:
        value = values.get(column)
        return value if isinstance(value, str) else None

    return Entry(
        key=key,
        name=text(Column.NAME) or "",
        telephone=SEPARATOR.join(real_telephones(text(Column.TELEPHONE))) or None,
        address=text(Column.ADDRESS),
        credit_code=text(Column.CREDIT_CODE),
        institution_code=text(Column.INSTITUTION_CODE),
        town_code=text(Column.TOWN),
        head=text(Column.HEAD),
    )

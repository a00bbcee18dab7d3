"""Which column of a list is which fact: names, the head of a table under its titles, the mapping."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

from kgsup.core.errors import N_
from kgsup.core.labels import register_labels
from kgsup.exchange.rules.tables import Cell, Row, Sheet, UnreadableFile, text_of
from kgsup.exchange.rules.text import clean


class Column(StrEnum):
    """What a column of a list can hold."""

    PUBLIC_ID = "public_id"
    NAME = "name"
    INSTITUTION_CODE = "institution_code"
    CREDIT_CODE = "credit_code"
    LICENCE_NUMBER = "licence_number"
    REGISTRATION_NUMBER = "registration_number"
    ADDRESS = "address"
    TELEPHONE = "telephone"
    MAIL = "mail"
    HEAD = "head"
    LEGAL_REPRESENTATIVE = "legal_representative"
    SPONSOR_NAME = "sponsor_name"
    SPONSOR_KIND = "sponsor_kind"
    OWNERSHIP = "ownership"
    INCLUSIVE = "inclusive"
    INCLUSIVE_FROM = "inclusive_from"
    INCLUSIVE_UNTIL = "inclusive_until"
    RESIDENTIAL_AREA = "residential_area"
    HANDED_OVER_ON = "handed_over_on"
    MANAGING_DEPARTMENT = "managing_department"
    GRADE = "grade"
    STATE = "state"
    CAPACITY = "capacity"
    CHILDREN = "children"
    CLASSES = "classes"
    STAFF = "staff"
    TEACHERS = "teachers"
    CERTIFIED_TEACHERS = "certified_teachers"
    LAND_M2 = "land_m2"
    BUILDING_M2 = "building_m2"
    OUTDOOR_M2 = "outdoor_m2"
    VALID_PERIOD = "valid_period"
    VALID_FROM = "valid_from"
    VALID_UNTIL = "valid_until"
    ISSUED_ON = "issued_on"
    APPROVED_ON = "approved_on"
    URBAN_RURAL = "urban_rural"
    ANNUAL_CONCLUSION = "annual_conclusion"  # with its year: "annual_conclusion_2024"
    DISTRICT = "district"
    TOWN = "town"
    SERIAL = "serial"
    REMARK = "remark"


KEPT_BESIDE = frozenset(
    {
        Column.REGISTRATION_NUMBER,
        Column.LEGAL_REPRESENTATIVE,
        Column.APPROVED_ON,
        Column.URBAN_RURAL,
        Column.ANNUAL_CONCLUSION,
        Column.REMARK,
    }
)
"""Columns for which the register has no fact: kept with the kindergarten as the list gave them."""

NOT_STORED = frozenset({Column.SERIAL})
SEVERAL_ALLOWED = frozenset({Column.TELEPHONE})
PERSON_HEADS = frozenset({"身份证号", "身份证号码", "身份证件号", "性别", "出生日期", "证件号码"})
SEARCHED_ROWS = 60
_YEAR_OF_CONCLUSION = re.compile(
    r"(20\d\d)年?(?:度)?年[检审](?:结论|结果|情况)?|年[检审](?:结论|结果|情况)(20\d\d)年?(?:度)?"
)
_IN_BRACKETS = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
_DECORATION = re.compile(r"[\s*＊:：_/、\-—()（）\[\]【】]+")
_UNITS = re.compile(r"(?:㎡|m2|m²|平方米)$")


@dataclass(frozen=True)
class SheetMapping:
    """Which columns (from 0) of a sheet hold what; ``head_line`` is the last line of its head."""

    sheet: str
    head_line: int
    columns: Mapping[int, str]  # index → Column value, or "annual_conclusion_2024"
    heads: Mapping[int, str]  # index → text of the head, as a person sees it

    def indexes_of(self, column: str) -> list[int]:
        """The columns that hold a fact, from left to right."""
        return [index for index, held in sorted(self.columns.items()) if held == column]

    @property
    def unmapped(self) -> list[str]:
        """The heads of columns that hold nothing the program knows."""
        return [head for index, head in sorted(self.heads.items()) if index not in self.columns]


@cache
def synonyms() -> Mapping[str, Column]:
    """Comparable head → column."""
    return {
        key: Column(column)
        for column, names in _name_table().items()
        for name in names
        for key in (comparable_head(name), _without_brackets(name))
    }


def usual_names(column: Column) -> list[str]:
    """The names under which lists give a column; the first is the one that our own files bear."""
    return _name_table()[column.value]


def comparable_head(text: str) -> str:
    """A head without blanks, brackets, asterisks and units."""
    return _UNITS.sub("", _DECORATION.sub("", clean(text))).lower()


def _without_brackets(text: str) -> str:
    return comparable_head(_IN_BRACKETS.sub("", clean(text)))


@lru_cache(maxsize=4096)
def column_of(head: str) -> str | None:
    """What a head says that its column holds; ``None`` when it is no usual name."""
    whole = comparable_head(head)
    if not whole:
        return None
    conclusion = _YEAR_OF_CONCLUSION.fullmatch(whole)
    if conclusion:
        return f"{Column.ANNUAL_CONCLUSION.value}_{conclusion[1] or conclusion[2]}"
    found = synonyms().get(whole) or synonyms().get(_without_brackets(head))
    return found.value if found else None


@lru_cache(maxsize=256)
def base_column(column: str) -> Column:
    """The column without the year of an annual conclusion; raises ``ValueError`` for an unknown one."""
    year = column.removeprefix(f"{Column.ANNUAL_CONCLUSION.value}_")
    if year != column and re.fullmatch(r"20\d\d", year):
        return Column.ANNUAL_CONCLUSION
    return Column(column)


def _known(cells: Iterable[Cell]) -> dict[int, str]:
    """index → column of the cells that are usual heads; of two for one fact the more usual name wins."""
    found: dict[int, str] = {}
    ranks: dict[str, tuple[int, int]] = {}  # column → (rank of its name, index)
    for index, cell in enumerate(cells):
        column = column_of(cell) if isinstance(cell, str) else None
        if column is None:
            continue
        rank = _rank(column, str(cell)), index
        if column in SEVERAL_ALLOWED or rank < ranks.get(column, (len(synonyms()), 0)):
            if column not in SEVERAL_ALLOWED and column in ranks:
                del found[ranks[column][1]]
            found[index] = column
            ranks[column] = rank
    return found


def _rank(column: str, head: str) -> int:
    """The place of a name among the usual names of its column."""
    names = _comparable_names().get(column, ())
    wanted = comparable_head(head)
    return names.index(wanted) if wanted in names else len(names)


@cache
def _comparable_names() -> Mapping[str, tuple[str, ...]]:
    return {column: tuple(map(comparable_head, names)) for column, names in _name_table().items()}


@cache
def _name_table() -> Mapping[str, list[str]]:
    path = Path(__file__).parents[1] / "data" / "columns.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _joined(upper: Row, lower: Row) -> tuple[Cell, ...]:
    """A head of two rows: the lower name where it is known, else the upper one."""
    width = max(len(upper.cells), len(lower.cells))
    pairs = [(upper.cell(index), lower.cell(index)) for index in range(width)]
    return tuple(
        below if isinstance(below, str) and (above is None or column_of(below)) else above
        for above, below in pairs
    )


def find_head(sheet: Sheet) -> SheetMapping | None:
    """Find the head of a table under title rows, of one row or two; ``None`` when there is no name.

    The row with most usual names wins, the upper of equals.  A single known head counts only when it
    names a kindergarten beyond doubt (幼儿园名称, not just 名称).
    """
    best: SheetMapping | None = None
    rows = sheet.rows[:SEARCHED_ROWS]
    for row, below in zip(rows, [*rows[1:], None], strict=False):
        for cells, line in _candidates(row, below):
            known = _known(cells)
            if not _is_head(known, cells) or (best and len(known) <= len(best.columns)):
                continue
            heads = {index: text_of(cell) for index, cell in enumerate(cells) if cell is not None}
            best = SheetMapping(sheet.name, line, known, heads)
    return best


def _candidates(row: Row, below: Row | None) -> list[tuple[tuple[Cell, ...], int]]:
    single = [(row.cells, row.line)]
    if below is None or below.line != row.line + 1 or _known(row.cells) == {}:
        return single
    if not all(cell is None or isinstance(cell, str) for cell in below.cells):
        return single  # figures are no head
    return [*single, (_joined(row, below), below.line)]


def _is_head(known: Mapping[int, str], cells: Sequence[Cell]) -> bool:
    if Column.NAME not in known.values():
        return False
    if any(isinstance(cell, str) and comparable_head(cell) in PERSON_HEADS for cell in cells):
        return False  # a list of people that names their kindergarten
    if len(known) > 1:
        return True
    name = text_of(cells[next(iter(known))])
    return "园" in name and "名" in name


class NoNameColumn(UnreadableFile):
    """No column holds names by its head; ``guessed`` are the heads that a person can give columns to."""

    def __init__(self, guessed: tuple[SheetMapping, ...]) -> None:
        message = N_(
            "No column with the names of kindergartens was found. Its head should be 幼儿园名称."
        )
        super().__init__("no_name_column", message)
        self.guessed = guessed


def find_heads(sheets: Sequence[Sheet]) -> list[SheetMapping]:
    """The mapping of each sheet that lists kindergartens.

    Raises ``NoNameColumn`` when no sheet has a column of names.
    """
    found = [mapping for sheet in sheets if (mapping := find_head(sheet))]
    if not found:
        guessed = tuple(mapping for sheet in sheets if (mapping := _guess_head(sheet)))
        raise NoNameColumn(guessed)
    return found


def _guess_head(sheet: Sheet) -> SheetMapping | None:
    """The first of the rows with most texts, with the columns that are known."""
    rows = sheet.rows[:SEARCHED_ROWS]
    counts = [sum(isinstance(cell, str) for cell in row.cells) for row in rows]
    if not any(counts):
        return None
    row = rows[counts.index(max(counts))]
    heads = {index: text_of(cell) for index, cell in enumerate(row.cells) if cell is not None}
    return SheetMapping(sheet.name, row.line, _known(row.cells), heads)


def head_signature(mapping: SheetMapping) -> str:
    """What a county's remembered mapping is found by: the heads of the table, in order."""
    return "|".join(
        f"{index}:{comparable_head(head)}" for index, head in sorted(mapping.heads.items())
    )


def check_columns(columns: Mapping[int, str]) -> None:
    """Refuse corrected columns without a name, or with a fact in two columns.

    Raises ``UnreadableFile``.
    """
    held = list(columns.values())
    if Column.NAME not in held:
        message = N_("One column must hold the names of kindergartens.")
        raise UnreadableFile("no_name_column", message)
    for column in dict.fromkeys(held):
        if held.count(column) > 1 and base_column(column) not in SEVERAL_ALLOWED:
            raise UnreadableFile("column_twice", N_("Two columns cannot hold the same fact."))


register_labels(
    {
        Column.PUBLIC_ID: N_("Number in this program"),
        Column.NAME: N_("Name"),
        Column.INSTITUTION_CODE: N_("Institution code"),
        Column.CREDIT_CODE: N_("Unified social credit code"),
        Column.LICENCE_NUMBER: N_("Licence number"),
        Column.REGISTRATION_NUMBER: N_("Registration number"),
        Column.ADDRESS: N_("Address"),
        Column.TELEPHONE: N_("Telephone"),
        Column.MAIL: N_("Mail address"),
        Column.HEAD: N_("Head"),
        Column.LEGAL_REPRESENTATIVE: N_("Legal representative"),
        Column.SPONSOR_NAME: N_("Sponsor"),
        Column.SPONSOR_KIND: N_("Kind of sponsor"),
        Column.OWNERSHIP: N_("Ownership"),
        Column.INCLUSIVE: N_("Inclusive"),
        Column.INCLUSIVE_FROM: N_("Recognised as inclusive from"),
        Column.INCLUSIVE_UNTIL: N_("Recognised as inclusive until"),
        Column.RESIDENTIAL_AREA: N_("Residential-area kindergarten"),
        Column.HANDED_OVER_ON: N_("Handed over to the government on"),
        Column.MANAGING_DEPARTMENT: N_("Managing department"),
        Column.GRADE: N_("Grade"),
        Column.STATE: N_("State"),
        Column.CAPACITY: N_("Places"),
        Column.CHILDREN: N_("Children"),
        Column.CLASSES: N_("Classes"),
        Column.STAFF: N_("Staff"),
        Column.TEACHERS: N_("Teachers"),
        Column.CERTIFIED_TEACHERS: N_("Teachers with certificate"),
        Column.LAND_M2: N_("Land, m²"),
        Column.BUILDING_M2: N_("Building, m²"),
        Column.OUTDOOR_M2: N_("Outdoor, m²"),
        Column.VALID_PERIOD: N_("Licence valid from and until"),
        Column.VALID_FROM: N_("Licence valid from"),
        Column.VALID_UNTIL: N_("Licence valid until"),
        Column.ISSUED_ON: N_("Licence issued on"),
        Column.APPROVED_ON: N_("Approved on"),
        Column.URBAN_RURAL: N_("Urban or rural"),
        Column.ANNUAL_CONCLUSION: N_("Conclusion of the annual check"),
        Column.DISTRICT: N_("District"),
        Column.TOWN: N_("Town"),
        Column.SERIAL: N_("Serial number in the list"),
        Column.REMARK: N_("Remark"),
    }
)

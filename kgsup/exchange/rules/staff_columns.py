"""Which column of a list of people is what, and the head of such a list under its titles."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from kgsup.core.errors import N_
from kgsup.core.labels import register_fields, register_labels
from kgsup.exchange.rules.columns import SEARCHED_ROWS, comparable_head
from kgsup.exchange.rules.tables import Row, Sheet, UnreadableFile, text_of


class StaffColumn(StrEnum):
    """What a column of a list of people can hold."""

    PERSON_ID = "person_id"
    NAME = "name"
    IDENTITY_NUMBER = "identity_number"
    SEX = "sex"
    EDUCATION = "education"
    KINDERGARTEN = "kindergarten"
    POST = "post"
    CLASS_NAME = "class_name"
    FROM_ON = "from_on"
    UNTIL_ON = "until_on"
    END_REASON = "end_reason"
    CONTRACT_FILED_ON = "contract_filed_on"
    CERTIFICATE_KIND = "certificate_kind"
    CERTIFICATE_NUMBER = "certificate_number"
    CERTIFICATE_ISSUER = "certificate_issuer"
    CERTIFICATE_ISSUED_ON = "certificate_issued_on"
    CERTIFICATE_UNTIL = "certificate_until"
    HEALTH_CHECK_ON = "health_check_on"
    HEALTH_CHECK_UNTIL = "health_check_until"
    BACKGROUND_CHECK_ON = "background_check_on"
    BACKGROUND_AUTHORITY = "background_authority"
    BACKGROUND_RESULT = "background_result"
    SERIAL = "serial"
    REMARK = "remark"


_IN_BRACKETS = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
NOT_STORED = frozenset({StaffColumn.SERIAL, StaffColumn.REMARK})
DAYS = frozenset(column for column in StaffColumn if column.value.endswith(("_on", "_until")))


@dataclass(frozen=True)
class StaffMapping:
    """Which columns (from 0) of a sheet hold what; ``head_line`` is the line of its head."""

    sheet: str
    head_line: int
    columns: Mapping[int, StaffColumn]
    unknown: tuple[str, ...]  # heads of columns that hold nothing the program knows


@cache
def _name_table() -> Mapping[str, list[str]]:
    path = Path(__file__).parents[1] / "data" / "staff_columns.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _ranked() -> Mapping[str, tuple[StaffColumn, int]]:
    """Comparable head → column, and how usual the name is for it."""
    return {
        comparable_head(name): (StaffColumn(column), rank)
        for column, names in _name_table().items()
        for rank, name in enumerate(names)
    }


def usual_name(column: StaffColumn) -> str:
    """The head under which our own files give a column."""
    return _name_table()[column.value][0]


def find_staff_heads(sheets: Sequence[Sheet]) -> list[StaffMapping]:
    """The mapping of each sheet that lists people; raises ``UnreadableFile`` when none does."""
    found = [mapping for sheet in sheets if (mapping := _find_head(sheet))]
    if not found:
        raise UnreadableFile(
            "no_staff_columns",
            N_("No table of people was found. Its head needs %(name)s, %(place)s and %(post)s."),
            name=usual_name(StaffColumn.NAME),
            place=usual_name(StaffColumn.KINDERGARTEN),
            post=usual_name(StaffColumn.POST),
        )
    return found


def _find_head(sheet: Sheet) -> StaffMapping | None:
    """The row with most usual names, the upper of equals; it names people and where they work."""
    best: StaffMapping | None = None
    for row in sheet.rows[:SEARCHED_ROWS]:
        known = _known(row)
        is_head = {StaffColumn.NAME, StaffColumn.KINDERGARTEN} <= set(known.values())
        if is_head and (best is None or len(known) > len(best.columns)):
            unknown = tuple(
                text_of(cell)
                for index, cell in enumerate(row.cells)
                if cell is not None and index not in known
            )
            best = StaffMapping(sheet.name, row.line, known, unknown)
    return best


def _known(row: Row) -> dict[int, StaffColumn]:
    """Index → column; of two heads for one column the more usual name wins."""
    best: dict[StaffColumn, tuple[int, int]] = {}
    for index, cell in enumerate(row.cells):
        found = _column_of(cell) if isinstance(cell, str) else None
        if found is None:
            continue
        column, rank = found
        if column not in best or rank < best[column][0]:
            best[column] = (rank, index)
    return {index: column for column, (_rank, index) in sorted(best.items())}


def _column_of(head: str) -> tuple[StaffColumn, int] | None:
    """The column of a head as it stands, or without what stands in its brackets."""
    ranked = _ranked()
    whole = ranked.get(comparable_head(head))
    return whole or ranked.get(comparable_head(_IN_BRACKETS.sub("", head)))


register_fields({"staff_import": N_("Import of people")})

register_labels(
    {
        StaffColumn.PERSON_ID: N_("Person's number in this program"),
        StaffColumn.NAME: N_("Name"),
        StaffColumn.IDENTITY_NUMBER: N_("Identity number"),
        StaffColumn.SEX: N_("Sex"),
        StaffColumn.EDUCATION: N_("Education"),
        StaffColumn.KINDERGARTEN: N_("Kindergarten"),
        StaffColumn.POST: N_("Post"),
        StaffColumn.CLASS_NAME: N_("Class"),
        StaffColumn.FROM_ON: N_("First day"),
        StaffColumn.UNTIL_ON: N_("First day without work"),
        StaffColumn.END_REASON: N_("Why it ended"),
        StaffColumn.CONTRACT_FILED_ON: N_("Contract filed on"),
        StaffColumn.CERTIFICATE_KIND: N_("Kind of certificate"),
        StaffColumn.CERTIFICATE_NUMBER: N_("Number of the certificate"),
        StaffColumn.CERTIFICATE_ISSUER: N_("Issued by"),
        StaffColumn.CERTIFICATE_ISSUED_ON: N_("Issued on"),
        StaffColumn.CERTIFICATE_UNTIL: N_("Certificate valid until"),
        StaffColumn.HEALTH_CHECK_ON: N_("Health check made on"),
        StaffColumn.HEALTH_CHECK_UNTIL: N_("Health check valid until"),
        StaffColumn.BACKGROUND_CHECK_ON: N_("Background check asked on"),
        StaffColumn.BACKGROUND_AUTHORITY: N_("Who was asked"),
        StaffColumn.BACKGROUND_RESULT: N_("Answer to the background check"),
        StaffColumn.SERIAL: N_("Serial number in the list"),
        StaffColumn.REMARK: N_("Remark"),
    }
)

"""From a file to parsed rows.  Nothing is written; no transaction need be open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kgsup.core.errors import N_
from kgsup.exchange import queries
from kgsup.exchange.adapters.spreadsheet import read_workbook, refusal
from kgsup.exchange.rules.columns import (
    Column,
    NoNameColumn,
    SheetMapping,
    find_heads,
    head_signature,
)
from kgsup.exchange.rules.rows import ParsedList, parse_list
from kgsup.exchange.rules.tables import Sheet, UnreadableFile


@dataclass(frozen=True)
class ReadList:
    """The rows of a file with the columns by which they were read."""

    mappings: tuple[SheetMapping, ...]
    parsed: ParsedList


def read_list(
    path: Path, county_code: str, chosen: Sequence[SheetMapping] | None = None
) -> ReadList:
    """Read a file for a county by chosen columns, by remembered ones, or by the usual names.

    Raises ``UnreadableFile`` with its reason, ``Missing`` for an unknown county.
    """
    finder = queries.finder_of(county_code)
    if not path.is_file():
        if not path.exists():
            raise UnreadableFile(
                "no_such_file", N_("There is no such file: %(path)s"), path=str(path)
            )
        raise refusal("not_a_table")
    sheets = read_workbook(path)
    mappings = list(chosen or _found(county_code, sheets))
    parsed = parse_list(sheets, mappings, county_code, finder)
    if not parsed.rows:
        raise UnreadableFile("no_rows", N_("The table has a head and no rows."))
    return ReadList(tuple(mappings), parsed)


def _found(county_code: str, sheets: Sequence[Sheet]) -> list[SheetMapping]:
    """The heads of a file with the columns that the county remembers, or the usual ones."""
    try:
        return [_remembered(county_code, mapping) for mapping in find_heads(sheets)]
    except NoNameColumn as error:
        remembered = [_remembered(county_code, mapping) for mapping in error.guessed]
        named = [mapping for mapping in remembered if Column.NAME in mapping.columns.values()]
        if not named:
            raise
        return named


def _remembered(county_code: str, mapping: SheetMapping) -> SheetMapping:
    found = queries.find_mapping(county_code, head_signature(mapping))
    if found is None:
        return mapping
    columns = {int(index): column for index, column in found.columns.items()}
    return replace(mapping, columns=columns)


def mapping_to_json(mapping: SheetMapping) -> dict[str, object]:
    """A mapping as it is stored with its import."""
    return {
        "sheet": mapping.sheet,
        "head_line": mapping.head_line,
        "columns": {str(index): column for index, column in mapping.columns.items()},
        "heads": {str(index): head for index, head in mapping.heads.items()},
    }


def mapping_from_json(stored: Mapping[str, object]) -> SheetMapping:
    """Read a mapping back that ``mapping_to_json`` has written."""

    def by_index(key: str) -> dict[int, str]:
        table = stored[key]
        return {int(index): str(text) for index, text in dict(table).items()}  # type: ignore[call-overload]

    return SheetMapping(
        str(stored["sheet"]),
        int(str(stored["head_line"])),
        by_index("columns"),
        by_index("heads"),
    )

"""What a database holds that a backup must answer for.  Reads any revision, on a connection given.

Plain statements instead of models: a backup before an upgrade reads tables as they were, and a restore
reads a database that the program is not running on.
"""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from kgsup.backups.rules.manifest import DOCUMENTS, EVIDENCE, path_in_store
from kgsup.backups.rules.numbers import Bearer, Known, Reached, Taken
from kgsup.core import migrate

_REACHED = {
    "number_series": "SELECT 'paper', county_code, kind, year, next_number - 1 FROM number_series",
    "document_number": (
        "SELECT 'paper', county_code, series, year, max(n) FROM document_number"
        " WHERE series <> kind GROUP BY county_code, series, year"
    ),
    "licence_number_series": (
        "SELECT 'licence', county_code, series, 0, next_number - 1 FROM licence_number_series"
    ),
}

# Table → store, and who names the content.
_NAMED = {
    "evidence": (EVIDENCE, "SELECT sha256, public_id FROM evidence"),
    "import_batch": (EVIDENCE, "SELECT file_sha256, public_id FROM import_batch"),
    "document": (DOCUMENTS, "SELECT sha256, number FROM document WHERE sha256 IS NOT NULL"),
    "print_job": (DOCUMENTS, "SELECT sha256, public_id FROM print_job WHERE sha256 IS NOT NULL"),
}

_PAPERS = "SELECT county_code, text, kind, series, year, n FROM document_number"
_LICENCE_NUMBERS = "SELECT county_code, number, series, n FROM licence_number"
_LICENCES = "SELECT county_code, number FROM licence"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """A database's revision, where its ledger ends, how far its numbers came, and what files it names.

    ``named`` maps a path (as in a backup) to who names it.
    """

    revision: str | None
    ledger_rows: int
    ledger_hash: str
    reached: tuple[Reached, ...]
    named: dict[str, str]


def read_facts(connection: Connection) -> Facts:
    """Read all facts in the connection's one transaction."""
    tables = set(sa.inspect(connection).get_table_names())
    head = _rows(connection, "SELECT sequence, hash FROM ledger_head", tables, "ledger_head")
    rows, end = head[0] if head else (0, "")
    named: dict[str, str] = {}
    for table, (store, statement) in _NAMED.items():
        for sha256, name in _rows(connection, statement, tables, table):
            named[path_in_store(store, sha256)] = f"{table} {name}"
    return Facts(
        revision=migrate.current_on(connection),
        ledger_rows=rows,
        ledger_hash=end,
        reached=_reached(connection, tables),
        named=named,
    )


def read_known(connection: Connection) -> Known:
    """Every number that a database knows, of papers and of licences, given or only entered."""
    tables = set(sa.inspect(connection).get_table_names())
    papers = [
        Taken(
            bearer=Bearer.PAPER,
            county_code=county,
            text=text,
            kind=kind,
            series=series,
            year=year,
            n=n,
        )
        for county, text, kind, series, year, n in _rows(
            connection, _PAPERS, tables, "document_number"
        )
    ]
    licences = [
        Taken(bearer=Bearer.LICENCE, county_code=county, text=text, series=series, n=n)
        for county, text, series, n in _rows(connection, _LICENCE_NUMBERS, tables, "licence_number")
    ]
    borne = [
        Taken(bearer=Bearer.LICENCE, county_code=county, text=text, series=None, n=None)
        for county, text in _rows(connection, _LICENCES, tables, "licence")
    ]
    return Known(reached=_reached(connection, tables), taken=(*papers, *licences, *borne))


def _reached(connection: Connection, tables: set[str]) -> tuple[Reached, ...]:
    found = [
        Reached(bearer=bearer, county_code=county, series=series, year=year, last=last)
        for table, statement in _REACHED.items()
        for bearer, county, series, year, last in _rows(connection, statement, tables, table)
    ]
    return tuple(sorted(found))


def _rows(
    connection: Connection, statement: str, tables: set[str], table: str
) -> list[tuple[Any, ...]]:
    """The rows of a table; none where this revision has no such table yet."""
    if table not in tables:
        return []
    return [tuple(row) for row in connection.execute(sa.text(statement))]

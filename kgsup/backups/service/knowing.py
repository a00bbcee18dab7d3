"""Gathering every number that may not be given again: from databases, stored PDFs and a list."""

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from kgsup.backups import queries
from kgsup.backups.adapters import copying, titles
from kgsup.backups.adapters.databases import Database, database_at, reading
from kgsup.backups.rules.manifest import DOCUMENTS
from kgsup.backups.rules.numbers import Known, Said, read_numbers_used
from kgsup.backups.rules.refusals import CannotRestore
from kgsup.core.errors import N_


def known_of_databases(urls: Iterable[str], *, is_listed: bool) -> Known:
    """What present databases know of numbers.

    One that is there and cannot be read knew of papers that nobody can ask it for: then the office's
    own list is demanded (``is_listed``).  Raises ``CannotRestore``.
    """
    known = Known()
    for url in urls:
        try:
            if database_at(url, "").is_empty():
                continue
            with reading(url) as connection:
                found = queries.read_known(connection)
        except SQLAlchemyError:
            if not is_listed:
                raise CannotRestore(
                    N_(
                        "The present database cannot be read, so numbers that it gave after the"
                        " backup are not known: list them with --numbers-used FILE (an empty file"
                        " says that there are none)."
                    )
                ) from None
            continue
        known = Known(reached=(*known.reached, *found.reached), taken=(*known.taken, *found.taken))
    return known


def said_by_archives(instances: Iterable[Path], in_backup: frozenset[str]) -> list[Said]:
    """The numbers of stored papers that the backup does not have."""
    found = []
    for instance in instances:
        for path in copying.list_stored(instance):
            if path.startswith(f"{DOCUMENTS}/") and path not in in_backup:
                number = titles.number_of(instance / path)
                if number:
                    found.append(Said(text=number, county_code=None, source=path))
    return found


def said_by_file(path: Path | None) -> list[Said]:
    """The numbers of the operator's list.  Raises ``CannotRestore`` for what is no such list."""
    if path is None:
        return []
    try:
        return read_numbers_used(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise CannotRestore(N_("%(path)s is not a text in UTF-8."), path=path) from None


def target_is_free(target: Database, *, replace: bool) -> None:
    """Refuse a database that is not empty unless it may be put aside.  Raises ``CannotRestore``."""
    if not replace and not target.is_empty():
        raise CannotRestore(
            N_(
                "The database is not empty.  With --replace it is moved aside, under a name with"
                " this instant, and kept."
            )
        )

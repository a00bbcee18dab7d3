"""What a restored database must hold before it takes its place: lost numbers void, sessions ended, the act.

Runs on the restored database; the caller opens the transaction.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from kgsup.access.actor import Actor
from kgsup.accounts.service import end_all_sessions
from kgsup.areas.queries import list_counties
from kgsup.audit.queries import SHARED
from kgsup.audit.rules import Subject
from kgsup.audit.service import record
from kgsup.backups import queries
from kgsup.backups.rules.acts import RESTORE
from kgsup.backups.rules.manifest import Manifest
from kgsup.backups.rules.numbers import Bearer, Known, Reached, Said, Taken
from kgsup.backups.rules.refusals import CannotRestore
from kgsup.core.clock import local_date, local_time
from kgsup.core.db import db
from kgsup.core.errors import N_, RuleViolation
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.documents.service.lost_numbers import LostNumber, Voiding, read_number, void_lost
from kgsup.kindergartens.rules.codes import licence_digits
from kgsup.kindergartens.service.lost_numbers import (
    LostLicenceNumber,
    Withdrawing,
    read_licence_number,
    withdraw_lost,
)


@dataclass(frozen=True, kw_only=True)
class Entered:
    """What was entered: numbers that became void, numbers that are nobody's, sessions ended."""

    voided: tuple[str, ...]
    unknown: tuple[Said, ...]
    sessions_ended: int


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """The restore: from what, who, when, and what became of the database before."""

    manifest: Manifest
    actor: Actor
    at: dt.datetime
    rows_before: int | None = None  # of the ledger of the database that is put aside

    @property
    def reason(self) -> str:
        """Why numbers are void, as it stands in their rows."""
        made = f"{local_time(self.manifest.made_at):%Y-%m-%d %H:%M}"
        return f"由{made}的备份恢复 / restored from a backup of {made}"


def enter_restore(known: Known, occasion: Occasion) -> Entered:
    """Void what was given after the backup, end all sessions and record the restore.

    Raises ``RuleViolation`` for a number that would void beyond measure.
    """
    papers, licences, unknown = _sorted(known, occasion)
    reached = (*known.reached, *occasion.manifest.numbers)
    voided = void_lost(
        papers,
        {
            (row.county_code, DocumentKind(row.series), row.year): row.last
            for row in _highest(reached, Bearer.PAPER)
            if row.series in set(DocumentKind)
        },
        Voiding(reason=occasion.reason, actor=occasion.actor, at=occasion.at),
    )
    voided += withdraw_lost(
        licences,
        {(row.county_code, row.series): row.last for row in _highest(reached, Bearer.LICENCE)},
        Withdrawing(reason=occasion.reason, actor=occasion.actor, at=occasion.at),
    )
    ended = end_all_sessions(occasion.at)
    entered = Entered(voided=tuple(voided), unknown=tuple(unknown), sessions_ended=ended)
    _record(entered, occasion)
    return entered


def _highest(reached: Iterable[Reached], bearer: Bearer) -> list[Reached]:
    """The rows of one kind of bearer, the highest of each series last."""
    return sorted(row for row in reached if row.bearer == bearer)


def _sorted(
    known: Known, occasion: Occasion
) -> tuple[list[LostNumber], list[LostLicenceNumber], list[Said]]:
    there = {_name(row) for row in queries.read_known(db.session.connection()).taken}
    lost = [row for row in known.taken if _name(row) not in there]
    papers = [_paper(row) for row in lost if row.bearer is Bearer.PAPER]
    licences = [_licence(row) for row in lost if row.bearer is Bearer.LICENCE]
    unknown = []
    county_codes = [county.code for county in list_counties()]
    for said in known.said:
        among = [said.county_code] if said.county_code else county_codes
        if said.bearer is Bearer.PAPER:
            read = _read_paper(said, among)
            papers += read
            is_somebodys = bool(read)
        else:
            borne = _read_licence(said, among, local_date(occasion.at))
            licences += borne
            is_somebodys = bool(borne)
        if not is_somebodys:
            unknown.append(_nobodys(said))
    return papers, licences, unknown


def _name(row: Taken) -> tuple[str, str, str]:
    return row.bearer.value, row.county_code, row.text


def _read_paper(said: Said, county_codes: list[str]) -> list[LostNumber]:
    try:
        return read_number(said.text, county_codes)
    except RuleViolation as error:
        raise CannotRestore(
            N_("%(source)s, %(text)s: %(why)s"), source=said.source, text=said.text, why=str(error)
        ) from None


def _read_licence(said: Said, county_codes: list[str], today: dt.date) -> list[LostLicenceNumber]:
    """A number of a county's own series, or of another office's when the county is known."""
    found = read_licence_number(said.text, county_codes, today)
    is_usual = licence_digits(said.text).isdecimal()
    if not found and is_usual and len(county_codes) == 1:
        return [LostLicenceNumber(county_code=county_codes[0], number=said.text)]
    return found


def _nobodys(said: Said) -> Said:
    """A number that stands in no series here: named afterwards; typed by hand, it is refused."""
    if said.is_typed:
        raise CannotRestore(
            N_("%(source)s, %(text)s: no number of a paper or licence of any county here."),
            source=said.source,
            text=said.text,
        )
    return said


def _paper(row: Taken) -> LostNumber:
    return LostNumber(
        county_code=row.county_code,
        kind=DocumentKind(row.kind),
        series=str(row.series),
        year=row.year,
        n=int(row.n or 0),
        text=row.text,
    )


def _licence(row: Taken) -> LostLicenceNumber:
    return LostLicenceNumber(
        county_code=row.county_code, number=row.text, series=row.series, n=row.n
    )


def _record(entered: Entered, occasion: Occasion) -> None:
    manifest = occasion.manifest
    record(
        occasion.actor,
        RESTORE,
        Subject("backup", manifest.backup, SHARED),
        {
            "backup_made_at": [None, manifest.made_at.isoformat()],
            "schema_revision": [None, manifest.revision],
            "ledger_rows": [occasion.rows_before, manifest.ledger_rows],
            "ledger_hash": [None, manifest.ledger_hash],
            "numbers_void": [None, len(entered.voided)],
            "sessions_ended": [None, entered.sessions_ended],
        },
        occasion.at,
    )

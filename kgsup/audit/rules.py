"""What a ledger row is and how rows are chained.  No database."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from kgsup.core.errors import N_

GENESIS = "0" * 64  # the "previous hash" of the first row

_ACTS: dict[str, str] = {}


@dataclass(frozen=True)
class Subject:
    """What an act is about; ``concerns`` is the public id of the kindergarten behind it."""

    kind: str
    public_id: str
    county_code: str
    concerns: str | None = None


@dataclass(frozen=True, kw_only=True)
class CasePage:
    """The page of a kind of subject; ``leads`` when its papers are sealed, served and voided from there."""

    endpoint: str  # takes the subject's public id as ``public_id``
    leads: bool = False


_PAGES: dict[str, CasePage] = {}


def register_case_page(subject_kind: str, page: CasePage) -> CasePage:
    """Register the page of a kind of subject; slices below it link there without knowing it."""
    _PAGES[subject_kind] = page
    return page


def find_case_page(subject_kind: str) -> CasePage | None:
    """The page of a kind of subject, if it has one."""
    return _PAGES.get(subject_kind)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One row of the ledger without its hashes."""

    sequence: int
    recorded_at: dt.datetime
    acted_on: dt.date | None
    actor_id: int | None
    actor_name: str
    act: str
    county_code: str
    subject_kind: str
    subject_id: str
    concerns: str | None
    changes: Mapping[str, Any]
    article: str | None


def register_acts(labels: Mapping[str, str]) -> Mapping[str, str]:
    """Register what acts are called; an act without a label cannot be recorded."""
    for act, label in labels.items():
        if act.count(".") != 2:
            raise ValueError(f"{act} is not slice.thing.act")
        _ACTS[act] = label
    return labels


def act_label(act: str) -> str:
    """The marked English label of an act; raises ``KeyError`` for an unregistered one."""
    return _ACTS[act]


def all_acts() -> Mapping[str, str]:
    """Every registered act with its label."""
    return dict(_ACTS)


def entry_hash(entry: Entry, previous: str) -> str:
    """SHA-256 over the previous hash and the row in one canonical writing."""
    fields = asdict(entry) | {
        "recorded_at": entry.recorded_at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "acted_on": entry.acted_on.isoformat() if entry.acted_on else None,
    }
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


@dataclass(frozen=True)
class Verdict:
    """The result of verifying: the number of rows read and the first bad sequence, if any."""

    rows: int
    first_bad: int | None = None
    reason: str | None = None

    @property
    def ok(self) -> bool:
        return self.first_bad is None


def verify_chain(rows: Iterable[tuple[Entry, str, str]], head: tuple[int, str] | None) -> Verdict:
    """Check rows (entry, previous hash, own hash) in order of their sequence against the kept head.

    Finds edits, deletions, insertions, swaps, truncation and time that runs backwards; names the first
    bad sequence.
    """
    expected, previous, count = 1, GENESIS, 0
    last_instant: dt.datetime | None = None
    for entry, stated_previous, stated_hash in rows:
        reason = _fault(entry, expected, (stated_previous, stated_hash), previous)
        if reason is None and last_instant and entry.recorded_at < last_instant:
            reason = N_("recorded earlier than the row before it")
        if reason:
            return Verdict(count, expected, reason)
        expected, previous, last_instant = expected + 1, stated_hash, entry.recorded_at
        count += 1
    if (count, previous) != head:  # the head is there from the first migration on
        return Verdict(count, expected, N_("rows are missing at the end"))
    return Verdict(count)


def _fault(entry: Entry, expected: int, stated: tuple[str, str], previous: str) -> str | None:
    stated_previous, stated_hash = stated
    if entry.sequence != expected:
        return N_("a row is missing or out of order")
    if stated_previous != previous:
        return N_("the link to the row before it is broken")
    if entry_hash(entry, previous) != stated_hash:
        return N_("the row was changed")
    return None

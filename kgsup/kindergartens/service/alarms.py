"""Opening and closing alarms so that they match the facts, for one kindergarten or a county."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kgsup.areas import queries as areas
from kgsup.core.db import db
from kgsup.kindergartens.models import (
    InclusiveRecognition,
    Kindergarten,
    Licence,
    RegisterAlarm,
    TermCount,
)
from kgsup.kindergartens.queries.details import group_count, recognised_on
from kgsup.kindergartens.rules.alarms import Details, Judged, wanted_alarms
from kgsup.kindergartens.rules.classification import ARTICLES, UNLAWFUL, AlarmKind, Facts
from kgsup.kindergartens.rules.counts import GroupCount
from kgsup.kindergartens.rules.facts import split_assets
from kgsup.kindergartens.rules.identity import State
from kgsup.kindergartens.service.writing import chunks, insert_rows

_TWICE = (AlarmKind.LICENCE_NUMBER_TWICE, AlarmKind.CREDIT_CODE_TWICE)
Wanted = dict[int, dict[AlarmKind, Details]]


def refresh_alarms(kindergarten: Kindergarten, on: dt.date) -> None:
    """Bring the alarms of one kindergarten, and of those it shares a number with, up to a day."""
    db.session.flush()
    refresh_many(kindergarten.county_code, {kindergarten.id}, on)
    db.session.refresh(kindergarten)


def refresh_all_alarms(county_code: str, on: dt.date) -> int:
    """Bring all alarms of a county up to a day (recognitions end by themselves); counts the changes."""
    statement = sa.select(Kindergarten.id).where(Kindergarten.county_code == county_code)
    return refresh_many(county_code, db.session.execute(statement).scalars().all(), on)


def refresh_everywhere(on: dt.date) -> int:
    """``refresh_all_alarms`` for every county."""
    return sum(refresh_all_alarms(county.code, on) for county in areas.list_counties())


def refresh_many(county_code: str, ids: Iterable[int], on: dt.date) -> int:
    """Bring the alarms of these kindergartens up to a day; counts the alarms opened and closed."""
    conflicts = _conflicts(county_code)
    judged_ids = set(ids) | conflicts.members | _with_open(county_code, _TWICE)
    wanted: Wanted = {}
    for keys in chunks(judged_ids):
        wanted |= _wanted(county_code, keys, on, conflicts)
    changed = _match(county_code, wanted, on)
    _set_flags(county_code, wanted)
    return changed


Others = dict[int, tuple[str, ...]]  # entry → public ids of the others with its number


@dataclass(frozen=True, kw_only=True)
class _Conflicts:
    """The living entries of a county that share a number with others."""

    licences: Others
    codes: Others

    @property
    def members(self) -> set[int]:
        return self.licences.keys() | self.codes.keys()


def _conflicts(county_code: str) -> _Conflicts:
    living = (Kindergarten.county_code == county_code, Kindergarten.merged_into_id.is_(None))
    compared = Licence.number_settled_on.is_(None)  # what was ruled on is no conflict any more
    licences = sa.select(Licence.digits, Kindergarten.id, Kindergarten.public_id).join(
        Kindergarten,
        sa.and_(
            Kindergarten.county_code == Licence.county_code,
            Kindergarten.id == Licence.kindergarten_id,
        ),
    )
    codes = sa.select(Kindergarten.credit_code, Kindergarten.id, Kindergarten.public_id)
    twice_licence = (
        sa.select(Licence.digits)
        .where(Licence.county_code == county_code, compared)
        .group_by(Licence.digits)
        .having(sa.func.count(sa.distinct(Licence.kindergarten_id)) > 1)
    )
    twice_code = (
        sa.select(Kindergarten.credit_code)
        .where(*living, Kindergarten.credit_code.is_not(None))
        .group_by(Kindergarten.credit_code)
        .having(sa.func.count() > 1)
    )
    return _Conflicts(
        licences=_others(licences.where(*living, compared, Licence.digits.in_(twice_licence))),
        codes=_others(codes.where(*living, Kindergarten.credit_code.in_(twice_code))),
    )


def _others(statement: sa.Select[*tuple[Any, ...]]) -> Others:
    groups: dict[str, dict[int, str]] = defaultdict(dict)
    for number, key, public_id in db.session.execute(statement):
        groups[number][key] = public_id
    return {
        key: tuple(public_id for other, public_id in bearers.items() if other != key)
        for bearers in groups.values()
        if len(bearers) > 1
        for key in bearers
    }


def _with_open(county_code: str, kinds: Iterable[AlarmKind]) -> set[int]:
    statement = sa.select(RegisterAlarm.kindergarten_id).where(
        RegisterAlarm.county_code == county_code,
        RegisterAlarm.kind.in_(kinds),
        RegisterAlarm.closed_on.is_(None),
    )
    return set(db.session.execute(statement).scalars())


def _wanted(county_code: str, keys: list[int], on: dt.date, conflicts: _Conflicts) -> Wanted:
    recognised = _recognised(county_code, keys, on)
    numbers = _numbers(county_code, keys)
    counts = _counts(county_code, keys)
    statement = sa.select(
        Kindergarten.id,
        Kindergarten.ownership,
        Kindergarten.state,
        Kindergarten.residential_area,
        Kindergarten.asset_kinds,
        Kindergarten.credit_code,
        Kindergarten.institution_code,
        Kindergarten.merged_into_id,
    ).where(Kindergarten.county_code == county_code, Kindergarten.id.in_(keys))
    wanted: Wanted = {}
    for row in db.session.execute(statement):
        judged = Judged(
            county_code=county_code,
            combination=Facts(
                ownership=row.ownership,
                is_recognised=row.id in recognised,
                residential_area=row.residential_area,
                asset_kinds=split_assets(row.asset_kinds),
            ),
            credit_code=row.credit_code,
            institution_code=row.institution_code,
            licence_number=numbers.get(row.id),
            counts=counts.get(row.id, ()),
            others_with_licence=conflicts.licences.get(row.id, ()),
            others_with_credit_code=conflicts.codes.get(row.id, ()),
        )
        wanted[row.id] = _of_living(wanted_alarms(judged), row)
    return wanted


def _of_living(alarms: dict[AlarmKind, Details], row: Any) -> dict[AlarmKind, Details]:
    """A merged entry has no alarms; a closed kindergarten only those of numbers used twice."""
    if row.merged_into_id is not None:
        return {}
    if row.state is State.CLOSED:
        return {kind: details for kind, details in alarms.items() if kind in _TWICE}
    return alarms


def _recognised(county_code: str, keys: list[int], on: dt.date) -> set[int]:
    statement = sa.select(InclusiveRecognition.kindergarten_id).where(
        InclusiveRecognition.county_code == county_code,
        InclusiveRecognition.kindergarten_id.in_(keys),
        *recognised_on(on),
    )
    return set(db.session.execute(statement).scalars())


def _numbers(county_code: str, keys: list[int]) -> dict[int, str]:
    statement = sa.select(Licence.kindergarten_id, Licence.number).where(
        Licence.county_code == county_code, Licence.kindergarten_id.in_(keys), Licence.is_current
    )
    return {row.kindergarten_id: row.number for row in db.session.execute(statement)}


def _counts(county_code: str, keys: list[int]) -> dict[int, list[GroupCount]]:
    """The counts of each kindergarten's latest term."""
    statement = (
        sa.select(TermCount)
        .where(
            TermCount.county_code == county_code,
            TermCount.kindergarten_id.in_(keys),
            TermCount.replaced_by.is_(None),
        )
        .order_by(TermCount.counted_on.desc(), TermCount.id)
    )
    latest: dict[int, str] = {}
    found: dict[int, list[GroupCount]] = defaultdict(list)
    for count in db.session.execute(statement).scalars():
        if latest.setdefault(count.kindergarten_id, count.term) == count.term:
            found[count.kindergarten_id].append(group_count(count))
    return found


def _match(county_code: str, wanted: Wanted, on: dt.date) -> int:
    opened: dict[tuple[int, AlarmKind], RegisterAlarm] = {}
    for keys in chunks(wanted):
        statement = sa.select(RegisterAlarm).where(
            RegisterAlarm.county_code == county_code,
            RegisterAlarm.kindergarten_id.in_(keys),
            RegisterAlarm.closed_on.is_(None),
        )
        opened |= {
            (alarm.kindergarten_id, alarm.kind): alarm
            for alarm in db.session.execute(statement).scalars()
        }
    over = [alarm for (key, kind), alarm in opened.items() if kind not in wanted[key]]
    for alarm in over:
        alarm.closed_on = max(on, alarm.opened_on)
    rows = []
    for key, alarms in wanted.items():
        for kind, details in alarms.items():
            if (alarm_open := opened.get((key, kind))) is None:
                rows.append(_row(county_code, key, kind, details, on))
            elif alarm_open.details != details:
                alarm_open.details = dict(details)
    db.session.flush()
    insert_rows(RegisterAlarm, rows)
    return len(over) + len(rows)


def _row(
    county_code: str, key: int, kind: AlarmKind, details: Details, on: dt.date
) -> dict[str, Any]:
    article = ARTICLES.get(kind)
    return {
        "county_code": county_code,
        "kindergarten_id": key,
        "kind": kind,
        "article": article.value if article else None,
        "opened_on": on,
        "details": dict(details),
    }


def _set_flags(county_code: str, wanted: Wanted) -> None:
    """``alarmed`` says that an unlawful combination is open; written only where it changes."""
    for flag in (True, False):
        ids = [key for key, alarms in wanted.items() if flag is bool(UNLAWFUL & alarms.keys())]
        for keys in chunks(ids):
            db.session.execute(
                sa.update(Kindergarten)
                .where(
                    Kindergarten.county_code == county_code,
                    Kindergarten.id.in_(keys),
                    Kindergarten.alarmed.is_not(flag),
                )
                .values(alarmed=flag)
                .execution_options(synchronize_session=False)
            )

"""Recording licences and their editions, in sets."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from kgsup.core.db import db
from kgsup.kindergartens.models import Licence, LicenceEdition
from kgsup.kindergartens.rules.codes import licence_digits
from kgsup.kindergartens.rules.licences import LicenceState, NewLicence, check_licence
from kgsup.kindergartens.service.writing import Writing, chunks, insert_rows

Current = tuple[Licence, LicenceEdition]


def write_licences(writing: Writing, given: Sequence[tuple[int, NewLicence]]) -> None:
    """Record licences as they stand on the paper.

    The same number with other days or fields is a new edition; another number is a new licence, and
    the one before is current no longer.  A number that is used elsewhere is accepted: it is alarmed.
    """
    present = _current(writing.county_code, (key for key, _ in given))
    new: list[tuple[int, NewLicence]] = []
    for key, licence in given:
        check_licence(licence)
        before = present.get(key)
        if before is not None and before[0].digits == licence_digits(licence.number):
            _continue(writing, before, licence)
            continue
        if before is not None:
            before[0].is_current = False
        new.append((key, licence))
    db.session.flush()
    _insert(writing, new)


def _continue(writing: Writing, before: Current, licence: NewLicence) -> None:
    row, edition = before
    row.state = licence.state or row.state
    printed = dict(licence.printed) or edition.printed
    same_days = (edition.valid_from, edition.valid_until) == (
        licence.valid_from,
        licence.valid_until,
    )
    if same_days and printed == edition.printed:
        return
    edition.is_current = False
    db.session.flush()  # the index allows one current edition at any moment
    db.session.add(
        LicenceEdition(
            county_code=row.county_code,
            licence_id=row.id,
            edition=edition.edition + 1,
            valid_from=licence.valid_from,
            valid_until=licence.valid_until,
            issued_on=licence.issued_on,
            printed=printed,
            **writing.origin,
        )
    )


def _insert(writing: Writing, new: Sequence[tuple[int, NewLicence]]) -> None:
    if not new:
        return
    insert_rows(
        Licence,
        [
            {
                "county_code": writing.county_code,
                "kindergarten_id": key,
                "number": licence.number.strip(),
                "digits": licence_digits(licence.number),
                "state": licence.state or LicenceState.VALID,
                **writing.origin,
            }
            for key, licence in new
        ],
    )
    keys_of = _current_keys(writing.county_code, (key for key, _ in new))
    insert_rows(LicenceEdition, [_edition(writing, keys_of[key], licence) for key, licence in new])


def _edition(writing: Writing, licence_id: int, licence: NewLicence) -> dict[str, Any]:
    return {
        "county_code": writing.county_code,
        "licence_id": licence_id,
        "edition": 1,
        "valid_from": licence.valid_from,
        "valid_until": licence.valid_until,
        "issued_on": licence.issued_on,
        "printed": dict(licence.printed),
        **writing.origin,
    }


def _current_keys(county_code: str, ids: Iterable[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for keys in chunks(ids):
        statement = sa.select(Licence.kindergarten_id, Licence.id).where(
            Licence.county_code == county_code,
            Licence.kindergarten_id.in_(keys),
            Licence.is_current,
        )
        found |= {row.kindergarten_id: row.id for row in db.session.execute(statement)}
    return found


def _current(county_code: str, ids: Iterable[int]) -> dict[int, Current]:
    found: dict[int, Current] = {}
    for keys in chunks(ids):
        statement = (
            sa.select(Licence, LicenceEdition)
            .join(
                LicenceEdition,
                sa.and_(
                    LicenceEdition.county_code == Licence.county_code,
                    LicenceEdition.licence_id == Licence.id,
                ),
            )
            .where(
                Licence.county_code == county_code,
                Licence.kindergarten_id.in_(keys),
                Licence.is_current,
                LicenceEdition.is_current,
            )
        )
        found |= {row[0].kindergarten_id: (row[0], row[1]) for row in db.session.execute(statement)}
    return found

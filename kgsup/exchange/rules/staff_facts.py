"""What a row of a list of people says of its person, and how a row is kept until it is entered."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from kgsup.core.errors import N_
from kgsup.exchange.rules.notes import Note, note_from_json, refused
from kgsup.exchange.rules.outcomes import Outcome
from kgsup.exchange.rules.staff_columns import DAYS, StaffColumn
from kgsup.exchange.rules.staff_rows import StaffRow, Value
from kgsup.kindergartens.rules.counts import Post
from kgsup.staff.rules.entries import (
    NewBackgroundCheck,
    NewFacts,
    NewHealthCheck,
    NewPerson,
    SealedIdentity,
)
from kgsup.staff.rules.identity import IdentityKind, Sex
from kgsup.staff.rules.people import (
    Certificate,
    CertificateKind,
    CheckResult,
    Education,
    Employment,
    EndReason,
    Occasion,
    Person,
)

UNKNOWN_AUTHORITY = "未注明"  # what stands for an authority that the list does not name

_ENUMS: Mapping[StaffColumn, type[StrEnum]] = {
    StaffColumn.SEX: Sex,
    StaffColumn.EDUCATION: Education,
    StaffColumn.POST: Post,
    StaffColumn.END_REASON: EndReason,
    StaffColumn.CERTIFICATE_KIND: CertificateKind,
    StaffColumn.BACKGROUND_RESULT: CheckResult,
}


@dataclass(frozen=True, kw_only=True)
class StaffDecision:
    """What becomes of a row: whom it is about, which facts are new, what is said of it.

    ``key`` is the same for all rows of one person; ``member`` is the public id of somebody known.
    """

    row: StaffRow
    outcome: Outcome
    key: str = ""
    member: str | None = None
    facts: NewFacts = field(default_factory=NewFacts)
    notes: tuple[Note, ...] = ()

    @property
    def is_entered(self) -> bool:
        """Tell whether entering the list writes something for this row."""
        return self.outcome in {Outcome.NEW, Outcome.CHANGED}


def person_of(row: StaffRow) -> NewPerson:
    """Who the row is about."""
    sex, education = row.values.get(StaffColumn.SEX), row.values.get(StaffColumn.EDUCATION)
    return NewPerson(
        name=row.text(StaffColumn.NAME) or "",
        sealed=row.sealed,
        sex=sex if isinstance(sex, Sex) else None,
        education=education if isinstance(education, Education) else None,
    )


def facts_of(row: StaffRow, kindergarten: str | None, person: Person) -> NewFacts:
    """The facts of a row.  An employment without its first day is the one that runs there already."""
    return NewFacts(
        employments=_employments(row, kindergarten, person),
        certificates=_certificates(row),
        background_checks=_background_checks(row, person),
        health_checks=_health_checks(row),
    )


def first_day_is_missing(row: StaffRow, kindergarten: str | None, person: Person) -> Note | None:
    """The refusal of a row that employs somebody from a day that nobody gave."""
    if kindergarten is None or row.day(StaffColumn.FROM_ON):
        return None
    if _running_there(row, kindergarten, person):
        return None
    return refused(StaffColumn.FROM_ON, N_("Give the first day of the employment."))


def _running_there(row: StaffRow, kindergarten: str, person: Person) -> bool:
    post = row.values.get(StaffColumn.POST)
    return any(
        e.kindergarten == kindergarten and e.post is post and e.until_on is None
        for e in person.employments
    )


def _employments(row: StaffRow, kindergarten: str | None, person: Person) -> tuple[Employment, ...]:
    from_on, post = row.day(StaffColumn.FROM_ON), row.values.get(StaffColumn.POST)
    if kindergarten is None or from_on is None or not isinstance(post, Post):
        return ()
    reason = row.values.get(StaffColumn.END_REASON)
    until_on = row.day(StaffColumn.UNTIL_ON)
    ended = reason if isinstance(reason, EndReason) else EndReason.LEFT
    return (
        Employment(
            kindergarten=kindergarten,
            post=post,
            from_on=from_on,
            until_on=until_on,
            end_reason=ended if until_on else None,
            class_name=row.text(StaffColumn.CLASS_NAME),
            contract_filed_on=row.day(StaffColumn.CONTRACT_FILED_ON),
        ),
    )


def _certificates(row: StaffRow) -> tuple[Certificate, ...]:
    kind = row.values.get(StaffColumn.CERTIFICATE_KIND)
    if not isinstance(kind, CertificateKind):
        return ()
    return (
        Certificate(
            kind=kind,
            number=row.text(StaffColumn.CERTIFICATE_NUMBER),
            issuer=row.text(StaffColumn.CERTIFICATE_ISSUER),
            issued_on=row.day(StaffColumn.CERTIFICATE_ISSUED_ON),
            valid_until=row.day(StaffColumn.CERTIFICATE_UNTIL),
        ),
    )


def _background_checks(row: StaffRow, person: Person) -> tuple[NewBackgroundCheck, ...]:
    asked_on = row.day(StaffColumn.BACKGROUND_CHECK_ON)
    if asked_on is None:
        return ()
    result = row.values.get(StaffColumn.BACKGROUND_RESULT)
    from_on = row.day(StaffColumn.FROM_ON)
    is_entry = from_on is not None and asked_on <= from_on and not person.background_checks
    return (
        NewBackgroundCheck(
            occasion=Occasion.ENTRY if is_entry else Occasion.YEARLY,
            asked_on=asked_on,
            authority=row.text(StaffColumn.BACKGROUND_AUTHORITY) or UNKNOWN_AUTHORITY,
            result=result if isinstance(result, CheckResult) else CheckResult.CLEAR,
        ),
    )


def _health_checks(row: StaffRow) -> tuple[NewHealthCheck, ...]:
    done_on = row.day(StaffColumn.HEALTH_CHECK_ON)
    if done_on is None:
        return ()
    return (NewHealthCheck(done_on=done_on, valid_until=row.day(StaffColumn.HEALTH_CHECK_UNTIL)),)


def row_to_json(row: StaffRow) -> dict[str, Any]:
    """A sealed row as it is kept with its import; raises ``ValueError`` for one with a number."""
    if row.identity is not None:
        raise ValueError("a row is kept without its identity number")
    return {
        "values": {
            column.value: value.isoformat() if isinstance(value, dt.date) else value
            for column, value in row.values.items()
        },
        "notes": [note.to_json() for note in row.notes],
        "sealed": asdict(row.sealed) if row.sealed else None,
        "tail": row.tail,
    }


def row_from_json(sheet: str, line: int, stored: Mapping[str, Any]) -> StaffRow:
    """Read a row back that ``row_to_json`` has written."""
    values = {StaffColumn(key): _value(StaffColumn(key), v) for key, v in stored["values"].items()}
    return StaffRow(
        sheet,
        line,
        values,
        tuple(map(note_from_json, stored["notes"])),
        sealed=_sealed(stored["sealed"]) if stored["sealed"] else None,
        tail=stored["tail"],
    )


def _value(column: StaffColumn, text: str) -> Value:
    if column in DAYS:
        return dt.date.fromisoformat(text)
    return _ENUMS[column](text) if column in _ENUMS else text


def _sealed(stored: Mapping[str, Any]) -> SealedIdentity:
    sex = stored["sex"]
    return SealedIdentity(
        kind=IdentityKind(stored["kind"]),
        index=stored["index"],
        key=stored["key"],
        tail=stored["tail"],
        birth_year=stored["birth_year"],
        sex=Sex(sex) if sex else None,
    )

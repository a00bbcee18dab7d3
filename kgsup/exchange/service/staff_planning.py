"""Deciding the rows of a list of people against what is recorded now.  Nothing is written."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kgsup.access.actor import Actor, system_actor
from kgsup.core.errors import N_, DomainError
from kgsup.exchange.rules.notes import Note, refused, warning
from kgsup.exchange.rules.outcomes import Outcome
from kgsup.exchange.rules.staff_columns import StaffColumn
from kgsup.exchange.rules.staff_facts import (
    StaffDecision,
    facts_of,
    first_day_is_missing,
    person_of,
)
from kgsup.exchange.rules.staff_rows import StaffRow
from kgsup.kindergartens import queries as kindergartens
from kgsup.kindergartens.rules.names import fold
from kgsup.staff import queries as staff
from kgsup.staff.models import StaffMember
from kgsup.staff.rules.comparing import merged, unrecorded
from kgsup.staff.rules.entries import NewFacts
from kgsup.staff.rules.people import Person
from kgsup.staff.service.checking import Checks, load_checks
from kgsup.staff.service.members import identity_columns
from kgsup.staff.service.writing import Writing, all_places

WHOLE = system_actor("staff import")  # a row is compared with all facts of its person


class Refused(Exception):
    """A row stays out, with the notes that say why."""

    def __init__(self, *notes: Note) -> None:
        super().__init__("; ".join(map(str, notes)))
        self.notes = notes


def decide_staff(
    county_code: str, rows: Sequence[StaffRow], actor: Actor, at: dt.datetime
) -> list[StaffDecision]:
    """Decide every row; later rows of a person know what earlier ones say."""
    writing = Writing(county_code=county_code, actor=actor, at=at)
    planner = _Planner(writing, _recorded(writing, rows))
    return [planner.decide(row) for row in rows]


@dataclass(frozen=True, kw_only=True)
class _Recorded:
    """What the rows may be about."""

    places: Mapping[str, list[str]]  # folded name → public ids
    by_index: Mapping[str, StaffMember]
    by_public_id: Mapping[str, StaffMember]
    by_name: Mapping[str, list[StaffMember]]
    persons: Mapping[str, Person]  # public id → person
    checks: Checks


def _recorded(writing: Writing, rows: Sequence[StaffRow]) -> _Recorded:
    county = writing.county_code
    by_index = staff.members_by_index(county, [r.sealed.index for r in rows if r.sealed])
    asked = [text for row in rows if (text := row.text(StaffColumn.PERSON_ID))]
    by_public_id = staff.members_by_public_id(county, asked)
    unsure = [row.text(StaffColumn.NAME) or "" for row in rows if not row.sealed]
    by_name = staff.members_by_name(county, unsure)
    members = {
        member.public_id: member
        for member in [
            *by_index.values(),
            *by_public_id.values(),
            *(member for found in by_name.values() for member in found),
        ]
    }
    people = staff.people_of(list(members.values()), WHOLE)
    places = _places(writing)
    indexes: list[str | None] = [row.sealed.index for row in rows if row.sealed]
    indexes += [member.identity_index for member in members.values()]
    said = [facts_of(row, None, Person(name="")) for row in rows]
    known = all_places(county, writing.actor)
    return _Recorded(
        places=places,
        by_index=by_index,
        by_public_id=by_public_id,
        by_name=by_name,
        persons={person.public_id: person for person in people},
        checks=load_checks(writing, indexes, said, known),
    )


def _places(writing: Writing) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    chosen = kindergartens.Filter(county_code=writing.county_code)
    for row in kindergartens.list_kindergartens(chosen, writing.actor, writing.today, limit=None):
        found[fold(row.kindergarten.name)].append(row.kindergarten.public_id)
    return found


class _Planner:
    """Decides row by row and remembers what the list said of each person so far."""

    def __init__(self, writing: Writing, recorded: _Recorded) -> None:
        self._writing = writing
        self._recorded = recorded
        self._persons: dict[str, Person] = {}  # key → person with what the list added
        self._new: set[str] = set()

    def decide(self, row: StaffRow) -> StaffDecision:
        if row.is_refused:
            return StaffDecision(row=row, outcome=Outcome.REFUSED)
        try:
            return self._decide(row)
        except Refused as refusal:
            return StaffDecision(row=row, outcome=Outcome.REFUSED, notes=refusal.notes)

    def _decide(self, row: StaffRow) -> StaffDecision:
        place = self._place(row)
        member = self._member(row, place)
        key = member.public_id if member else _key_of(row, place)
        person = self._persons.get(key) or self._person(row, member)
        if note := first_day_is_missing(row, place, person):
            raise Refused(note)
        given = facts_of(row, place, person)
        facts = unrecorded(person, given)
        self._check(row, person, member, facts, key)
        outcome = self._outcome(key, member, facts)
        self._persons[key] = merged(person, facts)
        return StaffDecision(
            row=row,
            outcome=outcome,
            key=key,
            member=member.public_id if member else None,
            facts=facts,
            notes=tuple(_differences(row, person, member)),
        )

    def _outcome(self, key: str, member: StaffMember | None, facts: NewFacts) -> Outcome:
        if member is None and key not in self._new:
            self._new.add(key)
            return Outcome.NEW
        return Outcome.UNCHANGED if facts.is_empty else Outcome.CHANGED

    def _place(self, row: StaffRow) -> str | None:
        """The kindergarten of the row by its name; none for a row that only adds to a person."""
        name = row.text(StaffColumn.KINDERGARTEN)
        if name is None:
            return None
        found = self._recorded.places.get(fold(name), [])
        if len(found) == 1:
            return found[0]
        message = (
            N_("Several kindergartens have this name: %(name)s")
            if found
            else N_("The register has no kindergarten of this name: %(name)s")
        )
        raise Refused(refused(StaffColumn.KINDERGARTEN, message, name=name))

    def _member(self, row: StaffRow, place: str | None) -> StaffMember | None:
        """Whom the row is about: by our number, by the identity number, by name and its last characters."""
        asked = row.text(StaffColumn.PERSON_ID)
        if asked is not None:
            member = self._recorded.by_public_id.get(asked)
            if member is None:
                raise Refused(refused(StaffColumn.PERSON_ID, N_("Nobody has this number.")))
            self._require_same(row, member)
            return member
        if row.sealed:
            found = self._recorded.by_index.get(row.sealed.index)
            if found is not None:
                self._require_same(row, found)
                return found
        return self._by_name(row, place)

    def _require_same(self, row: StaffRow, member: StaffMember) -> None:
        if fold(member.name) != fold(row.text(StaffColumn.NAME) or ""):
            raise Refused(
                refused(
                    StaffColumn.NAME, N_("This number is recorded for somebody of another name.")
                )
            )
        if row.sealed and member.identity_index != row.sealed.index:
            raise Refused(
                refused(
                    StaffColumn.IDENTITY_NUMBER,
                    N_(
                        "Another identity number, or none, is recorded: change it on the person's page."
                    ),
                )
            )

    def _by_name(self, row: StaffRow, place: str | None) -> StaffMember | None:
        """Somebody of this name: with the masked number anywhere, without any number in this place."""
        name = row.text(StaffColumn.NAME) or ""
        namesakes = self._recorded.by_name.get(name, [])
        if row.tail:
            alike = [member for member in namesakes if member.identity_tail == row.tail]
            return self._only(row, alike, is_needed=True)
        here = [member for member in namesakes if self._works_in(member, place)]
        if row.sealed:
            if any(member.identity_index is None for member in here):
                raise Refused(
                    refused(
                        StaffColumn.IDENTITY_NUMBER,
                        N_(
                            "Somebody of this name works there without a number: add it on that page."
                        ),
                    )
                )
            return None
        return self._only(row, here, is_needed=place is None)

    def _works_in(self, member: StaffMember, place: str | None) -> bool:
        employments = self._recorded.persons[member.public_id].employments
        return any(employment.kindergarten == place for employment in employments)

    def _only(
        self, row: StaffRow, found: Sequence[StaffMember], *, is_needed: bool
    ) -> StaffMember | None:
        if len(found) > 1:
            raise Refused(
                refused(StaffColumn.NAME, N_("Several people have this name: give the number."))
            )
        if not found and is_needed:
            raise Refused(refused(StaffColumn.NAME, N_("Nobody of this name and number is known.")))
        return found[0] if found else None

    def _person(self, row: StaffRow, member: StaffMember | None) -> Person:
        if member is not None:
            return self._recorded.persons[member.public_id]
        try:
            identity_columns(person_of(row), self._writing.today)
        except DomainError as error:
            raise Refused(*_notes_of(StaffColumn.NAME, error)) from None
        return Person(name=row.text(StaffColumn.NAME) or "")

    def _check(
        self,
        row: StaffRow,
        person: Person,
        member: StaffMember | None,
        facts: NewFacts,
        key: str,
    ) -> None:
        index = member.identity_index if member else row.sealed.index if row.sealed else None
        holder: Any = member.id if member else key
        try:
            self._recorded.checks.check(person, index, facts, holder)
        except DomainError as error:
            raise Refused(*_notes_of("", error)) from None


def _key_of(row: StaffRow, place: str | None) -> str:
    """What all rows of somebody new have in common."""
    if row.sealed:
        return f"index:{row.sealed.index}"
    return f"name:{fold(row.text(StaffColumn.NAME) or '')}|{place}"


def _notes_of(column: str, error: DomainError) -> tuple[Note, ...]:
    """The refusal of a rule, with its article."""
    notes = (refused(column, error.message, **error.parameters),)
    if error.article is None:
        return notes
    return (*notes, refused(column, N_("Article: %(article)s"), article=str(error.article)))


def _differences(row: StaffRow, person: Person, member: StaffMember | None) -> list[Note]:
    """What the list says otherwise of somebody known; it is changed on the person's page alone."""
    if member is None:
        return []
    new = person_of(row)
    message = N_("Recorded otherwise: change it on the person's page.")
    pairs = [
        (StaffColumn.EDUCATION, new.education, person.education),
        (StaffColumn.SEX, new.sex, person.sex),
    ]
    return [warning(column, message) for column, given, known in pairs if given and given != known]

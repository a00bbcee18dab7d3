"""People in the columns of a list, so that it can come back unchanged; numbers by their last four alone."""

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import zip_longest

from kgsup.exchange.rules import staff_words as words
from kgsup.exchange.rules.staff_columns import StaffColumn, usual_name
from kgsup.staff.rules.identity import mask
from kgsup.staff.rules.people import Certificate, Employment, Person

Cell = str | dt.date | None

COLUMNS = tuple(
    column for column in StaffColumn if column not in {StaffColumn.SERIAL, StaffColumn.REMARK}
)
TEMPLATE_COLUMNS = tuple(column for column in COLUMNS if column is not StaffColumn.PERSON_ID)
CHOICES = {
    column: [found[0] for found in table.values()]
    for column, table in (
        (StaffColumn.SEX, words.SEXES),
        (StaffColumn.EDUCATION, words.EDUCATIONS),
        (StaffColumn.POST, words.POSTS),
        (StaffColumn.END_REASON, words.END_REASONS),
        (StaffColumn.CERTIFICATE_KIND, words.CERTIFICATES),
        (StaffColumn.BACKGROUND_RESULT, words.RESULTS),
    )
}


def heads() -> list[str]:
    """The heads of our own files, which the import knows."""
    return [usual_name(column) for column in COLUMNS]


def rows_of(people: Iterable[Person]) -> Iterator[list[Cell]]:
    """The rows of people: one for each employment or certificate; checks stand in the first."""
    for person in people:
        certificates = [paper for paper in person.certificates if paper.withdrawn_on is None]
        pairs = list(zip_longest(person.employments, certificates)) or [(None, None)]
        for number, (employment, certificate) in enumerate(pairs):
            cells = _person_cells(person)
            if employment:
                cells |= _employment_cells(employment)
            if certificate:
                cells |= _certificate_cells(certificate)
            if number == 0:
                cells |= _check_cells(person)
            yield [cells.get(column) for column in COLUMNS]


def _person_cells(person: Person) -> dict[StaffColumn, Cell]:
    return {
        StaffColumn.PERSON_ID: person.public_id,
        StaffColumn.NAME: person.name,
        StaffColumn.IDENTITY_NUMBER: mask(person.identity_tail) if person.identity_tail else None,
        StaffColumn.SEX: words.word_of(words.SEXES, person.sex),
        StaffColumn.EDUCATION: words.word_of(words.EDUCATIONS, person.education),
    }


def _employment_cells(employment: Employment) -> dict[StaffColumn, Cell]:
    return {
        StaffColumn.KINDERGARTEN: employment.kindergarten_name,
        StaffColumn.POST: words.word_of(words.POSTS, employment.post),
        StaffColumn.CLASS_NAME: employment.class_name,
        StaffColumn.FROM_ON: employment.from_on,
        StaffColumn.UNTIL_ON: employment.until_on,
        StaffColumn.END_REASON: words.word_of(words.END_REASONS, employment.end_reason),
        StaffColumn.CONTRACT_FILED_ON: employment.contract_filed_on,
    }


def _certificate_cells(certificate: Certificate) -> dict[StaffColumn, Cell]:
    return {
        StaffColumn.CERTIFICATE_KIND: words.word_of(words.CERTIFICATES, certificate.kind),
        StaffColumn.CERTIFICATE_NUMBER: certificate.number,
        StaffColumn.CERTIFICATE_ISSUER: certificate.issuer,
        StaffColumn.CERTIFICATE_ISSUED_ON: certificate.issued_on,
        StaffColumn.CERTIFICATE_UNTIL: certificate.valid_until,
    }


def _check_cells(person: Person) -> dict[StaffColumn, Cell]:
    """The latest checks."""
    health = max(person.health_checks, key=lambda check: check.done_on, default=None)
    query = max(person.background_checks, key=lambda check: check.asked_on, default=None)
    cells: dict[StaffColumn, Cell] = {}
    if health:
        cells[StaffColumn.HEALTH_CHECK_ON] = health.done_on
        cells[StaffColumn.HEALTH_CHECK_UNTIL] = health.valid_until
    if query:
        cells[StaffColumn.BACKGROUND_CHECK_ON] = query.asked_on
        cells[StaffColumn.BACKGROUND_AUTHORITY] = query.authority
        cells[StaffColumn.BACKGROUND_RESULT] = words.word_of(words.RESULTS, query.result)
    return cells

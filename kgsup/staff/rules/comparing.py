"""What of the facts given is recorded already: saying a thing twice enters it once."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from kgsup.staff.rules.entries import NewFacts
from kgsup.staff.rules.people import Certificate, Employment, Person

Fact = TypeVar("Fact")


def unrecorded(person: Person, facts: NewFacts) -> NewFacts:
    """The facts that a person does not have yet; of two alike in the list the first is left."""
    return NewFacts(
        employments=_new(facts.employments, person.employments, _is_same_employment),
        certificates=_new(facts.certificates, person.certificates, _is_same_certificate),
        trainings=_new(facts.trainings, person.trainings, _same("topic", "held_on")),
        background_checks=_new(
            facts.background_checks, person.background_checks, _same("asked_on", "result")
        ),
        health_checks=_new(facts.health_checks, person.health_checks, _same("done_on")),
        experiences=_new(facts.experiences, person.experiences, _same("place", "from_on")),
    )


def _new(
    given: Iterable[Fact], recorded: Sequence[Any], same: Callable[[Any, Any], bool]
) -> tuple[Fact, ...]:
    found: list[Fact] = []
    for fact in given:
        if not any(same(fact, other) for other in [*recorded, *found]):
            found.append(fact)
    return tuple(found)


def _same(*names: str) -> Callable[[Any, Any], bool]:
    return lambda one, other: all(getattr(one, name) == getattr(other, name) for name in names)


def _is_same_employment(one: Employment, other: Employment) -> bool:
    return (one.kindergarten, one.post, one.from_on) == (
        other.kindergarten,
        other.post,
        other.from_on,
    )


def _is_same_certificate(one: Certificate, other: Certificate) -> bool:
    """By kind and number; a certificate without a number is the one that is there, if it still counts."""
    if one.kind is not other.kind or other.withdrawn_on is not None:
        return False
    if one.number is None or other.number is None:
        return one.valid_until is None or one.valid_until == other.valid_until
    return one.number == other.number and one.valid_until in {None, other.valid_until}


def merged(person: Person, facts: NewFacts) -> Person:
    """The person with employments and certificates added, for judging a list row by row."""
    return replace(
        person,
        employments=(*person.employments, *facts.employments),
        certificates=(*person.certificates, *facts.certificates),
    )

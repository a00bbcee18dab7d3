"""Which lists stand on whose day."""

import pytest

from kgsup.access.actor import Role
from kgsup.desk.rules import SECTIONS, Section, sections_of


@pytest.mark.parametrize("role", Role)
def test_each_role_has_its_lists_in_order(role):
    assert sections_of(iter([role])) == list(SECTIONS.get(role, ()))


def test_two_roles_have_each_list_once():
    both = sections_of([Role.APPROVER, Role.CLERK])
    assert len(both) == len(set(both))
    assert set(both) == {*SECTIONS[Role.CLERK], *SECTIONS[Role.APPROVER]}


def test_every_list_belongs_to_somebody():
    assert {section for sections in SECTIONS.values() for section in sections} == set(Section)

"""Outside an actor's grants a row is not there."""

import pytest

from kgsup.access.actor import Actor, Grant, Role, system_actor
from kgsup.access.scope import get_scoped
from kgsup.core.db import transaction
from kgsup.core.errors import Missing
from kgsup.kindergartens.models import Kindergarten
from tests.conftest import OTHER_COUNTY
from tests.factories.kindergartens import make_kindergarten


@pytest.fixture
def kindergarten(county: object) -> Kindergarten:
    with transaction():
        return make_kindergarten()


def actor_with(prefix: str, kindergarten: str | None = None) -> Actor:
    role = Role.KINDERGARTEN if kindergarten else Role.CLERK
    grant = Grant(role=role, county_prefix=prefix, kindergarten=kindergarten)
    return Actor(id=1, name="test", grants=(grant,))


@pytest.mark.parametrize("prefix", ["", "99", "9901", "990126"])
def test_a_prefix_reaches_the_counties_under_it(kindergarten, prefix):
    assert get_scoped(Kindergarten, kindergarten.public_id, actor_with(prefix)) is kindergarten


@pytest.mark.parametrize("prefix", ["98", "9902", OTHER_COUNTY, "990125"])
def test_another_prefix_does_not(kindergarten, prefix):
    with pytest.raises(Missing):
        get_scoped(Kindergarten, kindergarten.public_id, actor_with(prefix))


def test_nobody_reaches_nothing(kindergarten):
    with pytest.raises(Missing):
        get_scoped(Kindergarten, kindergarten.public_id, Actor(id=None, name="nobody"))


def test_a_grant_for_one_kindergarten_needs_a_named_column(kindergarten):
    own = actor_with("990126", kindergarten.public_id)
    with pytest.raises(Missing):
        get_scoped(Kindergarten, kindergarten.public_id, own)
    found = get_scoped(
        Kindergarten, kindergarten.public_id, own, kindergarten=Kindergarten.public_id
    )
    assert found is kindergarten


def test_only_the_permissions_roles_are_left(county):
    both = Actor(
        id=1,
        name="test",
        grants=(
            Grant(role=Role.CLERK, county_prefix="990126"),
            Grant(role=Role.VIEWER, county_prefix="99"),
        ),
    )
    assert both.with_roles([Role.CLERK]).reaches_county("990126")
    assert not both.with_roles([Role.CLERK]).reaches_county(OTHER_COUNTY)
    assert both.with_roles([Role.VIEWER]).reaches_county(OTHER_COUNTY)
    assert system_actor("cli:test").reaches_county("440100")

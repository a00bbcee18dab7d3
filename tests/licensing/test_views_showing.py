"""The page of an application, at each of its states."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from kgsup.access.actor import Role
from kgsup.accounts.models import User
from kgsup.licensing.rules.kinds import PermitKind
from tests.factories import licensing

SignIn = Callable[..., User]


@pytest.mark.parametrize("kind", [PermitKind.ESTABLISHMENT, PermitKind.CHANGE_HEAD])
@pytest.mark.parametrize("make", [licensing.received, licensing.accepted])
def test_the_page_shows_what_was_asked_and_what_can_be_done(
    client: FlaskClient, sign_in: SignIn, county: object, kind: PermitKind, make: Callable
):
    application = make(
        kind, None if kind is PermitKind.ESTABLISHMENT else licensing.make_applicant()
    )
    sign_in(client, Role.CLERK)
    page = client.get(f"/applications/{application.public_id}").get_data(as_text=True)
    assert "林知夏" in page
    assert application.number in page

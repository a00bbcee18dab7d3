"""Fixtures of people: two kindergartens of the county."""

import datetime as dt

import pytest

from kgsup.access.actor import Role
from tests.factories.kindergartens import make_kindergarten


@pytest.fixture
def place(county):
    return make_kindergarten(from_on=dt.date(2019, 9, 1))


@pytest.fixture
def other_place(county):
    return make_kindergarten("青禾县晨曦幼儿园", from_on=dt.date(2019, 9, 1))


@pytest.fixture
def office(client, sign_in):
    """Signs somebody of the office in: ``office(Role.CLERK)``."""

    def sign(role: Role = Role.CLERK):
        sign_in(client, role)
        client.set_cookie("language", "en")
        return client

    return sign


@pytest.fixture
def own(client, sign_in):
    """Signs a kindergarten's account in."""

    def sign(kindergarten):
        sign_in(client, Role.KINDERGARTEN, kindergarten=kindergarten.public_id)
        client.set_cookie("language", "en")
        return client

    return sign

"""Fixtures of licensing: pages are read in English, whatever the Chinese catalogue says."""

import pytest
from flask.testing import FlaskClient


@pytest.fixture
def client(client: FlaskClient) -> FlaskClient:
    client.set_cookie("language", "en")
    return client

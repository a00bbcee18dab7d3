"""Places of their own; what a program of another place set for the whole process is put back."""

import pytest

from kgsup.core import clock
from kgsup.documents.adapters import installation
from kgsup.exchange.adapters import progress
from kgsup.files.adapters import store
from kgsup.reminders.adapters import mail
from kgsup.staff.adapters import identity_index
from tests.backups.place import Place, Places, fill

SET_AT_START = (
    (store, "_root"),
    (progress, "_root"),
    (installation, "_installation"),
    (mail, "_settings"),
    (identity_index, "_key"),
    (clock, "_source"),
)


@pytest.fixture(autouse=True)
def as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each program that is opened sets where files lie; the one of the other tests finds its own again."""
    for module, name in SET_AT_START:
        monkeypatch.setattr(module, name, getattr(module, name))


@pytest.fixture(scope="session")
def filled(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A place with a photo, three papers and two licences; tests take copies."""
    place = Places(database_url, tmp_path_factory.mktemp("filled")).empty()
    fill(place)
    return place


@pytest.fixture
def places(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Places:
    return Places(database_url, tmp_path_factory.mktemp("places"))


@pytest.fixture
def place(places: Places, filled: Place) -> Place:
    """A copy of the filled place, a test's own."""
    return places.copy_of(filled)

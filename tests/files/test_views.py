"""Evidence is shown to its county alone, as a picture and nothing else."""

from kgsup.access.actor import Role
from kgsup.core.db import transaction
from kgsup.files import service
from tests.conftest import AT, make_actor, without_token
from tests.files.test_adapters import picture


def stored() -> str:
    with transaction():
        return service.store_photo(picture(), "990126", make_actor(Role.INSPECTOR), AT).public_id


def test_a_photo_is_shown_as_a_picture(client, county, sign_in):
    public_id = stored()
    sign_in(client, Role.CLERK)
    response = client.get(f"/evidence/{public_id}.jpg")
    assert response.status_code == 200
    assert response.mimetype == "image/jpeg"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "no-store"


def test_another_countys_photo_answers_like_one_that_does_not_exist(client, county, sign_in):
    public_id = stored()
    sign_in(client, Role.CLERK, county="990127")
    other, unknown = (
        client.get(f"/evidence/{public_id}.jpg"),
        client.get("/evidence/0000000000000000.jpg"),
    )
    assert other.status_code == unknown.status_code == 404
    assert without_token(other).replace(public_id, "0" * 16) == without_token(unknown)

"""Bodies that no phone of ours makes: they are answered as JSON and leave nothing behind."""

import copy
import datetime as dt
import json
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from kgsup.access.actor import Role
from kgsup.accounts.models import User
from kgsup.core.db import db, transaction
from kgsup.inspections.models import Visit, VisitOperation, VisitSetAside
from kgsup.inspections.rules.texts import MOST_DEPTH, unfit_values
from kgsup.inspections.sync import BadShape, check_shape
from tests.conftest import make_user
from tests.factories.inspections import of_people, operation, visit_json
from tests.factories.kindergartens import make_kindergarten


@pytest.fixture
def phone(client: FlaskClient, sign_in: Any, county: object) -> FlaskClient:
    sign_in(client, Role.INSPECTOR, user=_inspector())
    return client


def _inspector() -> User:
    until = dt.date(2027, 12, 31)
    return make_user(
        Role.INSPECTOR,
        name="田小禾",
        supervisor_certificate="青督0021",
        enforcement_certificate="99012600011",
        enforcement_certificate_until=until,
    )


def send(phone: FlaskClient, data: bytes) -> Any:
    return phone.post("/phone/visits", data=data, content_type="application/json")


def stored() -> int:
    tables = (Visit, VisitOperation, VisitSetAside)
    return sum(db.session.scalar(sa.select(sa.func.count(table.id))) or 0 for table in tables)


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 200_000,
        b'{"visit":' * 50_000,
        b"[" * 900 + b"]" * 900,
        b'"\\ud800"',
        b'{"\\ud800": 1}',
        b"NaN",
        b"9" * 5000,
        b"\xff{",
        b"",
    ],
)
def test_what_cannot_be_read_is_answered_as_a_bad_shape(phone: FlaskClient, data: bytes) -> None:
    answer = send(phone, data)
    assert (answer.status_code, answer.get_json()["result"]) == (422, "bad_shape")
    assert answer.get_json()["problems"]
    assert stored() == 0


@pytest.mark.parametrize(
    "text", ["\ud800", "a\x00", "\x1b[2J", "\ufffe", "\uffff", "\u202e糕蛋", "\u2066x\u2069", "\r"]
)
def test_texts_that_cannot_be_kept_or_shown_are_refused_where_they_stand(
    phone: FlaskClient, text: str
) -> None:
    with transaction():
        kindergarten = make_kindergarten()
    body = operation(of_people(visit_json(), kindergarten.public_id, _inspector()))
    body["visit"]["answers"][1]["remark"] = text
    answer = send(phone, json.dumps(body).encode())
    assert (answer.status_code, answer.get_json()["result"]) == (422, "bad_shape")
    assert [each["pointer"] for each in answer.get_json()["problems"]] == [
        "/visit/answers/1/remark"
    ]
    assert stored() == 0


def test_lines_tabs_rare_characters_and_signs_beyond_the_first_plane_are_taken() -> None:
    assert list(unfit_values({"text": "一\n二\r\n三\t𠮷😀ئۇيغۇر·"})) == []


def test_a_value_is_taken_to_the_depth_that_is_named_and_no_deeper() -> None:
    def nested(depth: int) -> Any:
        value: Any = 1
        for _ in range(depth):
            value = [value]
        return value

    assert list(unfit_values(nested(MOST_DEPTH))) == []
    [unfit] = unfit_values(nested(MOST_DEPTH + 1))
    assert unfit.pointer == "/0" * (MOST_DEPTH + 1)


@pytest.mark.parametrize(
    ("offset", "is_taken"),
    [("+08:00", True), ("Z", True), ("-12:00", True), ("+14:00", True), ("+05:45", True),
     ("+23:59", False), ("+14:01", False), ("-15:00", False)],
)  # fmt: skip
def test_an_offset_that_no_place_has_is_not_of_the_shape(offset: str, is_taken: bool) -> None:
    body = copy.deepcopy(operation(visit_json(started_at=f"2026-11-21T08:30:00{offset}")))
    if is_taken:
        assert check_shape(body) == body
        return
    with pytest.raises(BadShape) as refused:
        check_shape(body)
    assert [each["pointer"] for each in refused.value.problems] == ["/visit/started_at"]

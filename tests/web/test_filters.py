"""What the ledger holds as text is read as a person says it."""

import pytest
from flask_babel import force_locale

from kgsup.web import filters


@pytest.fixture(autouse=True)
def chinese(app):
    with app.test_request_context(), force_locale("zh_Hans_CN"):
        yield


@pytest.mark.parametrize(
    ("subject_kind", "said"), [("finding", "未销号"), ("annual_check", "待电话联系")]
)
def test_the_same_value_is_called_as_its_own_subject_calls_it(subject_kind, said):
    assert filters.ledger_value("open", "state", subject_kind) == said


@pytest.mark.parametrize(
    ("value", "field", "shown"),
    [
        ("2026-11-21", "due_on", "2026年11月21日"),
        ("true", "residential_area", "是"),
        (False, "joint", "否"),
        (36050, "amount_fen", "¥360.5"),
        (36050, "children", 36050),
        ("青禾县向阳幼儿园", "name", "青禾县向阳幼儿园"),
        (["public", "private_non_profit"], "scope", "公办、非营利性民办"),
        ({"transfer_letter": "office_register"}, "", "抄告函 → 由办公室登记编号"),
        ({}, "", "无"),
        ({"telephone": 3}, "fields", "电话 → 3"),
        (["viewer:9901"], "grants", "市（省）级查看 9901"),
        (None, "note", None),
    ],
)
def test_a_value_is_written_for_people(value, field, shown):
    assert filters.ledger_value(value, field) == shown


def test_the_program_is_named_as_what_it_is_and_people_by_their_name():
    assert filters.actor_name("worker") == "系统自动办理"
    assert filters.actor_name("cli:operator") == "命令行（operator）"
    assert filters.actor_name("田小禾") == "田小禾"


def test_a_field_without_a_name_shows_itself():
    assert filters.named_field("due_on") == "整改期限"
    assert filters.named_field("of_an_older_program") == "of_an_older_program"

"""A county's rules as an administrator sets them."""

import datetime as dt

import pytest

from kgsup.access.actor import Role
from kgsup.configuration.queries import value
from kgsup.configuration.rules import RULES, Key, check_value
from kgsup.core.errors import RuleViolation
from tests.conftest import COUNTY

TODAY = dt.date(2026, 11, 21)
BAD_VALUES = {
    Key.BUREAU_NAME: ["", "x" * 201, 3],
    Key.ANNUAL_CHECK_DUE: ["31-12", "02-30", "3-1", 5],
    Key.REMINDER_LADDER: [[], [1, 1], ["1"], [400], "30"],
    Key.ANNUAL_CHECK_SCOPE: [[], ["private"], "public"],
    Key.NUMBER_SOURCES: [{"transfer_letter": "elsewhere"}, []],
    Key.NUMBER_STARTS: [{"supervision_record/2026": 0}, [1]],
    Key.ONLINE_CLOSING_TIME: ["", "24:00", "17:60", "5 pm", "17:30:00", 1730, False],
    Key.FREE_LAST_YEAR_REDUCTIONS: [{"town": -1}, {"town": "360"}],
}


@pytest.mark.parametrize("key", Key)
def test_every_default_is_a_value_that_could_be_typed(key):
    assert check_value(key, RULES[key].default) is None


@pytest.mark.parametrize(
    ("key", "bad"), [(k, bad) for k, rows in BAD_VALUES.items() for bad in rows]
)
def test_a_value_that_cannot_be_meant_is_refused(key, bad):
    with pytest.raises(RuleViolation):
        check_value(key, bad)


def test_a_rule_counts_from_its_day_on(client, county, sign_in):
    sign_in(client, Role.ADMINISTRATOR)
    data = {"value": "[-20, -5, 3]", "effective_from": "2026-12-01"}
    assert client.post(f"/county-rules/{COUNTY}/reminder_ladder", data=data).status_code == 302
    default = RULES[Key.REMINDER_LADDER].default
    assert value(COUNTY, Key.REMINDER_LADDER, on=dt.date(2026, 11, 30)) == default
    assert value(COUNTY, Key.REMINDER_LADDER, on=dt.date(2026, 12, 1)) == [-20, -5, 3]
    assert value("990127", Key.REMINDER_LADDER, on=dt.date(2026, 12, 1)) == default


def test_a_refused_value_keeps_what_was_typed(client, county, sign_in):
    sign_in(client, Role.ADMINISTRATOR)
    data = {"value": "thirty days", "effective_from": "2026-12-01"}
    response = client.post(f"/county-rules/{COUNTY}/reminder_ladder", data=data)
    assert response.status_code == 422
    assert "thirty days" in response.text


def test_a_clerk_reads_the_rules_and_cannot_set_them(client, county, sign_in):
    sign_in(client, Role.CLERK)
    assert client.get("/county-rules").status_code == 200
    assert client.get(f"/county-rules/{COUNTY}/bureau_name").status_code == 403


def test_another_countys_rules_are_not_there(client, county, sign_in):
    sign_in(client, Role.ADMINISTRATOR)
    other = client.get("/county-rules/990127/bureau_name")
    unknown = client.get("/county-rules/990199/bureau_name")
    assert other.status_code == unknown.status_code == 404


def test_the_closing_time_can_be_switched_off_and_on_again(client, county, sign_in):
    sign_in(client, Role.ADMINISTRATOR)
    address = f"/county-rules/{COUNTY}/online_closing_time"
    for text, stored, on in [
        ("null", None, dt.date(2026, 12, 1)),
        ("17:00", "17:00", dt.date(2026, 12, 2)),
    ]:
        data = {"value": text, "effective_from": on.isoformat()}
        assert client.post(address, data=data).status_code == 302
        assert value(COUNTY, Key.ONLINE_CLOSING_TIME, on=on) == stored
    assert client.get("/county-rules").status_code == 200
    assert client.get(address).status_code == 200

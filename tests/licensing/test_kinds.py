"""What each kind asks for, as everybody reads it, and the example that stands in the form."""

import datetime as dt

import pytest
from flask.testing import FlaskClient

from kgsup.access.actor import Role
from kgsup.access.guard import roles_with
from kgsup.access.permissions import Permission
from kgsup.configuration.models import ConfigurationValue
from kgsup.configuration.rules import Key
from kgsup.core.db import db
from kgsup.core.law import instrument_of
from kgsup.licensing import queries
from kgsup.licensing.rules.fields import FIELDS, ApplicationField, read_value
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.states import Nature
from tests.conftest import AT, COUNTY, OTHER_COUNTY
from tests.factories.licensing import TODAY, offer

OFF = {PermitKind.PREPARATION}
OFFERED = [kind for kind in PermitKind if kind not in OFF]


@pytest.fixture(autouse=True)
def english(client: FlaskClient) -> None:
    client.set_cookie("language", "en")


def set_rule(key: Key, value: object) -> None:
    db.session.add(
        ConfigurationValue(
            county_code=COUNTY,
            key=key,
            value=value,
            effective_from=dt.date(2026, 1, 1),
            recorded_at=AT,
            recorded_by="test",
        )
    )
    db.session.flush()


@pytest.mark.parametrize("kind", PermitKind)
def test_every_kind_names_papers_periods_and_articles_that_exist(county: object, kind: PermitKind):
    rule = queries.rule_of_kind(kind, COUNTY, TODAY)
    assert rule.papers
    assert rule.periods
    assert len({paper.code for paper in rule.papers}) == len(rule.papers)
    cited = [
        *rule.articles,
        *(p.article for p in rule.periods),
        *(c.article for c in rule.conditions),
    ]
    cited += [paper.article for paper in rule.papers if paper.article]
    assert all(instrument_of(article) for article in cited)


@pytest.mark.parametrize("kind", PermitKind)
def test_a_paper_without_an_article_is_marked_provisional(county: object, kind: PermitKind):
    for paper in queries.rule_of_kind(kind, COUNTY, TODAY).papers:
        assert bool(paper.article) is not paper.provisional, paper.code


@pytest.mark.parametrize("kind", PermitKind)
def test_a_filing_can_be_paused_and_extended_by_nothing(county: object, kind: PermitKind):
    rule = queries.rule_of_kind(kind, COUNTY, TODAY)
    if rule.nature is Nature.FILING:
        assert [(p.clock, p.configured) for p in rule.periods] == [(None, "filing_term")]


@pytest.mark.parametrize("field", ApplicationField)
def test_the_example_answers_every_field_so_that_it_can_be_read(field: ApplicationField):
    text = queries.sample_answers()[field.value]
    read_value(field, text)
    assert text or not FIELDS[field].required, field


def test_the_public_list_shows_what_the_county_offers_and_nothing_else(
    client: FlaskClient, county: object
):
    page = client.get("/public/permits").get_data(as_text=True)
    assert "青禾县" in page
    for kind in OFFERED:
        assert f"/public/permits/{kind}?county={COUNTY}" in page
    assert "/public/permits/preparation" not in page


@pytest.mark.parametrize("kind", OFFERED)
def test_every_offered_kind_has_a_page_with_papers_articles_and_no_fee(
    client: FlaskClient, county: object, kind: PermitKind
):
    page = client.get(f"/public/permits/{kind}").get_data(as_text=True)
    rule = queries.rule_of_kind(kind, COUNTY, TODAY)
    for paper in rule.papers:
        assert paper.name in page
    for article in rule.articles:
        assert article in page
    assert "行政许可法 58" in page
    assert ("not approved" in page) is (rule.nature is Nature.FILING)
    assert ("no national act orders it" in page) is any(p.provisional for p in rule.papers)


def test_the_page_tells_the_laws_period_and_the_promise_for_each_ownership(
    client: FlaskClient, county: object
):
    page = client.get("/public/permits/establishment").get_data(as_text=True)
    assert "3 months" in page
    assert "20 working days" in page
    assert "Private non-profit" in page


def test_a_promise_of_the_county_stands_on_the_page(client: FlaskClient, county: object):
    set_rule(Key.PROMISED_LIMITS, {"renewal": {"count": 6, "unit": "working_days"}})
    page = client.get("/public/permits/renewal").get_data(as_text=True)
    assert "6 working days" in page


def test_the_county_sets_the_level_that_decides(client: FlaskClient, county: object):
    before = client.get("/public/permits/renewal").get_data(as_text=True)
    set_rule(Key.DECISION_LEVELS, {"licensing.application.grant/renewal": "collective"})
    after = client.get("/public/permits/renewal").get_data(as_text=True)
    assert "Leaders together" in after
    assert "Leaders together" not in before


@pytest.mark.parametrize("kind", OFFERED)
def test_the_sample_form_is_filled_and_the_empty_one_is_not(
    client: FlaskClient, county: object, kind: PermitKind
):
    rule = queries.rule_of_kind(kind, COUNTY, TODAY)
    filled = client.get(f"/public/permits/{kind}/sample").get_data(as_text=True)
    empty = client.get(f"/public/permits/{kind}/sample?empty=1").get_data(as_text=True)
    assert rule.title in filled
    assert rule.title in empty
    assert "invented" in filled
    assert "invented" not in empty


@pytest.mark.parametrize("address", ["/public/permits/preparation", "/public/permits/nothing"])
def test_a_kind_that_is_not_offered_has_no_page(client: FlaskClient, county: object, address: str):
    assert client.get(address).status_code == 404
    assert client.get(f"{address}/sample").status_code == 404


def test_a_kind_that_the_county_switches_on_has_its_page(client: FlaskClient, county: object):
    offer(PermitKind.PREPARATION)
    page = client.get("/public/permits/preparation").get_data(as_text=True)
    assert "民办教育促进法 13" in page
    other = client.get(f"/public/permits/preparation?county={OTHER_COUNTY}")
    assert other.status_code == 404


def test_without_a_county_there_is_no_page(client: FlaskClient, session: object):
    assert client.get("/public/permits").status_code == 404


def test_the_office_reads_what_the_county_offers(client: FlaskClient, sign_in, county: object):
    sign_in(client, Role.CLERK)
    page = client.get(f"/applications/{COUNTY}/kinds").get_data(as_text=True)
    assert "Not offered here" in page
    assert "申办报告" in page
    assert client.get(f"/applications/{OTHER_COUNTY}/kinds").status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_who_reads_the_countys_rules_reads_its_kinds(
    client: FlaskClient, sign_in, county: object, app, role: Role
):
    with app.app_context():
        may_read = role in roles_with(app, Permission.CONFIGURATION_READ)
    sign_in(client, role, kindergarten="none" if role is Role.KINDERGARTEN else None)
    status = client.get(f"/applications/{COUNTY}/kinds").status_code
    assert status == (200 if may_read else 403)

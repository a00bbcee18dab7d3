"""What everybody may read of the bureau's publications."""

import pytest
from flask.testing import FlaskClient

from kgsup.core.db import db, transaction
from kgsup.publications import service
from kgsup.publications.models import Publication
from kgsup.publications.rules import PublicationKind
from tests.conftest import AT, COUNTY, OTHER_COUNTY, make_actor, without_token
from tests.factories.publications import CLERK, FACTS, plan, publish, published
from tests.factories.referrals import new_case
from tests.workbooks import rows_shown

pytestmark = pytest.mark.usefixtures("county")
LIST = "/public/publications"


def page_of(publication: Publication) -> str:
    return f"{LIST}/{publication.public_id}"


def test_the_list_shows_what_is_published_newest_first(client: FlaskClient):
    with transaction():
        published(title="甲园设立")
        published(title="乙园设立")
        plan(title="丙园设立")
        service.withhold(plan(title="丁园设立").public_id, "涉及商业秘密。", None, CLERK, AT)
        service.withdraw(published(title="戊园设立").public_id, "已撤销。", None, CLERK, AT)
    page = client.get(LIST)
    assert rows_shown(page) == ["乙园设立", "甲园设立"]
    assert page.headers["Cache-Control"] == "no-store"
    assert "<script" not in page.text


def test_the_front_page_leads_there(client: FlaskClient):
    assert f'href="{LIST}"' in client.get("/").text


def test_the_list_is_filtered_by_kind_and_text(client: FlaskClient):
    with transaction():
        published(title="甲园设立")
        published(kind=PublicationKind.LICENCE_ENDED, title="乙园注销", facts={})
    assert rows_shown(client.get(f"{LIST}?kind=licence_ended")) == ["乙园注销"]
    assert rows_shown(client.get(f"{LIST}?text=甲园")) == ["甲园设立"]
    assert rows_shown(client.get(f"{LIST}?kind=licence_ended&text=甲园")) == []


@pytest.mark.parametrize(
    "query", ["kind=nonsense", "county=000000", "after=%%%", "after=WzFd", "large=1", "text=%25%5F"]
)
def test_nonsense_in_an_address_is_no_fault(client: FlaskClient, query: str):
    with transaction():
        published()
    assert client.get(f"{LIST}?{query}").status_code == 200


def test_a_long_list_goes_on_page_by_page_without_script(client: FlaskClient):
    with transaction():
        for n in range(120):
            published(title=f"第{n}号")
    seen, address = [], LIST
    while address:
        page = client.get(address)
        seen += rows_shown(page)
        _, found, rest = page.text.partition('rel="next" href="')
        address = rest.partition('"')[0].replace("&amp;", "&") if found else ""
    assert seen == [f"第{n}号" for n in reversed(range(120))]


def test_each_county_has_its_own_list(client: FlaskClient):
    other = make_actor(CLERK.grants[0].role, OTHER_COUNTY)
    with transaction():
        published(title="甲园设立")
        publish(plan(title="邻县园设立", subject=new_case(OTHER_COUNTY), actor=other), actor=other)
    assert rows_shown(client.get(LIST)) == ["甲园设立"]
    assert rows_shown(client.get(f"{LIST}?county={COUNTY}")) == ["甲园设立"]
    assert rows_shown(client.get(f"{LIST}?county={OTHER_COUNTY}")) == ["邻县园设立"]


def test_without_a_county_the_list_is_empty(client: FlaskClient):
    with transaction():
        published()
        db.session.execute(db.text("DELETE FROM town"))
        db.session.execute(db.text("DELETE FROM county"))
    assert rows_shown(client.get(LIST)) == []


def test_a_publication_shows_its_public_words_with_article_and_days(client: FlaskClient):
    with transaction():
        publication = published()
    page = client.get(page_of(publication))
    assert page.status_code == 200
    words = [text for name, text in FACTS.items() if not name.startswith("valid_")]
    days = ["2026年11月20日", "2026年11月21日", "2031年11月19日"]
    for text in [*words, *days, "行政许可法 40"]:
        assert text in page.text
    for hidden in ("林一苗", publication.subject_id, "publications/publish"):
        assert hidden not in page.text


def test_what_is_withdrawn_says_so_and_nothing_of_what_it_was(client: FlaskClient):
    with transaction():
        publication = published()
        service.withdraw(publication.public_id, "决定已撤销。", None, CLERK, AT)
    page = client.get(page_of(publication))
    assert page.status_code == 404
    assert page.headers["Cache-Control"] == "no-store"
    for text in [*FACTS.values(), publication.title, "决定已撤销。"]:
        assert text not in page.text


def test_planned_withheld_and_unknown_addresses_answer_alike_byte_for_byte(client: FlaskClient):
    with transaction():
        planned, withheld = plan(), plan()
        service.withhold(withheld.public_id, "涉及商业秘密。", None, CLERK, AT)
    names = [planned.public_id, withheld.public_id, "0" * 16, "not-there", planned.subject_id]
    pages = set()
    for name in names:
        page = client.get(f"{LIST}/{name}")
        headers = [h for h in page.headers if h[0] not in {"Content-Length", "Set-Cookie"}]
        pages.add((page.status_code, without_token(page).replace(name, "NAME"), str(headers)))
    assert len(pages) == 1
    assert next(iter(pages))[0] == 404


def test_public_words_are_shown_as_text(client: FlaskClient):
    with transaction():
        publication = published(
            title="<script>alert(1)</script>", facts={"content": "<b onclick=x>园</b>"}
        )
    for address in (LIST, page_of(publication)):
        page = client.get(address).text
        assert "<script>alert" not in page
        assert "<b onclick" not in page

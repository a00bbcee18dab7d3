"""My day of each role, the dossier and search, as people open them."""

import pytest

from kgsup.access.actor import Role
from kgsup.core.db import transaction
from kgsup.corrections import service as corrections
from tests.conftest import AT, without_token
from tests.factories.corrections import INSPECTOR, new_finding, origin_at
from tests.factories.kindergartens import make_kindergarten


@pytest.fixture
def kindergarten(county):
    with transaction():
        made = make_kindergarten("青禾县向阳幼儿园", head="单小禾", town_code="990126100")
        corrections.open_findings(
            origin_at(made), [new_finding("逾期未更新公示栏。")], INSPECTOR, AT
        )
    return made


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.SYSTEM, Role.KINDERGARTEN}])
def test_each_role_lands_on_a_day_of_its_own(client, kindergarten, sign_in, role):
    sign_in(client, role)
    page = client.get("/my-day")
    assert page.status_code == 200


def test_the_approver_finds_the_draft_to_sign_off(client, kindergarten, sign_in):
    sign_in(client, Role.APPROVER)
    page = client.get("/my-day").text
    assert "/sign-off" in page
    assert kindergarten.name in page


def test_the_inspector_finds_who_was_not_visited(client, kindergarten, sign_in):
    sign_in(client, Role.INSPECTOR)
    page = client.get("/my-day").text
    assert f"/phone/?kindergarten={kindergarten.public_id}" in page


def test_nothing_of_another_county_stands_on_my_day(client, kindergarten, sign_in):
    for role in (Role.INSPECTOR, Role.CLERK, Role.APPROVER):
        sign_in(client, role, county="990127")
        assert kindergarten.name not in client.get("/my-day").text


def test_the_dossier_shows_facts_findings_and_timeline(client, kindergarten, sign_in):
    sign_in(client, Role.CLERK)
    page = client.get(f"/kindergartens/{kindergarten.public_id}/dossier")
    assert page.status_code == 200
    for text in ("单小禾", "白石镇", "逾期未更新公示栏。"):
        assert text in page.text


def test_another_countys_dossier_answers_like_one_that_does_not_exist(
    client, kindergarten, sign_in
):
    sign_in(client, Role.CLERK, county="990127")
    other = client.get(f"/kindergartens/{kindergarten.public_id}/dossier")
    unknown = client.get("/kindergartens/0000000000000000/dossier")
    assert other.status_code == unknown.status_code == 404
    assert without_token(other).replace(kindergarten.public_id, "0" * 16) == without_token(unknown)


@pytest.mark.parametrize("text", ["向阳", "xiangyang", "xy", "单小禾", "shanxiaohe"])
def test_search_reads_chinese_pinyin_initials_and_surnames(client, kindergarten, sign_in, text):
    sign_in(client, Role.CLERK)
    response = client.get("/search", query_string={"q": text})
    assert response.headers["Location"].endswith(f"/{kindergarten.public_id}/dossier")


@pytest.mark.parametrize(
    "text", ["%", "_", "\\", "没有这家", "<script>alert(1)</script>", "x" * 3000]
)
def test_search_takes_signs_as_signs(client, kindergarten, sign_in, text):
    sign_in(client, Role.CLERK)
    page = client.get("/search", query_string={"q": text})
    assert page.status_code == 200
    assert "<script>alert" not in page.text


def test_a_kindergartens_own_account_sees_its_own_page_and_no_office_page(
    client, kindergarten, sign_in
):
    sign_in(client, Role.KINDERGARTEN, kindergarten=kindergarten.public_id)
    assert client.get("/my-day").headers["Location"] == "/own"
    assert kindergarten.name in client.get("/own").text
    for path in ("/kindergartens", "/findings", f"/kindergartens/{kindergarten.public_id}/dossier"):
        assert client.get(path).status_code == 403


def test_the_dossier_reads_a_bounded_number_of_times(client, kindergarten, sign_in, count_queries):
    sign_in(client, Role.CLERK)
    before = len(count_queries())
    client.get(f"/kindergartens/{kindergarten.public_id}/dossier")
    assert len(count_queries()) - before <= 50

"""Chinese by default, English a click away, and no way off this site."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgsup.web.language import safe_path


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "/\\evil.example", "https://evil.example/", "javascript:alert(1)", "", None,
     "evil", "/\tevil", "/x\n", "\\/evil.example", "///evil.example"],
)  # fmt: skip
def test_a_target_off_this_site_becomes_the_front_page(target):
    assert safe_path(target) == "/"


@pytest.mark.parametrize("target", ["/", "/findings?overdue=1", "/kindergartens/ABC"])
def test_a_path_on_this_site_is_kept(target):
    assert safe_path(target) == target


@given(st.text(max_size=30))
def test_whatever_is_given_it_stays_on_this_site(text):
    path = safe_path(text)
    assert path.startswith("/")
    assert not path.startswith(("//", "/\\"))


def test_pages_are_chinese_until_english_is_chosen(client):
    assert '<html lang="zh-Hans-CN"' in client.get("/login").text
    response = client.get("/language/en?next=/login")
    assert response.headers["Location"] == "/login"
    assert '<html lang="en"' in client.get("/login").text


def test_an_unknown_language_is_not_there(client):
    assert client.get("/language/xx").status_code == 404

"""Reading lists to their end, and the addresses that pages put together."""

from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from kgsup.access.actor import Role
from kgsup.web import paging
from kgsup.web.paging import address_of_export, every_page, every_row

HOSTILE = "?_scheme=javascript&_external=1&q=%0aalert(1)&endpoint=x&_method=POST&_anchor=y&values=1"


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5])
def test_a_list_is_read_to_its_end_page_by_page(monkeypatch, count):
    monkeypatch.setattr(paging, "EXPORT_PAGE_SIZE", 2)
    numbers = list(range(count))

    def load(after, limit):
        return [n for n in numbers if after is None or n > after[0]][:limit]

    assert list(every_row(load, lambda n: [n])) == numbers
    assert all(1 <= len(page) <= 2 for page in every_page(load, lambda n: [n]))


def test_the_address_of_an_export_keeps_the_filter_and_leaves_the_page_out(app: Flask):
    with app.test_request_context("/follow-ups?state=&kind=a&kind=b%26c&after=WzFd"):
        address = urlsplit(address_of_export("corrections.export_follow_ups"))
    assert address.path == "/follow-ups.xlsx"
    shown = parse_qs(address.query, keep_blank_values=True)
    assert shown == {"state": [""], "kind": ["a", "b&c"]}


@pytest.mark.parametrize("path", ["/kindergartens", "/findings", "/visits", "/documents"])
def test_arguments_of_a_visitors_address_stay_arguments(client, county, sign_in, path):
    sign_in(client, Role.CLERK)
    page = client.get(path + HOSTILE)
    assert page.status_code == 200
    assert 'href="javascript:' not in page.text
    assert f'href="{path}.xlsx?' in page.text


def test_the_address_of_the_next_page_is_on_this_site(app: Flask, county):
    with app.test_request_context(f"/findings{HOSTILE}"):
        page = paging.keyset(lambda after, limit: list(range(limit)), lambda n: [n], size=2)
    assert page.next_url is not None
    assert page.next_url.startswith("/findings?")
    assert parse_qs(urlsplit(page.next_url).query)["_scheme"] == ["javascript"]

"""Pages by key: what stands in the address cannot hurt."""

import base64

import pytest
from flask import Flask

from kgsup.web.paging import cursor_from_request, encode_cursor


def cursor_of(app: Flask, text: str) -> object:
    with app.test_request_context("/x", query_string={"after": text}):
        return cursor_from_request()


@pytest.mark.parametrize("key", [[1], ["xiangyang", 7], ["2026-11-21", 2**63 - 1]])
def test_a_key_comes_back_as_it_was(app: Flask, key):
    assert cursor_of(app, encode_cursor(key)) == key


@pytest.mark.parametrize(
    "text",
    ["[true]", "[1e400]", "[1.5]", f"[{10**31}]", '["\\u0000"]', '["\\ud800"]', "{}", "null", "[[1]]",
     "[" * 5000, "", "nonsense"],
)  # fmt: skip
def test_anything_else_means_the_first_page(app: Flask, text):
    assert cursor_of(app, base64.urlsafe_b64encode(text.encode()).decode()) is None
    assert cursor_of(app, text) is None

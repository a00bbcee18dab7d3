"""Workbooks as answers."""

import io
from urllib.parse import unquote

import pytest
from flask import Flask

from kgsup.web.replies import workbook_reply


@pytest.mark.parametrize("name", ["问题清单", 'a"b;c\r\nX: y', "a/b%2F", "Findings"])
def test_the_name_is_chinese_and_the_header_ascii(app: Flask, name):
    with app.test_request_context():
        reply = workbook_reply(name, io.BytesIO(b"PK"))
    header = reply.headers["Content-Disposition"]
    kind, plain, encoded = header.split("; ")
    assert (kind, plain) == ("attachment", 'filename="list.xlsx"')
    assert header.isascii()
    assert unquote(encoded.removeprefix("filename*=UTF-8''")) == f"{name}.xlsx"
    assert reply.headers["X-Content-Type-Options"] == "nosniff"


def test_the_content_is_sent_whole_and_its_file_closed(app: Flask):
    content = io.BytesIO(b"x" * 200_000)
    with app.test_request_context():
        reply = workbook_reply("a", content)
    assert reply.content_length == 200_000
    assert b"".join(reply.response) == b"x" * 200_000
    assert content.closed


def test_a_file_that_nobody_reads_is_closed_with_the_answer(app: Flask):
    content = io.BytesIO(b"x")
    with app.test_request_context():
        workbook_reply("a", content).close()
    assert content.closed

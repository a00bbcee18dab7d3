"""The form by which a case asks a department: shown by other slices, read here."""

import pytest
from flask import Flask, render_template
from werkzeug.datastructures import MultiDict

from kgsup.core.clocks import Period, Unit
from kgsup.referrals.forms import AskForm, question_of
from tests.factories.referrals import question

FILLED = {
    "version": "1",
    "department": " 青禾县消防救援大队 ",
    "question": "该处房屋是否符合消防安全要求？",
    "facts-0-label": "拟设幼儿园",
    "facts-0-value": "青禾县向阳幼儿园",
    "facts-1-label": "",
    "facts-1-value": "",
    "facts-2-label": "地址",
    "facts-2-value": "青阳街道禾苗路8号",
    "count": "10",
    "unit": "working_days",
    "silence": "逾期未回复的，视为无不同意见。",
    "asked_on": "",
}


def filled(app: Flask, **changes: str) -> AskForm:
    """The form as a page sends it."""
    app.config["WTF_CSRF_ENABLED"] = False
    form = AskForm(MultiDict(FILLED | changes))
    form.offer()
    return form


def test_the_form_says_what_the_service_asks(app: Flask):
    with app.test_request_context(method="POST"):
        form = filled(app)
        assert form.validate(), form.errors
        assert question_of(form) == question()


def test_the_period_is_counted_as_was_chosen(app: Flask):
    with app.test_request_context(method="POST"):
        form = filled(app, unit="calendar_days", count="15")
        assert form.validate(), form.errors
        assert question_of(form).reply_by_period == Period(count=15, unit=Unit.CALENDAR_DAYS)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("department", ""),
        ("question", ""),
        ("count", "0"),
        ("count", "61"),
        ("count", "ten"),
        ("unit", "years"),
        ("silence", ""),
        ("asked_on", "2026-02-30"),
    ],
)
def test_what_has_no_shape_is_refused_at_its_field(app: Flask, field: str, text: str):
    with app.test_request_context(method="POST"):
        form = filled(app, **{field: text})
        assert not form.validate()
        assert field in form.errors


def test_a_fact_without_words_is_passed_on_for_the_rule_to_refuse(app: Flask):
    with app.test_request_context(method="POST"):
        form = filled(app, **{"facts-1-label": "面积"})
        assert form.validate(), form.errors
        assert ("面积", "") in question_of(form).facts


def test_the_fields_and_the_link_are_shown_by_other_pages(app: Flask):
    with app.test_request_context():
        form = filled(app)
        fields = render_template("referrals/_ask_form.html", form=form)
        link = render_template("referrals/_link.html", link="https://q.example/referrals/answer/x")
    for name in ("department", "question", "facts-0-label", "count", "unit", "silence"):
        assert f'name="{name}"' in fields
    assert "https://q.example/referrals/answer/x" in link

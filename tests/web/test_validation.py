"""What a form says of a field that does not fit is in the language of the page."""

import pytest
from flask_babel import force_locale
from werkzeug.datastructures import MultiDict
from wtforms import FormField, IntegerField, StringField
from wtforms.validators import InputRequired, Length

from kgsup.web.forms import OfficeForm, PartForm
from kgsup.web.validation import TRANSLATIONS


class CountForm(PartForm):
    count = IntegerField("count", [InputRequired()])


class NoteForm(OfficeForm):
    note = StringField("note", [InputRequired()])
    word = StringField("word", [Length(max=3)])
    part = FormField(CountForm)


@pytest.mark.parametrize(
    ("language", "required", "too_long", "no_number"),
    [
        ("zh_Hans_CN", "此项必填。", "不能超过3个字符。", "请填写整数。"),
        ("en", "This field is required.", "Field cannot be longer than 3 characters.",
         "Not a valid integer value."),
    ],
)  # fmt: skip
def test_a_form_and_its_parts_say_what_is_wrong(app, language, required, too_long, no_number):
    sent = MultiDict({"note": "", "word": "园园园园", "part-count": "三"})
    with app.test_request_context(method="POST", data=sent), force_locale(language):
        form = NoteForm(sent, meta={"csrf": False})
        assert not form.validate()
        assert form.note.errors == [required]
        assert form.word.errors == [too_long]
        assert form.part.form.count.errors == [no_number]


def test_a_message_that_is_not_ours_stays_english(app):
    with app.test_request_context(), force_locale("zh_Hans_CN"):
        assert TRANSLATIONS.gettext("Not a valid week value.") == "Not a valid week value."
        assert TRANSLATIONS.ngettext("%(n)d leaf", "%(n)d leaves", 2) == "%(n)d leaves"

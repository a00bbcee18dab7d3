"""Answers of views."""

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from kgsup.web.forms import OfficeForm


def render_form(template: str, form: OfficeForm, **context: Any) -> ResponseReturnValue:
    """Show a form; one that was refused is answered with 422."""
    return render_template(template, form=form, **context), 422 if form.is_refused else 200

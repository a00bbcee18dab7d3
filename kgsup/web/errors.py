"""Domain errors and faults as pages (or JSON for the phone): one place, nothing leaks."""

import logging
import secrets
from typing import Any

from flask import Flask, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import HTTPException

from kgsup.core.db import db
from kgsup.core.errors import Busy, Conflict, DomainError, Missing

log = logging.getLogger(__name__)

_STATUS: dict[type[DomainError], int] = {Missing: 404, Conflict: 409, Busy: 503}
_PAGES = {403, 404, 409, 413, 422, 500}


def explain(error: DomainError) -> str:
    """The refusal in the user's language, with the article behind it."""
    message = _(error.message)
    if error.parameters:
        message = message % {key: _known(value) for key, value in error.parameters.items()}
    return f"{message} ({error.article})" if error.article else message


def _known(value: object) -> object:
    return _(value) if isinstance(value, str) and value else value


def install(app: Flask) -> None:
    """Register the handlers."""
    app.before_request(_refuse_nul)
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(IntegrityError, _integrity_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _fault)


def _refuse_nul() -> ResponseReturnValue | None:
    """No text of this program holds a NUL: PostgreSQL and HTML know none."""
    if "\0" in request.path:
        return _page(404, None)
    if any("\0" in value for value in request.args.values()):
        return redirect(request.path)  # nobody types one into an address
    is_form = request.mimetype == "application/x-www-form-urlencoded"
    if is_form and any("\0" in value for value in request.form.values()):
        return _page(400, _("The text holds a sign that no text can hold."))
    return None


def _domain_error(error: DomainError) -> ResponseReturnValue:
    status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 422)
    message = None if status == 404 else explain(error)
    return _page(status, message)


def _integrity_error(error: IntegrityError) -> ResponseReturnValue:
    # A race that the UNIQUE or CHECK decided, or a bug; either way nothing was saved.
    db.session.rollback()
    log.warning("integrity error on %s", request.endpoint, exc_info=error)
    return _page(409, _("Somebody else did the same thing at the same moment. Look and try again."))


def _csrf_error(error: CSRFError) -> ResponseReturnValue:
    return _page(
        400, _("This page was open for too long or in another session. Go back, reload, try again.")
    )


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error.get_response()  # a redirect that was raised
    return _page(error.code, None)


def _fault(error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    error_id = secrets.token_hex(6)
    log.exception("error %s on %s", error_id, request.endpoint)
    return _page(500, None, error_id=error_id)


def _is_asked_by_a_program() -> bool:
    """The phone's page posts and reads JSON, whatever it says it accepts."""
    is_phone = request.path.startswith("/phone/") and request.method == "POST"
    return is_phone or request.is_json or request.accept_mimetypes.best == "application/json"


def _page(status: int, message: str | None, **context: Any) -> ResponseReturnValue:
    if _is_asked_by_a_program():
        return jsonify(error=str(status), detail=message or "", **context), status
    template = f"_errors/{status if status in _PAGES else 422 if status < 500 else 500}.html"
    context.setdefault("error_id", "")
    return render_template(template, message=message, **context), status

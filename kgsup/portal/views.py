"""The front page, the check page and the health of the program."""

import sqlite3

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from kgsup.access.guard import public
from kgsup.core import clock, heartbeat, migrate
from kgsup.core.db import db
from kgsup.documents import queries as documents
from kgsup.documents.rules.numbers import normal_check_code

blueprint = Blueprint("portal", __name__)


@blueprint.route("/")
@public
def show_front() -> ResponseReturnValue:
    return render_template("portal/show_front.html")


@blueprint.route("/verify")
@public
def find_document() -> ResponseReturnValue:
    code = normal_check_code(request.args.get("code", ""))
    if code is None:
        return render_template(
            "portal/show_front.html", wrong_code=request.args.get("code", "")
        ), 422
    return redirect(url_for(".verify_document", code=code))


@blueprint.route("/verify/<code>")
@public
def verify_document(code: str) -> ResponseReturnValue:
    document = documents.find_by_check_code(code)
    status = 200 if document else 404
    page = render_template(
        "portal/verify_document.html", document=document, code=code, checked_at=clock.now()
    )
    return page, status, {"Cache-Control": "no-store"}


@blueprint.route("/healthz")
@public
def show_health() -> ResponseReturnValue:
    head = migrate.current_on(db.session.connection())
    age = heartbeat.age_seconds("worker", clock.now())
    is_well = head == migrate.head()
    answer = {
        "status": "ok" if is_well else "database is not at the program's revision",
        "database": {"dialect": db.engine.dialect.name, "head": head},
        "sqlite": {"version": sqlite3.sqlite_version, "journal_mode": _journal_mode()},
        "worker": {"heartbeat_age_s": None if age is None else round(age, 1)},
    }
    return answer, 200 if is_well else 503


def _journal_mode() -> str | None:
    if db.engine.dialect.name != "sqlite":
        return None
    return str(db.session.execute(text("PRAGMA journal_mode")).scalar_one())

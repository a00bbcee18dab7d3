"""The front page, the check page and the health of the program."""

import datetime as dt
import sqlite3

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from werkzeug.exceptions import NotFound

from kgsup.access.guard import public
from kgsup.core import charts, clock, heartbeat, migrate
from kgsup.core.db import db
from kgsup.documents import queries as documents
from kgsup.documents.rules.numbers import normal_check_code
from kgsup.licensing.queries.live import licence_behind
from kgsup.portal.forms import SampleForm
from kgsup.portal.views.blueprint import blueprint
from kgsup.web.replies import render_form


@blueprint.route("/")
@public
def show_front() -> ResponseReturnValue:
    return render_template("portal/show_front.html")


@blueprint.route("/verify")
@public
def find_document() -> ResponseReturnValue:
    if "code" not in request.args:
        return redirect(url_for(".show_front"))
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
        "portal/verify_document.html",
        document=document,
        licence=licence_behind(code, clock.today()),
        code=code,
        checked_at=clock.now(),
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


@blueprint.route("/style-guide", methods=["GET", "POST"])
@public
def show_style_guide() -> ResponseReturnValue:
    if not current_app.config["KGSUP_SETTINGS"].is_test:
        raise NotFound  # development only
    form = SampleForm()
    form.validate_on_submit()
    today = clock.today()
    return render_form(
        "style_guide/show_style_guide.html",
        form,
        today=today,
        now=clock.now(),
        charts=_sample_charts(today),
    )


def _sample_charts(today: dt.date) -> dict[str, charts.Svg]:
    tones = (charts.Tone.ACCENT, charts.Tone.WARN, charts.Tone.BAD)
    weights = [
        charts.Series(label=n, tone=t) for n, t in zip(("一般", "较重", "重大"), tones, strict=True)
    ]
    rows = [(f"{month} 月", [month * 3 % 17 + 4, month % 5, month % 2]) for month in range(1, 12)]
    days = {today - dt.timedelta(days=n * 3): n % 8 for n in range(60)}
    return {
        "columns": charts.column_chart("大班", "人", [("2025", 2801), ("2026", 2737)], today),
        "stacked": charts.stacked_column_chart("各月问题", "个", weights, rows, today),
        "calendar": charts.year_calendar("全年检查", "次", today.year, days, today),
    }


def _journal_mode() -> str | None:
    if db.engine.dialect.name != "sqlite":
        return None
    return str(db.session.execute(text("PRAGMA journal_mode")).scalar_one())

"""The only module that knows every slice: it puts the program together."""

import datetime as dt
from importlib import import_module
from types import ModuleType
from urllib.parse import urlsplit

from flask import Blueprint, Flask
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from kgsup import policy
from kgsup.access import guard
from kgsup.accounts import views as accounts
from kgsup.accounts.adapters import passwords
from kgsup.accounts.rules import ABSOLUTE_LIMIT
from kgsup.core import clock
from kgsup.core.db import db
from kgsup.core.errors import N_
from kgsup.core.settings import PROJECT, Settings, load_settings
from kgsup.documents.adapters import installation
from kgsup.exchange.adapters import progress
from kgsup.files.adapters import store
from kgsup.reminders.adapters import mail
from kgsup.staff.adapters import identity_index
from kgsup.web import errors, filters, headers, language, navigation
from kgsup.web.navigation import Entry, Group

# The slices from the ground up.  Models, jobs and pages of each are found by their file names.
SLICES = (
    "audit",
    "areas",
    "accounts",
    "workcalendar",
    "configuration",
    "files",
    "deadlines",
    "documents",
    "reminders",
    "referrals",
    "publications",
    "casework",
    "kindergartens",
    "staff",
    "corrections",
    "inspections",
    "licensing",
    "annual_checks",
    "exchange",
    "desk",
    "portal",
    "backups",
    "demo",
)

NAVIGATION = (
    Entry("desk.show_my_day", N_("My day")),
    Group(
        N_("Kindergartens"),
        (
            Entry("kindergartens.list_kindergartens", N_("Kindergartens")),
            Entry("staff.list_staff", N_("Staff")),
            Entry("annual_checks.list_annual_checks", N_("Annual check")),
            Entry("exchange.list_saved_lists", N_("Lists and forms")),
            Entry("exchange.list_batches", N_("Import")),
        ),
    ),
    Group(
        N_("Supervision"),
        (
            Entry("inspections.list_visits", N_("Visits")),
            Entry("corrections.list_findings", N_("Findings")),
            Entry("corrections.list_follow_ups", N_("Notices")),
        ),
    ),
    Group(
        N_("Licences"),
        (
            Entry("licensing.list_applications", N_("Applications")),
            Entry("licensing.show_pipeline", N_("Pipeline")),
            Entry("licensing.show_figures", N_("Figures of the year")),
            Entry("licensing.list_acts", N_("Acts on licences")),
            Entry("licensing.list_batches", N_("Batch decisions")),
            Entry("licensing.list_undertakings", N_("Undertakings")),
            Entry("licensing.list_registrations", N_("Registrations")),
            Entry("licensing.list_certificate_forms", N_("Certificate forms")),
            Entry("licensing.list_files", N_("Case files")),
        ),
    ),
    Group(
        N_("Cases"),
        (
            Entry("casework.list_proposals", N_("Proposals")),
            Entry("desk.list_deadlines", N_("Clocks")),
            Entry("referrals.list_referrals", N_("Departments")),
            Entry("publications.list_publications", N_("Publications")),
            Entry("documents.list_documents", N_("Documents")),
        ),
    ),
    Group(
        N_("Office"),
        (
            Entry("configuration.list_rules", N_("County rules")),
            Entry("workcalendar.show_calendar", N_("Calendar")),
            Entry("casework.list_levels", N_("Levels and deputies")),
            Entry("accounts.list_users", N_("Accounts")),
            Entry("audit.list_entries", N_("Ledger")),
        ),
    ),
    Entry("licensing.list_own_applications", N_("Applications")),
    Entry("staff.own_list_staff", N_("Staff")),
)

MAX_REQUEST_BYTES = 32 * 1024 * 1024


def create_app(settings: Settings | None = None) -> Flask:
    """Build the program from its settings; raises when a route declares no permission."""
    settings = settings or load_settings()
    settings.instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    app = Flask(
        "kgsup",
        template_folder=str(PROJECT / "templates"),
        static_folder=str(PROJECT / "kgsup" / "static"),
    )
    _configure(app, settings)
    if settings.is_https:
        _stand_behind_a_proxy(app, settings)
    clock.use_test_clock(settings.test_clock)
    store.use_root(settings.instance)
    progress.use_root(settings.instance)
    installation.use_settings(settings)
    mail.use_settings(settings)
    identity_index.use_settings(settings)
    if settings.is_test:
        passwords.use_cheap_hashes()
    db.init_app(app)
    CSRFProtect(app)
    _register_slices(app)
    accounts.install(app)
    guard.install(app, policy.POLICY)
    for part in (errors, filters, headers, language):
        part.install(app)
    app.register_blueprint(language.blueprint)
    navigation.install(app, NAVIGATION, "desk.search")
    guard.check_declared(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings.database_url),
        SESSION_COOKIE_NAME="__Host-kgsup" if settings.is_https else "kgsup",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=ABSOLUTE_LIMIT,
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=2000,
        WTF_CSRF_TIME_LIMIT=int(ABSOLUTE_LIMIT / dt.timedelta(seconds=1)),
        KGSUP_SETTINGS=settings,
        KGSUP_HOME="desk.show_my_day",
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _stand_behind_a_proxy(app: Flask, settings: Settings) -> None:
    """https comes from one proxy on this machine: its word on address and scheme counts, no other host.

    The program itself listens on the loopback only.
    """
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]
    host = urlsplit(settings.public_url).hostname or ""
    app.config["TRUSTED_HOSTS"] = [host, "127.0.0.1", "localhost"]


def _engine_options(database_url: str) -> dict[str, object]:
    if database_url.startswith("sqlite"):
        return {}
    return {"pool_pre_ping": True, "pool_size": 5, "max_overflow": 10}


def _register_slices(app: Flask) -> None:
    """Import what each slice has, so that its tables, acts, labels, jobs and pages are known."""
    for name in SLICES:
        _register_slice(app, name)


def _register_slice(app: Flask, name: str) -> None:
    for part in ("models", "service", "jobs"):
        if _has(name, part):
            import_module(f"kgsup.{name}.{part}")
    if _has(name, "views"):
        for blueprint in _blueprints_of(import_module(f"kgsup.{name}.views")):
            app.register_blueprint(blueprint)


def _has(name: str, part: str) -> bool:
    package = PROJECT / "kgsup" / name
    return (package / f"{part}.py").exists() or (package / part / "__init__.py").exists()


def _blueprints_of(views: ModuleType) -> list[Blueprint]:
    """The blueprints of a views module: ``blueprint``, or ``blueprints`` where there are several."""
    several: list[Blueprint] | None = getattr(views, "blueprints", None)
    return several if several is not None else [views.blueprint]

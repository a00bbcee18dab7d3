"""Chinese by default, English a click away."""

from urllib.parse import urlsplit

from babel.support import NullTranslations, Translations
from flask import Blueprint, Flask, Response, current_app, g, redirect, request, url_for
from flask_babel import Babel, get_locale, get_translations
from werkzeug.exceptions import NotFound

from kgsup.access.guard import public

LANGUAGES = {"zh_Hans_CN": "中文", "en": "English"}
DEFAULT = "zh_Hans_CN"
COOKIE = "language"
_YEAR_SECONDS = 365 * 24 * 3600

blueprint = Blueprint("language", __name__)


def install(app: Flask) -> None:
    """Choose the language of each request and show the switch."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(_catalogues(app))
    Babel(
        app,
        default_locale=DEFAULT,
        default_timezone="Asia/Shanghai",
        locale_selector=_choose,
    )
    # Flask-Babel looks the catalogue up anew for every word; a list has hundreds of them.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: catalogue().ugettext(text),
        ngettext=lambda one, many, count: catalogue().ungettext(one, many, count),
        newstyle=True,
    )
    app.jinja_env.globals.update(
        language_url=language_url, languages=LANGUAGES, current_language=_choose
    )
    app.context_processor(lambda: {"locale_code": str(get_locale()).replace("_", "-")})


def catalogue() -> Translations | NullTranslations:
    """The catalogue of this request's language, looked up once a request."""
    if "kgsup_catalogue" not in g:
        g.kgsup_catalogue = get_translations()
    found: Translations | NullTranslations = g.kgsup_catalogue
    return found


def _catalogues(app: Flask) -> str:
    return f"{app.root_path}/translations"


def _choose() -> str:
    chosen = request.cookies.get(COOKIE, "") if request else ""
    return chosen if chosen in LANGUAGES else DEFAULT


def language_url(code: str) -> str:
    """The address that switches the language and comes back here."""
    return url_for("language.choose_language", code=code, next=request.full_path.rstrip("?"))


@blueprint.route("/language/<code>")
@public
def choose_language(code: str) -> Response:
    if code not in LANGUAGES:
        raise NotFound
    response = redirect(safe_path(request.args.get("next")))
    response.set_cookie(
        COOKIE,
        code,
        max_age=_YEAR_SECONDS,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response  # type: ignore[return-value]


def safe_path(target: str | None) -> str:
    """A path on this site, or the front page: never another host."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return "/"
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or "\\" in target or any(ord(c) < 0x20 for c in target):
        return "/"
    return target

"""Signing in and out, the own account, and accounts for administrators."""

import datetime as dt
from dataclasses import dataclass
from typing import cast

from flask import (
    Blueprint,
    Flask,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from kgsup.access.actor import Actor, Grant, Role
from kgsup.access.guard import current_actor, public, requires, signed_in_actor
from kgsup.access.permissions import Permission
from kgsup.accounts import queries, rules, service
from kgsup.accounts.forms import (
    AddUserForm,
    ChangePasswordForm,
    GrantForm,
    ParticularsForm,
    ResetPasswordForm,
    SignInForm,
)
from kgsup.areas.queries import counties_of
from kgsup.core import clock
from kgsup.core.db import transaction
from kgsup.core.errors import N_, DomainError, RuleViolation
from kgsup.core.labels import label_of
from kgsup.web.forms import ConfirmForm, SelectChoice, choices_of
from kgsup.web.language import safe_path
from kgsup.web.replies import render_form

blueprint = Blueprint("accounts", __name__)


@dataclass
class SignedIn(UserMixin):  # type: ignore[misc]
    """What Flask-Login keeps: the session's token as the id, never the user's key."""

    token: str
    actor: Actor
    last_seen_at: dt.datetime

    def get_id(self) -> str:
        return self.token

    @property
    def name(self) -> str:
        return self.actor.name


def install(app: Flask) -> None:
    """Load the signed-in person anew with every request: rights are never remembered."""
    manager = LoginManager(app)
    manager.session_protection = None
    manager.user_loader(_load_signed_in)
    app.after_request(_touch)
    app.jinja_env.globals.update(county_name=_county_name)


def _county_name() -> str:
    """The county that the signed-in person works for; the prefix of a viewer has no name."""
    counties = counties_of(signed_in_actor())
    return counties[0].name if len(counties) == 1 else ""


def _load_signed_in(token: str) -> SignedIn | None:
    found = queries.find_living_session(token, clock.now())
    if found is None:
        return None
    return SignedIn(token, queries.actor_of(found[1]), found[0].last_seen_at)


def _touch(response: ResponseReturnValue) -> ResponseReturnValue:
    # The one write that a GET may cause besides the record of a denial: at most once a minute.
    if current_user and current_user.is_authenticated:
        signed_in, at = cast(SignedIn, current_user), clock.now()
        if at - signed_in.last_seen_at >= rules.TOUCH_EVERY:
            with transaction():
                service.touch_session(signed_in.token, at)
    return response


@blueprint.route("/login", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    form = SignInForm()
    if form.validate_on_submit():
        try:
            token = _try_sign_in(form)
            if token is None:
                raise RuleViolation(N_("User name or password is wrong."))
        except DomainError as error:
            form.refuse(error)
        else:
            target = safe_path(
                request.args.get("next") or url_for(current_app.config["KGSUP_HOME"])
            )
            session.clear()  # nothing from before signing in may count afterwards
            signed_in = _load_signed_in(token)
            login_user(signed_in)
            return redirect(target)
    return render_form("accounts/sign_in.html", form)


def _try_sign_in(form: SignInForm) -> str | None:
    attempt = service.SignIn(
        username=form.username.data or "",
        password=form.password.data or "",
        address=request.remote_addr or "",
        user_agent=request.user_agent.string,
        key=current_app.config["SECRET_KEY"].encode(),
    )
    is_right = service.check_sign_in(attempt, clock.now())
    with transaction():
        return service.sign_in(attempt, is_right, clock.now())


@blueprint.route("/logout", methods=["POST"])
@requires(Permission.OWN_ACCOUNT)
def sign_out() -> ResponseReturnValue:
    with transaction():
        service.sign_out(cast(SignedIn, current_user).token, signed_in_actor(), clock.now())
    logout_user()
    session.clear()
    flash(_("You are signed out."), "success")
    response = redirect(url_for("accounts.sign_in"))
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@blueprint.route("/account", methods=["GET", "POST"])
@requires(Permission.OWN_ACCOUNT)
def show_account() -> ResponseReturnValue:
    form = ChangePasswordForm()
    if form.validate_on_submit():
        try:
            if form.new.data != form.again.data:
                raise RuleViolation(N_("The two new passwords differ."))
            with transaction():
                service.change_own_password(
                    form.old.data or "", form.new.data or "", signed_in_actor(), clock.now()
                )
        except DomainError as error:
            form.refuse(error)
        else:
            logout_user()
            session.clear()
            flash(_("The password has been changed. Sign in with the new one."), "success")
            return redirect(url_for("accounts.sign_in"))
    actor = signed_in_actor()
    return render_form(
        "accounts/show_account.html",
        form,
        actor=actor,
        sessions=queries.list_sessions(actor.id or 0, clock.now()),
    )


@blueprint.route("/accounts")
@requires(Permission.ACCOUNT_MANAGE)
def list_users() -> ResponseReturnValue:
    return render_template("accounts/list_users.html", users=queries.list_users(current_actor()))


def _role_choices() -> list[SelectChoice]:
    granted = [role for role in Role if role is not Role.SYSTEM]
    return choices_of({role: label_of(role) for role in granted})


def _grant_of(form: GrantForm) -> Grant:
    return Grant(
        role=Role(form.role.data),
        county_prefix=form.county_prefix.data or "",
        kindergarten=form.kindergarten.data,
    )


@blueprint.route("/accounts/new", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def add_user() -> ResponseReturnValue:
    form = AddUserForm()
    form.role.choices = _role_choices()
    if form.validate_on_submit():
        new = service.NewUser(
            username=form.username.data or "",
            name=form.name.data or "",
            password=form.password.data or "",
            grants=[_grant_of(form)],
            supervisor_certificate=form.supervisor_certificate.data,
            enforcement_certificate=form.enforcement_certificate.data,
        )
        try:
            with transaction():
                user = service.add_user(new, current_actor(), clock.now())
        except DomainError as error:
            form.refuse(error)
        else:
            flash(_("The account has been created."), "success")
            return redirect(url_for(".show_user", public_id=user.public_id))
    return render_form("accounts/add_user.html", form)


@blueprint.route("/accounts/<public_id>", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def show_user(public_id: str) -> ResponseReturnValue:
    user = queries.get_user(public_id, current_actor())
    form = GrantForm()
    form.role.choices = _role_choices()
    if form.validate_on_submit():
        try:
            with transaction():
                service.grant_role(public_id, _grant_of(form), current_actor(), clock.now())
        except DomainError as error:
            form.refuse(error)
        else:
            flash(_("The role has been granted."), "success")
            return redirect(url_for(".show_user", public_id=public_id))
    return render_form("accounts/show_user.html", form, user=user, grants=queries.list_grants(user))


@blueprint.route("/accounts/<public_id>/grants/<int:grant_id>/revoke", methods=["POST"])
@requires(Permission.ACCOUNT_MANAGE)
def revoke_role(public_id: str, grant_id: int) -> ResponseReturnValue:
    with transaction():
        service.revoke_role(public_id, grant_id, current_actor(), clock.now())
    flash(_("The role has been taken away."), "success")
    return redirect(url_for(".show_user", public_id=public_id))


@blueprint.route("/accounts/<public_id>/change", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def change_user(public_id: str) -> ResponseReturnValue:
    user = queries.get_user(public_id, current_actor())
    form = ParticularsForm(obj=user)
    if form.validate_on_submit():
        particulars = service.Particulars(
            name=form.name.data or "",
            position=form.position.data,
            telephone=form.telephone.data,
            mail=form.mail.data,
            supervisor_certificate=form.supervisor_certificate.data,
            enforcement_certificate=form.enforcement_certificate.data,
            enforcement_certificate_until=form.enforcement_certificate_until.data,
        )
        try:
            with transaction():
                service.change_user(
                    public_id, particulars, form.version_number, current_actor(), clock.now()
                )
        except DomainError as error:
            form.refuse(error)
        else:
            flash(_("The account has been changed."), "success")
            return redirect(url_for(".show_user", public_id=public_id))
    return render_form("accounts/change_user.html", form, user=user)


@blueprint.route("/accounts/<public_id>/active", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def set_active(public_id: str) -> ResponseReturnValue:
    user = queries.get_user(public_id, current_actor())
    form = ConfirmForm(version=str(user.version))
    if form.validate_on_submit():
        try:
            wanted, version = not user.active, form.version_number
            with transaction():
                service.set_active(public_id, wanted, version, current_actor(), clock.now())
        except DomainError as error:
            form.refuse(error)
        else:
            flash(_("The account has been changed."), "success")
            return redirect(url_for(".show_user", public_id=public_id))
    return render_form("accounts/set_active.html", form, user=user)


@blueprint.route("/accounts/<public_id>/password", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def reset_password(public_id: str) -> ResponseReturnValue:
    user = queries.get_user(public_id, current_actor())
    form = ResetPasswordForm()
    if form.validate_on_submit():
        try:
            with transaction():
                service.reset_password(
                    public_id,
                    form.password.data or "",
                    form.reason.data or "",
                    current_actor(),
                    clock.now(),
                )
        except DomainError as error:
            form.refuse(error)
        else:
            flash(_("The password has been set; all sessions of this person ended."), "success")
            return redirect(url_for(".show_user", public_id=public_id))
    return render_form("accounts/reset_password.html", form, user=user)

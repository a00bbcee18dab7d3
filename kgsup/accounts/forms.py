"""Signing in, passwords and accounts: shape only."""

from flask_babel import lazy_gettext as _l
from wtforms import DateField, PasswordField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from kgsup.web.forms import OfficeForm, VersionedForm, strip


class SignInForm(OfficeForm):
    username = StringField(_l("User name"), [InputRequired(), Length(max=80)], filters=[strip])
    password = PasswordField(_l("Password"), [InputRequired(), Length(max=200)])


class ChangePasswordForm(OfficeForm):
    old = PasswordField(_l("Present password"), [InputRequired(), Length(max=200)])
    new = PasswordField(_l("New password"), [InputRequired(), Length(max=200)])
    again = PasswordField(_l("New password once more"), [InputRequired(), Length(max=200)])


class GrantForm(OfficeForm):
    """One role within a county prefix."""

    role = SelectField(_l("Role"))
    county_prefix = StringField(_l("County code or prefix"), [InputRequired(), Length(max=6)])
    kindergarten = StringField(
        _l("Kindergarten (its id, for the role kindergarten)"),
        [Optional(), Length(max=16)],
        filters=[strip],
    )


class AddUserForm(GrantForm):
    name = StringField(_l("Full name"), [InputRequired(), Length(max=100)], filters=[strip])
    username = StringField(_l("User name"), [InputRequired(), Length(max=80)], filters=[strip])
    password = PasswordField(_l("First password"), [InputRequired(), Length(max=200)])
    supervisor_certificate = StringField(
        _l("Supervisor certificate number"), [Optional(), Length(max=40)], filters=[strip]
    )
    enforcement_certificate = StringField(
        _l("Enforcement certificate number"), [Optional(), Length(max=40)], filters=[strip]
    )


class ParticularsForm(VersionedForm):
    """What an account says of its person."""

    name = StringField(_l("Full name"), [InputRequired(), Length(max=100)], filters=[strip])
    position = StringField(_l("Position"), [Optional(), Length(max=60)], filters=[strip])
    telephone = StringField(_l("Telephone"), [Optional(), Length(max=40)], filters=[strip])
    mail = StringField(
        _l("Mail"),
        [
            Optional(),
            Length(max=120),
            Regexp(r"^[^@\s]+@[^@\s]+$", message=_l("This is no address.")),
        ],
        filters=[strip],
    )
    supervisor_certificate = StringField(
        _l("Supervisor certificate number"), [Optional(), Length(max=40)], filters=[strip]
    )
    enforcement_certificate = StringField(
        _l("Enforcement certificate number"), [Optional(), Length(max=40)], filters=[strip]
    )
    enforcement_certificate_until = DateField(
        _l("Enforcement certificate valid until"), [Optional()]
    )


class ResetPasswordForm(OfficeForm):
    password = PasswordField(_l("New password"), [InputRequired(), Length(max=200)])
    reason = TextAreaField(_l("Reason"), [InputRequired(), Length(max=500)])

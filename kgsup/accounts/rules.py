"""Passwords, sessions and throttling of sign-in.  No Flask, no database."""

import datetime as dt
from collections.abc import Sequence

from kgsup.access.actor import Role
from kgsup.audit.rules import register_acts
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.labels import register_fields, register_labels, register_ledger_enums

IDLE_LIMIT = dt.timedelta(minutes=30)
ABSOLUTE_LIMIT = dt.timedelta(hours=12)
TOUCH_EVERY = dt.timedelta(minutes=1)

FAILURES_PER_NAME = 5
FAILURES_PER_ADDRESS = 50  # carriers put many people behind one address
THROTTLE_WINDOW = dt.timedelta(minutes=15)

PASSWORD_LENGTH = 12
PASSWORD_KINDS = 3  # 等保 GB/T 22239 asks for complexity: three of four kinds of characters

register_labels(
    {
        Role.INSPECTOR: N_("Inspector"),
        Role.CLERK: N_("Licensing clerk"),
        Role.HANDLER: N_("Complaint handler"),
        Role.APPROVER: N_("Approver"),
        Role.LEGAL_REVIEWER: N_("Legal reviewer"),
        Role.SEAL_KEEPER: N_("Seal keeper"),
        Role.ARCHIVIST: N_("Archivist"),
        Role.KINDERGARTEN: N_("Kindergarten"),
        Role.DEPARTMENT: N_("Other department"),
        Role.VIEWER: N_("City or province viewer"),
        Role.ADMINISTRATOR: N_("Administrator"),
        Role.AUDITOR: N_("Auditor"),
        Role.SYSTEM: N_("System"),
    }
)

register_fields(
    {
        "username": N_("User name"),
        "grants": N_("Roles"),
        "active": N_("Active"),
        "position": N_("Position"),
        "supervisor_certificate": N_("Supervisor certificate number"),
        "enforcement_certificate": N_("Enforcement certificate number"),
        "enforcement_certificate_until": N_("Enforcement certificate valid until"),
        "reason": N_("Reason"),
    }
)

ACTS = register_acts(
    {
        "accounts.user.add": N_("Account created"),
        "accounts.user.change": N_("Account changed"),
        "accounts.user.grant": N_("Role granted"),
        "accounts.user.revoke": N_("Role taken away"),
        "accounts.user.deactivate": N_("Account deactivated"),
        "accounts.user.activate": N_("Account activated"),
        "accounts.password.change": N_("Password changed"),
        "accounts.password.reset": N_("Password reset by an administrator"),
        "accounts.session.start": N_("Signed in"),
        "accounts.session.end": N_("Signed out"),
    }
)
register_fields({"user": N_("Account")})
register_ledger_enums("user", Role)


def is_alive(
    created_at: dt.datetime,
    last_seen_at: dt.datetime,
    ended_at: dt.datetime | None,
    at: dt.datetime,
) -> bool:
    """Tell whether a session still counts: not ended, not idle too long, not too old."""
    if ended_at is not None:
        return False
    return at - last_seen_at <= IDLE_LIMIT and at - created_at <= ABSOLUTE_LIMIT


def is_throttled(failures_of_name: int, failures_of_address: int) -> bool:
    """Tell whether a further attempt must wait, from the failures within ``THROTTLE_WINDOW``."""
    return failures_of_name >= FAILURES_PER_NAME or failures_of_address >= FAILURES_PER_ADDRESS


def check_password(password: str, username: str) -> None:
    """Refuse a weak password: too short, of one kind of character, or holding the user's name."""
    used = (
        any(c.islower() for c in password)
        + any(c.isupper() for c in password)
        + any(c.isdigit() for c in password)
        + any(not c.isalnum() for c in password)
    )
    if len(password) < PASSWORD_LENGTH:
        raise RuleViolation(
            N_("A password has at least %(length)d characters."), length=PASSWORD_LENGTH
        )
    if used < PASSWORD_KINDS:
        raise RuleViolation(
            N_("A password mixes at least three of: small letters, capitals, digits, other signs.")
        )
    if username.lower() in password.lower():
        raise RuleViolation(N_("A password must not contain the user name."))


def check_grant(role: Role, county_prefix: str, kindergarten: str | None) -> None:
    """Refuse a grant that cannot be meant: a wrong prefix, or a kindergarten with another role."""
    if role is Role.SYSTEM:
        raise RuleViolation(N_("This role is not granted to people."))
    if not county_prefix.isdigit() or len(county_prefix) not in {2, 4, 6}:
        raise RuleViolation(N_("A county prefix has two, four or six digits."))
    if (role is Role.KINDERGARTEN) != (kindergarten is not None):
        raise RuleViolation(N_("The role kindergarten, and only it, names one kindergarten."))
    if role is Role.KINDERGARTEN and len(county_prefix) != len("990126"):
        raise RuleViolation(N_("A kindergarten belongs to one county: give all six digits."))


def check_username(username: str, taken: Sequence[str] = ()) -> None:
    """Refuse a user name that is empty, has blanks, or is taken."""
    if not username or username != username.strip() or any(c.isspace() for c in username):
        raise RuleViolation(N_("A user name has no blanks."))
    if username in taken:
        raise RuleViolation(N_("This user name is taken."))

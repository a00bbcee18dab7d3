"""The bureau's people and the demo accounts, whose passwords are random and written to one file."""

import datetime as dt
import json
import os
import secrets
from pathlib import Path

from kgsup.access.actor import Actor, Grant, Role
from kgsup.accounts import queries as accounts_queries
from kgsup.accounts import service as accounts
from kgsup.demo.rules.county import County, Officer

PASSWORD_BYTES = 9  # twelve characters and a tail that mixes the kinds
FILE_NAME = "demo-accounts.json"
COUNTY_PREFIXES = {Role.VIEWER: "9901"}  # everybody else has the county


def make_password() -> str:
    """A random password that has small letters, capitals, digits and a sign."""
    return f"{secrets.token_urlsafe(PASSWORD_BYTES)}-a7Q"


def write_accounts(instance: Path, passwords: dict[str, str], county: County) -> Path:
    """Write the demo accounts to a file that only its owner reads."""
    rows = [
        {"role": o.role, "username": o.username, "password": passwords[o.username]}
        for o in county.officers
        if o.demo_account
    ]
    path = instance / FILE_NAME
    temporary = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(rows, file, ensure_ascii=False, indent=2)
        file.write("\n")
    temporary.replace(path)
    return path


def add_people(
    county: County,
    passwords: dict[str, str],
    kindergartens: dict[int, str],
    actor: Actor,
    at: dt.datetime,
) -> dict[str, Actor]:
    """Add everybody with an account; returns them as actors by user name."""
    actors = {}
    for officer in county.officers:
        new = accounts.NewUser(
            username=officer.username,
            name=officer.name,
            password=passwords[officer.username],
            grants=[_grant(officer, county.code, kindergartens)],
            position=officer.position,
            telephone=None,
            mail=f"{officer.username}@qinghe.example",
            supervisor_certificate=officer.supervisor_certificate,
            enforcement_certificate=officer.enforcement_certificate,
            enforcement_certificate_until=officer.enforcement_until,
        )
        user = accounts.add_user(new, actor, at)
        actors[officer.username] = accounts_queries.actor_of(user)
    return actors


def _grant(officer: Officer, county_code: str, kindergartens: dict[int, str]) -> Grant:
    role = Role(officer.role)
    own = None
    if role is Role.KINDERGARTEN and officer.kindergarten is not None:
        own = kindergartens[officer.kindergarten]
    return Grant(role=role, county_prefix=COUNTY_PREFIXES.get(role, county_code), kindergarten=own)

"""What all commands share: the app around them, exit codes, refusals that a person can read."""

import getpass
import json
import logging
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import wraps
from typing import Any, NoReturn, TypeVar

import click
from flask import Flask

from kgsup.access.actor import Actor, system_actor
from kgsup.app import create_app
from kgsup.core import holding, migrate
from kgsup.core.db import db
from kgsup.core.errors import DomainError, RuleViolation
from kgsup.core.settings import BadSettings

DONE, REFUSALS, NOTHING = 0, 1, 2

Command = TypeVar("Command", bound=Callable[..., Any])


def own_actor() -> Actor:
    """Who a command acts as: the system's user behind it."""
    return system_actor(f"cli:{getpass.getuser()}")


def fail(error: str, detail: str, as_json: bool) -> NoReturn:
    """End with nothing done, and say why."""
    if as_json:
        click.echo(json.dumps({"error": error, "detail": detail}, ensure_ascii=False))
    else:
        click.echo(f"{detail}", err=True)
    sys.exit(NOTHING)


def in_app(command: Command) -> Command:
    """Run a command inside the app; whatever goes wrong becomes exit 2 with a message."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        as_json = bool(kwargs.get("as_json"))
        try:
            app = create_app()
            with app.app_context(), _hold(app, command.__name__):
                if command.__name__ not in WITHOUT_SCHEMA:
                    _require_schema()
                return command(app, *args, **kwargs)
        except DomainError as error:
            fail(error.code, str(error), as_json)
        except BadSettings as error:
            fail("bad_settings", str(error), as_json)
        except Exception as error:
            logging.getLogger(__name__).exception("the command failed")
            fail("fault", f"{type(error).__name__}: {error}", as_json)

    return run  # type: ignore[return-value]


WITHOUT_SCHEMA = {"upgrade", "run_doctor", "show_policy", "make_backup", "restore_backup"}
HOLDS_BY_ITSELF = {"restore_backup"}


def _hold(app: Flask, name: str) -> AbstractContextManager[None]:
    """What runs says so, so that no restore takes the database away from under it."""
    if name in HOLDS_BY_ITSELF:
        return nullcontext()
    return holding.shared(app.config["KGSUP_SETTINGS"].instance)


def _require_schema() -> None:
    if migrate.current(db.engine) != migrate.head():
        raise RuleViolation("The database is not at this program's revision: run kgsup db upgrade.")


class CommandLine(click.Group):
    """Usage errors of a command that was asked for JSON are JSON too."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().main(*args, **(kwargs | {"standalone_mode": False}))
        except click.ClickException as error:
            if "--json" in sys.argv:
                fail("usage", error.format_message(), True)
            error.show()
            sys.exit(NOTHING)
        except click.Abort:
            sys.exit(NOTHING)

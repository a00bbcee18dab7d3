"""The commands.  Exit 0 done, 1 done with refusals, 2 nothing done; ``--json`` prints one object."""

import json
import logging
import os
import sys
from pathlib import Path
from typing import Any

import click
from flask import Flask

from kgsup import __version__
from kgsup.access.actor import Grant, Role
from kgsup.access.guard import permission_of, roles_with
from kgsup.accounts import service as accounts
from kgsup.areas import service as areas
from kgsup.audit import service as audit
from kgsup.cli import backups
from kgsup.cli.running import REFUSALS, CommandLine, fail, in_app, own_actor
from kgsup.core import clock, holding, migrate
from kgsup.core.db import db, transaction
from kgsup.core.errors import DomainError, Missing
from kgsup.core.settings import BadSettings, load_settings

ROLES = [role.value for role in Role if role is not Role.SYSTEM]


@click.group(cls=CommandLine)
@click.version_option(__version__)
def main() -> None:
    """kgsup: supervision of kindergartens for a county education bureau."""
    os.umask(0o077)  # what the instance holds is nobody else's to read
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    # A queue that is still being worked on is looked at again later: no news.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    for quiet in ("weasyprint", "fontTools", "alembic", "pikepdf"):
        logging.getLogger(quiet).setLevel(logging.WARNING)
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # a changed file is no fault of ours


@main.command()
@click.option("--port", default=lambda: int(os.environ.get("PORT", "8000")), type=int)
@click.option("--host", default="127.0.0.1", help="Behind a proxy leave it on the loopback.")
def serve(port: int, host: str) -> None:
    """Run the web server until it is stopped."""
    arguments = [
        "gunicorn", "kgsup.app:create_app()", "--worker-class", "gthread", "--workers", "2",
        "--threads", "4", "--bind", f"{host}:{port}", "--max-requests", "1000",
        "--max-requests-jitter", "200", "--graceful-timeout", "30", "--timeout", "60",
        "--log-level", "warning",
    ]  # fmt: skip
    try:
        holding.share_for_good(load_settings().instance)
    except (BadSettings, DomainError) as error:
        fail("not_started", str(error), False)
    program = Path(sys.executable).with_name("gunicorn")
    os.execv(program, arguments)  # noqa: S606 - the server replaces this process


@main.command()
@click.option("--once", is_flag=True, help="Every job once as if due, queues drained, then exit.")
@in_app
def worker(app: Flask, once: bool) -> None:
    """Run the scheduled jobs: reminders, documents, outbox, imports."""
    from kgsup import worker as work

    if not once:
        work.run_forever(app)
        return
    done = work.run_once(app)
    for name, count in done.counts.items():
        click.echo(f"{name}: {count}")
    if done.failed:
        click.echo(f"failed: {', '.join(sorted(done.failed))}", err=True)
        sys.exit(REFUSALS)


@main.group("db")
def database() -> None:
    """The database's schema."""


@database.command("upgrade")
@in_app
def upgrade(_app: Flask) -> None:
    """Bring the schema to this program's revision."""
    from kgsup.workcalendar.service import enter_shipped_years

    before = migrate.current(db.engine)
    migrate.upgrade(db.engine)
    with transaction():
        enter_shipped_years(own_actor(), clock.now())
    click.echo(f"{before or 'empty'} → {migrate.current(db.engine)}")


@main.group()
def seed() -> None:
    """Fictional data."""


@seed.command("demo")
@in_app
def seed_demo(app: Flask) -> None:
    """The fictional county 青禾县; a second run changes nothing."""
    from kgsup.demo import service

    click.echo(service.seed_demo(app.config["KGSUP_SETTINGS"], clock.now()))


@seed.command("scale")
@click.option("--kindergartens", default=1000, type=click.IntRange(700, 1_000_000))
@in_app
def seed_scale(_app: Flask, kindergartens: int) -> None:
    """Many kindergartens: 700 with ten years of visits in one county, the rest elsewhere."""
    from kgsup.demo import service

    click.echo(service.seed_scale(kindergartens, clock.now()))


@main.group()
def counties() -> None:
    """Counties that use this program."""


@counties.command("add")
@click.argument("code")
@click.argument("name")
@in_app
def add_county(_app: Flask, code: str, name: str) -> None:
    """Add a county by its six-digit code."""
    with transaction():
        areas.add_county(code, name, own_actor(), clock.now())
    click.echo(f"{code} {name}")


@main.group("accounts")
def account_commands() -> None:
    """People who sign in."""


@account_commands.command("add")
@click.argument("username")
@click.option("--role", required=True, type=click.Choice(ROLES))
@click.option("--county", required=True, help="County code, or a prefix of it.")
@click.option("--kindergarten", help="Public id, for the role kindergarten.")
@click.option("--name", help="The person's name; the user name when left out.")
@click.option("--password-stdin", is_flag=True, required=True)
@in_app
def add_account(
    _app: Flask,
    username: str,
    role: str,
    county: str,
    kindergarten: str | None,
    name: str | None,
    password_stdin: bool,
) -> None:
    """Create an account; the password comes from standard input."""
    new = accounts.NewUser(
        username=username,
        name=name or username,
        password=sys.stdin.readline().rstrip("\r\n"),
        grants=[Grant(role=Role(role), county_prefix=county, kindergarten=kindergarten)],
    )
    if kindergarten:
        from kgsup.kindergartens.queries import get_kindergarten

        if get_kindergarten(kindergarten, own_actor()).county_code != county:
            raise Missing("There is no such page or record.")
    with transaction():
        user = accounts.add_user(new, own_actor(), clock.now())
    click.echo(user.public_id)


@main.group("import")
def import_commands() -> None:
    """Bring lists in."""


@import_commands.command("kindergartens")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--county", required=True)
@click.option("--dry-run", is_flag=True, help="Say what would happen; change nothing.")
@click.option("--hold-duplicates", is_flag=True, help="Leave possible duplicates out.")
@click.option("--json", "as_json", is_flag=True)
@in_app
def import_kindergartens(
    _app: Flask, file: Path, county: str, dry_run: bool, hold_duplicates: bool, as_json: bool
) -> None:
    """Import a county's list of kindergartens (.xlsx, .xls, .csv)."""
    from kgsup.exchange import jobs as exchange

    result = exchange.import_file(
        file, county, own_actor(), clock.now(), dry_run=dry_run, hold_duplicates=hold_duplicates
    )
    figures = result.as_json()
    if as_json:
        click.echo(json.dumps(figures, ensure_ascii=False))
    else:
        for outcome in ("new", "changed", "unchanged", "duplicate", "refused"):
            click.echo(f"{outcome}: {figures[outcome]}")
    sys.exit(result.exit_code)


@main.group("export")
def export_commands() -> None:
    """Take lists out."""


@export_commands.command("kindergartens")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--county", required=True)
@in_app
def export_kindergartens(_app: Flask, file: Path, county: str) -> None:
    """Export the register of a county as xlsx or csv."""
    from kgsup.exchange import jobs as exchange

    click.echo(exchange.export_file(file, county, own_actor(), clock.now()))


main.add_command(backups.make_backup)
main.add_command(backups.restore_backup)


@main.group()
def ledger() -> None:
    """The audit ledger."""


@ledger.command("verify")
@click.option("--json", "as_json", is_flag=True)
@in_app
def verify_ledger(_app: Flask, as_json: bool) -> None:
    """Re-compute the whole chain; exit 1 when a row is bad."""
    verdict = audit.verify_ledger()
    if as_json:
        click.echo(
            json.dumps(
                {
                    "ok": verdict.ok,
                    "rows": verdict.rows,
                    "first_bad": verdict.first_bad,
                    "reason": verdict.reason,
                }
            )
        )
    elif verdict.ok:
        click.echo(f"ok: {verdict.rows} rows")
    else:
        click.echo(f"row {verdict.first_bad}: {verdict.reason}")
    if not verdict.ok:
        sys.exit(REFUSALS)


@main.group("documents")
def document_commands() -> None:
    """Official papers."""


@document_commands.command("verify")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@in_app
def verify_document(_app: Flask, file: Path) -> None:
    """Say who signed a PDF and whether any byte was changed; exit 1 unless it is the bureau's, whole."""
    from kgsup.documents.service import verify_pdf

    verdict = verify_pdf(file.read_bytes())
    click.echo("\n".join(verdict.lines))
    if not verdict.is_good:
        sys.exit(REFUSALS)


@main.command("policy")
@click.option("--json", "as_json", is_flag=True)
@in_app
def show_policy(app: Flask, as_json: bool) -> None:
    """Every route with its permission and the roles that hold it."""
    rows = policy_rows(app)
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        methods, roles = "|".join(row["methods"]), ", ".join(row["roles"])
        click.echo(f"{row['route']} {methods}: {row['permission'] or 'public'} [{roles}]")


def policy_rows(app: Flask) -> list[dict[str, Any]]:
    """The routes as ``{route, methods, permission, roles}``; permission null means public."""
    rows = []
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        permission = permission_of(app, rule.endpoint)
        roles = roles_with(app, permission) if permission else frozenset()
        methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        rows.append(
            {
                "route": rule.rule,
                "methods": methods,
                "permission": permission,
                "roles": sorted(roles),
            }
        )
    return rows


@main.command("doctor")
@in_app
def run_doctor(app: Flask) -> None:
    """Check the machine and the instance; each fault with what to do."""
    from kgsup.doctor import examine

    findings = examine(app.config["KGSUP_SETTINGS"])
    for finding in findings:
        mark = "ok " if finding.ok else "BAD"
        click.echo(f"{mark} {finding.name}: {finding.found}")
        if not finding.ok:
            click.echo(f"    → {finding.remedy}")
    if not all(finding.ok for finding in findings):
        sys.exit(REFUSALS)

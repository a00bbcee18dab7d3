"""Workbooks of lists that lie below the writer of workbooks: the accounts and the ledger."""

from itertools import islice

from flask import Response
from flask_babel import gettext as _

from kgsup.access.actor import Actor
from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.accounts.models import User, UserGrant
from kgsup.accounts.queries import list_users
from kgsup.audit.queries import TimelineEntry, count_entries, list_entries
from kgsup.core.formats import number
from kgsup.core.labels import label_of
from kgsup.exchange.views.blueprint import blueprint
from kgsup.files.adapters.workbook import Cell, write_table
from kgsup.web.filters import actor_name, named_field
from kgsup.web.paging import every_row
from kgsup.web.replies import workbook_reply

LEDGER_ROWS = 50_000  # rows of one workbook


@blueprint.route("/accounts.xlsx")
@requires(Permission.ACCOUNT_MANAGE)
def export_users() -> Response:
    heads = [_("User name"), _("Full name"), _("Roles"), _("State")]
    rows = (_user_cells(user, grants) for user, grants in list_users(current_actor()))
    return workbook_reply(_("Accounts"), write_table(heads, rows, sheet_name=_("Accounts")))


def _user_cells(user: User, grants: list[UserGrant]) -> list[Cell]:
    return [
        user.username,
        user.name,
        "\n".join(f"{_(label_of(grant.role))} · {grant.county_prefix}" for grant in grants),
        _("active") if user.active else _("deactivated"),
    ]


@blueprint.route("/ledger.xlsx")
@requires(Permission.LEDGER_READ)
def export_ledger() -> Response:
    actor = current_actor()
    entries = every_row(
        lambda after, limit: list_entries(actor, after[0] if after else None, limit),
        lambda entry: [entry.sequence],
    )
    heads = [_("No."), _("Recorded"), _("Who"), _("What"), _("County"), _("On"), _("Identifier")]
    rows = (_entry_cells(entry) for entry in islice(entries, LEDGER_ROWS))
    content = write_table(heads, rows, sheet_name=_("Ledger"), note=_what_is_missing(actor))
    return workbook_reply(_("Ledger"), content)


def _what_is_missing(actor: Actor) -> str | None:
    """What the reader must know when the ledger is longer than its workbook."""
    count = count_entries(actor)
    if count <= LEDGER_ROWS:
        return None
    note: str = _(
        "These are the newest %(shown)s of %(count)s rows; older ones are read on the page.",
        shown=number(LEDGER_ROWS),
        count=number(count),
    )
    return note


def _entry_cells(entry: TimelineEntry) -> list[Cell]:
    return [
        entry.sequence,
        entry.at,
        actor_name(entry.actor_name),
        _(entry.act_label),
        entry.county_code,
        named_field(entry.subject_kind),
        entry.subject_id,
    ]

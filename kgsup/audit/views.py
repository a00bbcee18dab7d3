"""The ledger and the table of permissions, for auditors."""

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue

from kgsup.access.guard import Policy, current_actor, requires
from kgsup.access.permissions import Permission, sentence_of
from kgsup.audit import queries, service
from kgsup.web.paging import keyset

blueprint = Blueprint("audit", __name__)


@blueprint.route("/ledger")
@requires(Permission.LEDGER_READ)
def list_entries() -> ResponseReturnValue:
    actor = current_actor()
    page = keyset(
        lambda after, limit: queries.list_entries(actor, _sequence(after), limit),
        lambda entry: [entry.sequence],
    )
    verdict = service.verify_ledger() if request.args.get("verify") else None
    return render_template("audit/list_entries.html", page=page, verdict=verdict)


def _sequence(after: list[object] | None) -> int | None:
    return after[0] if after and isinstance(after[0], int) else None


@blueprint.route("/policy")
@requires(Permission.POLICY_READ)
def show_policy() -> ResponseReturnValue:
    policy: Policy = current_app.extensions["kgsup_policy"]
    rows = [(p, sentence_of(p), sorted(policy[p], key=str)) for p in Permission]
    return render_template("audit/show_policy.html", rows=rows)

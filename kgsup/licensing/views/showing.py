"""The page of an application: header, clocks, next actions, what each step knows, papers, timeline."""

from flask import render_template
from flask.typing import ResponseReturnValue

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.audit.queries import timeline
from kgsup.core import clock
from kgsup.deadlines.queries import lines_of
from kgsup.documents.rules.cases import CasePage, register_case_page
from kgsup.licensing import queries
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.service.ledger import SUBJECT, subject_of
from kgsup.licensing.views.blueprint import actions_of, blueprint, panel, panels_of

register_case_page(SUBJECT, CasePage(endpoint="licensing.show_application", leads=True))


@blueprint.route("/applications/<public_id>")
@requires(Permission.APPLICATION_READ)
def show_application(public_id: str) -> ResponseReturnValue:
    application = queries.get_application(public_id, current_actor())
    return render_template(
        "licensing/show_application.html",
        application=application,
        kindergarten=queries.kindergarten_of(application),
        actions=actions_of(application),
        panels=panels_of(application),
        clock_lines=lines_of(subject_of(application), clock.today()),
        timeline=timeline(SUBJECT, public_id),
        today=clock.today(),
    )


@panel("licensing/_facts.html", place=10)
def facts(application: PermitApplication) -> dict[str, object]:
    """What was filled in, with the register's value beside what changes."""
    rule = queries.rule_of(application, clock.today())
    return {
        "sections": [
            (
                section,
                [(field, application.values.get(field, "")) for field in rule.fields_in(section)],
            )
            for section in rule.sections()
        ],
        "before": application.before,
    }


@panel("licensing/_papers.html", place=20)
def papers(application: PermitApplication) -> dict[str, object]:
    """Every paper of the kind's list: handed in or not."""
    handed_in = {row.code: row for row in queries.papers_of(application)}
    rule = queries.rule_of(application, clock.today())
    return {"papers": [(paper, handed_in.get(paper.code)) for paper in rule.papers]}

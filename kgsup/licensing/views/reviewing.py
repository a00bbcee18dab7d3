"""The review on the page of an application: what fits and what does not, conditions, what is impossible."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, may, requires
from kgsup.access.permissions import Permission
from kgsup.core import clock
from kgsup.licensing import queries
from kgsup.licensing.forms.reviewing import ImpossibleForm, condition_answers, conditions_form
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.impossible import Asked
from kgsup.licensing.rules.reviewing import Check, missing_papers
from kgsup.licensing.rules.states import OPEN
from kgsup.licensing.service.impossible import obstacles_of, print_impossibility
from kgsup.licensing.service.reviewing import checks_of, record_conditions
from kgsup.licensing.views.blueprint import blueprint, panel
from kgsup.licensing.views.steps import Step, step_page
from kgsup.staff.rules.judging import Result

_TONES = {Result.PASS: "good", Result.FAIL: "bad", Result.NOT_ENOUGH_DATA: "warn"}


@panel("licensing/_review.html", place=40)
def review(application: PermitApplication) -> dict[str, object] | None:
    """Every judgement with figure, standard and article, while the application is open."""
    if application.state not in OPEN:
        return _answered(application)
    actor, now = current_actor(), clock.now()
    rule = queries.rule_of(application, clock.today())
    papers = missing_papers(rule, [row.code for row in queries.papers_of(application)])
    checks = checks_of(application, actor, now)
    can_review = may(Permission.APPLICATION_REVIEW, application.county_code)
    is_blocked = any(paper.is_hard for paper in papers) or any(
        check.is_failed and check.is_hard for check in checks
    )
    return {
        "is_open": True,
        "checks": [
            (one, _TONES[one.result]) for one in sorted(checks, key=_rank) if _rank(one) < PASSED
        ],
        "passed": [(one, _TONES[one.result]) for one in checks if _rank(one) == PASSED],
        "papers": papers,
        "unanswered": [one for one in checks if _rank(one) > PASSED],
        "links": _links(application, has_conditions=bool(rule.conditions), is_blocked=is_blocked)
        if can_review
        else [],
        "answers": [],
    }


PASSED = 3


def _rank(check: Check) -> int:
    """What stands in the way first, then what is to be answered, is not known, fits; without answer last."""
    if check.is_failed:
        return 0 if check.is_hard else 1
    if not check.text and check.result is Result.NOT_ENOUGH_DATA:
        return PASSED + 1
    return PASSED if check.result is Result.PASS else 2


def _answered(application: PermitApplication) -> dict[str, object] | None:
    """What was found and how it was answered, once the case is decided."""
    if not application.findings:
        return None
    return {
        "is_open": False,
        "checks": [],
        "passed": [],
        "papers": [],
        "unanswered": [],
        "links": [],
        "answers": application.findings,
    }


def _links(
    application: PermitApplication, *, has_conditions: bool, is_blocked: bool
) -> list[tuple[str, str]]:
    public_id = application.public_id
    links = []
    if has_conditions:
        address = url_for("licensing.review_conditions", public_id=public_id)
        links.append((_("Answer the conditions"), address))
    if is_blocked:
        address = url_for("licensing.note_impossible", public_id=public_id)
        links.append((_("Print what stands in the way"), address))
    return links


@blueprint.route("/applications/<public_id>/conditions", methods=["GET", "POST"])
@requires(Permission.APPLICATION_REVIEW)
def review_conditions(public_id: str) -> ResponseReturnValue:
    application = queries.get_application(public_id, current_actor())
    conditions = queries.rule_of(application, clock.today()).conditions
    rows = {row["code"]: row for row in application.conditions}
    form = conditions_form(conditions, rows, application.version)

    def do(version: int) -> object:
        answers = condition_answers(form, conditions)
        return record_conditions(public_id, answers, version, current_actor(), clock.now())

    step = Step(
        act="review",
        title=_("Answer the conditions"),
        consequence=_(
            "A condition of 学前教育法 29 that is not met cannot be answered by a reason."
        ),
        do=do,
        template="licensing/review_conditions.html",
        context={"conditions": conditions, "rows": rows},
    )
    return step_page(application, form, step)


@blueprint.route("/applications/<public_id>/impossible", methods=["GET", "POST"])
@requires(Permission.APPLICATION_REVIEW)
def note_impossible(public_id: str) -> ResponseReturnValue:
    actor = current_actor()
    application = queries.get_application(public_id, actor)
    form = ImpossibleForm(version=application.version)

    def do(version: int) -> object:
        asked = Asked(what=form.what.data or "", by=form.by.data or "")
        return print_impossibility(public_id, asked, version, actor, clock.now())

    step = Step(
        act="print_impossibility",
        title=_("Print what stands in the way"),
        consequence=_("A note names each obstacle with its article, and who asked for it."),
        do=do,
        template="licensing/impossible.html",
        context={"obstacles": obstacles_of(application, actor, clock.now())},
    )
    return step_page(application, form, step)

"""Findings: the list, one finding, closing, extending, changing what follows."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, may, requires
from kgsup.access.permissions import Permission
from kgsup.areas.queries import town_names
from kgsup.audit.queries import timeline
from kgsup.core import clock
from kgsup.core.clocks import add_months
from kgsup.core.errors import N_
from kgsup.core.labels import label_of
from kgsup.core.workdays import ONE_DAY
from kgsup.corrections import queries, rules
from kgsup.corrections.forms import (
    FindingFilterForm,
)
from kgsup.corrections.models import Finding
from kgsup.corrections.queries import FindingFilter, FindingRow
from kgsup.corrections.views.blueprint import (
    blueprint,
    origin_url,
)
from kgsup.files.queries import find_evidence
from kgsup.web.forms import choices_of
from kgsup.web.paging import Page, address_of_export, keyset

SHOWN = {
    "open": N_("Open"),
    "overdue": N_("Overdue"),
    "unanswered": N_("Open, nothing follows"),
    "closed": N_("Closed"),
    "all": N_("All"),
}


@blueprint.route("/findings")
@requires(Permission.FOLLOW_UP_READ)
def list_findings() -> ResponseReturnValue:
    form, wanted = finding_filter()
    total = queries.count_findings(wanted, current_actor())

    def load(after: list[Any] | None, limit: int) -> Sequence[FindingRow]:
        return queries.list_findings(wanted, current_actor(), after, limit)

    page: Page[FindingRow] = keyset(load, finding_key, total=total)
    return render_template(
        "corrections/list_findings.html",
        form=form,
        page=page,
        findings=page.rows,
        today=clock.today(),
        towns=town_choices(),
        kindergarten=_kindergarten_name(wanted, page.rows),
        export_url=address_of_export(".export_findings"),
    )


def finding_key(row: FindingRow) -> tuple[str, int]:
    """What the list is sorted by, as an address holds it."""
    return row.finding.due_on.isoformat(), row.finding.id


def finding_filter() -> tuple[FindingFilterForm, FindingFilter]:
    """The filter that the address asks for; nonsense in it means what is open."""
    form = _filter_form()
    return form, _wanted(form)


def _filter_form() -> FindingFilterForm:
    form = FindingFilterForm(request.args)
    form.show.choices = choices_of(SHOWN)
    form.severity.choices = [("", _("All")), *_choices(rules.Severity)]
    form.authority.choices = [("", _("All")), *_choices(rules.Authority)]
    form.town.choices = [("", _("All")), *town_choices().items()]
    if form.show.data not in SHOWN:
        form.show.data = "open"
    return form


def _choices(values: Any) -> list[tuple[str, str]]:
    return choices_of({value: label_of(value) for value in values})


def town_choices() -> dict[str, str]:
    """Code → name of the towns of the reader's county; nothing for who works for several."""
    county = current_actor().home_county
    return town_names(county) if county else {}


def _wanted(form: FindingFilterForm) -> FindingFilter:
    show = form.show.data
    states = {"open": rules.FindingState.OPEN, "closed": rules.FindingState.CLOSED}
    return FindingFilter(
        state=states.get(show),
        overdue_on=clock.today() if show == "overdue" else None,
        without_follow_up=show == "unanswered",
        kindergarten=request.args.get("kindergarten") or None,
        severity=_member(rules.Severity, form.severity.data),
        authority=_member(rules.Authority, form.authority.data),
        town_code=form.town.data or None,
        found_from=form.month.data,
        found_until=_last_day(form.month.data),
    )


def _last_day(first_day: dt.date | None) -> dt.date | None:
    return add_months(first_day, 1) - ONE_DAY if first_day else None


def _member(kind: Any, text: str | None) -> Any:
    """The value of an address, or nothing when it names none."""
    return kind(text) if text in kind._value2member_map_ else None


def _kindergarten_name(wanted: FindingFilter, rows: Sequence[FindingRow]) -> str | None:
    return rows[0].kindergarten_name if wanted.kindergarten and rows else None


@blueprint.route("/findings/<public_id>")
@requires(Permission.FOLLOW_UP_READ)
def show_finding(public_id: str) -> ResponseReturnValue:
    finding = queries.get_finding(public_id, current_actor())
    follow_up = queries.find_follow_up_of(finding)
    evidence = find_evidence(
        [*finding.photos, *finding.proof], finding.county_code, current_actor()
    )
    return render_template(
        "corrections/show_finding.html",
        finding=finding,
        follow_up=follow_up,
        kindergarten=queries.kindergarten_of(finding),
        extensions=queries.list_extensions(finding.id),
        actions=_actions(finding, follow_up),
        photos=[evidence[key] for key in finding.photos if key in evidence],
        proof=[evidence[key] for key in finding.proof if key in evidence],
        timeline=timeline("finding", public_id),
        origin=origin_url(finding.origin_kind, finding.origin_id),
        today=clock.today(),
    )


def _actions(finding: Finding, follow_up: Any) -> list[tuple[str, str, str, str]]:
    """The acts that the table and the reader's permissions leave, as the actions macro takes them."""
    is_draft = follow_up is not None and follow_up.state is rules.State.DRAFTED
    offered = {
        rules.FindingAction.CLOSE: (
            Permission.FOLLOW_UP_DRAFT,
            True,
            ".close_finding",
            _("Notes how the correction was established; the finding is then closed for good."),
        ),
        rules.FindingAction.EXTEND: (
            Permission.FOLLOW_UP_SIGN_OFF,
            not is_draft and finding.severity is not rules.Severity.GRAVE,
            ".extend_finding",
            _("Gives a later date once, with the reason; the paper itself does not change."),
        ),
        rules.FindingAction.MOVE: (
            Permission.FOLLOW_UP_DRAFT,
            is_draft or follow_up is None,
            ".move_finding",
            _("Puts it into another paper, which is drafted when there is none."),
        ),
    }
    possible = rules.finding_actions(finding.state)
    return [
        (_(label_of(action)), url_for(endpoint, public_id=finding.public_id), words, "GET")
        for action, (permission, fits, endpoint, words) in offered.items()
        if action in possible and fits and may(permission, finding.county_code)
    ]

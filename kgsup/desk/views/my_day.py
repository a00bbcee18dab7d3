"""My day: what is due today, overdue first, each row one case with its clock and its one next step."""

import datetime as dt
from collections.abc import Callable

from flask import current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.actor import Actor, Role
from kgsup.access.guard import current_actor, requires, roles_with
from kgsup.access.permissions import Permission
from kgsup.annual_checks import queries as annual_checks
from kgsup.areas.queries import counties_of
from kgsup.core import charts, clock
from kgsup.core.clocks import days_after
from kgsup.core.labels import label_of
from kgsup.corrections import queries as corrections
from kgsup.corrections.queries import FindingRow, FollowUpFilter
from kgsup.corrections.rules import Severity, State
from kgsup.desk import queries
from kgsup.desk.rules import SHOWN, SOON_DAYS, Section, WorkItem, WorkList, sections_of
from kgsup.desk.views import permit_day
from kgsup.desk.views.blueprint import blueprint
from kgsup.documents import queries as documents
from kgsup.documents.queries import Shown, Wanted
from kgsup.inspections import queries as inspections
from kgsup.inspections.queries import VisitRow
from kgsup.inspections.rules.visits import Source, VisitState
from kgsup.reminders import queries as reminders
from kgsup.web.filters import date

Fill = Callable[[Actor, dt.date], WorkList]

_TONES = {Severity.GRAVE: charts.Tone.BAD, Severity.SERIOUS: charts.Tone.WARN}


@blueprint.route("/my-day")
@requires(Permission.MY_DAY)
def show_my_day() -> ResponseReturnValue:
    actor, today = current_actor(), clock.today()
    if actor.has_role(Role.KINDERGARTEN):
        return redirect(url_for("desk.show_own_kindergarten"))
    lists = [_FILL[section](actor, today) for section in sections_of(g.role for g in actor.grants)]
    return render_template(
        "desk/show_my_day.html",
        lists=[work for work in lists if work.total],
        has_work_lists=bool(lists),
        today=today,
        figures=_figures(actor, today),
        is_inspector=actor.has_role(Role.INSPECTOR),
    )


def _figures(actor: Actor, today: dt.date) -> dict[str, object]:
    """Figures and pictures of the county, for everybody who works for a single one."""
    counties = counties_of(actor.with_roles(roles_with(current_app, Permission.MY_DAY)))
    if len(counties) != 1:
        return {"counties": [(c, corrections.counts_on(c.code, today)) for c in counties]}
    code = counties[0].code
    rows = _months(code, today)
    per_day = queries.visits_per_day(code, today.year)
    return {
        "counties": [(counties[0], corrections.counts_on(code, today))],
        "months": [(label, *counts) for label, counts in rows],
        "columns": [(_("Month"), "")] + [(_(label_of(s)), "number") for s in Severity],
        "findings_chart": charts.stacked_column_chart(
            _("Findings by month and weight"),
            _("findings"),
            [
                charts.Series(label=_(label_of(s)), tone=_TONES.get(s, charts.Tone.ACCENT))
                for s in Severity
            ],
            rows,
            today,
        ),
        "visits_chart": charts.year_calendar(
            _("Visits of the year"), _("visits"), today.year, per_day, today
        ),
        "visits": [(date(day), count) for day, count in sorted(per_day.items())],
        "annual": annual_checks.count_places(actor, today.year - 1, today),
    }


def _months(county_code: str, today: dt.date) -> list[tuple[str, list[float]]]:
    counted = {
        (figure.month.month, figure.severity): figure.count
        for figure in corrections.figures_by_month(county_code, today.year)
    }
    return [
        (str(month), [counted.get((month, severity), 0) for severity in Severity])
        for month in range(1, today.month + 1)
    ]


def _unfinished_visits(actor: Actor, today: dt.date) -> WorkList:
    wanted = inspections.VisitFilter(state=VisitState.DRAFT, officer=actor.public_id)
    rows = inspections.list_visits(wanted, actor, None, SHOWN)
    items = [
        WorkItem(
            title=row.kindergarten_name,
            meta=_(
                "%(count)d of %(total)d items",
                count=row.visit.answered_count,
                total=row.visit.item_count,
            ),
            url=url_for("inspections.show_visit", public_id=row.visit.public_id),
            next_step=_("Continue"),
            next_url=_where_to_continue(row),
        )
        for row in rows
    ]
    return WorkList(
        section=Section.UNFINISHED_VISITS,
        items=tuple(items),
        total=inspections.count_visits(wanted, actor),
    )


def _where_to_continue(row: VisitRow) -> str:
    """Paper records are entered at the desk, visits go on on the phone."""
    if row.visit.source is Source.PAPER:
        return url_for("inspections.edit_visit", public_id=row.visit.public_id)
    return url_for("phone.show_phone", visit=row.visit.public_id)


def _overdue_findings(actor: Actor, today: dt.date) -> WorkList:
    wanted = corrections.FindingFilter(overdue_on=today)
    rows = corrections.overdue_findings(actor, today, SHOWN)
    return WorkList(
        section=Section.OVERDUE_FINDINGS,
        items=tuple(_finding_item(row) for row in rows),
        total=corrections.count_findings(wanted, actor),
        all_url=url_for("corrections.list_findings", overdue="1"),
    )


def _finding_item(row: FindingRow) -> WorkItem:
    return WorkItem(
        title=row.finding.text,
        meta=f"{row.kindergarten_name} · {_(label_of(row.finding.severity))}",
        url=url_for("corrections.show_finding", public_id=row.finding.public_id),
        due_on=row.finding.due_on,
    )


def _due_soon(actor: Actor, today: dt.date) -> WorkList:
    last = days_after(today, SOON_DAYS)
    rows = queries.list_due_between(actor, today, last, SHOWN + 1)
    items = [
        WorkItem(
            title=finding.text,
            meta=f"{name} · {_(label_of(finding.severity))}",
            url=url_for("corrections.show_finding", public_id=finding.public_id),
            due_on=finding.due_on,
        )
        for finding, _place, name in rows
    ]
    return WorkList(
        section=Section.DUE_SOON,
        items=tuple(items[:SHOWN]),
        total=queries.count_due_between(actor, today, last),
        all_url=url_for("corrections.list_findings"),
    )


def _not_visited(actor: Actor, today: dt.date) -> WorkList:
    rows, total = queries.list_unvisited(actor, today.replace(day=1), SHOWN)
    items = [
        WorkItem(
            title=row.name,
            meta=_("last visit %(date)s", date=date(row.last_visit_on))
            if row.last_visit_on
            else _("never visited"),
            url=url_for("desk.show_kindergarten", public_id=row.public_id),
            next_step=_("Visit"),
            next_url=url_for("phone.show_phone", kindergarten=row.public_id),
        )
        for row in rows
    ]
    return WorkList(section=Section.NOT_VISITED, items=tuple(items), total=total)


def _to_sign_off(actor: Actor, today: dt.date) -> WorkList:
    wanted = FollowUpFilter(states=[State.DRAFTED])
    rows = corrections.list_follow_ups(wanted, actor, None, SHOWN)
    items = [
        WorkItem(
            title=f"{_(label_of(row.follow_up.kind))} · {row.kindergarten_name}",
            meta=_(
                "%(count)d findings · drafted by %(name)s",
                count=row.findings,
                name=row.follow_up.drafted_by_name,
            ),
            url=url_for("corrections.show_follow_up", public_id=row.follow_up.public_id),
            next_step=_("Sign off"),
            next_url=url_for("corrections.sign_off", public_id=row.follow_up.public_id),
        )
        for row in rows
    ]
    return WorkList(
        section=Section.TO_SIGN_OFF,
        items=tuple(items),
        total=corrections.count_follow_ups(wanted, actor),
        all_url=url_for("corrections.list_follow_ups", state=State.DRAFTED.value),
    )


def _papers(section: Section, state: State, step: str, endpoint: str) -> Fill:
    def fill(actor: Actor, today: dt.date) -> WorkList:
        wanted = FollowUpFilter(states=[state])
        items = [
            WorkItem(
                title=row.follow_up.number or "",
                meta=f"{_(label_of(row.follow_up.kind))} · {row.kindergarten_name}",
                url=url_for("corrections.show_follow_up", public_id=row.follow_up.public_id),
                next_step=_(step),
                next_url=url_for(endpoint, public_id=row.follow_up.public_id),
            )
            for row in corrections.list_follow_ups(wanted, actor, None, SHOWN)
        ]
        return WorkList(
            section=section,
            items=tuple(items),
            total=corrections.count_follow_ups(wanted, actor),
            all_url=url_for("corrections.list_follow_ups", state=state.value),
        )

    return fill


def _not_rendered(actor: Actor, today: dt.date) -> WorkList:
    rows = documents.list_documents(Wanted(shown=Shown.FAILED), actor)
    items = [
        WorkItem(
            title=row.number,
            meta=row.error or "",
            url=url_for("documents.show_document", public_id=row.public_id),
        )
        for row in rows[:SHOWN]
    ]
    return WorkList(section=Section.NOT_RENDERED, items=tuple(items), total=len(rows))


def _late_returns(actor: Actor, today: dt.date) -> WorkList:
    rows = annual_checks.list_late(actor, today)
    items = [
        WorkItem(
            title=row.kindergarten_name,
            meta=_("annual check of %(year)d", year=row.year),
            url=url_for("annual_checks.show_place", public_id=row.public_id),
            due_on=row.due_on,
        )
        for row in rows[:SHOWN]
    ]
    return WorkList(
        section=Section.LATE_RETURNS,
        items=tuple(items),
        total=len(rows),
        all_url=url_for("annual_checks.list_annual_checks"),
    )


def _calls(actor: Actor, today: dt.date) -> WorkList:
    total = reminders.count_open_calls(actor)
    item = WorkItem(
        title=_("Kindergartens without an address for messages"),
        meta=_("%(count)d to call", count=total),
        url=url_for("reminders.list_calls"),
    )
    return WorkList(section=Section.CALLS, items=(item,), total=total)


_FILL: dict[Section, Fill] = {
    Section.UNFINISHED_VISITS: _unfinished_visits,
    Section.OVERDUE_FINDINGS: _overdue_findings,
    Section.DUE_SOON: _due_soon,
    Section.NOT_VISITED: _not_visited,
    Section.TO_SIGN_OFF: _to_sign_off,
    Section.TO_SEAL: _papers(
        Section.TO_SEAL, State.SIGNED_OFF, "Record the seal", "corrections.record_seal"
    ),
    Section.TO_SERVE: _papers(
        Section.TO_SERVE, State.SEALED, "Record service", "corrections.record_service"
    ),
    Section.NOT_RENDERED: _not_rendered,
    Section.LATE_RETURNS: _late_returns,
    Section.CALLS: _calls,
    **permit_day.FILL,
}

"""The year's figures of applications, as they stood on any day; each opens to its cases."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.core import charts, clock
from kgsup.core.charts import Series, Tone
from kgsup.core.labels import label_of
from kgsup.files.adapters.workbook import write_table
from kgsup.licensing import queries
from kgsup.licensing.forms.lists import DelayForm
from kgsup.licensing.rules.figures import (
    CaseFacts,
    Measure,
    Wanted,
    YearFigures,
    cases_of,
    day_of,
    figures_of,
)
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.service import explaining
from kgsup.licensing.views.blueprint import blueprint
from kgsup.web.acting import Act, carry_out
from kgsup.web.replies import render_form, workbook_reply

FIRST_YEAR = 1949


@dataclass(frozen=True)
class Asked:
    """The year and the day at whose end the figures are taken."""

    year: int
    as_of: dt.date


def _asked() -> Asked:
    """Nonsense in the address means this year and today; nobody knows the figures of a day to come."""
    today = clock.today()
    text = request.args.get("year", "")
    year = int(text) if text.isascii() and text.isdigit() and len(text) == len("2026") else 0
    year = year if FIRST_YEAR <= year <= today.year else today.year
    try:
        as_of = dt.date.fromisoformat(request.args.get("as_of", ""))
    except ValueError:
        as_of = today
    return Asked(year, min(as_of, today))


def _cases(asked: Asked) -> list[CaseFacts]:
    return queries.cases_by(current_actor(), asked.year, asked.as_of)


@blueprint.route("/applications/figures")
@requires(Permission.APPLICATION_READ)
def show_figures() -> ResponseReturnValue:
    asked = _asked()
    figures = figures_of(_cases(asked), asked.year)
    shown = [measure for measure in Measure if figures.counts[measure]]
    return render_template(
        "licensing/show_figures.html",
        asked=asked,
        today=clock.today(),
        figures=figures,
        tiles=_tiles(figures, asked),
        shown=shown,
        kinds=[k for k in PermitKind if any(figures.by_kind.get((k, m)) for m in shown)],
        link=lambda measure, **more: _rows_url(asked, measure, **more),
        chart=_chart(figures, asked),
        chart_rows=[(str(month), *_month(figures, month)) for month in range(1, 13)],
        chart_columns=[(_("Month"), ""), *((_(label_of(m)), "number") for m in _CHARTED)],
    )


def _rows_url(asked: Asked, measure: Measure, **more: Any) -> str:
    values: dict[str, Any] = {
        "year": asked.year,
        "as_of": asked.as_of.isoformat(),
        "measure": measure.value,
    }
    return url_for(".list_figure_cases", **values, **more)


_BAD = frozenset({Measure.BREACHED, Measure.DEEMED_ACCEPTED})


def _tiles(figures: YearFigures, asked: Asked) -> list[tuple[str, str, str | None, str]]:
    """The counts that open their cases, then shares and days, which stand for themselves."""
    counted: list[tuple[str, str, str | None, str]] = [
        (
            str(count),
            _(label_of(measure)),
            _rows_url(asked, measure),
            "bad" if measure in _BAD and count else "",
        )
        for measure, count in figures.counts.items()
        if count or measure in {Measure.RECEIVED, Measure.BREACHED}
    ]
    days = [
        (figures.corrected_percent, _("percent were asked for corrections")),
        (figures.median_days, _("working days to the decision, median")),
        (figures.longest_days, _("working days to the decision, longest")),
    ]
    return counted + [(f"{days:g}", words, None, "") for days, words in days if days is not None]


_CHARTED = (Measure.RECEIVED, Measure.GRANTED, Measure.REFUSED, Measure.FILED)


def _month(figures: YearFigures, month: int) -> list[float]:
    return [figures.by_month.get((month, measure), 0) for measure in _CHARTED]


def _chart(figures: YearFigures, asked: Asked) -> Any:
    """What came in, month by month."""
    rows = [
        (str(month), [float(figures.by_month.get((month, Measure.RECEIVED), 0))])
        for month in range(1, 13)
    ]
    series = [Series(label=_(label_of(Measure.RECEIVED)), tone=Tone.ACCENT)]
    title = _("Applications received by month")
    return charts.stacked_column_chart(title, _("applications"), series, rows, asked.as_of)


@blueprint.route("/applications/figures/cases")
@requires(Permission.APPLICATION_READ)
def list_figure_cases() -> ResponseReturnValue:
    """The cases behind a figure: as many as it says."""
    asked, wanted = _asked_cases()
    return render_template(
        "licensing/list_figure_cases.html",
        asked=asked,
        wanted=wanted,
        cases=cases_of(_cases(asked), wanted),
        day_of=day_of,
        export_url=f"{url_for('.export_figure_cases')}?{urlencode(request.args.to_dict())}",
    )


def _asked_cases() -> tuple[Asked, Wanted]:
    asked = _asked()
    measure, kind = request.args.get("measure", ""), request.args.get("kind", "")
    month = request.args.get("month", "")
    return asked, Wanted(
        year=asked.year,
        measure=Measure(measure) if measure in set(Measure) else Measure.RECEIVED,
        kind=PermitKind(kind) if kind in set(PermitKind) else None,
        month=int(month) if month in {str(number) for number in range(1, 13)} else None,
    )


@blueprint.route("/applications/figures/cases.xlsx")
@requires(Permission.APPLICATION_READ)
def export_figure_cases() -> Response:
    asked, wanted = _asked_cases()
    name = _(label_of(wanted.measure))
    content = write_table(_heads(), map(_cells, cases_of(_cases(asked), wanted)), sheet_name=name)
    return workbook_reply(f"{name} {asked.year}", content)


def _heads() -> list[str]:
    return [
        _("Number"),
        _("Kindergarten"),
        _("Kind"),
        _("Received on"),
        _("Accepted on"),
        _("Deemed accepted"),
        _("Asked for corrections"),
        _("Outcome"),
        _("Outcome on"),
        _("Working days to the decision"),
        _("Promised by"),
        _("Last day by law"),
        _("Days late"),
        _("Reason of the delay"),
    ]


def _cells(case: CaseFacts) -> Sequence[Any]:
    timer = case.clock
    return [
        case.number,
        case.name,
        _(label_of(case.kind)),
        case.received_on,
        case.accepted_on,
        _("yes") if case.is_deemed_accepted else None,
        _("yes") if case.was_asked_to_correct else None,
        _(label_of(case.outcome)) if case.outcome else None,
        case.outcome_on,
        case.decided_in_days,
        timer.promised if timer else None,
        timer.legal if timer else None,
        timer.late_days or None if timer else None,
        "；".join(timer.reasons) if timer else None,
    ]


@blueprint.route("/applications/<public_id>/explain-delay", methods=["GET", "POST"])
@requires(Permission.APPLICATION_REVIEW)
def explain_delay(public_id: str) -> ResponseReturnValue:
    actor = current_actor()
    application = queries.get_application(public_id, actor)
    form = DelayForm()
    if form.validate_on_submit():
        act = Act(
            do=lambda: explaining.explain_delay(
                public_id, form.reason.data or "", actor, clock.now()
            ),
            said=lambda: _("Recorded."),
        )
        if carry_out(form, act):
            return redirect(url_for(".show_application", public_id=public_id))
    return render_form("licensing/list_explain_delay.html", form, application=application)

"""The list of applications and the pipeline: where each stands, which clock runs, who has it."""

from collections.abc import Sequence
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.areas.queries import counties_of, town_names
from kgsup.casework.queries import colleagues_of
from kgsup.core import charts, clock
from kgsup.core.charts import Series, Tone
from kgsup.core.labels import label_of
from kgsup.deadlines.rules import Shown
from kgsup.licensing import queries
from kgsup.licensing.forms.lists import ApplicationFilterForm
from kgsup.licensing.queries import NOBODY, ApplicationRow, ListFilter
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.overview import FILINGS, UNFINISHED
from kgsup.licensing.rules.states import State
from kgsup.licensing.views.blueprint import blueprint
from kgsup.web.paging import Page, address_of_export, keyset


@blueprint.route("/applications")
@requires(Permission.APPLICATION_READ)
def list_applications() -> ResponseReturnValue:
    form, wanted = application_filter()
    actor, today = current_actor(), clock.today()
    page: Page[ApplicationRow] = keyset(
        lambda after, limit: queries.list_applications(wanted, actor, today, after, limit),
        lambda row: row.sort_key,
        total=queries.count_applications(wanted, actor, today),
    )
    return render_template(
        "licensing/list_applications.html",
        form=form,
        page=page,
        rows=queries.with_work(page.rows, today),
        counties=counties_of(actor),
        export_url=address_of_export(".export_applications"),
    )


def application_filter() -> tuple[ApplicationFilterForm, ListFilter]:
    """The filter that the address asks for; nonsense in it means everything."""
    counties = {county.code: county.name for county in counties_of(current_actor())}
    form = ApplicationFilterForm(request.args)
    form.offer(counties, towns_offered(counties), _people_offered(counties))
    return form, form.chosen()


def _one_county(counties: dict[str, str]) -> str | None:
    """The county that the list is of: the chosen one, or the only one."""
    asked = request.args.get("county", "")
    if asked in counties:
        return asked
    return next(iter(counties)) if len(counties) == 1 else None


def towns_offered(counties: dict[str, str]) -> dict[str, str]:
    """Towns are offered when the list is of one county."""
    code = _one_county(counties)
    return town_names(code) if code else {}


def _people_offered(counties: dict[str, str]) -> dict[str, str]:
    code = _one_county(counties)
    return {person.public_id: person.name for person in colleagues_of(code)} if code else {}


@blueprint.route("/applications/pipeline")
@requires(Permission.APPLICATION_READ)
def show_pipeline() -> ResponseReturnValue:
    """What is not filed away yet: by state and kind, by clock, with whom; each figure opens its rows."""
    actor, today = current_actor(), clock.today()
    wanted = ListFilter(states=UNFINISHED)
    counts = queries.count_by_state(wanted, actor, today)
    clocks = queries.count_by_clock(wanted, actor, today)
    states = [state for state in UNFINISHED if _sum_of(counts, state)]
    kinds = [kind for kind in PermitKind if any(counts.get((s, kind)) for s in states)]
    return render_template(
        "licensing/show_pipeline.html",
        counts=counts,
        states=states,
        kinds=kinds,
        total=sum(counts.values()),
        sums={state: _sum_of(counts, state) for state in states},
        clocks=clocks,
        clock_tiles=_clock_tiles(clocks),
        holders=queries.count_by_holder(wanted, actor, today),
        nobody=NOBODY,
        chart=_chart(counts, states),
        chart_rows=[(_(label_of(s)), *_parts(counts, s)) for s in states],
        chart_columns=[(_("State"), ""), (_("Permits"), "number"), (_("Filings"), "number")],
        today=today,
    )


Counts = dict[tuple[State, PermitKind], int]
_TONES = {Shown.LATE: "bad", Shown.AMBER: "warn"}


def _clock_tiles(clocks: dict[Shown, int]) -> list[tuple[int, str, str, str]]:
    """The clocks as tiles that open their rows; a signal only where there is something to signal."""
    return [
        (
            count,
            _(label_of(shown)),
            url_for(".list_applications", clock=shown.value, state="unfinished"),
            _TONES.get(shown, "") if count else "",
        )
        for shown, count in clocks.items()
    ]


def _sum_of(counts: Counts, state: State) -> int:
    return sum(count for (of, _kind), count in counts.items() if of is state)


def _parts(counts: Counts, state: State) -> list[float]:
    """How many permits and how many filings stand in a state."""
    of_state = {kind: count for (of, kind), count in counts.items() if of is state}
    filings = sum(count for kind, count in of_state.items() if kind in FILINGS)
    return [sum(of_state.values()) - filings, filings]


def _chart(counts: Counts, states: Sequence[State]) -> Any:
    series = [
        Series(label=_("Permits"), tone=Tone.ACCENT),
        Series(label=_("Filings"), tone=Tone.QUIET),
    ]
    rows = [(_(label_of(state)), _parts(counts, state)) for state in states]
    if not rows:
        return None
    title = _("Applications by state")
    return charts.stacked_column_chart(title, _("applications"), series, rows, clock.today())

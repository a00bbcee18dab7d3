"""The list of people, a kindergarten's own people, and the people of one kindergarten."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.areas.queries import counties_of
from kgsup.core import clock
from kgsup.kindergartens import queries as kindergartens
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.rules.counts import Post
from kgsup.staff import queries
from kgsup.staff.forms.lists import StaffFilterForm
from kgsup.staff.queries import PeopleFilter
from kgsup.staff.rules.qualification import check_head
from kgsup.staff.rules.staffing import judge
from kgsup.staff.rules.standing import Gap, must_stop, person_state
from kgsup.staff.views.blueprint import OFFICE, OWN, blueprint, in_words, places
from kgsup.web.paging import address_of_export, keyset


@blueprint.route("/staff")
@requires(Permission.STAFF_READ)
def list_staff() -> ResponseReturnValue:
    actor, today = current_actor(), clock.today()
    counties = {county.code: county.name for county in counties_of(actor)}
    form = StaffFilterForm(request.args)
    form.offer(counties, places())
    chosen = form.chosen()
    page = keyset(
        lambda after, limit: queries.list_people(chosen, actor, today, after=after, limit=limit),
        lambda row: row.sort_key,
        total=queries.count_people(chosen, actor, today),
    )
    return render_template(
        "staff/list_staff.html",
        form=form,
        page=page,
        counties=counties,
        desk=OFFICE,
        export_url=address_of_export("exchange.export_staff"),
        missing=_missing(),
        today=today,
        person_state=person_state,
        must_stop=must_stop,
    )


def _missing() -> list[tuple[int, Gap | None, str]]:
    """How many lack what, and of how many the work must stop, each with its list."""
    actor, today = current_actor(), clock.today()
    stop = queries.count_people(PeopleFilter(must_stop=True), actor, today)
    found: list[tuple[int, Gap | None, str]] = [
        (stop, None, url_for("staff.list_staff", stop=1, state="all"))
    ]
    for gap in Gap:
        number = queries.count_people(PeopleFilter(works=True, gap=gap), actor, today)
        found.append((number, gap, url_for("staff.list_staff", gap=gap.value)))
    return found


@blueprint.route("/own/staff")
@requires(Permission.OWN_STAFF)
def own_list_staff() -> ResponseReturnValue:
    actor, today = current_actor(), clock.today()
    chosen = PeopleFilter(text=request.args.get("q", "")[:50])
    page = keyset(
        lambda after, limit: queries.list_people(chosen, actor, today, after=after, limit=limit),
        lambda row: row.sort_key,
        total=queries.count_people(chosen, actor, today),
    )
    own = [
        kindergartens.get_kindergarten(public_id, actor)
        for public_id in sorted(queries.own_kindergartens(actor) or ())
    ]
    return render_template(
        "staff/own_list_staff.html",
        page=page,
        desk=OWN,
        stopped=queries.list_stop_work(actor, today),
        own=[_staffing(kindergarten) for kindergarten in own],
        today=today,
        person_state=person_state,
        must_stop=must_stop,
    )


def _staffing(kindergarten: Kindergarten) -> dict[str, Any]:
    """The judgements of a kindergarten that was loaded in scope."""
    actor, today = current_actor(), clock.today()
    facts = queries.staffing_of(kindergarten.public_id, actor, today)
    figures = kindergartens.figures(kindergarten)
    children, classes = (figures.children, figures.classes) if figures else (None, None)
    heads = [
        (person, in_words(check_head(person, today)))
        for person in facts.people
        if Post.HEAD in person.posts(today, kindergarten.public_id)
    ]
    return {
        "kindergarten": kindergarten,
        "facts": facts,
        "judgements": in_words(judge(facts, children, classes)),
        "heads": heads,
    }


@blueprint.route("/kindergartens/<public_id>/staff")
@requires(Permission.STAFF_READ)
def show_staffing(public_id: str) -> ResponseReturnValue:
    actor, today = current_actor(), clock.today()
    kindergarten = kindergartens.get_kindergarten(public_id, actor)
    working = PeopleFilter(kindergarten=public_id, works=True)
    return render_template(
        "staff/show_staffing.html",
        desk=OFFICE,
        listed=queries.list_people(working, actor, today, limit=None),
        today=today,
        person_state=person_state,
        must_stop=must_stop,
        **_staffing(kindergarten),
    )

"""Who has which open cases, and handing all of one person's cases over to another."""

from dataclasses import dataclass

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.areas.queries import counties_of
from kgsup.casework import queries, service
from kgsup.casework.forms import HandOverForm, PersonFilterForm
from kgsup.casework.queries import Colleague
from kgsup.casework.views.blueprint import blueprint, case_url
from kgsup.core import clock
from kgsup.web.acting import Act, carry_out
from kgsup.web.replies import render_form


@dataclass
class _Count:
    """How many cases the act handed over, to be said when it is done."""

    cases: int = 0


@blueprint.route("/assignments", methods=["GET", "POST"])
@requires(Permission.CASE_ASSIGN)
def hand_over() -> ResponseReturnValue:
    actor, people = current_actor(), _people()
    counts = queries.count_cases_by_person(actor)
    person = request.args.get("person", "")
    person = person if person in people or person in counts else ""
    form = HandOverForm()
    form.receiver.choices = [
        (key, row.name) for key, row in people.items() if row.active and key != person
    ]
    if person and form.validate_on_submit() and _hand_over(person, form):
        return redirect(url_for(".hand_over", person=form.receiver.data))
    cases = queries.list_cases_of(person, actor) if person else []
    return render_form(
        "casework/hand_over.html",
        form,
        filter_form=_filter_form(people, counts, person),
        person=people.get(person),
        cases=[(row, case_url(row.subject_kind, row.subject_id)) for row in cases],
        count=counts.get(person, 0),
    )


def _people() -> dict[str, Colleague]:
    """The people of the actor's counties by public id, each once."""
    people: dict[str, Colleague] = {}
    for county in counties_of(current_actor()):
        people |= {row.public_id: row for row in queries.colleagues_of(county.code)}
    return people


def _filter_form(
    people: dict[str, Colleague], counts: dict[str, int], person: str
) -> PersonFilterForm:
    form = PersonFilterForm(request.args)
    form.person.choices = [
        ("", _("Choose a person")),
        *(
            (key, _("%(name)s (%(count)s cases)", name=row.name, count=counts.get(key, 0)))
            for key, row in people.items()
        ),
    ]
    form.person.data = person
    return form


def _hand_over(person: str, form: HandOverForm) -> bool:
    actor, now, done = current_actor(), clock.now(), _Count()

    def do() -> None:
        done.cases = service.hand_over(
            person, form.receiver.data, form.reason.data or "", actor, now
        )

    def said() -> str:
        words = ngettext("%(num)d case handed over.", "%(num)d cases handed over.", done.cases)
        return str(words)

    return carry_out(form, Act(do=do, said=said))

"""What the bureau has published: a list for everybody, without scripts and without accounts."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from kgsup.access.guard import public
from kgsup.areas.models import County
from kgsup.areas.queries import get_county, list_counties
from kgsup.core.labels import label_of
from kgsup.portal.forms import PublishedFilterForm
from kgsup.portal.views.blueprint import blueprint
from kgsup.publications import queries
from kgsup.publications.models import Publication
from kgsup.publications.queries import PublicFilter
from kgsup.publications.rules import PublicationKind, State, in_order
from kgsup.web.filters import date
from kgsup.web.paging import Page, keyset

GONE = 404  # what is withdrawn says so, and nothing of what it was
NO_STORE = {"Cache-Control": "no-store"}  # what is withdrawn is not to live on in caches


@blueprint.route("/public/publications")
@public
def list_publications() -> ResponseReturnValue:
    counties = list_counties()
    form = PublishedFilterForm(request.args)
    form.offer(counties)
    county = _chosen(counties, form.county.data)
    kind = form.kind.data
    wanted = PublicFilter(
        kind=PublicationKind(kind) if kind in set(PublicationKind) else None,
        text=form.text.data or "",
    )
    code = county.code if county else ""

    def load(after: list[Any] | None, limit: int) -> Sequence[Publication]:
        return queries.list_published(code, wanted, after, limit)

    page: Page[Publication] = keyset(
        load, queries.public_key, total=queries.count_published(code, wanted)
    )
    shown = render_template(
        "portal/list_publications.html",
        form=form,
        page=page,
        county=county,
        has_several_counties=len(counties) > 1,
    )
    return Response(shown, headers=NO_STORE)


def _chosen(counties: Sequence[County], code: str | None) -> County | None:
    """The county that the address names, or the first one; an installation serves one as a rule."""
    named = [county for county in counties if county.code == code]
    return next(iter(named or counties), None)


@blueprint.route("/public/publications/<public_id>")
@public
def show_publication(public_id: str) -> ResponseReturnValue:
    publication = queries.get_public(public_id)
    if publication.state is State.WITHDRAWN:
        return render_template("portal/publication_is_gone.html"), GONE, NO_STORE
    page = render_template(
        "portal/show_publication.html",
        publication=publication,
        county=get_county(publication.county_code),
        facts=_named(publication.facts),
    )
    return page, 200, NO_STORE


def _named(facts: dict[str, str]) -> list[tuple[str, str]]:
    return [
        (_(label_of(fact)), date(said) if isinstance(said, dt.date) else said)
        for fact, said in in_order(facts)
    ]

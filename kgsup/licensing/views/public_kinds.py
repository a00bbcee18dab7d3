"""What the bureau grants and files, for everybody: conditions, papers, periods, a sample (行政许可法 30)."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from werkzeug.exceptions import NotFound

from kgsup.access.guard import current_actor, public, requires
from kgsup.access.permissions import Permission
from kgsup.areas.models import County
from kgsup.areas.queries import counties_of, list_counties
from kgsup.casework.rules import Level
from kgsup.configuration.queries import value
from kgsup.configuration.rules import Key
from kgsup.core import clock
from kgsup.core.clocks import Period, Unit
from kgsup.kindergartens.rules.identity import Ownership
from kgsup.licensing import queries
from kgsup.licensing.rules.deciding import Outcome, level_of
from kgsup.licensing.rules.kinds import BY_FOUNDERS, KindRule, PermitKind
from kgsup.licensing.rules.states import Nature
from kgsup.licensing.service.periods import clock_rule_for
from kgsup.licensing.views.blueprint import blueprint


def site_county() -> County:
    """The county that the address names, or the first; an installation serves one as a rule."""
    counties = list_counties()
    named = [county for county in counties if county.code == request.args.get("county")]
    chosen = next(iter(named or counties), None)
    if chosen is None:
        raise NotFound
    return chosen


@blueprint.app_template_filter("period")
def period_words(period: Period | None) -> str:
    """A period as a person reads it: 20 working days."""
    if period is None:
        return ""
    match period.unit:
        case Unit.WORKING_DAYS:
            return str(ngettext("%(num)d working day", "%(num)d working days", period.count))
        case Unit.CALENDAR_DAYS:
            return str(ngettext("%(num)d calendar day", "%(num)d calendar days", period.count))
        case Unit.MONTHS:
            return str(ngettext("%(num)d month", "%(num)d months", period.count))
        case Unit.YEARS:
            return str(ngettext("%(num)d year", "%(num)d years", period.count))


Terms = list[tuple[list[Ownership], Period, Period | None, str]]


def terms_of(rule: KindRule, county_code: str) -> Terms:
    """For whom, how long by law, how long as promised, on which article."""
    shown: Terms = []
    for period in rule.periods:
        clock_rule = clock_rule_for(rule.kind, period, county_code, clock.today())
        assert isinstance(clock_rule.legal, Period)  # noqa: S101 - no kind has a fixed date
        whom = sorted(period.ownerships)
        shown.append((whom, clock_rule.legal, clock_rule.promised, period.article))
    return shown


def decider_of(rule: KindRule, county_code: str) -> Level:
    """The least level that may grant or file it in this county."""
    outcome = Outcome.GRANT if rule.nature is Nature.LICENCE else Outcome.FILE
    return level_of(outcome, rule.kind, value(county_code, Key.DECISION_LEVELS, on=clock.today()))


def _offered(kind: str) -> tuple[County, KindRule]:
    county = site_county()
    if kind not in set(PermitKind):
        raise NotFound
    rule = queries.rule_of_kind(PermitKind(kind), county.code, clock.today())
    if not rule.enabled:
        raise NotFound
    return county, rule


@blueprint.route("/public/permits")
@public
def list_kinds() -> ResponseReturnValue:
    county = site_county()
    rules = queries.list_rules(county.code, clock.today())
    return render_template(
        "licensing/kinds_public.html",
        county=county,
        counties=list_counties(),
        permits=[rule for rule in rules if rule.nature is Nature.LICENCE],
        filings=[rule for rule in rules if rule.nature is Nature.FILING],
    )


@blueprint.route("/public/permits/<kind>")
@public
def show_kind(kind: str) -> ResponseReturnValue:
    county, rule = _offered(kind)
    today = clock.today()
    return render_template(
        "licensing/kinds_show.html",
        county=county,
        rule=rule,
        terms=terms_of(rule, county.code),
        decider=decider_of(rule, county.code),
        by_founders=rule.kind in BY_FOUNDERS,
        is_filing=rule.nature is Nature.FILING,
        organ=value(county.code, Key.BUREAU_NAME, on=today),
        address=value(county.code, Key.BUREAU_ADDRESS, on=today),
        telephone=value(county.code, Key.BUREAU_TELEPHONE, on=today),
        today=today,
    )


@blueprint.route("/public/permits/<kind>/sample")
@public
def show_sample(kind: str) -> ResponseReturnValue:
    """The form of this kind, empty or filled with an example, for printing (行政许可法 30)."""
    county, rule = _offered(kind)
    is_empty = "empty" in request.args
    return render_template(
        "licensing/kinds_sample.html",
        county=county,
        rule=rule,
        sections=[(section, rule.fields_in(section)) for section in rule.sections()],
        sample={} if is_empty else queries.sample_answers(),
        is_empty=is_empty,
    )


@blueprint.route("/applications/<county_code>/kinds")
@requires(Permission.CONFIGURATION_READ)
def list_county_kinds(county_code: str) -> ResponseReturnValue:
    """What the county offers and on which conditions, for the office."""
    found = [one for one in counties_of(current_actor()) if one.code == county_code]
    if not found:
        raise NotFound
    rules = [queries.rule_of_kind(kind, county_code, clock.today()) for kind in PermitKind]
    return render_template(
        "licensing/kinds_county.html",
        county=found[0],
        rows=[(rule, terms_of(rule, county_code), decider_of(rule, county_code)) for rule in rules],
        key=Key.PERMIT_KINDS.value,
        today=clock.today(),
    )

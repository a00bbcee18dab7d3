"""The county's rules: what is in force, since when, on which article; a new version from a day on."""

import json
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from kgsup.access.guard import current_actor, requires
from kgsup.access.permissions import Permission
from kgsup.areas.models import County
from kgsup.areas.queries import counties_of
from kgsup.configuration import queries, service
from kgsup.configuration.forms import SetValueForm
from kgsup.configuration.rules import RULES, Key
from kgsup.core import clock
from kgsup.core.db import transaction
from kgsup.core.errors import N_, DomainError, RuleViolation
from kgsup.web.forms import given
from kgsup.web.replies import render_form

blueprint = Blueprint("configuration", __name__)


@blueprint.route("/county-rules")
@requires(Permission.CONFIGURATION_READ)
def list_rules() -> ResponseReturnValue:
    today = clock.today()
    counties = [
        (county, [(key, rule, _in_force(county.code, key, today)) for key, rule in RULES.items()])
        for county in counties_of(current_actor())
    ]
    return render_template("configuration/list_rules.html", counties=counties)


def _in_force(county_code: str, key: Key, today: Any) -> tuple[Any, Any]:
    row = queries.find_row(county_code, key, today)
    return RULES[key].default if row is None else row.value, row


def as_text(value: Any) -> str:
    """A value as it is typed: texts as they are, everything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def from_text(key: Key, text: str) -> Any:
    """What was typed as a value; raises ``RuleViolation`` when it cannot be read."""
    if isinstance(RULES[key].default, str):
        return None if text.strip() == "null" else text.strip()
    try:
        return json.loads(text)
    except ValueError:
        raise RuleViolation(
            N_("This cannot be read: keep the form of the present value.")
        ) from None


@blueprint.route("/county-rules/<county_code>/<key>", methods=["GET", "POST"])
@requires(Permission.CONFIGURATION_CHANGE)
def set_value(county_code: str, key: str) -> ResponseReturnValue:
    county, rule_key = _find(county_code, key)
    present, _row = _in_force(county_code, rule_key, clock.today())
    form = SetValueForm(value=as_text(present), effective_from=clock.today())
    if form.validate_on_submit():
        try:
            value = from_text(rule_key, form.value.data or "")
            with transaction():
                service.set_value(
                    county_code,
                    rule_key,
                    value,
                    given(form.effective_from.data),
                    current_actor(),
                    clock.now(),
                )
        except DomainError as error:
            form.refuse(error)
        else:
            flash(_("The rule has been set."), "success")
            return redirect(url_for(".list_rules"))
    return render_form(
        "configuration/set_value.html",
        form,
        county=county,
        key=rule_key,
        rule=RULES[rule_key],
        versions=[(row, row.value) for row in queries.list_rows(county_code, rule_key)],
    )


def _find(county_code: str, key: str) -> tuple[County, Key]:
    counties = [c for c in counties_of(current_actor()) if c.code == county_code]
    if not counties or key not in set(Key):
        raise NotFound
    return counties[0], Key(key)

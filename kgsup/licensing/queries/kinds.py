"""What each kind of application asks for in a county on a day."""

import datetime as dt
import tomllib
from functools import cache
from importlib import resources
from typing import Any

from kgsup.configuration.queries import value
from kgsup.configuration.rules import Key
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.kinds import KindRule, PermitKind, read_kind


@cache
def _shipped() -> dict[str, dict[str, Any]]:
    text = resources.files("kgsup.licensing").joinpath("data/kinds.toml").read_text("utf-8")
    return tomllib.loads(text)


def raw_rule(kind: PermitKind, county_code: str, on: dt.date) -> dict[str, Any]:
    """The rule of a kind as a table: as shipped, with what the county sets itself on that day."""
    changes = value(county_code, Key.PERMIT_KINDS, on=on)
    return {**_shipped()[kind], **changes.get(kind.value, {})}


def rule_of_kind(kind: PermitKind, county_code: str, on: dt.date) -> KindRule:
    """The rule of a kind as it stands in a county on a day."""
    return read_kind(kind, raw_rule(kind, county_code, on))


def list_rules(county_code: str, on: dt.date) -> list[KindRule]:
    """The kinds that a county offers on a day."""
    rules = [rule_of_kind(kind, county_code, on) for kind in PermitKind]
    return [rule for rule in rules if rule.enabled]


def rule_of(application: PermitApplication, today: dt.date) -> KindRule:
    """The rule of an application: that of its receipt, of today for a draft."""
    if application.rule is not None:
        return read_kind(application.kind, application.rule)
    return rule_of_kind(application.kind, application.county_code, today)


@cache
def sample_answers() -> dict[str, str]:
    """A fictional answer to every field, for the sample forms."""
    text = resources.files("kgsup.licensing").joinpath("data/samples.toml").read_text("utf-8")
    return {name: str(answer) for name, answer in tomllib.loads(text).items()}

"""A grant as it is carried out."""

import datetime as dt
from dataclasses import dataclass

from kgsup.access.actor import Actor
from kgsup.configuration.queries import value
from kgsup.configuration.rules import Key
from kgsup.kindergartens.rules.facts import Source, SourceKind
from kgsup.licensing import queries
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.fields import ApplicationField, Value, read_values


@dataclass(frozen=True, kw_only=True)
class Decided:
    """A grant as it is carried out: the case, the term, the day on the paper, who and when."""

    application: PermitApplication
    years: int | None
    remark: str
    day: dt.date
    actor: Actor
    at: dt.datetime

    @property
    def source(self) -> Source:
        return Source(kind=SourceKind.CASE, reference=self.application.public_id)

    def read(self) -> dict[ApplicationField, Value]:
        """The application's values, read; raises ``RuleViolation`` for one that cannot be."""
        rule = queries.rule_of(self.application, self.day)
        return read_values(self.application.values, rule.fields)

    @property
    def term_years(self) -> int:
        default = value(self.application.county_code, Key.LICENCE_TERM_YEARS, on=self.day)
        return self.years or int(default)

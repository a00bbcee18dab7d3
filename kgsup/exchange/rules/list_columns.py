"""The columns of saved lists and of given forms: the register's facts and what is computed from them."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from kgsup.core.errors import N_, RuleViolation
from kgsup.core.labels import register_labels
from kgsup.exchange.rules.columns import Column, column_of, comparable_head, usual_names
from kgsup.exchange.rules.exports import COLUMNS


class Computed(StrEnum):
    """What stands in no cell of the register but follows from its neighbours on a day."""

    CLASS = "class"
    LICENCE_STATE = "licence_state"
    OPEN_FINDINGS = "open_findings"
    OVERDUE_FINDINGS = "overdue_findings"
    LAST_VISIT_ON = "last_visit_on"
    VISITS_OF_YEAR = "visits_of_year"
    ANNUAL_STATE = "annual_state"
    ANNUAL_FILED_ON = "annual_filed_on"
    CARE_FEE = "care_fee"
    MEAL_FEE = "meal_fee"
    REGISTRATION_BODY = "registration_body"
    REGISTERED_ON = "registered_on"
    OPEN_APPLICATIONS = "open_applications"
    OPEN_ALARMS = "open_alarms"
    CARERS = "carers"
    HEALTH_STAFF = "health_staff"
    GUARDS = "guards"


# What a list may show, in the order in which it is offered.
OFFERED: tuple[str, ...] = (
    *(column.value for column in COLUMNS),
    *(column.value for column in Computed),
)
# What only a given form has: the number of the line, and the county that the whole list is of.
SERIAL, COUNTY = Column.SERIAL.value, Column.DISTRICT.value
FILLED = (*OFFERED, SERIAL, COUNTY)
_LEAST_HEADS = 2  # known heads that make a line a head
_NAME_LIMIT = 80


@cache
def _names() -> Mapping[str, list[str]]:
    path = Path(__file__).parents[1] / "data" / "list_columns.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _computed_heads() -> Mapping[str, str]:
    return {comparable_head(name): column for column, names in _names().items() for name in names}


def head_of(column: str) -> str:
    """The head under which our own lists bear a column, in Chinese as all lists of bureaus."""
    return _names()[column][0] if column in set(Computed) else usual_names(Column(column))[0]


def column_for(head: str) -> str | None:
    """The column that a form asks for under a head; ``None`` when nothing here bears such a name."""
    computed = _computed_heads().get(comparable_head(head))
    found = computed or column_of(head)
    return found if found in FILLED else None


@dataclass(frozen=True, kw_only=True)
class HeadLine:
    """The line of a form that names its columns: its number from 1, and column number → head."""

    line: int
    heads: Mapping[int, str]

    @property
    def matched(self) -> dict[int, str]:
        """Column number → what is filled in there; of two heads for one column the first counts."""
        found: dict[int, str] = {}
        for number, head in sorted(self.heads.items()):
            column = column_for(head)
            if column is not None and column not in found.values():
                found[number] = column
        return found


def find_head_line(lines: Sequence[HeadLine]) -> HeadLine:
    """The line with the most known heads; of several the lowest, which names the parts of a group.

    Raises ``RuleViolation`` when no line names two columns that are known.
    """
    best = max(lines, key=lambda line: (len(line.matched), line.line), default=None)
    if best is None or len(best.matched) < _LEAST_HEADS:
        raise RuleViolation(
            N_("No line of this form names its columns: two heads that are known are needed.")
        )
    return best


def check_list(name: str, columns: Sequence[str]) -> None:
    """Refuse a list without name or columns."""
    if not name.strip() or len(name.strip()) > _NAME_LIMIT:
        raise RuleViolation(N_("Give the list a name of at most 80 characters."))
    if not columns:
        raise RuleViolation(N_("Choose at least one column."))


_C = Computed
register_labels(
    {
        _C.CLASS: N_("Class"),
        _C.LICENCE_STATE: N_("State of the licence"),
        _C.OPEN_FINDINGS: N_("Open findings"),
        _C.OVERDUE_FINDINGS: N_("Overdue findings"),
        _C.LAST_VISIT_ON: N_("Last visit"),
        _C.VISITS_OF_YEAR: N_("Visits of the year"),
        _C.ANNUAL_STATE: N_("Annual check of the last year"),
        _C.ANNUAL_FILED_ON: N_("Annual return filed on"),
        _C.CARE_FEE: N_("Care fee in yuan"),
        _C.MEAL_FEE: N_("Meals in yuan"),
        _C.REGISTRATION_BODY: N_("Registration body"),
        _C.REGISTERED_ON: N_("Registered on"),
        _C.OPEN_APPLICATIONS: N_("Running applications"),
        _C.OPEN_ALARMS: N_("Open alarms"),
        _C.CARERS: N_("Carers"),
        _C.HEALTH_STAFF: N_("Health staff"),
        _C.GUARDS: N_("Guards"),
    }
)

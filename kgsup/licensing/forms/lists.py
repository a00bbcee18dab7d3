"""What the list of applications is narrowed to; lives in the address."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypeVar

from flask_babel import lazy_gettext as _l
from wtforms import DateField, Form, SearchField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from kgsup.core.labels import label_of
from kgsup.deadlines.rules import Shown
from kgsup.licensing.queries.lists import NOBODY, ListFilter
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.overview import UNFINISHED, Waiting
from kgsup.licensing.rules.states import OPEN, State
from kgsup.web.forms import OfficeForm, SelectChoice, choices_of, strip

TEXT_LIMIT = 80
REASON_LIMIT = 500
Kind = TypeVar("Kind", bound=StrEnum)
_GROUPS: Mapping[str, Iterable[State]] = {"unfinished": UNFINISHED, "open": OPEN}
_SHOWN_STATES = tuple(state for state in State if state is not State.DISCARDED)


class ApplicationFilterForm(Form):
    """County, town, kind, state, clock, with whom, days of receipt, text."""

    text = SearchField(_l("Name, pinyin or number"), [Optional()], filters=[strip])
    county = SelectField(_l("County"))
    town = SelectField(_l("Town"))
    kind = SelectField(_l("Kind"))
    state = SelectField(_l("State"))
    clock = SelectField(_l("Clock"))
    waits = SelectField(_l("What is to be done"))
    holder = SelectField(_l("With whom"))
    received_from = DateField(_l("Received from"), [Optional()])
    received_until = DateField(_l("Received until"), [Optional()])

    def offer(
        self, counties: Mapping[str, str], towns: Mapping[str, str], people: Mapping[str, str]
    ) -> None:
        """Set the choices, translated now; a value that is not offered means everything."""
        everything = _l("All")
        self.county.choices = _plain(counties, everything)
        self.town.choices = _plain(towns, everything)
        self.kind.choices = choices_of({k: label_of(k) for k in PermitKind}, empty=everything)
        self.state.choices = [
            SelectChoice("", everything),
            SelectChoice("unfinished", _l("Not filed away yet")),
            SelectChoice("open", _l("Before the decision")),
            *choices_of({state: label_of(state) for state in _SHOWN_STATES}),
        ]
        self.clock.choices = choices_of({s: label_of(s) for s in Shown}, empty=everything)
        self.waits.choices = choices_of({w: label_of(w) for w in Waiting}, empty=everything)
        self.holder.choices = [
            SelectChoice("", everything),
            SelectChoice(NOBODY, _l("Nobody")),
            *(SelectChoice(code, name) for code, name in people.items()),
        ]
        for item in self:
            if isinstance(item, SelectField) and item.data not in _values(item):
                item.data = ""

    def chosen(self) -> ListFilter:
        """The filter that the address asks for; a day that is none is left out."""
        return ListFilter(
            states=self._states(),
            kind=_member(PermitKind, self.kind.data),
            county_code=self.county.data or None,
            town_code=self.town.data or None,
            clock=_member(Shown, self.clock.data),
            waits=_member(Waiting, self.waits.data),
            holder=self.holder.data or None,
            received_from=self.received_from.data,
            received_until=self.received_until.data,
            text=(self.text.data or "")[:TEXT_LIMIT],
        )

    def _states(self) -> tuple[State, ...]:
        asked = self.state.data
        if asked in _GROUPS:
            return tuple(_GROUPS[asked])
        return (State(asked),) if asked else ()


def _member(kind: type[Kind], text: str | None) -> Kind | None:
    return kind(text) if text else None


def _plain(values: Mapping[str, str], empty: str) -> list[SelectChoice]:
    return [SelectChoice("", empty), *(SelectChoice(code, name) for code, name in values.items())]


def _values(item: SelectField) -> set[str]:
    return {str(choice[0]) for choice in item.iter_choices()}


class DelayForm(OfficeForm):
    """Why a decision was late."""

    reason = TextAreaField(
        _l("Reason of the delay"), [InputRequired(), Length(max=REASON_LIMIT)], filters=[strip]
    )

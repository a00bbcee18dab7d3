"""What the list of kindergartens is narrowed to; lives in the address."""

from collections.abc import Mapping
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from wtforms import Form, SelectField, StringField
from wtforms.validators import Length, Optional

from kgsup.core.labels import label_of
from kgsup.kindergartens.queries import NO_TOWN, Filter
from kgsup.kindergartens.rules.classification import AlarmKind, KindergartenClass
from kgsup.kindergartens.rules.identity import Ownership, State
from kgsup.web.forms import SelectChoice, choices_of, strip

_YES_NO = {"yes": True, "no": False}


class FilterForm(Form):
    """Text, county, town, class, state, ownership, origin, alarms and possible duplicates."""

    q = StringField(_l("Name, pinyin or initials"), [Optional(), Length(max=60)], filters=[strip])
    county = SelectField(_l("County"))
    town = SelectField(_l("Town"))
    kind = SelectField(_l("Class"))
    state = SelectField(_l("State"))
    ownership = SelectField(_l("Ownership"))
    residential = SelectField(_l("Residential area"))
    alarm = SelectField(_l("Alarm"))
    duplicate = SelectField(_l("Possible duplicate"))

    def offer(self, counties: Mapping[str, str], towns: Mapping[str, str]) -> None:
        """Set the choices, translated now; a value that is not offered means everything."""
        all_ = _l("All")
        self.county.choices = _plain(counties, all_)
        self.town.choices = [*_plain(towns, all_), SelectChoice(NO_TOWN, _l("Not known"))]
        self.kind.choices = choices_of(_labels(KindergartenClass), empty=all_)
        self.state.choices = choices_of(_labels(State), empty=all_)
        self.ownership.choices = choices_of(_labels(Ownership), empty=all_)
        self.alarm.choices = [
            SelectChoice("", all_),
            SelectChoice("any", _l("With an alarm")),
            SelectChoice("none", _l("Without an alarm")),
            *choices_of(_labels(AlarmKind)),
        ]
        for field in (self.residential, self.duplicate):
            field.choices = [
                SelectChoice("", all_),
                SelectChoice("yes", _l("Yes")),
                SelectChoice("no", _l("No")),
            ]
        for item in self:
            if isinstance(item, SelectField) and item.data not in _values(item):
                item.data = ""

    def chosen(self) -> Filter:
        """The filter that the address asks for."""
        alarm = self.alarm.data
        return Filter(
            text=(self.q.data or "")[:60],
            county_code=self.county.data or None,
            town_code=self.town.data or None,
            kind=KindergartenClass(self.kind.data) if self.kind.data else None,
            state=State(self.state.data) if self.state.data else None,
            ownership=Ownership(self.ownership.data) if self.ownership.data else None,
            residential_area=_YES_NO.get(self.residential.data),
            possible_duplicate=_YES_NO.get(self.duplicate.data),
            alarmed={"any": True, "none": False}.get(alarm),
            alarm=AlarmKind(alarm) if alarm and alarm not in {"any", "none"} else None,
        )


def _labels(kind: type[StrEnum]) -> dict[StrEnum, str]:
    return {value: label_of(value) for value in kind}


def _plain(values: Mapping[str, str], empty: str) -> list[SelectChoice]:
    return [SelectChoice("", empty), *(SelectChoice(code, name) for code, name in values.items())]


def _values(field: SelectField) -> set[str]:
    return {str(choice[0]) for choice in field.iter_choices()}

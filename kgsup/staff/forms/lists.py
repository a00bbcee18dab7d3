"""What the list of people is narrowed to; lives in the address."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form, HiddenField, SelectField, StringField
from wtforms.validators import Length, Optional

from kgsup.core.labels import label_of
from kgsup.kindergartens.rules.counts import Post
from kgsup.staff.forms.facts import labels_of
from kgsup.staff.queries import PeopleFilter
from kgsup.staff.rules.identity import LONGEST_NAME
from kgsup.staff.rules.standing import Gap, PersonState
from kgsup.web.forms import SelectChoice, choices_of, strip

WORKS, ALL, SOON = "works", "all", "soon-"


class StaffFilterForm(Form):
    """Name, county, kindergarten, post, state, and what is missing."""

    q = StringField(
        _l("Name, pinyin or initials"), [Optional(), Length(max=LONGEST_NAME)], filters=[strip]
    )
    county = SelectField(_l("County"))
    kindergarten = SelectField(_l("Kindergarten"))
    post = SelectField(_l("Post"))
    state = SelectField(_l("State"))
    gap = SelectField(_l("Missing"))
    stop = HiddenField()

    def offer(self, counties: Mapping[str, str], places: Mapping[str, str]) -> None:
        """Set the choices, translated now; a value that is not offered means everything."""
        all_ = _l("All")
        self.county.choices = _plain(counties, all_)
        self.kindergarten.choices = _plain(places, all_)
        self.post.choices = choices_of(labels_of(Post, without=Post.TOTAL_ONLY), empty=all_)
        self.state.choices = [
            SelectChoice(WORKS, _l("Works")),
            SelectChoice(ALL, all_),
            *choices_of(labels_of(PersonState)),
        ]
        soon = [
            SelectChoice(f"{SOON}{gap}", _("%(gap)s: about to expire", gap=_(label_of(gap))))
            for gap in Gap
            if gap is not Gap.CONTRACT
        ]
        self.gap.choices = [SelectChoice("", all_), *choices_of(labels_of(Gap)), *soon]
        for item in self:
            if isinstance(item, SelectField) and item.data not in _values(item):
                item.data = WORKS if item is self.state else ""

    def chosen(self) -> PeopleFilter:
        """The filter that the address asks for."""
        gap = self.gap.data or ""
        state = self.state.data
        return PeopleFilter(
            text=(self.q.data or "")[:LONGEST_NAME],
            county_code=self.county.data or None,
            kindergarten=self.kindergarten.data or None,
            post=Post(self.post.data) if self.post.data else None,
            state=PersonState(state) if state not in {WORKS, ALL} else None,
            works=state == WORKS,
            gap=Gap(gap.removeprefix(SOON)) if gap else None,
            soon=gap.startswith(SOON),
            must_stop=bool(self.stop.data),
        )


def _plain(values: Mapping[str, str], empty: str) -> list[SelectChoice]:
    return [SelectChoice("", empty), *(SelectChoice(key, name) for key, name in values.items())]


def _values(field: SelectField) -> set[str]:
    return {str(choice[0]) for choice in field.iter_choices()}

"""Forms of asking for corrections, field by field and paper by paper, and of correcting on the spot."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, Field, Form, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from kgsup.licensing.forms.answers import Towns, answers_parts
from kgsup.licensing.rules.corrections import LONGEST_REASON, Item, Of, name_of
from kgsup.licensing.rules.fields import ApplicationField
from kgsup.web.forms import SometimesRequired, VersionedForm, strip

LONGEST_ARTICLE = 80


@dataclass(frozen=True, kw_only=True)
class Flag:
    """A field or paper as the page of the request offers it: what is wrong so far, which article."""

    of: Of
    code: str
    title: str
    what: str = ""  # filled in beforehand for what is plainly missing
    article: str = ""

    @property
    def name(self) -> str:
        return name_of((self.of, self.code))


class RequestForm(VersionedForm):
    """What every request says beside its items."""

    asked_on = DateField(_l("Date of the request"), [InputRequired()])
    how = TextAreaField(
        _l("How the corrections are handed in"), [Optional(), Length(max=LONGEST_REASON)]
    )


class OverrideForm(RequestForm):
    """A second request, which an approver allows."""

    override_reason = TextAreaField(
        _l("Why it is asked for a second time"),
        [SometimesRequired(), Length(max=LONGEST_REASON)],
        filters=[strip],
        description=_l("Needed for what could be seen when the first request was made."),
    )


class SaysWhat:
    """Refuses a flag that says nothing."""

    field_flags: ClassVar[dict[str, bool]] = {"sometimes_required": True}

    def __init__(self, flag: str) -> None:
        self.flag = flag

    def __call__(self, form: Form, field: Field) -> None:
        if form[self.flag].data and not (field.data or "").strip():
            raise ValidationError(gettext("Say what is wrong with it."))


def request_form(
    flags: Iterable[Flag], version: int, *, is_override: bool, **initial: Any
) -> RequestForm:
    """A form with a check box, a reason and an article for each field and paper."""
    parts: dict[str, Any] = {}
    for flag in flags:
        name = flag.name
        parts[f"flag_{name}"] = BooleanField(flag.title)
        parts[f"what_{name}"] = StringField(
            _l("What is wrong"), [SaysWhat(f"flag_{name}"), Length(max=LONGEST_REASON)]
        )
        parts[f"article_{name}"] = StringField(
            _l("Article"), [Optional(), Length(max=LONGEST_ARTICLE)]
        )
        initial[f"flag_{name}"] = bool(flag.what)
        initial[f"what_{name}"] = flag.what
        initial[f"article_{name}"] = flag.article
    base = OverrideForm if is_override else RequestForm
    kind: type[RequestForm] = type("ItemsForm", (base,), parts)
    return kind(version=version, **initial)


def items_of(form: RequestForm, flags: Iterable[Flag]) -> tuple[Item, ...]:
    """What was flagged."""
    return tuple(
        Item(
            of=flag.of,
            code=flag.code,
            what=(form[f"what_{flag.name}"].data or "").strip(),
            article=(form[f"article_{flag.name}"].data or "").strip(),
        )
        for flag in flags
        if form[f"flag_{flag.name}"].data
    )


class SpotForm(VersionedForm):
    """Who corrects, beside the fields themselves."""

    corrected_by = StringField(
        _l("Who corrects it"), [InputRequired(), Length(max=50)], filters=[strip]
    )


def spot_form(
    names: Iterable[ApplicationField], values: Mapping[str, str], towns: Towns, **initial: Any
) -> SpotForm:
    """All fields of an application, as they stand."""
    parts, present = answers_parts(names, values, towns)
    kind: type[SpotForm] = type("FieldsOnTheSpotForm", (SpotForm,), parts)
    return kind(**present, **initial)

"""Forms of the call list and the outbox: shape only."""

from flask_babel import lazy_gettext as _l
from wtforms import Form, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from kgsup.core.labels import label_of
from kgsup.reminders.rules import CallState, MessageState
from kgsup.web.forms import VersionedForm, choices_of, strip


class CallForm(VersionedForm):
    """A call that was made."""

    note = TextAreaField(
        _l("Who answered, what was said"), [InputRequired(), Length(max=500)], filters=[strip]
    )


class CallFilterForm(Form):
    """Which calls are shown; lives in the address."""

    state = SelectField(_l("Shown"))

    def offer(self) -> None:
        """Set the choices, translated now."""
        labels = {value: label_of(value) for value in CallState}
        self.state.choices = choices_of(labels)


class MessageFilterForm(Form):
    """Which messages are shown; lives in the address."""

    state = SelectField(_l("Shown"))

    def offer(self) -> None:
        """Set the choices, translated now."""
        labels = {value: label_of(value) for value in MessageState}
        self.state.choices = choices_of(labels, empty=_l("All"))

"""What forms say when a field does not fit: the messages of WTForms out of our own catalogue.

WTForms does not find its own Chinese under zh_Hans_CN, and there "at least" is "greater than".
"""

from flask_babel import gettext

from kgsup.core.errors import N_

# As WTForms writes them, of those with two forms the first one: Chinese has no plural.
MESSAGES = (
    N_("This field is required."),
    N_("Invalid input."),
    N_("Not a valid choice."),
    N_("Invalid Choice: could not coerce."),
    N_("Invalid choice(s): one or more data inputs could not be coerced."),
    N_("'%(value)s' is not a valid choice for this field."),
    N_("Not a valid date value."),
    N_("Not a valid datetime value."),
    N_("Not a valid decimal value."),
    N_("Not a valid integer value."),
    N_("Field must be at least %(min)d character long."),
    N_("Field cannot be longer than %(max)d character."),
    N_("Field must be exactly %(max)d character long."),
    N_("Field must be between %(min)d and %(max)d characters long."),
    N_("Number must be at least %(min)s."),
    N_("Number must be at most %(max)s."),
    N_("Number must be between %(min)s and %(max)s."),
)


class Translations:
    """What WTForms asks for the words of a message; one that is not ours stays English."""

    def gettext(self, message: str) -> str:
        """The message in the language of the page."""
        return str(gettext(message))

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        """The same for a message with two forms."""
        own = self.gettext(singular)
        return own if own != singular or count == 1 else plural


TRANSLATIONS = Translations()

"""The empty list that counties fill in: its columns, their words, and notes on them."""

from collections.abc import Mapping

from kgsup.core.errors import N_
from kgsup.exchange.rules.columns import Column
from kgsup.exchange.rules.exports import COLUMNS
from kgsup.exchange.rules.vocabulary import (
    NO_WORD,
    OWNERSHIP_WORDS,
    SPONSOR_WORDS,
    STATE_WORDS,
    YES_WORD,
)

TEMPLATE_COLUMNS: tuple[Column, ...] = tuple(
    column for column in COLUMNS if column is not Column.PUBLIC_ID
)
_YES_NO = (YES_WORD, NO_WORD)
CHOICES: Mapping[Column, tuple[str, ...]] = {
    Column.OWNERSHIP: tuple(word for word in OWNERSHIP_WORDS.values() if word),
    Column.SPONSOR_KIND: tuple(SPONSOR_WORDS.values()),
    Column.STATE: tuple(STATE_WORDS.values()),
    Column.INCLUSIVE: _YES_NO,
    Column.RESIDENTIAL_AREA: _YES_NO,
}
_DAY = N_("A full date such as 2026-09-01.")
NOTES: Mapping[Column, str] = {
    Column.NAME: N_("Needed in every row. The full name as on the licence."),
    Column.INSTITUTION_CODE: N_("10 digits. The surest way to recognise a kindergarten again."),
    Column.CREDIT_CODE: N_("18 characters; both check characters are computed."),
    Column.TOWN: N_("May be left blank when the address begins with the town."),
    Column.ADDRESS: N_("With the town or street, so that the place is certain."),
    Column.TELEPHONE: N_("With the area code; several numbers are parted by 、."),
    Column.OWNERSHIP: N_("One of the words offered."),
    Column.INCLUSIVE: N_("For private kindergartens: whether recognised as inclusive."),
    Column.INCLUSIVE_FROM: _DAY,
    Column.INCLUSIVE_UNTIL: _DAY,
    Column.HANDED_OVER_ON: _DAY,
    Column.LICENCE_NUMBER: N_("教民 and 15 digits, or 13 on old forms, as printed."),
    Column.ISSUED_ON: _DAY,
    Column.VALID_FROM: _DAY,
    Column.VALID_UNTIL: N_("The last day of validity, as a full date."),
    Column.APPROVED_ON: _DAY,
    Column.CHILDREN: N_("A whole number, counted in the running term."),
    Column.CLASSES: N_("A whole number; needs the number of children beside it."),
    Column.STAFF: N_("A whole number with heads, teachers and everybody else."),
    Column.CERTIFIED_TEACHERS: N_("How many of the teachers hold a teacher's certificate."),
    Column.LAND_M2: N_("Square metres."),
    Column.BUILDING_M2: N_("Square metres."),
    Column.OUTDOOR_M2: N_("Square metres."),
}

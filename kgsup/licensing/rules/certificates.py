"""Certificates: state forms that are accounted for, and which body registers whom.

A form is pre-printed and numbered by the state (教发厅〔2008〕2号); the county prints into it.  Each is
used for one edition of one licence only, and none is ever unaccounted for (practice R7).
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from kgsup.audit.rules import register_acts
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.labels import register_fields, register_labels, register_ledger_enums
from kgsup.kindergartens.rules.identity import Ownership
from kgsup.licensing.rules.fields import CertificatePart


class FormState(StrEnum):
    """What became of a pre-printed form with a serial number."""

    IN_STOCK = "in_stock"
    USED = "used"
    SPOILED = "spoiled"
    LOST = "lost"
    TAKEN_BACK = "taken_back"


class FormAction(StrEnum):
    USE = "use"
    SPOIL = "spoil"
    LOSE = "lose"
    TAKE_BACK = "take_back"


# A form that was lost and is found with its holder again is taken back like any other.
FORM_TRANSITIONS: Mapping[tuple[FormState, FormAction], FormState] = {
    (FormState.IN_STOCK, FormAction.USE): FormState.USED,
    (FormState.IN_STOCK, FormAction.SPOIL): FormState.SPOILED,
    (FormState.IN_STOCK, FormAction.LOSE): FormState.LOST,
    (FormState.USED, FormAction.SPOIL): FormState.SPOILED,
    (FormState.USED, FormAction.LOSE): FormState.LOST,
    (FormState.USED, FormAction.TAKE_BACK): FormState.TAKEN_BACK,
    (FormState.LOST, FormAction.TAKE_BACK): FormState.TAKEN_BACK,
}

MOST_AT_ONCE = 2000
LONGEST_SERIAL = 40
EARLIEST_DAY = dt.date(1949, 10, 1)
_SERIAL = re.compile(r"(?P<before>.*?)(?P<digits>[0-9]+)(?P<after>[^0-9]*)")


def plain_serial(text: str) -> str:
    """A serial number as it is compared: half-width, without blanks, letters as capitals.

    Raises ``RuleViolation`` for one that is empty or longer than any.
    """
    serial = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    if not serial or len(serial) > LONGEST_SERIAL:
        raise RuleViolation(N_("Give the serial number that is printed on the form."))
    return serial


def serials_between(first: str, last: str) -> list[str]:
    """The serial numbers of a delivery, both ends included; an empty ``last`` means the first alone.

    They differ in their last digits only, which keep their width.  Raises ``RuleViolation`` for two
    that do not belong to one series, that run backwards, or that are more than anybody delivers.
    """
    begin = plain_serial(first)
    end = plain_serial(last) if last.strip() else begin
    if begin == end:
        return [begin]
    one, other = _SERIAL.fullmatch(begin), _SERIAL.fullmatch(end)
    if one is None or other is None or not _is_one_series(one, other):
        raise RuleViolation(N_("The two serial numbers are not of one series."))
    width = len(one["digits"])
    low, high = int(one["digits"]), int(other["digits"])
    if high < low:
        raise RuleViolation(N_("The last serial number comes before the first."))
    if high - low >= MOST_AT_ONCE:
        raise RuleViolation(
            N_("Enter at most %(count)d forms at once; compare the serial numbers."),
            count=MOST_AT_ONCE,
        )
    return [f"{one['before']}{n:0{width}d}{one['after']}" for n in range(low, high + 1)]


def _is_one_series(one: re.Match[str], other: re.Match[str]) -> bool:
    return (
        one["before"] == other["before"]
        and one["after"] == other["after"]
        and len(one["digits"]) == len(other["digits"])
    )


def check_received(on: dt.date, today: dt.date, known: Iterable[str]) -> None:
    """Refuse forms from the future, or whose serial numbers are in the stock's book already."""
    _check_day(on, EARLIEST_DAY, today)
    twice = sorted(known)
    if twice:
        raise RuleViolation(
            N_("These forms are entered already: %(serials)s"), serials="、".join(twice[:10])
        )


def _check_day(on: dt.date, earliest: dt.date, today: dt.date) -> None:
    if on > today:
        raise RuleViolation(N_("The day lies in the future."))
    if on < earliest:
        raise RuleViolation(N_("The day lies before that on which this became possible."))


@dataclass(frozen=True, kw_only=True)
class FormUse:
    """What the rule must know of a form that is put to use for an application's edition."""

    received_on: dt.date
    decided_on: dt.date
    parts_made: frozenset[CertificatePart]  # of this application, not spoiled
    parts_needed: frozenset[CertificatePart]


def check_use(part: CertificatePart, use: FormUse, on: dt.date, today: dt.date) -> None:
    """Refuse a second form for one part of an edition, a part that is not made anew, a day that cannot be.

    The state of the form is the table's matter.
    """
    if part not in use.parts_needed:
        raise RuleViolation(N_("This part of the certificate is not made anew by this decision."))
    if part in use.parts_made:
        raise RuleViolation(
            N_("A form is recorded for this part already: mark it as spoiled before another one.")
        )
    _check_day(on, max(use.received_on, use.decided_on), today)


@dataclass(frozen=True, kw_only=True)
class FormEnd:
    """How a form ends: spoiled, lost or taken back, on a day; the first two say why."""

    action: FormAction
    on: dt.date
    reason: str = ""


def check_form_end(end: FormEnd, since: dt.date, today: dt.date, *, handed_over: bool) -> None:
    """Refuse an end without its reason, before the form was there or used, or spoiled in a holder's hand."""
    _check_day(end.on, since, today)
    if end.action is not FormAction.TAKE_BACK and not end.reason.strip():
        raise RuleViolation(N_("Say what happened to the form."))
    if end.action is FormAction.SPOIL and handed_over:
        raise RuleViolation(
            N_("This form has been handed over: it is taken back or reported as lost, not spoiled.")
        )


def check_handing_over(
    on: dt.date, made_on: dt.date | None, today: dt.date, *, done: bool, receiver: str
) -> None:
    """Refuse to hand over what is not made, twice, to nobody, or on a day that cannot be."""
    if done:
        raise RuleViolation(N_("The certificate has been handed over already."))
    if made_on is None:
        raise RuleViolation(
            N_(
                "Record the forms of the certificate first: nothing is made that could be handed over."
            )
        )
    if not receiver.strip():
        raise RuleViolation(N_("Say who received it."))
    _check_day(on, made_on, today)


class RegistrationBody(StrEnum):
    """先证后照: who registers the legal person after the licence (regulation 2)."""

    ESTABLISHMENT_OFFICE = "establishment_office"  # 机构编制: 事业单位
    CIVIL_AFFAIRS = "civil_affairs"  # 民政: 社会服务机构
    MARKET_SUPERVISION = "market_supervision"  # 市场监管: 企业


BODY_OF: Mapping[Ownership, RegistrationBody] = {
    Ownership.PUBLIC: RegistrationBody.ESTABLISHMENT_OFFICE,
    Ownership.PRIVATE_NON_PROFIT: RegistrationBody.CIVIL_AFFAIRS,
    Ownership.PRIVATE_FOR_PROFIT: RegistrationBody.MARKET_SUPERVISION,
}

# The first characters of the credit code that each body gives (GB 32100; regulation 4.3, provisional).
CODE_PREFIX: Mapping[RegistrationBody, str] = {
    RegistrationBody.ESTABLISHMENT_OFFICE: "12",
    RegistrationBody.CIVIL_AFFAIRS: "52",
    RegistrationBody.MARKET_SUPERVISION: "91",
}

register_labels(
    {
        FormState.IN_STOCK: N_("In stock"),
        FormState.USED: N_("Used"),
        FormState.SPOILED: N_("Spoiled"),
        FormState.LOST: N_("Lost"),
        FormState.TAKEN_BACK: N_("Taken back"),
        FormAction.USE: N_("Record the form that was used"),
        FormAction.SPOIL: N_("Mark as spoiled"),
        FormAction.LOSE: N_("Report as lost"),
        FormAction.TAKE_BACK: N_("Take back"),
        RegistrationBody.ESTABLISHMENT_OFFICE: N_("Public institution registration"),
        RegistrationBody.CIVIL_AFFAIRS: N_("Civil affairs"),
        RegistrationBody.MARKET_SUPERVISION: N_("Market supervision"),
    }
)

ACTS = register_acts(
    {
        "licensing.form.receive": N_("Form received"),
        "licensing.form.use": N_("Form used"),
        "licensing.form.spoil": N_("Form spoiled"),
        "licensing.form.lose": N_("Form reported as lost"),
        "licensing.form.take_back": N_("Form taken back"),
        "licensing.application.make_certificate": N_("Form of the certificate recorded"),
        "licensing.application.undo_certificate": N_("Form of the certificate spoiled"),
        "licensing.application.order_print": N_("Print of the certificate ordered"),
        "licensing.application.hand_over": N_("Certificate handed over"),
        "licensing.application.issue_sheet": N_("Licence information sheet issued"),
    }
)
register_fields(
    {
        "certificate_form": N_("Form of a certificate"),
        "part": N_("Part of the certificate"),
        "serial": N_("Serial number of the form"),
        "edition": N_("Edition"),
        "certificate_on": N_("Certificate made on"),
        "certificate_handed_over_on": N_("Certificate handed over on"),
        "receiver": N_("Who received it"),
        "sheet": N_("Licence information sheet"),
        "forms": N_("Number of forms"),
    }
)
register_ledger_enums("certificate_form", FormState, CertificatePart)

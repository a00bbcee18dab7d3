"""先证后照: the registration that follows a licence, and what does not agree with it (学前教育法 30)."""

import datetime as dt
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kgsup.audit.rules import register_acts
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.labels import register_fields, register_labels, register_ledger_enums
from kgsup.core.law import Article
from kgsup.deadlines.rules import terms
from kgsup.kindergartens.rules.codes import check_credit_code, credit_code_fits
from kgsup.kindergartens.rules.identity import Ownership
from kgsup.licensing.rules.certificates import CODE_PREFIX, RegistrationBody

# How long each body may take from a complete file (regulation C38); none is named for companies.
TERMS: Mapping[RegistrationBody, terms.LegalTerm] = {
    RegistrationBody.CIVIL_AFFAIRS: terms.REGISTRATION_NON_PROFIT,
    RegistrationBody.ESTABLISHMENT_OFFICE: terms.REGISTRATION_INSTITUTION,
}


class Mismatch(StrEnum):
    """What does not agree between licence and registration."""

    BODY = "body"
    PREFIX_OF_BODY = "prefix_of_body"
    PREFIX_OF_OWNERSHIP = "prefix_of_ownership"
    NAME = "name"


class Shown(StrEnum):
    """Which registrations a list shows."""

    WAITING = "waiting"
    MISMATCHED = "mismatched"
    RECORDED = "recorded"
    ALL = "all"


@dataclass(frozen=True, kw_only=True)
class Registration:
    """What the certificate of registration says."""

    credit_code: str
    body: RegistrationBody
    name: str
    on: dt.date


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What the licence makes one expect."""

    body: RegistrationBody
    ownership: Ownership
    name: str
    not_before: dt.date


def check_registration(given: Registration, expected: Expected, today: dt.date) -> str:
    """The credit code as it is kept; refuses one that fails its checks, and a day that cannot be.

    A code that fails was typed wrongly (GB 32100): it would be found by nobody.
    """
    checked = check_credit_code(given.credit_code)
    if checked.warnings:
        raise RuleViolation(checked.warnings[0], Article.CREDIT_CODE)
    if given.on > today:
        raise RuleViolation(N_("The day lies in the future."))
    if given.on < expected.not_before:
        raise RuleViolation(N_("The licence comes before the registration: compare the days."))
    return checked.compact


def mismatches_of(given: Registration, expected: Expected) -> tuple[Mismatch, ...]:
    """Everything that does not agree, in the order of the list; it is alarmed and never refused."""
    found = {
        Mismatch.BODY: given.body is not expected.body,
        Mismatch.PREFIX_OF_BODY: not given.credit_code.startswith(CODE_PREFIX[given.body]),
        Mismatch.PREFIX_OF_OWNERSHIP: not credit_code_fits(given.credit_code, expected.ownership),
        Mismatch.NAME: _folded(given.name) != _folded(expected.name),
    }
    return tuple(mismatch for mismatch, differs in found.items() if differs)


def _folded(name: str) -> str:
    """Width and blanks are no difference of names, nor are the many shapes of brackets."""
    return "".join(unicodedata.normalize("NFKC", name).split())


def joined(mismatches: tuple[Mismatch, ...]) -> str:
    """How mismatches are kept in one column."""
    return " ".join(mismatches)


def split(text: str) -> tuple[Mismatch, ...]:
    """The mismatches of a column."""
    return tuple(Mismatch(part) for part in text.split())


register_labels(
    {
        Mismatch.BODY: N_("Registered with another body than the ownership calls for"),
        Mismatch.PREFIX_OF_BODY: N_("The credit code is not one of the body that registered it"),
        Mismatch.PREFIX_OF_OWNERSHIP: N_("The credit code does not fit the ownership"),
        Mismatch.NAME: N_("The registered name differs from that on the licence"),
        Shown.WAITING: N_("Waited for"),
        Shown.MISMATCHED: N_("Something does not agree"),
        Shown.RECORDED: N_("Recorded"),
        Shown.ALL: N_("All"),
    }
)
ACTS = register_acts({"licensing.registration.record": N_("Registration recorded")})
register_fields(
    {
        "registration_step": N_("Registration"),
        "registered_body": N_("Registered with"),
        "registered_name": N_("Registered name"),
        "registered_on": N_("Registered on"),
        "mismatches": N_("What does not agree"),
    }
)
register_ledger_enums("registration_step", RegistrationBody, Mismatch)

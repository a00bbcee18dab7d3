"""What every paper on an application says about it: who applies, for what, received when."""

import datetime as dt
from typing import Any

from kgsup.casework.queries import numbers_of
from kgsup.documents.rules.facts import (
    Applicant,
    ApplicantKind,
    KindergartenFacts,
    NumberElsewhere,
    PaperLine,
)
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.queries import current_licence
from kgsup.licensing import queries
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.fields import ApplicationField
from kgsup.licensing.rules.matters import MATTERS, SYSTEM_WORDS
from kgsup.licensing.service.ledger import subject_of


def common(application: PermitApplication, day: dt.date) -> dict[str, Any]:
    """The arguments that every facts class of ``PermitFacts`` takes, as they stand on a day."""
    return {
        "applicant": _applicant(application),
        "kindergarten": kindergarten_facts(application, day),
        "matter": MATTERS[application.kind],
        "received_on": application.received_on,
        "receipt_number": application.number or "",
        "elsewhere": tuple(
            NumberElsewhere(system=SYSTEM_WORDS[row.system], number=row.number)
            for row in numbers_of(subject_of(application))
        ),
    }


def _applicant(application: PermitApplication) -> Applicant:
    kindergarten = queries.kindergarten_of(application)
    return Applicant(
        name=application.applicant,
        code=application.applicant_code,
        kind=_kind_of(application, kindergarten),
        representative=(kindergarten.head or "") if kindergarten else application.contact_name,
        address=application.service_address
        or ((kindergarten.address or "") if kindergarten else ""),
        telephone=application.contact_telephone,
    )


def _kind_of(application: PermitApplication, kindergarten: Kindergarten | None) -> ApplicantKind:
    if kindergarten is not None:
        return ApplicantKind.KINDERGARTEN
    return ApplicantKind.ORGANISATION if application.applicant_code else ApplicantKind.PERSON


def kindergarten_facts(application: PermitApplication, day: dt.date) -> KindergartenFacts:
    """The kindergarten that is applied for: as the register says, or as the application describes it."""
    row = queries.kindergarten_of(application)
    if row is None:
        typed = application.values
        return KindergartenFacts(
            name=typed.get(ApplicationField.NAME, "") or application.applicant,
            address=typed.get(ApplicationField.ADDRESS, ""),
            head=typed.get(ApplicationField.HEAD_NAME, ""),
            telephone=application.contact_telephone,
        )
    licence = current_licence(row, day)
    return KindergartenFacts(
        name=row.name,
        address=row.address or "",
        credit_code=row.credit_code or "",
        licence_number=licence.number if licence else "",
        head=row.head or "",
        telephone=row.telephone or "",
    )


def paper_lines(application: PermitApplication) -> tuple[PaperLine, ...]:
    """The papers handed in, in the order of the kind's list."""
    return tuple(
        PaperLine(name=row.name, copies=row.copies, original_seen=row.original_seen)
        for row in queries.papers_of(application)
    )

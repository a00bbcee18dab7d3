"""The licence information sheet: whether it counts as a certificate is the county's word, not the case's."""

import datetime as dt
from dataclasses import replace

from kgsup.access.actor import Actor
from kgsup.audit.rules import Subject
from kgsup.configuration.queries import value
from kgsup.configuration.rules import Key
from kgsup.core.clock import local_date
from kgsup.documents.models import Document
from kgsup.documents.rules.facts import LicenceSheetFacts
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.documents.service.issuing import issue


def issue_licence_sheet(
    subject: Subject, facts: LicenceSheetFacts, actor: Actor, at: dt.datetime
) -> Document:
    """Issue 办学许可证信息表; it says 不作为许可证件 unless the county has switched that off.

    Raises what ``issue`` raises.
    """
    is_certificate = value(subject.county_code, Key.LICENCE_SHEET_IS_CERTIFICATE, on=local_date(at))
    printed = replace(facts, is_certificate=is_certificate)
    return issue(DocumentKind.LICENCE_SHEET, subject, printed, actor, at)

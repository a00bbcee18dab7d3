"""States of a visit, where its record came from, and what the ledger calls its acts.  Pure."""

from enum import StrEnum

from kgsup.audit.rules import register_acts
from kgsup.core.errors import N_
from kgsup.core.labels import register_fields, register_labels, register_ledger_enums
from kgsup.documents.rules.cases import CasePage, register_case_page
from kgsup.inspections.rules.regimes import VisitKind


class VisitState(StrEnum):
    DRAFT = "draft"
    SIGNED = "signed"
    DISCARDED = "discarded"


class VisitAction(StrEnum):
    SAVE = "save"
    SIGN = "sign"
    DISCARD = "discard"


# Once signed a visit never changes: what was wrong is said in a new record.
TRANSITIONS: dict[tuple[VisitState, VisitAction], VisitState] = {
    (VisitState.DRAFT, VisitAction.SAVE): VisitState.DRAFT,
    (VisitState.DRAFT, VisitAction.SIGN): VisitState.SIGNED,
    (VisitState.DRAFT, VisitAction.DISCARD): VisitState.DISCARDED,
}


class Source(StrEnum):
    """Where the record was made: on the phone, or on paper and typed in later."""

    PHONE = "phone"
    PAPER = "paper"


class SetAside(StrEnum):
    """Why a posted document was kept beside the visit and not applied."""

    SAME_OPERATION = "same_operation"
    OTHER_VERSION = "other_version"
    ALREADY_SIGNED = "already_signed"


PAGE = register_case_page("visit", CasePage(endpoint="inspections.show_visit"))

ACTS = register_acts(
    {
        "inspections.visit.begin": N_("Visit begun"),
        "inspections.visit.save": N_("Draft of the record saved"),
        "inspections.visit.sign": N_("Record signed"),
        "inspections.visit.discard": N_("Draft of the record discarded"),
        "inspections.visit.set_aside": N_("Other version of the record kept aside"),
    }
)

register_labels(
    {
        VisitState.DRAFT: N_("Draft"),
        VisitState.SIGNED: N_("Signed"),
        VisitState.DISCARDED: N_("Discarded"),
        VisitAction.SAVE: N_("Save the draft"),
        VisitAction.SIGN: N_("Sign the record"),
        VisitAction.DISCARD: N_("Discard the draft"),
        Source.PHONE: N_("Phone"),
        Source.PAPER: N_("On paper"),
        SetAside.SAME_OPERATION: N_("The same operation was sent with another content"),
        SetAside.OTHER_VERSION: N_("Somebody else had changed the draft"),
        SetAside.ALREADY_SIGNED: N_("The record was signed already"),
    }
)

register_fields(
    {
        "visit": N_("Visit"),
        "state": N_("State"),
        "regime": N_("Regime"),
        "kind": N_("Kind"),
        "source": N_("Source"),
        "number": N_("Number"),
        "findings": N_("Findings"),
        "reason": N_("Reason"),
        "saved_by": N_("Saved by"),
        "places": N_("Places that differ"),
    }
)
register_ledger_enums("visit", VisitState, VisitKind, Source, SetAside)

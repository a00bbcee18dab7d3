"""What kinds, states, facts and acts of publications are called on screen.  Pure."""

from kgsup.audit.rules import CasePage, register_acts, register_case_page
from kgsup.core.errors import N_
from kgsup.core.labels import register_fields, register_labels, register_ledger_enums
from kgsup.publications.rules.kinds import Fact, Lasting, PublicationKind
from kgsup.publications.rules.states import Action, State

KIND = "publication"  # how the ledger and the clocks call a publication

register_labels(
    {
        PublicationKind.LICENCE_GRANTED: N_("Licence granted"),
        PublicationKind.LICENCE_CHANGED: N_("Licence changed"),
        PublicationKind.LICENCE_RENEWED: N_("Licence renewed"),
        PublicationKind.LICENCE_REPLACED: N_("Certificate replaced"),
        PublicationKind.LICENCE_ENDED: N_("Licence ended"),
        PublicationKind.FILING: N_("Filing"),
        PublicationKind.LOSS_NOTICE: N_("Notice of a lost certificate"),
        PublicationKind.TERMINATION_NOTICE: N_("Notice of termination"),
        PublicationKind.LICENCE_REFUSED: N_("Licence refused"),
        Lasting.WHILE_IT_LASTS: N_("While it lasts"),
        Lasting.UNTIL_DATE: N_("Until a date"),
        State.PLANNED: N_("To be published"),
        State.PUBLISHED: N_("Published"),
        State.WITHHELD: N_("Withheld"),
        State.WITHDRAWN: N_("Not public any more"),
        Action.PUBLISH: N_("Publish"),
        Action.WITHHOLD: N_("Withhold"),
        Action.WITHDRAW: N_("Withdraw from the public"),
        Action.CORRECT: N_("Correct"),
    }
)

register_labels(
    {
        Fact.KINDERGARTEN: N_("Kindergarten"),
        Fact.ADDRESS: N_("Address"),
        Fact.OWNERSHIP: N_("Ownership"),
        Fact.SPONSOR: N_("Sponsor"),
        Fact.HEAD: N_("Head"),
        Fact.ITEM: N_("What is changed or filed"),
        Fact.BEFORE: N_("Before"),
        Fact.AFTER: N_("After"),
        Fact.GROUND: N_("Ground"),
        Fact.COUNTERPART_NAME: N_("Party"),
        Fact.COUNTERPART_CATEGORY: N_("Category of the party"),
        Fact.COUNTERPART_CODE: N_("Unified social credit code"),
        Fact.LEGAL_REPRESENTATIVE: N_("Legal representative"),
        Fact.DECISION_NAME: N_("Decision"),
        Fact.DECISION_NUMBER: N_("Number of the decision"),
        Fact.PERMIT_KIND: N_("Kind of permit"),
        Fact.CERTIFICATE_NAME: N_("Certificate"),
        Fact.LICENCE_NUMBER: N_("Licence number"),
        Fact.CONTENT: N_("What was permitted"),
        Fact.VALID_FROM: N_("Valid from"),
        Fact.VALID_UNTIL: N_("Valid until"),
        Fact.RECEIVED_ON: N_("Received on"),
        Fact.ENDS_ON: N_("Ends on"),
        Fact.LOST_FORM: N_("Number of the lost form"),
        Fact.ANNOUNCED_IN: N_("Announced in"),
        Fact.STATUS: N_("State at the time of the decision"),
        Fact.REMARK: N_("Remark"),
    }
)

CONSEQUENCES: dict[Action, str] = {
    Action.PUBLISH: N_("Puts it on the public list at once, on its article."),
    Action.WITHHOLD: N_("Keeps it from the public list, with the reason; the clock stops."),
    Action.WITHDRAW: N_("Takes it off the public list; its address says that it is gone."),
    Action.CORRECT: N_(
        "Plans a new publication that takes its place when it is published; the old one is kept here."
    ),
}

ACTS = register_acts(
    {
        "publications.publication.plan": N_("Publication planned"),
        "publications.publication.publish": N_("Published"),
        "publications.publication.withhold": N_("Publication withheld"),
        "publications.publication.withdraw": N_("Publication withdrawn"),
        "publications.publication.correct": N_("Correction of a publication planned"),
        "publications.publication.replace": N_("Publication replaced by its correction"),
    }
)

register_fields(
    {
        "state": N_("State"),
        "kind": N_("Kind"),
        "title": N_("Title"),
        "article": N_("Article"),
        "decided_on": N_("Decided on"),
        "until": N_("Public until"),
        "publish_by": N_("Publish by"),
        "late_reason": N_("Why it comes late"),
        "reason": N_("Reason"),
        "replaced_by": N_("Replaced by"),
    }
)
register_ledger_enums(KIND, State, PublicationKind)

# Clocks and lists lead here.
PAGE = register_case_page(KIND, CasePage(endpoint="publications.show_publication"))

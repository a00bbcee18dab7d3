"""What the register's acts are called on a timeline."""

from kgsup.audit.rules import register_acts
from kgsup.core.errors import N_
from kgsup.core.labels import label_of, register_fields, register_ledger_enums
from kgsup.kindergartens.rules.counts import AgeGroup
from kgsup.kindergartens.rules.duplicates import Decision
from kgsup.kindergartens.rules.facts import Field
from kgsup.kindergartens.rules.fees import FeeKind
from kgsup.kindergartens.rules.identity import AssetKind, Ownership, SponsorKind, State
from kgsup.kindergartens.rules.licences import LicenceState

ENTER = "kindergartens.kindergarten.enter"
CHANGE = "kindergartens.facts.change"
FIGURES = "kindergartens.figures.record"
FEE = "kindergartens.fee.record"
LICENCE = "kindergartens.licence.record"
RECOGNITION = "kindergartens.recognition.record"
SITE = "kindergartens.site.record"
MERGE = "kindergartens.duplicate.merge"
DISMISS = "kindergartens.duplicate.dismiss"
ENTER_MANY = "kindergartens.batch.enter"
CHANGE_MANY = "kindergartens.batch.change"
UNDO = "kindergartens.batch.undo"

ACTS = register_acts(
    {
        ENTER: N_("Kindergarten entered in the register"),
        CHANGE: N_("Facts of the register changed"),
        FIGURES: N_("Counts of a term recorded"),
        FEE: N_("Filed fee recorded"),
        LICENCE: N_("Licence recorded"),
        RECOGNITION: N_("Recognition as inclusive recorded"),
        SITE: N_("Site recorded"),
        MERGE: N_("Two entries merged"),
        DISMISS: N_("Two entries found to be two kindergartens"),
        ENTER_MANY: N_("Kindergartens entered by an import"),
        CHANGE_MANY: N_("Kindergartens changed by an import"),
        UNDO: N_("Import undone"),
    }
)

register_fields(
    {
        **{field.value: label_of(field) for field in Field},
        "kindergarten": N_("Kindergarten"),
        "effective_on": N_("Holds from"),
        "term": N_("Term"),
        "children": N_("Children"),
        "classes": N_("Classes"),
        "fee": N_("Fee"),
        "age_group": N_("Age group"),
        "amount_fen": N_("Filed fee"),
        "from_on": N_("Holds from"),
        "valid_until": N_("Valid until"),
        "recognised_from": N_("Recognised from"),
        "recognised_until": N_("Recognised until (this day included)"),
        "cap_fen": N_("Highest care fee"),
        "land_m2": N_("Land in m²"),
        "building_m2": N_("Buildings in m²"),
        "outdoor_m2": N_("Outdoor ground in m²"),
        "floors": N_("Floors"),
        "decision": N_("Decision"),
        "other": N_("Second entry"),
        "merged": N_("Merged"),
        "merged_into": N_("Merged into"),
        "entered": N_("Entered"),
        "changed": N_("Changed"),
        "fields": N_("Facts"),
        "possible_duplicates": N_("Possible duplicates"),
        "changed_back": N_("Changed back"),
    }
)

register_ledger_enums(
    "kindergarten",
    State,
    Ownership,
    SponsorKind,
    AssetKind,
    LicenceState,
    FeeKind,
    AgeGroup,
    Decision,
)

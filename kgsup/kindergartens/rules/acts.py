"""What the register's acts are called on a timeline."""

from kgsup.audit.rules import register_acts
from kgsup.core.errors import N_
from kgsup.core.labels import label_of, register_fields, register_ledger_enums
from kgsup.kindergartens.rules.counts import AgeGroup
from kgsup.kindergartens.rules.duplicates import Decision
from kgsup.kindergartens.rules.facts import Field
from kgsup.kindergartens.rules.fees import FeeKind
from kgsup.kindergartens.rules.identity import AssetKind, Ownership, SponsorKind, State
from kgsup.kindergartens.rules.licence_acts import EditionReason, LicenceAct
from kgsup.kindergartens.rules.licences import LicenceState
from kgsup.kindergartens.rules.number_rulings import RulingKind
from kgsup.kindergartens.rules.ownership.parties import PartyKind, StakeKind

ENTER = "kindergartens.kindergarten.enter"
CHANGE = "kindergartens.facts.change"
FIGURES = "kindergartens.figures.record"
FEE = "kindergartens.fee.record"
LICENCE = "kindergartens.licence.record"
LICENCE_GRANT = "kindergartens.licence.grant"
LICENCE_REISSUE = "kindergartens.licence.reissue"
LICENCE_END = "kindergartens.licence.end"
LICENCE_AWAIT = "kindergartens.licence.await_renewal"
LICENCE_DECIDED = "kindergartens.licence.end_waiting"
ENROLMENT_STOP = "kindergartens.licence.stop_enrolment"
ENROLMENT_RESUME = "kindergartens.licence.resume_enrolment"
NUMBER_TAKE = "kindergartens.licence_number.take"
NUMBER_RULE = "kindergartens.licence_number.rule"
PARTY_ENTER = "kindergartens.party.enter"
PARTY_CHANGE = "kindergartens.party.change"
STAKE_ENTER = "kindergartens.stake.enter"
STAKE_END = "kindergartens.stake.end"
STAKE_MISTAKE = "kindergartens.stake.correct"
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
        LICENCE_GRANT: N_("Licence granted"),
        LICENCE_REISSUE: N_("New edition of the licence"),
        LICENCE_END: N_("Licence ended"),
        LICENCE_AWAIT: N_("Licence holds while renewal is undecided"),
        LICENCE_DECIDED: N_("Waiting for renewal ended"),
        ENROLMENT_STOP: N_("Enrolment stopped, licence valid"),
        ENROLMENT_RESUME: N_("Enrolment free again"),
        NUMBER_TAKE: N_("Licence number taken"),
        NUMBER_RULE: N_("Licence number used twice settled"),
        PARTY_ENTER: N_("Sponsor, controller or company entered"),
        PARTY_CHANGE: N_("Sponsor, controller or company changed"),
        STAKE_ENTER: N_("Stake entered"),
        STAKE_END: N_("Stake ended"),
        STAKE_MISTAKE: N_("Stake entered by mistake taken back"),
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
        "held_from": N_("Held from"),
        "valid_from": N_("Valid from"),
        "valid_until": N_("Valid until"),
        "issued_on": N_("Issued on"),
        "certificate_edition": N_("Edition"),
        "edition_reason": N_("Made because of"),
        "stopped_until": N_("Enrolment stopped until (this day included)"),
        "decided_by_day": N_("To be decided by (this day included)"),
        "passed_over": N_("Passed over: borne by a licence already"),
        "ruling": N_("What was found"),
        "settled": N_("No longer compared"),
        "party": N_("Party"),
        "party_kind": N_("Kind of party"),
        "holder": N_("Holder"),
        "held": N_("What is held"),
        "stake": N_("Kind of stake"),
        "share": N_("Share"),
        "held_until": N_("Held until (this day not included)"),
        "is_listed": N_("Listed"),
        "is_state_owned": N_("State-owned"),
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
    EditionReason,
    LicenceAct,
    RulingKind,
    PartyKind,
    StakeKind,
)
register_ledger_enums("party", PartyKind, StakeKind)

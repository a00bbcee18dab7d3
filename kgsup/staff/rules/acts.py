"""What acts on people are called.

A ledger row about a person is read by more people than the person's page: it holds kinds and days,
never a name, a number or what a check found.
"""

from kgsup.audit.rules import register_acts
from kgsup.core.errors import N_
from kgsup.core.labels import register_fields, register_ledger_enums
from kgsup.kindergartens.rules.counts import Post
from kgsup.staff.rules.people import (
    BanGround,
    CertificateKind,
    EndReason,
    FactKind,
    Occasion,
)

ENTER = "staff.person.enter"
CHANGE = "staff.person.change"
EMPLOY = "staff.employment.enter"
END = "staff.employment.end"
SUSPEND = "staff.employment.suspend"
RESUME = "staff.employment.resume"
ASSIGN_CLASS = "staff.employment.assign_class"
FILE_CONTRACT = "staff.contract.file"
CERTIFICATE = "staff.certificate.enter"
WITHDRAW_CERTIFICATE = "staff.certificate.withdraw"
TRAINING = "staff.training.enter"
BACKGROUND_CHECK = "staff.background_check.enter"
HEALTH_CHECK = "staff.health_check.enter"
EXPERIENCE = "staff.experience.enter"
SET_ASIDE = "staff.fact.set_aside"
BAN = "staff.ban.enter"
LIFT_BAN = "staff.ban.lift"
ENTER_MANY = "staff.batch.enter"
UNDO = "staff.batch.undo"

ACTS = register_acts(
    {
        ENTER: N_("Person entered"),
        CHANGE: N_("Details of a person changed"),
        EMPLOY: N_("Employment entered"),
        END: N_("Employment ended"),
        SUSPEND: N_("Work stopped"),
        RESUME: N_("Work resumed"),
        ASSIGN_CLASS: N_("Class assigned"),
        FILE_CONTRACT: N_("Contract filed"),
        CERTIFICATE: N_("Certificate entered"),
        WITHDRAW_CERTIFICATE: N_("Certificate withdrawn"),
        TRAINING: N_("Training entered"),
        BACKGROUND_CHECK: N_("Background check entered"),
        HEALTH_CHECK: N_("Health check entered"),
        EXPERIENCE: N_("Earlier experience entered"),
        SET_ASIDE: N_("Entry set aside"),
        BAN: N_("Ban from the trade entered"),
        LIFT_BAN: N_("Ban from the trade lifted"),
        ENTER_MANY: N_("People entered in one go"),
        UNDO: N_("People of an import set aside"),
    }
)

register_fields(
    {
        "staff_member": N_("Person"),
        "post": N_("Post"),
        "works_from": N_("Works from"),
        "works_until": N_("Works until (not included)"),
        "end_reason": N_("Why it ended"),
        "work_stopped_on": N_("Work stopped on"),
        "work_resumed_on": N_("Work resumed on"),
        "contract_filed_on": N_("Contract filed on"),
        "certificate_kind": N_("Kind of certificate"),
        "certificate_issued_on": N_("Issued on"),
        "certificate_withdrawn_on": N_("Withdrawn on"),
        "held_on": N_("Held on"),
        "check_occasion": N_("Occasion"),
        "check_asked_on": N_("Asked on"),
        "check_done_on": N_("Done on"),
        "entry_set_aside": N_("Set aside"),
        "ban_ground": N_("Ground"),
        "barred_from": N_("Barred from"),
        "barred_until": N_("Barred until"),
        "for_life": N_("For life"),
        "ban_lifted_on": N_("Lifted on"),
        "people_entered": N_("People"),
        "class_name": N_("Class"),
        "person_details": N_("Details"),
    }
)

register_ledger_enums(
    "staff_member", Post, EndReason, CertificateKind, Occasion, BanGround, FactKind
)

"""Every permission, ``area:thing:act``, with a sentence each.

Who holds it stands in ``kgsup.policy``.
"""

from enum import StrEnum

from kgsup.core.errors import N_


class Permission(StrEnum):
    """What a route may ask for."""

    ACCOUNT_MANAGE = "accounts:account:manage"
    OWN_ACCOUNT = "accounts:own:use"
    LEDGER_READ = "audit:ledger:read"
    POLICY_READ = "audit:policy:read"
    CONFIGURATION_READ = "configuration:value:read"
    CONFIGURATION_CHANGE = "configuration:value:change"
    CALENDAR_CHANGE = "workcalendar:year:change"
    MY_DAY = "desk:my_day:read"
    REGISTER_READ = "kindergartens:kindergarten:read"
    REGISTER_CHANGE = "kindergartens:kindergarten:change"
    IMPORT = "exchange:import:run"
    VISIT_READ = "inspections:visit:read"
    VISIT_CONDUCT = "inspections:visit:conduct"
    VISIT_ENTER = "inspections:visit:enter"
    FOLLOW_UP_READ = "corrections:follow_up:read"
    FOLLOW_UP_DRAFT = "corrections:follow_up:draft"
    FOLLOW_UP_SIGN_OFF = "corrections:follow_up:sign_off"
    DOCUMENT_READ = "documents:document:read"
    DOCUMENT_SERVE = "documents:document:serve"
    FILE_READ = "files:evidence:read"
    ANNUAL_CHECK_READ = "annual_checks:check:read"
    ANNUAL_CHECK_CHANGE = "annual_checks:check:change"
    REMINDER_READ = "reminders:reminder:read"
    OWN_KINDERGARTEN = "kindergartens:own:read"
    STAFF_READ = "staff:person:read"
    STAFF_CHANGE = "staff:person:change"
    STAFF_BAN = "staff:ban:change"
    OWN_STAFF = "staff:own:change"
    DEADLINE_READ = "deadlines:deadline:read"
    CASE_READ = "casework:proposal:read"
    CASE_PROPOSE = "casework:proposal:prepare"
    CASE_OPINION = "casework:proposal:opine"
    CASE_REVIEW_AFTERWARDS = "casework:proposal:review_afterwards"
    CASE_ASSIGN = "casework:assignment:change"
    DEPUTY_MANAGE = "casework:deputy:manage"
    REFERRAL_READ = "referrals:referral:read"
    REFERRAL_SEND = "referrals:referral:send"
    PUBLICATION_READ = "publications:publication:read"
    PUBLICATION_MANAGE = "publications:publication:manage"
    APPLICATION_READ = "licensing:application:read"
    APPLICATION_RECEIVE = "licensing:application:receive"
    APPLICATION_REVIEW = "licensing:application:review"
    APPLICATION_DECIDE = "licensing:application:decide"
    OWN_APPLICATION = "licensing:own:apply"
    CERTIFICATE_PRINT = "licensing:certificate:print"
    LICENCE_ACT_PROPOSE = "licensing:licence_act:propose"
    CASE_FILE = "licensing:file:keep"


_SENTENCES: dict[Permission, str] = {
    Permission.ACCOUNT_MANAGE: N_("Create, change, deactivate accounts and grant roles."),
    Permission.OWN_ACCOUNT: N_("Sign out, change the own password, see the own sessions."),
    Permission.LEDGER_READ: N_("Read the audit ledger of the county and verify it."),
    Permission.POLICY_READ: N_("Read the table of permissions and roles."),
    Permission.CONFIGURATION_READ: N_("See the county's rules with their articles and versions."),
    Permission.CONFIGURATION_CHANGE: N_("Change the county's rules from a day on."),
    Permission.CALENDAR_CHANGE: N_("Edit holidays, working weekends and school terms."),
    Permission.MY_DAY: N_("Open My day and search."),
    Permission.REGISTER_READ: N_(
        "Look up kindergartens, their facts and dossiers, and export lists."
    ),
    Permission.REGISTER_CHANGE: N_("Enter and change facts of the register, merge duplicates."),
    Permission.IMPORT: N_("Import a county's list and undo a batch."),
    Permission.VISIT_READ: N_("Read visits, their records and findings."),
    Permission.VISIT_CONDUCT: N_("Make a visit on the phone and sign its record."),
    Permission.VISIT_ENTER: N_("Enter a record that was written on paper."),
    Permission.FOLLOW_UP_READ: N_("Read findings, notices and transfer letters."),
    Permission.FOLLOW_UP_DRAFT: N_("Draft, change and close what follows a finding."),
    Permission.FOLLOW_UP_SIGN_OFF: N_("Sign off a notice or letter, so that it gets its number."),
    Permission.DOCUMENT_READ: N_("Download official documents of the county."),
    Permission.DOCUMENT_SERVE: N_("Record the seal on a document and its service."),
    Permission.FILE_READ: N_("See photographs and attachments."),
    Permission.ANNUAL_CHECK_READ: N_("See who has filed the annual return and who has not."),
    Permission.ANNUAL_CHECK_CHANGE: N_("Record returns, exemptions and calls."),
    Permission.REMINDER_READ: N_("See the reminders that were sent and the call list."),
    Permission.OWN_KINDERGARTEN: N_("See the own kindergarten, its documents and reminders."),
    Permission.STAFF_READ: N_("See the people who work in kindergartens."),
    Permission.STAFF_CHANGE: N_("Enter and import people, their certificates and checks."),
    Permission.STAFF_BAN: N_("Enter a ban from the trade and lift it."),
    Permission.OWN_STAFF: N_("See and change the people of the own kindergarten."),
    Permission.DEADLINE_READ: N_("See running clocks and what is late, with whom."),
    Permission.CASE_READ: N_("Read proposals with the opinions given on them."),
    Permission.CASE_PROPOSE: N_("Prepare a proposal for a decision and submit it."),
    Permission.CASE_OPINION: N_("Give an opinion on a proposal or send it back."),
    Permission.CASE_REVIEW_AFTERWARDS: N_("Review afterwards what a small bureau decided."),
    Permission.CASE_ASSIGN: N_("Hand open cases over to somebody else."),
    Permission.DEPUTY_MANAGE: N_("Name who decides at which level and who stands in for whom."),
    Permission.REFERRAL_READ: N_("Read what other departments were asked and answered."),
    Permission.REFERRAL_SEND: N_("Ask other departments for their opinion."),
    Permission.PUBLICATION_READ: N_("See what was and must be published."),
    Permission.PUBLICATION_MANAGE: N_("Publish, withhold and withdraw publications."),
    Permission.APPLICATION_READ: N_("Read permit applications and the acts on licences."),
    Permission.APPLICATION_RECEIVE: N_("Receive applications and give the slips of intake."),
    Permission.APPLICATION_REVIEW: N_("Review applications and ask for corrections once."),
    Permission.APPLICATION_DECIDE: N_("Decide applications, extend periods, overrule refusals."),
    Permission.OWN_APPLICATION: N_("Apply for the own kindergarten and follow the application."),
    Permission.CERTIFICATE_PRINT: N_("Print certificates and account for their forms."),
    Permission.LICENCE_ACT_PROPOSE: N_("Prepare the withdrawal, annulment or end of a licence."),
    Permission.CASE_FILE: N_("Put closed cases into files and check the files."),
}


def sentence_of(permission: Permission) -> str:
    """What the permission allows, as a marked English sentence."""
    return _SENTENCES[permission]

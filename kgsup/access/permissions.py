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
}


def sentence_of(permission: Permission) -> str:
    """What the permission allows, as a marked English sentence."""
    return _SENTENCES[permission]

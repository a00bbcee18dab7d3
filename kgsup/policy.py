"""Who holds which permission.  A lawyer can read this table; a test compares it with a reviewed copy."""

from kgsup.access.actor import Role
from kgsup.access.permissions import Permission

_OFFICE = {
    Role.INSPECTOR,
    Role.CLERK,
    Role.HANDLER,
    Role.APPROVER,
    Role.LEGAL_REVIEWER,
    Role.SEAL_KEEPER,
    Role.ARCHIVIST,
    Role.ADMINISTRATOR,
    Role.AUDITOR,
}
# Who sees personal data of the people who work in kindergartens: those who decide on them.
_STAFF = {Role.CLERK, Role.INSPECTOR, Role.APPROVER, Role.LEGAL_REVIEWER}
_PEOPLE = frozenset(Role) - {Role.SYSTEM}

POLICY: dict[Permission, frozenset[Role]] = {
    Permission.OWN_ACCOUNT: _PEOPLE,
    Permission.MY_DAY: _PEOPLE,
    Permission.ACCOUNT_MANAGE: frozenset({Role.ADMINISTRATOR}),
    Permission.LEDGER_READ: frozenset({Role.AUDITOR, Role.ADMINISTRATOR}),
    Permission.POLICY_READ: frozenset({Role.AUDITOR, Role.ADMINISTRATOR}),
    Permission.CONFIGURATION_READ: frozenset(
        {Role.CLERK, Role.APPROVER, Role.ADMINISTRATOR, Role.AUDITOR}
    ),
    Permission.CONFIGURATION_CHANGE: frozenset({Role.ADMINISTRATOR}),
    Permission.CALENDAR_CHANGE: frozenset({Role.ADMINISTRATOR}),
    Permission.REGISTER_READ: frozenset(_OFFICE),
    Permission.REGISTER_CHANGE: frozenset({Role.CLERK}),
    Permission.IMPORT: frozenset({Role.CLERK}),
    Permission.VISIT_READ: frozenset(_OFFICE),
    Permission.VISIT_CONDUCT: frozenset({Role.INSPECTOR}),
    Permission.VISIT_ENTER: frozenset({Role.CLERK, Role.INSPECTOR}),
    Permission.FOLLOW_UP_READ: frozenset(_OFFICE),
    Permission.FOLLOW_UP_DRAFT: frozenset({Role.CLERK, Role.INSPECTOR}),
    Permission.FOLLOW_UP_SIGN_OFF: frozenset({Role.APPROVER}),
    Permission.DOCUMENT_READ: frozenset(_OFFICE | {Role.KINDERGARTEN}),
    Permission.DOCUMENT_SERVE: frozenset(
        {Role.CLERK, Role.APPROVER, Role.INSPECTOR, Role.SEAL_KEEPER}
    ),
    Permission.FILE_READ: frozenset(_OFFICE),
    Permission.ANNUAL_CHECK_READ: frozenset(_OFFICE),
    Permission.ANNUAL_CHECK_CHANGE: frozenset({Role.CLERK}),
    Permission.REMINDER_READ: frozenset(_OFFICE),
    Permission.OWN_KINDERGARTEN: frozenset({Role.KINDERGARTEN}),
    Permission.STAFF_READ: frozenset(_STAFF),
    Permission.STAFF_CHANGE: frozenset({Role.CLERK}),
    Permission.STAFF_BAN: frozenset({Role.APPROVER}),
    Permission.OWN_STAFF: frozenset({Role.KINDERGARTEN}),
    Permission.DEADLINE_READ: frozenset(_OFFICE),
    Permission.CASE_READ: frozenset(_OFFICE - {Role.HANDLER, Role.INSPECTOR}),
    Permission.CASE_PROPOSE: frozenset({Role.CLERK}),
    Permission.CASE_OPINION: frozenset({Role.APPROVER, Role.LEGAL_REVIEWER}),
    Permission.CASE_REVIEW_AFTERWARDS: frozenset({Role.APPROVER, Role.LEGAL_REVIEWER}),
    Permission.CASE_ASSIGN: frozenset({Role.APPROVER, Role.ADMINISTRATOR}),
    Permission.DEPUTY_MANAGE: frozenset({Role.ADMINISTRATOR}),
    Permission.REFERRAL_READ: frozenset(_OFFICE - {Role.HANDLER}),
    Permission.REFERRAL_SEND: frozenset({Role.CLERK}),
    Permission.PUBLICATION_READ: frozenset(_OFFICE),
    Permission.PUBLICATION_MANAGE: frozenset({Role.CLERK, Role.APPROVER}),
    Permission.APPLICATION_READ: frozenset(_OFFICE - {Role.HANDLER}),
    Permission.APPLICATION_RECEIVE: frozenset({Role.CLERK}),
    Permission.APPLICATION_REVIEW: frozenset({Role.CLERK}),
    Permission.APPLICATION_DECIDE: frozenset({Role.APPROVER}),
    Permission.OWN_APPLICATION: frozenset({Role.KINDERGARTEN}),
    Permission.CERTIFICATE_PRINT: frozenset({Role.CLERK}),
    Permission.LICENCE_ACT_PROPOSE: frozenset({Role.CLERK}),
    Permission.CASE_FILE: frozenset({Role.CLERK, Role.ARCHIVIST}),
}

"""Who holds which permission.  A lawyer can read this table; a test compares it with a reviewed copy."""

from kgsup.access.actor import Role
from kgsup.access.permissions import Permission

_OFFICE = {
    Role.INSPECTOR,
    Role.CLERK,
    Role.HANDLER,
    Role.APPROVER,
    Role.ADMINISTRATOR,
    Role.AUDITOR,
}
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
    Permission.DOCUMENT_SERVE: frozenset({Role.CLERK, Role.APPROVER, Role.INSPECTOR}),
    Permission.FILE_READ: frozenset(_OFFICE),
    Permission.ANNUAL_CHECK_READ: frozenset(_OFFICE),
    Permission.ANNUAL_CHECK_CHANGE: frozenset({Role.CLERK}),
    Permission.REMINDER_READ: frozenset(_OFFICE),
    Permission.OWN_KINDERGARTEN: frozenset({Role.KINDERGARTEN}),
}

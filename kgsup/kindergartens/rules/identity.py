"""What a kindergarten is: its ownership, sponsor, state and assets, each a closed list.

The law's two axes (学前教育法 24) are ownership and recognition; the class of users follows from both
and is computed in ``classification``, never stored.
"""

from enum import StrEnum

from kgsup.core.errors import N_
from kgsup.core.labels import register_labels


class Ownership(StrEnum):
    """Who owns it; the legal form."""

    PUBLIC = "public"
    PRIVATE_NON_PROFIT = "private_non_profit"
    PRIVATE_FOR_PROFIT = "private_for_profit"
    UNKNOWN = "unknown"


class SponsorKind(StrEnum):
    """The eight kinds of sponsor in the yearly statistics."""

    EDUCATION = "education"
    OTHER_DEPARTMENT = "other_department"
    LOCAL_ENTERPRISE = "local_enterprise"
    PUBLIC_INSTITUTION = "public_institution"
    ARMED_FORCES = "armed_forces"
    COLLECTIVE = "collective"
    PRIVATE = "private"
    SINO_FOREIGN = "sino_foreign"


class State(StrEnum):
    """What it is doing; licences have states of their own."""

    IN_PREPARATION = "in_preparation"
    OPERATING = "operating"
    ENROLMENT_STOPPED = "enrolment_stopped"
    CLOSED_FOR_CORRECTION = "closed_for_correction"
    CLOSING = "closing"
    CLOSED = "closed"


class AssetKind(StrEnum):
    """The four kinds of assets that exclude for-profit (学前教育法 34)."""

    FISCAL_MONEY = "fiscal_money"
    STATE_OWNED = "state_owned"
    COLLECTIVE = "collective"
    DONATED = "donated"


WITH_CHILDREN = frozenset(
    {State.OPERATING, State.ENROLMENT_STOPPED, State.CLOSED_FOR_CORRECTION, State.CLOSING}
)
"""States in which a kindergarten exists as one: it is inspected and has its annual check."""


register_labels(
    {
        Ownership.PUBLIC: N_("Public"),
        Ownership.PRIVATE_NON_PROFIT: N_("Private non-profit"),
        Ownership.PRIVATE_FOR_PROFIT: N_("Private for-profit"),
        Ownership.UNKNOWN: N_("Ownership not known"),
    }
)
register_labels(
    {
        SponsorKind.EDUCATION: N_("Education department"),
        SponsorKind.OTHER_DEPARTMENT: N_("Other department"),
        SponsorKind.LOCAL_ENTERPRISE: N_("Local enterprise"),
        SponsorKind.PUBLIC_INSTITUTION: N_("Public institution"),
        SponsorKind.ARMED_FORCES: N_("Armed forces"),
        SponsorKind.COLLECTIVE: N_("Collective"),
        SponsorKind.PRIVATE: N_("Private sponsor"),
        SponsorKind.SINO_FOREIGN: N_("Sino-foreign cooperation"),
    }
)
register_labels(
    {
        State.IN_PREPARATION: N_("In preparation"),
        State.OPERATING: N_("Operating"),
        State.ENROLMENT_STOPPED: N_("Enrolment stopped"),
        State.CLOSED_FOR_CORRECTION: N_("Closed for correction"),
        State.CLOSING: N_("Closing, announced"),
        State.CLOSED: N_("Closed down"),
    }
)
register_labels(
    {
        AssetKind.FISCAL_MONEY: N_("Fiscal money"),
        AssetKind.STATE_OWNED: N_("State-owned assets"),
        AssetKind.COLLECTIVE: N_("Collective assets"),
        AssetKind.DONATED: N_("Donated assets"),
    }
)

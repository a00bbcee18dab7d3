"""Which questions each act puts to the ownership, and what its answer does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from kgsup.core.errors import N_
from kgsup.core.labels import register_labels
from kgsup.kindergartens.rules.ownership import findings
from kgsup.kindergartens.rules.ownership.findings import Found, OwnershipFinding, OwnershipQuestion


class OwnershipAct(StrEnum):
    """The acts on which ownership is examined."""

    ESTABLISHMENT = "establishment"
    SPONSOR_CHANGE = "sponsor_change"
    CONTROLLER_FILING = "controller_filing"
    CLASS_CHANGE = "class_change"
    RENEWAL = "renewal"


Rule = Callable[[OwnershipQuestion], Found]

_CAPITAL: tuple[Rule, ...] = (
    findings.public_holders,
    findings.listing,
    findings.capital_control,
    findings.barred,
    findings.chains,
    findings.sums,
)
RULES: Mapping[OwnershipAct, tuple[Rule, ...]] = {
    OwnershipAct.ESTABLISHMENT: (
        findings.combination,
        findings.place,
        findings.sponsors,
        *_CAPITAL,
        findings.approvals_held,
    ),
    OwnershipAct.SPONSOR_CHANGE: (findings.combination, findings.sponsors, *_CAPITAL),
    OwnershipAct.CONTROLLER_FILING: _CAPITAL,
    OwnershipAct.CLASS_CHANGE: (
        findings.class_kept,
        findings.combination,
        findings.place,
        *_CAPITAL,
        findings.approvals_held,
    ),
    # What was lawful once may be so no longer; a held approval is a new one, not a renewed one.
    OwnershipAct.RENEWAL: (findings.combination, findings.place, findings.sponsors, *_CAPITAL),
}


def examine(act: OwnershipAct, question: OwnershipQuestion) -> tuple[OwnershipFinding, ...]:
    """All findings of an act, the hard ones first: for the page and for printing."""
    found = [finding for rule in RULES[act] for finding in rule(question)]
    return tuple(sorted(found, key=lambda finding: not finding.is_hard))


def check_establishment(question: OwnershipQuestion) -> tuple[OwnershipFinding, ...]:
    """What the decider answers; raises ``RuleViolation`` with its article for a hard finding."""
    return _check(OwnershipAct.ESTABLISHMENT, question)


def check_sponsor_change(question: OwnershipQuestion) -> tuple[OwnershipFinding, ...]:
    """As ``check_establishment``; ``question.before`` is the graph before the change."""
    return _check(OwnershipAct.SPONSOR_CHANGE, question)


def check_class_change(question: OwnershipQuestion) -> tuple[OwnershipFinding, ...]:
    """As ``check_establishment``; ``question.ownership_before`` is the class before."""
    return _check(OwnershipAct.CLASS_CHANGE, question)


def check_renewal(question: OwnershipQuestion) -> tuple[OwnershipFinding, ...]:
    """As ``check_establishment``, of a kindergarten as it stands."""
    return _check(OwnershipAct.RENEWAL, question)


def _check(act: OwnershipAct, question: OwnershipQuestion) -> tuple[OwnershipFinding, ...]:
    found = examine(act, question)
    for finding in found:
        if finding.is_hard:
            raise finding.refusal()
    return found


@dataclass(frozen=True, kw_only=True)
class FilingExamination:
    """A controller filing is examined and published, never approved or refused (R14, 条例 12)."""

    findings: tuple[OwnershipFinding, ...]

    @property
    def objections(self) -> tuple[OwnershipFinding, ...]:
        """What leads to a referral or an order."""
        return tuple(finding for finding in self.findings if finding.is_hard)

    @property
    def calls_for_referral(self) -> bool:
        return bool(self.objections)


def examine_controller_filing(question: OwnershipQuestion) -> FilingExamination:
    """Examine the filing of another controller; nothing is refused."""
    return FilingExamination(findings=examine(OwnershipAct.CONTROLLER_FILING, question))


register_labels(
    {
        OwnershipAct.ESTABLISHMENT: N_("Establishment"),
        OwnershipAct.SPONSOR_CHANGE: N_("Change of sponsor"),
        OwnershipAct.CONTROLLER_FILING: N_("Filing of a controller"),
        OwnershipAct.CLASS_CHANGE: N_("Change of ownership class"),
        OwnershipAct.RENEWAL: N_("Renewal of the licence"),
    }
)

"""The three regimes of going there: who is needed, what must come before, which paper it makes.  Pure.

督导 by 督学 (教育督导条例 13-16) · 行政检查 by officers with an enforcement certificate (行政处罚法 42, 55;
国办发〔2024〕54号) · 核查 for a licence or the annual check by two staff (行政许可法 34).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kgsup.core.errors import N_
from kgsup.core.labels import register_labels
from kgsup.core.law import Article
from kgsup.corrections.rules import Regime
from kgsup.documents.rules.kinds import DocumentKind


class VisitKind(StrEnum):
    """What a visit is for; each regime knows some of them."""

    MONTHLY = "monthly"
    OPENING = "opening"
    SPECIAL = "special"
    FULL = "full"
    ROUTINE = "routine"
    CASE = "case"
    LICENCE = "licence"
    ANNUAL_CHECK = "annual_check"


class Certificate(StrEnum):
    """What the people of a regime must hold."""

    SUPERVISOR = "supervisor"
    ENFORCEMENT = "enforcement"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class RegimeRule:
    """What a regime asks for.  ``people`` is the least number of officers by kind of visit."""

    people: Mapping[VisitKind, int]
    people_article: Mapping[VisitKind, Article]
    certificate: Certificate
    needs_approval: bool
    needs_rights_told: bool
    recusal_article: Article
    record_article: Article | None  # what asks for signatures and statement
    document: DocumentKind
    officer_role: str  # printed before the officers' signatures
    host_role: str  # printed before the signature of the kindergarten's person


_SUPERVISION_PEOPLE = {
    VisitKind.MONTHLY: 1,
    VisitKind.OPENING: 1,
    VisitKind.SPECIAL: 3,
    VisitKind.FULL: 3,
}
_INSPECTION_PEOPLE = {VisitKind.ROUTINE: 2, VisitKind.SPECIAL: 2, VisitKind.CASE: 2}
_VERIFICATION_PEOPLE = {VisitKind.LICENCE: 2, VisitKind.ANNUAL_CHECK: 2}

REGIMES: Mapping[Regime, RegimeRule] = {
    Regime.SUPERVISION: RegimeRule(
        people=_SUPERVISION_PEOPLE,
        people_article={
            kind: Article.REGULAR_SUPERVISION if needed == 1 else Article.SPECIAL_SUPERVISION_THREE
            for kind, needed in _SUPERVISION_PEOPLE.items()
        },
        certificate=Certificate.SUPERVISOR,
        needs_approval=False,
        needs_rights_told=False,
        recusal_article=Article.SUPERVISOR_RECUSAL,
        record_article=None,
        document=DocumentKind.SUPERVISION_RECORD,
        officer_role="督学",
        host_role="被督导幼儿园负责人",
    ),
    Regime.INSPECTION: RegimeRule(
        people=_INSPECTION_PEOPLE,
        people_article=dict.fromkeys(_INSPECTION_PEOPLE, Article.TWO_CERTIFIED_OFFICERS),
        certificate=Certificate.ENFORCEMENT,
        needs_approval=True,
        needs_rights_told=True,
        recusal_article=Article.RECUSAL,
        record_article=Article.INSPECTION_RECORD,
        document=DocumentKind.INSPECTION_RECORD,
        officer_role="检查人员",
        host_role="被检查单位现场负责人",
    ),
    Regime.VERIFICATION: RegimeRule(
        people=_VERIFICATION_PEOPLE,
        people_article=dict.fromkeys(_VERIFICATION_PEOPLE, Article.TWO_VERIFIERS),
        certificate=Certificate.NONE,
        needs_approval=False,
        needs_rights_told=False,
        recusal_article=Article.RECUSAL,
        record_article=None,
        document=DocumentKind.VERIFICATION_RECORD,
        officer_role="核查人员",
        host_role="被核查单位现场负责人",
    ),
}

# As printed in the record: Chinese data of a statutory document, not a label on screen.
KIND_IN_CHINESE: Mapping[VisitKind, str] = {
    VisitKind.MONTHLY: "经常性督导",
    VisitKind.OPENING: "开学检查",
    VisitKind.SPECIAL: "专项",
    VisitKind.FULL: "综合督导",
    VisitKind.ROUTINE: "日常检查",
    VisitKind.CASE: "个案检查",
    VisitKind.LICENCE: "办学许可核查",
    VisitKind.ANNUAL_CHECK: "年度检查实地核查",
}

register_labels(
    {
        VisitKind.MONTHLY: N_("Monthly visit"),
        VisitKind.OPENING: N_("Opening of term"),
        VisitKind.SPECIAL: N_("Special theme"),
        VisitKind.FULL: N_("Full"),
        VisitKind.ROUTINE: N_("Routine"),
        VisitKind.CASE: N_("Single case"),
        VisitKind.LICENCE: N_("For a licence"),
        VisitKind.ANNUAL_CHECK: N_("For the annual check"),
    }
)

"""What is decided on an application: granted, refused, changed, renewed, replaced."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from kgsup.core.law import Article
from kgsup.documents.rules.facts.applications import PermitFacts
from kgsup.documents.rules.facts.parts import ChangedItem, LicenceLine, PlacementLine


@dataclass(frozen=True, kw_only=True)
class PreparationFacts(PermitFacts):
    """筹设批准书 (民办教育促进法 14): ends three years on; no enrolment meanwhile."""

    sponsor: str
    valid_until: dt.date  # inclusive
    ownership: str = ""
    scale: str = ""
    accepted_on: dt.date | None = None
    duties: tuple[str, ...] = ()
    basis: tuple[str, ...] = (Article.PREPARATION_DECISION,)


@dataclass(frozen=True, kw_only=True)
class RefusalFacts(PermitFacts):
    """不予行政许可决定书 and 不同意筹设决定书: reasons and remedies (行政许可法 38)."""

    reasons: tuple[str, ...]
    basis: tuple[str, ...]
    found: str = ""  # what the examination found
    heard: str = ""  # what was stated in defence or at the hearing, and what came of it
    accepted_on: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class GrantFacts(PermitFacts):
    """关于同意设立…的批复 and 准予行政许可决定书 (行政许可法 38; 学前教育法 30)."""

    sponsor: str
    head: str
    ownership: str  # 公办, 民办非营利性 …
    scale: str  # 九个班、270名幼儿
    licence: LicenceLine | None = None
    content: str = ""  # 办学内容
    accepted_on: dt.date | None = None
    examined: str = ""  # how it was examined: papers, verification, opinions, discussion
    decided: str = ""  # more that is decided, as a sentence
    registration_body: str = ""  # where the legal person is registered with the licence
    duties: tuple[str, ...] = ()
    basis: tuple[str, ...] = (
        Article.ESTABLISHMENT_CONDITIONS,
        Article.LICENCE_BEFORE_REGISTRATION,
        Article.DECISION_IN_WRITING,
    )
    enclosed: tuple[str, ...] = ()
    copied_to: tuple[str, ...] = ()  # 抄送


class ChangeAct(StrEnum):
    """What the bureau does with a change: words of 民办教育促进法 54, 55 and 实施条例 12."""

    CONFIRMED = "confirmed"  # 核准: sponsor
    APPROVED = "approved"  # 批准: name, level, category, address
    FILED = "filed"  # 备案: head


@dataclass(frozen=True, kw_only=True)
class ChangeFacts(PermitFacts):
    """变更核准 / 批准 / 备案通知书."""

    act: ChangeAct
    changes: tuple[ChangedItem, ...]
    effective_on: dt.date
    basis: tuple[str, ...]
    licence: LicenceLine | None = None  # the new edition; None: endorsed on the form in hand
    accepted_on: dt.date | None = None
    old_form_back_by: dt.date | None = None  # the old form is handed back, inclusive
    duties: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RenewalFacts(PermitFacts):
    """准予 / 不予行政许可延续决定书 (行政许可法 50).  ``new`` is None exactly when it is refused."""

    old: LicenceLine
    new: LicenceLine | None = None
    reasons: tuple[str, ...] = ()  # of a refusal
    basis: tuple[str, ...] = (Article.RENEWAL_OF_LICENCE,)
    duties: tuple[str, ...] = ()

    @property
    def granted(self) -> bool:
        return self.new is not None


@dataclass(frozen=True, kw_only=True)
class DeemedRenewalFacts(PermitFacts):
    """默示延续记录 (行政许可法 50): no decision by the day of expiry, so the renewal counts as granted."""

    applied_on: dt.date
    old: LicenceLine
    new: LicenceLine | None = None  # None: the term is fixed later, with the new form
    why_undecided: str = ""


@dataclass(frozen=True, kw_only=True)
class ReplacementFacts(PermitFacts):
    """补发办学许可证决定书: the lost form is void, number and term stay."""

    licence: LicenceLine  # with the serial number of the new form
    how: str = "遗失"  # 遗失, 损毁
    old_form_serial: str = ""
    announced_in: str = ""  # where the loss was announced
    announced_on: dt.date | None = None
    basis: tuple[str, ...] = ()  # the province's rule, if there is one


@dataclass(frozen=True, kw_only=True)
class TerminationFacts(PermitFacts):
    """关于同意…终止办学的批复 (民办教育促进法 56–60; 实施条例 50)."""

    ends_on: dt.date
    reason: str
    licence_number: str = ""
    announced_on: dt.date | None = None  # the public notice, six months ahead
    late_notice: str = ""  # what is held against a shorter notice, as a sentence
    placements: tuple[PlacementLine, ...] = ()
    refunds: str = ""
    wages: str = ""
    settlement: str = ""  # 清算
    files_to: str = ""  # who takes the archives
    forms_back_by: dt.date | None = None  # inclusive
    basis: tuple[str, ...] = (
        Article.ENDING_OF_A_SCHOOL,
        Article.TERMINATION_BY_OWN_REQUEST,
        Article.ENDING_IS_PREPARED,
    )
    duties: tuple[str, ...] = ()
    copied_to: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FilingFacts(PermitFacts):
    """备案回执: received and filed, never approved."""

    filed_on: dt.date
    content: tuple[ChangedItem, ...] = ()  # what was filed; ``before`` empty for something new
    papers: tuple[str, ...] = ()
    not_examined: str = ""  # what the bureau did not look at; empty prints the usual sentence
    basis: tuple[str, ...] = ()
    published: str = ""  # where and until when it is made public
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class FilingObjectionFacts(PermitFacts):
    """备案异议通知书: what was examined is objected to; what follows is a referral or an order."""

    reasons: tuple[str, ...]
    basis: tuple[str, ...]
    asked: str = ""  # what is asked of the kindergarten, as a sentence

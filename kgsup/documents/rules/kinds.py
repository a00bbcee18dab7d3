"""The kinds of paper that the program issues: title, layout, seal, how it is numbered, who reads it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kgsup.documents.rules import facts as of


class DocumentKind(StrEnum):
    SUPERVISION_RECORD = "supervision_record"
    INSPECTION_RECORD = "inspection_record"
    VERIFICATION_RECORD = "verification_record"
    RECTIFICATION_NOTICE = "rectification_notice"
    SUPERVISION_RECTIFICATION_NOTICE = "supervision_rectification_notice"
    TRANSFER_LETTER = "transfer_letter"
    SERVICE_RECEIPT = "service_receipt"
    # Permits, in the order of a case.
    PERMIT_RECEIPT = "permit_receipt"
    CORRECTION_REQUEST = "correction_request"
    ON_THE_SPOT_CORRECTION = "on_the_spot_correction"
    ACCEPTANCE_NOTICE = "acceptance_notice"
    NOT_ACCEPTED_NOTICE = "not_accepted_notice"
    PROCEDURE_ENDED_NOTICE = "procedure_ended_notice"
    VERIFICATION_NOTICE = "verification_notice"
    OPINION_LETTER = "opinion_letter"
    SPECIAL_PROCEDURE_NOTICE = "special_procedure_notice"
    HEARING_RIGHT_NOTICE = "hearing_right_notice"
    HEARING_NOTICE = "hearing_notice"
    EXTENSION_NOTICE = "extension_notice"
    APPROVAL_SHEET = "approval_sheet"
    PREPARATION_APPROVAL = "preparation_approval"
    PREPARATION_REFUSAL = "preparation_refusal"
    ESTABLISHMENT_REPLY = "establishment_reply"
    PERMIT_GRANTED = "permit_granted"
    PERMIT_REFUSED = "permit_refused"
    CHANGE_APPROVED = "change_approved"
    RENEWAL_DECISION = "renewal_decision"
    DEEMED_RENEWAL_RECORD = "deemed_renewal_record"
    REPLACEMENT_DECISION = "replacement_decision"
    PERMIT_ANNOUNCEMENT = "permit_announcement"
    WITHDRAWAL_INTENT = "withdrawal_intent"
    WITHDRAWAL_DECISION = "withdrawal_decision"
    ANNULMENT_INTENT = "annulment_intent"
    ANNULMENT_DECISION = "annulment_decision"
    REVOCATION_DECISION = "revocation_decision"
    CANCELLATION_DECISION = "cancellation_decision"
    CANCELLATION_ANNOUNCEMENT = "cancellation_announcement"
    FORMS_TAKEN_BACK = "forms_taken_back"
    TERMINATION_REPLY = "termination_reply"
    PLACEMENT_LIST = "placement_list"
    FILING_RECEIPT = "filing_receipt"
    FILING_OBJECTION = "filing_objection"
    IMPOSSIBILITY_NOTE = "impossibility_note"
    BATCH_DECISION = "batch_decision"
    # Of the certificate, and of the closed case.
    LICENCE_SHEET = "licence_sheet"
    CASE_FILE = "case_file"


class Layout(StrEnum):
    """执法/许可文书 (own A4 form), or 公文 by GB/T 9704-2012."""

    FORM = "form"
    OFFICIAL_LETTER = "official_letter"


class SigningBody(StrEnum):
    """In whose name a paper is issued: the bureau, or the government's supervision office."""

    BUREAU = "bureau"
    SUPERVISION_OFFICE = "supervision_office"


class NumberSource(StrEnum):
    """The program's own gapless series, or the office's register of outgoing papers (发文登记)."""

    OWN = "own"
    OFFICE_REGISTER = "office_register"


class Seal(StrEnum):
    """Which seal the office puts on a paper; the paper prints where it goes."""

    ORGAN = "organ"  # 公章 of the signing body
    PERMIT = "permit"  # 行政许可专用章, for slips (行政许可法 32)


class OpenTo(StrEnum):
    """From when the kindergarten that a paper concerns may read it."""

    OFFICE = "office"  # never: the bureau's own sheets, letters to other authorities
    PARTY_WHEN_SERVED = "party_when_served"
    PARTY_AT_ONCE = "party_at_once"  # records that it signed itself


Heading = Callable[[Mapping[str, Any]], str]


@dataclass(frozen=True, kw_only=True)
class KindRule:
    """What is fixed for a kind.

    ``word`` follows the organ's word in the number: 青教 + 检录 → 青教检录〔2026〕12号.
    ``seal``: shown as 未用印 until the seal is recorded; a paper without one is signed instead.
    ``heading`` writes the full title from frozen facts, where ``title`` is only the sort of paper.
    """

    title: str
    word: str
    facts: type[of.Facts]
    layout: Layout = Layout.FORM
    body: SigningBody = SigningBody.BUREAU
    seal: Seal | None = Seal.ORGAN
    source: NumberSource = NumberSource.OWN
    open_to: OpenTo = OpenTo.PARTY_WHEN_SERVED
    heading: Heading | None = None

    @property
    def is_sealed(self) -> bool:
        return self.seal is not None

    @property
    def is_served(self) -> bool:
        """Whether it goes to anybody: the bureau's own sheets are signed and stay in the file."""
        return self.is_sealed or self.open_to is not OpenTo.OFFICE


def title_of(kind: DocumentKind, facts: Mapping[str, Any]) -> str:
    """The full title of a paper with these frozen facts: 关于同意设立青禾县童心幼儿园的批复."""
    rule = KINDS[kind]
    return rule.heading(facts) if rule.heading else rule.title


def _record(title: str, word: str, body: SigningBody = SigningBody.BUREAU) -> KindRule:
    """The record of a visit, signed on site and open to the party at once."""
    return KindRule(
        title=title,
        word=word,
        facts=of.VisitFacts,
        body=body,
        seal=None,
        open_to=OpenTo.PARTY_AT_ONCE,
    )


def _slip(title: str, word: str, facts: type[of.Facts], heading: Heading | None = None) -> KindRule:
    """A slip of the procedure, with the seal for permits."""
    return KindRule(title=title, word=word, facts=facts, seal=Seal.PERMIT, heading=heading)


def _decision(
    title: str, word: str, facts: type[of.Facts], heading: Heading | None = None
) -> KindRule:
    """A decision as a form, with the organ's seal and a number of our own."""
    return KindRule(title=title, word=word, facts=facts, heading=heading)


def _sheet(
    title: str, word: str, facts: type[of.Facts], open_to: OpenTo = OpenTo.PARTY_WHEN_SERVED
) -> KindRule:
    """A sheet that is signed, not sealed."""
    return KindRule(title=title, word=word, facts=facts, seal=None, open_to=open_to)


def _official(
    title: str,
    word: str,
    facts: type[of.Facts],
    heading: Heading | None = None,
    open_to: OpenTo = OpenTo.PARTY_WHEN_SERVED,
) -> KindRule:
    """An official paper: GB/T 9704, the organ's seal, a number of the office's register."""
    return KindRule(
        title=title,
        word=word,
        facts=facts,
        layout=Layout.OFFICIAL_LETTER,
        source=NumberSource.OFFICE_REGISTER,
        open_to=open_to,
        heading=heading,
    )


def _of_ended(facts: Mapping[str, Any]) -> str:
    taken_back = facts["ground"] == of.EndedGround.WITHDRAWN
    return "撤回申请确认书" if taken_back else "终止办理通知书"


_ACTS = {
    of.ChangeAct.CONFIRMED: "核准",
    of.ChangeAct.APPROVED: "批准",
    of.ChangeAct.FILED: "备案",
}


def _of_change(facts: Mapping[str, Any]) -> str:
    return f"变更{_ACTS[of.ChangeAct(facts['act'])]}通知书"


def _of_renewal(facts: Mapping[str, Any]) -> str:
    return ("准予" if facts["new"] else "不予") + "行政许可延续决定书"


def _of_opinion(facts: Mapping[str, Any]) -> str:
    matter = facts["matter"].removesuffix("幼儿园")
    return f"关于{facts['kindergarten']['name']}{matter}事项征求意见的函"


def _of_establishment(facts: Mapping[str, Any]) -> str:
    return f"关于同意设立{facts['kindergarten']['name']}的批复"


def _of_termination(facts: Mapping[str, Any]) -> str:
    return f"关于同意{facts['kindergarten']['name']}终止办学的批复"


def _of_announcement(facts: Mapping[str, Any]) -> str:
    return f"关于{facts['subject']}的公告"


def _of_batch(facts: Mapping[str, Any]) -> str:
    return f"关于{facts['subject']}的决定"


_KIND = DocumentKind
_OFFICE = OpenTo.OFFICE

KINDS: dict[DocumentKind, KindRule] = {
    _KIND.SUPERVISION_RECORD: _record("责任督学督导记录表", "录", SigningBody.SUPERVISION_OFFICE),
    _KIND.INSPECTION_RECORD: _record("现场检查笔录", "检录"),
    _KIND.VERIFICATION_RECORD: _record("现场核查记录", "核录"),
    _KIND.RECTIFICATION_NOTICE: KindRule(title="整改通知书", word="整", facts=of.NoticeFacts),
    _KIND.SUPERVISION_RECTIFICATION_NOTICE: KindRule(
        title="督导整改通知书",
        word="改",
        facts=of.NoticeFacts,
        body=SigningBody.SUPERVISION_OFFICE,
    ),
    _KIND.TRANSFER_LETTER: _official("抄告函", "函", of.TransferFacts, open_to=_OFFICE),
    _KIND.SERVICE_RECEIPT: _sheet("送达回证", "送", of.ServiceReceiptFacts, _OFFICE),
    # Intake and examination
    _KIND.PERMIT_RECEIPT: _slip("申请材料接收凭证", "许收", of.ReceiptFacts),
    _KIND.CORRECTION_REQUEST: _slip("补正材料一次性告知书", "许补", of.CorrectionFacts),
    _KIND.ON_THE_SPOT_CORRECTION: _sheet("申请材料当场更正记录", "许更", of.OnTheSpotFacts),
    _KIND.ACCEPTANCE_NOTICE: _slip("受理通知书", "许受", of.AcceptanceFacts),
    _KIND.NOT_ACCEPTED_NOTICE: _slip("不予受理通知书", "许不受", of.NotAcceptedFacts),
    _KIND.PROCEDURE_ENDED_NOTICE: _slip("终止办理通知书", "许终", of.EndedFacts, _of_ended),
    _KIND.VERIFICATION_NOTICE: _slip("现场核查通知书", "许核", of.VerificationNoticeFacts),
    _KIND.OPINION_LETTER: _official(
        "征求意见函", "函", of.OpinionLetterFacts, _of_opinion, _OFFICE
    ),
    _KIND.SPECIAL_PROCEDURE_NOTICE: _slip("特别程序告知书", "许特", of.SpecialProcedureFacts),
    _KIND.HEARING_RIGHT_NOTICE: _slip("行政许可听证告知书", "许听告", of.HearingRightFacts),
    _KIND.HEARING_NOTICE: _slip("行政许可听证通知书", "许听通", of.HearingFacts),
    _KIND.EXTENSION_NOTICE: _slip("延长审查期限通知书", "许延", of.ExtensionFacts),
    _KIND.APPROVAL_SHEET: _sheet("行政许可审批表", "许审", of.ApprovalSheetFacts, _OFFICE),
    _KIND.IMPOSSIBILITY_NOTE: _sheet("不能办理情况说明", "许说", of.ImpossibilityFacts, _OFFICE),
    # Decisions
    _KIND.PREPARATION_APPROVAL: _decision("筹设批准书", "筹", of.PreparationFacts),
    _KIND.PREPARATION_REFUSAL: _decision("不同意筹设决定书", "筹不", of.RefusalFacts),
    _KIND.ESTABLISHMENT_REPLY: _official("同意设立批复", "批", of.GrantFacts, _of_establishment),
    _KIND.PERMIT_GRANTED: _decision("准予行政许可决定书", "许准", of.GrantFacts),
    _KIND.PERMIT_REFUSED: _decision("不予行政许可决定书", "许不准", of.RefusalFacts),
    _KIND.CHANGE_APPROVED: _decision("变更核准通知书", "许变", of.ChangeFacts, _of_change),
    _KIND.RENEWAL_DECISION: _decision("行政许可延续决定书", "许续", of.RenewalFacts, _of_renewal),
    _KIND.DEEMED_RENEWAL_RECORD: _decision("行政许可默示延续记录", "许续默", of.DeemedRenewalFacts),
    _KIND.REPLACEMENT_DECISION: _decision("补发办学许可证决定书", "许补证", of.ReplacementFacts),
    _KIND.PERMIT_ANNOUNCEMENT: _official(
        "行政许可公告", "告", of.AnnouncementFacts, _of_announcement
    ),
    _KIND.FILING_RECEIPT: _slip("备案回执", "备", of.FilingFacts),
    _KIND.FILING_OBJECTION: _decision("备案异议通知书", "备异", of.FilingObjectionFacts),
    _KIND.BATCH_DECISION: _official("批量行政许可决定", "决", of.BatchFacts, _of_batch),
    # The end of a licence
    _KIND.WITHDRAWAL_INTENT: _decision(
        "拟撤回行政许可告知书", "许撤回告", of.TakingBackIntentFacts
    ),
    _KIND.WITHDRAWAL_DECISION: _decision("撤回行政许可决定书", "许撤回", of.TakingBackFacts),
    _KIND.ANNULMENT_INTENT: _decision("拟撤销行政许可告知书", "许撤告", of.TakingBackIntentFacts),
    _KIND.ANNULMENT_DECISION: _decision("撤销行政许可决定书", "许撤", of.TakingBackFacts),
    _KIND.REVOCATION_DECISION: _decision("吊销办学许可证通知书", "许吊", of.RevocationFacts),
    _KIND.CANCELLATION_DECISION: _decision("注销行政许可决定书", "许注", of.CancellationFacts),
    _KIND.CANCELLATION_ANNOUNCEMENT: _official(
        "注销办学许可证公告", "告", of.AnnouncementFacts, _of_announcement
    ),
    _KIND.FORMS_TAKEN_BACK: _sheet("证照收缴清单", "许缴", of.FormsTakenBackFacts),
    _KIND.TERMINATION_REPLY: _official(
        "同意终止办学批复", "批", of.TerminationFacts, _of_termination
    ),
    _KIND.PLACEMENT_LIST: _sheet("幼儿安置确认表", "许安", of.PlacementListFacts),
    # The licence as a sheet of ours, and the file of a case
    _KIND.LICENCE_SHEET: _sheet(
        "办学许可证信息表", "许信", of.LicenceSheetFacts, OpenTo.PARTY_AT_ONCE
    ),
    _KIND.CASE_FILE: _sheet("案卷", "许卷", of.CaseFileFacts, _OFFICE),
}

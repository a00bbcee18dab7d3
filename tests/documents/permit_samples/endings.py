"""The end of a licence, and lists."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from kgsup.documents.rules.facts import (
    AnnouncementFacts,
    BatchFacts,
    BatchLine,
    CancellationFacts,
    Facts,
    FilingObjectionFacts,
    FormLine,
    FormsTakenBackFacts,
    ListedKindergarten,
    PlacementListFacts,
    RevocationFacts,
    TakingBackFacts,
    TakingBackIntentFacts,
    TerminationFacts,
)
from kgsup.documents.rules.kinds import DocumentKind
from tests.documents.permit_samples.case import ENDING, HELD, LICENCE, PLACEMENTS


def _lines() -> tuple[ListedKindergarten, ...]:
    return (
        ListedKindergarten(
            name="青禾县新芽幼儿园",
            what="设立",
            licence_number="教民199012660000061号",
            sponsor="青禾县新芽教育有限公司",
            address="青禾县河东街道滨河路56号",
            head="林知夏",
            ownership="民办非营利性",
            valid_from=dt.date(2026, 11, 19),
            valid_until=dt.date(2029, 11, 18),
            decided_on=dt.date(2026, 11, 19),
            decision_number="青教〔2026〕57号",
        ),
        ListedKindergarten(
            name="青禾县童心幼儿园",
            what="变更园长",
            licence_number="教民199012660000011号",
            valid_until=dt.date(2026, 12, 31),
            decided_on=dt.date(2026, 11, 17),
            decision_number="青教许变〔2026〕9号",
        ),
    )


def permit_announcement() -> Facts:
    return AnnouncementFacts(
        subject="幼儿园行政许可事项",
        lines=_lines(),
        consult="青禾县教育局学前教育股，县城教育路1号",
    )


def cancellation_announcement() -> Facts:
    return AnnouncementFacts(
        subject="注销幼儿园办学许可证",
        basis=("行政许可法 40", "行政许可法 70"),
        lines=(
            ListedKindergarten(
                name="青禾县童心幼儿园",
                what="注销",
                licence_number="教民199012660000011号",
                decided_on=dt.date(2026, 11, 19),
                decision_number="青教许注〔2026〕3号",
                remark="自2026年12月1日起注销",
            ),
        ),
    )


def filing_objection() -> Facts:
    return FilingObjectionFacts(
        **{**HELD, "matter": "控股股东、实际控制人变更备案", "acceptance_number": ""},
        reasons=("变更后的实际控制人通过协议控制非营利性幼儿园。",),
        basis=("民办教育促进法实施条例 13",),
        asked="请于十五日内书面说明情况。",
    )


REBUILT: dict[str, Any] = {
    "found": "2026年10月16日，县人民政府公布滨河片区征收决定，园舍列入征收范围。",
    "ground": "准予行政许可所依据的客观情况发生重大变化，为了公共利益的需要",
    "article": "行政许可法 8",
}
FORGED: dict[str, Any] = {
    "found": ENDING["found"],
    "ground": "被许可人以欺骗手段取得行政许可",
    "article": "行政许可法 69.2",
}
PERMIT: dict[str, Any] = {**HELD, "matter": "办学许可", "licence": LICENCE}


def withdrawal_intent() -> Facts:
    return TakingBackIntentFacts(
        **PERMIT,
        **REBUILT,
        answer_words="五个工作日",
        answer_by=dt.date(2026, 11, 27),
        has_hearing=True,
        compensation="由此造成的财产损失依法给予补偿，标准另行协商。",
    )


def annulment_intent() -> Facts:
    return TakingBackIntentFacts(
        **PERMIT, **FORGED, answer_words="五个工作日", answer_by=dt.date(2026, 11, 27)
    )


def withdrawal_decision() -> Facts:
    return TakingBackFacts(
        **{**PERMIT, **ENDING, **REBUILT},
        intent_number="青教许撤回告〔2026〕1号",
        heard="当事人于2026年11月13日书面表示没有异议。",
        compensation="园舍装修损失由征收部门按征收补偿协议支付。",
    )


def annulment_decision() -> Facts:
    return TakingBackFacts(
        **{**PERMIT, **ENDING, **FORGED},
        intent_number="青教许撤告〔2026〕1号",
        heard="当事人于2026年11月13日陈述：合同由中介提供，本人不知情。经复核，不影响事实认定。",
    )


def revocation_decision() -> Facts:
    return RevocationFacts(
        **{**HELD, "matter": "办学许可"},
        licence=LICENCE,
        penalty_number="青教罚〔2026〕2号",
        penalty_on=dt.date(2026, 11, 16),
        effective_on=dt.date(2026, 11, 19),
        breach="克扣、挪用幼儿伙食费，情节严重",
        basis=("学前教育法 79", "行政处罚法 9"),
        forms_back_by=dt.date(2026, 12, 15),
        placements=PLACEMENTS,
        duties=("自收到之日起停止招生",),
    )


def cancellation_decision() -> Facts:
    return CancellationFacts(
        **{**HELD, "matter": "办学许可"},
        licence=LICENCE,
        ground="有效期届满未延续",
        cancelled_on=dt.date(2026, 12, 1),
        follows="《关于同意青禾县童心幼儿园终止办学的批复》青教〔2026〕61号",
        forms_back_by=dt.date(2026, 12, 15),
        duties=("到登记管理机关办理法人注销登记",),
    )


def forms_taken_back() -> Facts:
    return FormsTakenBackFacts(
        **{**HELD, "matter": "办学许可"},
        forms=(
            FormLine(name="办学许可证正本", number="教民199012660000011号（0012345）"),
            FormLine(
                name="办学许可证副本",
                number="教民199012660000011号（0012346）",
                state="遗失",
                remark="已登报",
            ),
            FormLine(name="幼儿园公章", state="收回", remark="当日移交公安机关销毁"),
        ),
        taken_on=dt.date(2026, 11, 19),
        handed_over_by="周晓禾",
        received_by="何静怡",
        follows="青教许注〔2026〕3号",
    )


def termination_reply() -> Facts:
    return TerminationFacts(
        **{**HELD, "matter": "终止办学"},
        ends_on=dt.date(2027, 4, 9),
        reason="生源减少，举办者提出终止",
        licence_number="教民199012660000011号",
        announced_on=dt.date(2026, 10, 9),
        late_notice="公告不足六个月的部分记入信用档案",
        placements=PLACEMENTS,
        refunds="按照学期清退保教费和伙食费结余，2027年3月20日前结清",
        wages="2027年4月30日前结清",
        settlement="由举办者组织清算，清算报告报我局备案",
        files_to="学籍和财务档案移交临江镇中心校",
        forms_back_by=dt.date(2027, 4, 23),
        duties=("终止前继续保障安全和保育教育质量",),
        copied_to=("青禾县民政局", "临江镇人民政府"),
    )


def placement_list() -> Facts:
    return PlacementListFacts(
        **{**HELD, "matter": "终止办学"},
        lines=PLACEMENTS,
        ends_on=dt.date(2027, 4, 9),
        confirmed_by="何静怡（县教育局）、周晓禾（园长）",
        remark="两名幼儿随父母外出，家长已书面确认",
    )


def batch_decision() -> Facts:
    return BatchFacts(
        subject="注销两所幼儿园办学许可证",
        addressees="各乡镇人民政府，各有关幼儿园",
        lines=(
            BatchLine(
                name="青禾县童心幼儿园",
                decided="终止办学，注销办学许可证",
                basis=("行政许可法 70", "学前教育法 31"),
                reason="生源减少，举办者提出终止",
                number="990126-2026-0812",
                licence=LICENCE,
                effective_on=dt.date(2026, 12, 1),
                placements=PLACEMENTS,
                remark="证照已收回",
            ),
            BatchLine(
                name="石桥镇石门幼儿园",
                decided="撤销该教学点，幼儿并入石桥镇中心幼儿园",
                basis=("学前教育法 31",),
                reason="在园幼儿不足十名",
                effective_on=dt.date(2026, 12, 1),
            ),
        ),
        duties=("妥善安置幼儿并移交档案",),
        remedies=True,
        contact="学前教育股 0990-6100012",
        copied_to=("青禾县民政局",),
    )


MADE: dict[DocumentKind, Callable[[], Facts]] = {
    DocumentKind.PERMIT_ANNOUNCEMENT: permit_announcement,
    DocumentKind.CANCELLATION_ANNOUNCEMENT: cancellation_announcement,
    DocumentKind.FILING_OBJECTION: filing_objection,
    DocumentKind.WITHDRAWAL_INTENT: withdrawal_intent,
    DocumentKind.ANNULMENT_INTENT: annulment_intent,
    DocumentKind.WITHDRAWAL_DECISION: withdrawal_decision,
    DocumentKind.ANNULMENT_DECISION: annulment_decision,
    DocumentKind.REVOCATION_DECISION: revocation_decision,
    DocumentKind.CANCELLATION_DECISION: cancellation_decision,
    DocumentKind.FORMS_TAKEN_BACK: forms_taken_back,
    DocumentKind.TERMINATION_REPLY: termination_reply,
    DocumentKind.PLACEMENT_LIST: placement_list,
    DocumentKind.BATCH_DECISION: batch_decision,
}

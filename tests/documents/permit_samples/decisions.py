"""Sheets and decisions."""

import dataclasses
import datetime as dt
from collections.abc import Callable

from kgsup.documents.rules.facts import (
    ApprovalSheetFacts,
    ChangeAct,
    ChangedItem,
    ChangeFacts,
    DeemedRenewalFacts,
    FactLine,
    Facts,
    FilingFacts,
    GrantFacts,
    ImpossibilityFacts,
    LicenceLine,
    Minutes,
    Obstacle,
    OpinionBox,
    OpinionRole,
    PreparationFacts,
    RefusalFacts,
    RenewalFacts,
    ReplacementFacts,
    opinion_boxes,
)
from kgsup.documents.rules.kinds import DocumentKind
from tests.documents.permit_samples.case import CASE, HELD, LICENCE, NEXT, PAPERS, REFUSAL


def _grant() -> GrantFacts:
    return GrantFacts(
        **CASE,
        sponsor="青禾县新芽教育有限公司",
        head="林知夏",
        ownership="民办非营利性",
        scale="六个班、180名幼儿",
        licence=LicenceLine(
            number="教民199012660000061号",
            valid_from=dt.date(2026, 11, 19),
            valid_until=dt.date(2029, 11, 18),
            edition=1,
        ),
        content="学前教育（三至六周岁）",
        accepted_on=dt.date(2026, 11, 5),
        examined="我局审查了申请材料，于2026年11月9日现场核查，征求了消防、卫生健康部门意见，并经局长办公会集体讨论",
        registration_body="青禾县民政局",
        duties=("登记后三十日内将登记证书复印件报我局", "开办前公示收费项目和标准"),
        enclosed=("办学许可证",),
        copied_to=("青禾县民政局", "青禾县市场监督管理局", "河东街道办事处"),
    )


def approval_sheet() -> Facts:
    return ApprovalSheetFacts(
        **CASE,
        proposal="申请材料齐全，现场核查符合条件，建议准予设立。",
        boxes=opinion_boxes(
            OpinionBox(
                role=OpinionRole.OFFICER,
                opinion="经审查，符合设立条件，建议准予。",
                name="何静怡",
                on=dt.date(2026, 11, 12),
            ),
            OpinionBox(
                role=OpinionRole.SECTION,
                opinion="同意经办人意见。",
                name="李青山",
                on=dt.date(2026, 11, 13),
            ),
            OpinionBox(
                role=OpinionRole.LEGAL,
                opinion="主体、权限、程序合法，依据准确。",
                name="陈立夏",
                on=dt.date(2026, 11, 16),
            ),
            OpinionBox(
                role=OpinionRole.DEPUTY_HEAD,
                opinion="同意，提请局长办公会讨论。",
                name="马春分",
                on=dt.date(2026, 11, 17),
                on_paper=True,
            ),
        ),
        basis=("学前教育法 29", "学前教育法 30", "行政许可法 38"),
        accepted_on=dt.date(2026, 11, 5),
        last_day=dt.date(2027, 2, 5),
        papers=PAPERS,
        findings=(
            FactLine(
                label="中班班额31人，标准30人", value="一名幼儿随迁入学，下学期分班，不影响安全"
            ),
        ),
        examined=(
            FactLine(label="现场核查", value="青教核录〔2026〕9号，符合条件"),
            FactLine(label="征求意见", value="消防、卫生健康部门同意"),
        ),
        minutes=Minutes(
            number="局长办公会〔2026〕18次",
            held_on=dt.date(2026, 11, 18),
            meeting="局长办公会",
            attendance=("马春分", "陈立夏", "李青山"),
            result="一致同意准予设立。",
        ),
        office_number="青教〔2026〕57号",
    )


def impossibility_note() -> Facts:
    return ImpossibilityFacts(
        **CASE,
        asked="先发办学许可证，消防手续两个月内补齐",
        obstacles=(
            Obstacle(
                what="园舍消防安全条件没有确认",
                article="学前教育法 29",
                how="取得消防救援大队的意见后可以继续办理",
            ),
            Obstacle(
                what="园长任职年限证明没有提交",
                article="学前教育法 38",
                how="提交五年以上任职证明",
            ),
        ),
        asked_by="马春分",
        instead=("先办理名称核准和现场核查", "向消防救援大队发函征求意见，请其优先办理"),
        prepared_by="何静怡",
    )


def preparation_approval() -> Facts:
    return PreparationFacts(
        **{**CASE, "matter": "筹设幼儿园"},
        sponsor="青禾县新芽教育有限公司",
        valid_until=dt.date(2029, 11, 18),
        ownership="民办非营利性",
        scale="六个班、180名幼儿",
        accepted_on=dt.date(2026, 11, 5),
        duties=("每半年向我局报告筹设进展",),
    )


def preparation_refusal() -> Facts:
    return RefusalFacts(**{**CASE, "matter": "筹设幼儿园"}, **REFUSAL)


def establishment_reply() -> Facts:
    return _grant()


def permit_refused() -> Facts:
    return RefusalFacts(**CASE, **REFUSAL)


def change_approved() -> Facts:
    return ChangeFacts(
        **HELD,
        act=ChangeAct.CONFIRMED,
        changes=(ChangedItem(label="举办者", before="张禾", after="青禾县新芽教育有限公司"),),
        effective_on=dt.date(2026, 11, 19),
        basis=("民办教育促进法 54", "民办教育促进法实施条例 12"),
        licence=dataclasses.replace(LICENCE, edition=3),
        accepted_on=dt.date(2026, 11, 5),
        old_form_back_by=dt.date(2026, 12, 3),
        duties=("自本通知书送达之日起三十日内到登记管理机关办理变更登记",),
    )


def renewal_decision() -> Facts:
    return RenewalFacts(
        **{**HELD, "matter": "延续办学许可"},
        old=LICENCE,
        new=NEXT,
        duties=("新的有效期内每年按时报送年度报告",),
    )


def deemed_renewal_record() -> Facts:
    return DeemedRenewalFacts(
        **{**HELD, "matter": "延续办学许可"},
        applied_on=dt.date(2026, 11, 2),
        old=LICENCE,
        new=NEXT,
        why_undecided="年度检查结论尚未确定。",
    )


def replacement_decision() -> Facts:
    return ReplacementFacts(
        **{**HELD, "matter": "补发办学许可证"},
        licence=dataclasses.replace(LICENCE, form_serial="0023456"),
        old_form_serial="0012345",
        announced_in="《青禾日报》第三版",
        announced_on=dt.date(2026, 11, 3),
    )


def filing_receipt() -> Facts:
    return FilingFacts(
        **{**HELD, "matter": "变更园长备案", "acceptance_number": ""},
        filed_on=dt.date(2026, 11, 19),
        content=(ChangedItem(label="园长", before="周晓禾", after="林知夏"),),
        papers=("理事会决议", "园长资格证明和任职年限证明"),
        basis=("学前教育法 38",),
        published="县人民政府门户网站，至下一次变更",
        remark="请于十日内更新园内公示栏",
    )


MADE: dict[DocumentKind, Callable[[], Facts]] = {
    DocumentKind.APPROVAL_SHEET: approval_sheet,
    DocumentKind.IMPOSSIBILITY_NOTE: impossibility_note,
    DocumentKind.PREPARATION_APPROVAL: preparation_approval,
    DocumentKind.PREPARATION_REFUSAL: preparation_refusal,
    DocumentKind.ESTABLISHMENT_REPLY: establishment_reply,
    DocumentKind.PERMIT_GRANTED: establishment_reply,
    DocumentKind.PERMIT_REFUSED: permit_refused,
    DocumentKind.CHANGE_APPROVED: change_approved,
    DocumentKind.RENEWAL_DECISION: renewal_decision,
    DocumentKind.DEEMED_RENEWAL_RECORD: deemed_renewal_record,
    DocumentKind.REPLACEMENT_DECISION: replacement_decision,
    DocumentKind.FILING_RECEIPT: filing_receipt,
}

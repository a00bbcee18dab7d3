"""Facts of fictional papers on permits: plain, with nothing optional, and at their longest."""

import dataclasses
import datetime as dt
from typing import Any

from kgsup.core.clock import SHANGHAI
from kgsup.documents.rules.facts import (
    AcceptanceFacts,
    AnnouncementFacts,
    Applicant,
    ApplicantKind,
    ApprovalSheetFacts,
    BatchFacts,
    BatchLine,
    CancellationFacts,
    ChangeAct,
    ChangedItem,
    ChangeFacts,
    CorrectionFacts,
    DeemedRenewalFacts,
    DemandedItem,
    EndedFacts,
    EndedGround,
    ExtensionFacts,
    FactLine,
    Facts,
    FilingFacts,
    FilingObjectionFacts,
    FormLine,
    FormsTakenBackFacts,
    GrantFacts,
    HearingFacts,
    HearingRightFacts,
    ImpossibilityFacts,
    KindergartenFacts,
    LicenceLine,
    ListedKindergarten,
    Minutes,
    NotAcceptedFacts,
    NotAcceptedGround,
    NumberElsewhere,
    Obstacle,
    OnTheSpotFacts,
    OpinionBox,
    OpinionLetterFacts,
    OpinionRole,
    PaperLine,
    PlacementLine,
    PlacementListFacts,
    PreparationFacts,
    ReceiptFacts,
    RefusalFacts,
    RenewalFacts,
    ReplacementFacts,
    RevocationFacts,
    SpecialProcedureFacts,
    TakingBackFacts,
    TakingBackIntentFacts,
    Term,
    TerminationFacts,
    VerificationNoticeFacts,
    opinion_boxes,
)
from kgsup.documents.rules.kinds import DocumentKind
from tests.documents.samples import LONG, MINORITY, OFFICERS, VISIT_PAPERS

PERMIT_PAPERS = tuple(
    kind
    for kind in DocumentKind
    if kind not in VISIT_PAPERS and not kind.value.startswith("licence_")
)

FOUNDER = Applicant(
    name="青禾县新芽教育有限公司",
    code="91990126MA0000021C",
    kind=ApplicantKind.ORGANISATION,
    representative="苏小满",
    address="青禾县河东街道文昌路7号",
    telephone="0990-6188021",
)
NEW = KindergartenFacts(name="青禾县新芽幼儿园", address="青禾县河东街道滨河路56号", head="林知夏")
HOLDER = Applicant(
    name="青禾县童心幼儿园",
    code="52990126MJ0000012X",
    representative="周晓禾",
    telephone="0990-6123456",
)
OLD = KindergartenFacts(
    name="青禾县童心幼儿园",
    address="青禾县城关镇学府路18号",
    credit_code="52990126MJ0000012X",
    licence_number="教民199012660000011号",
    head="周晓禾",
    telephone="0990-6123456",
)
LICENCE = LicenceLine(
    number="教民199012660000011号",
    valid_from=dt.date(2024, 1, 1),
    valid_until=dt.date(2026, 12, 31),
    edition=2,
    form_serial="0012345",
)
NEXT = LicenceLine(
    number="教民199012660000011号",
    valid_from=dt.date(2027, 1, 1),
    valid_until=dt.date(2029, 12, 31),
    edition=3,
    form_serial="0023456",
)
PAPERS = (
    PaperLine(name="设立申请书", original_seen=True),
    PaperLine(name="举办者营业执照", copies=1, original_seen=True, remark="复印件加盖公章"),
    PaperLine(name="章程和首届理事会组成人员名单", copies=2),
    PaperLine(name="园舍租赁合同和消防验收意见", original_seen=True),
    PaperLine(name="园长、教师、保育员资格证明", copies=12, remark="共十二人"),
)
PLACEMENTS = (
    PlacementLine(group="小班", children=7, to="临江镇中心幼儿园"),
    PlacementLine(group="中班", children=14, to="临江镇启航幼儿园", remark="两名由家长自行联系"),
    PlacementLine(group="大班", children=13, to="临江镇中心幼儿园"),
)
CASE: dict[str, Any] = {
    "applicant": FOUNDER,
    "kindergarten": NEW,
    "matter": "设立幼儿园",
    "received_on": dt.date(2026, 11, 2),
    "receipt_number": "青教许收〔2026〕31号",
    "acceptance_number": "青教许受〔2026〕24号",
    "elsewhere": (NumberElsewhere(system="政务服务网办件编号", number="990126-2026-110231"),),
    "contact": "学前教育股 0990-6100012",
}
HELD: dict[str, Any] = {
    **CASE,
    "applicant": HOLDER,
    "kindergarten": OLD,
    "matter": "变更举办者",
    "received_on": dt.date(2026, 11, 2),
}
ENDING: dict[str, Any] = {
    "licence": LICENCE,
    "found": "2026年10月16日，举办者提交的园舍租赁合同经核实系伪造。",
    "effective_on": dt.date(2026, 12, 1),
    "forms_back_by": dt.date(2026, 12, 15),
    "placements": PLACEMENTS,
    "duties": ("自收到之日起停止招生，于2026年12月20日前完成幼儿安置并公告",),
}
REFUSAL: dict[str, Any] = {
    "reasons": (
        "拟用园舍建筑面积为412平方米，三个班的生均面积低于本省办园标准",
        "拟任园长没有幼儿园教师资格，从事幼儿园管理工作不满五年",
    ),
    "basis": ("学前教育法 29", "学前教育法 38"),
    "found": "2026年11月9日，我局两名工作人员到拟用园舍现场核查，测量结果与申请材料不一致。",
    "heard": "申请人于2026年11月13日提出陈述意见，认为可以通过调整班额满足标准。经复核，未予采纳。",
    "accepted_on": dt.date(2026, 11, 5),
}


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


def _make(kind: DocumentKind) -> Facts:  # noqa: C901 - one line for each kind
    K = DocumentKind
    if kind is K.PERMIT_RECEIPT:
        return ReceiptFacts(
            **{**CASE, "receipt_number": "", "acceptance_number": ""},
            received_at=dt.datetime(2026, 11, 1, 18, 42, tzinfo=SHANGHAI),
            papers=PAPERS,
            received_by="何静怡",
            handed_in_by="苏小满",
            way="窗口",
            counts_as_received_on=dt.date(2026, 11, 2),
            query_code="7KQ2-M4ZD",
            query_address="https://jy.qinghe.example/apply",
            remark="园舍平面图待核对原件",
        )
    if kind is K.CORRECTION_REQUEST:
        return CorrectionFacts(
            **{**CASE, "acceptance_number": ""},
            items=(
                DemandedItem(
                    what="章程",
                    why="没有写明理事会的组成和表决办法",
                    how="修改后由举办者盖章，提交两份",
                    article="学前教育法 29",
                ),
                DemandedItem(
                    what="园长资格证明",
                    why="缺少从事幼儿园教育或者管理工作五年以上的证明",
                    how="提交劳动合同或者社会保险缴费记录复印件，交验原件",
                    article="学前教育法 38",
                ),
            ),
            how="到县政务服务中心教育窗口提交，也可以在网上补交",
            answer_words="十五个工作日",
            answer_by=dt.date(2026, 12, 10),
        )
    if kind is K.ON_THE_SPOT_CORRECTION:
        return OnTheSpotFacts(
            **{**CASE, "acceptance_number": ""},
            corrected=(
                ChangedItem(
                    label="申请书第2页，举办者名称",
                    before="新芽教育公司",
                    after="青禾县新芽教育有限公司",
                ),
            ),
            corrected_at=dt.datetime(2026, 11, 2, 10, 15, tzinfo=SHANGHAI),
            corrected_by="苏小满",
            received_by="何静怡",
        )
    if kind is K.ACCEPTANCE_NOTICE:
        return AcceptanceFacts(
            **{**CASE, "acceptance_number": ""},
            accepted_on=dt.date(2026, 11, 5),
            term=Term(
                legal_words="三个月",
                legal_last_day=dt.date(2027, 2, 5),
                promised_words="三十个工作日",
                promised_last_day=dt.date(2026, 12, 17),
            ),
            article="民办教育促进法 17",
            papers=PAPERS[:2],
            handled_by="何静怡",
        )
    if kind is K.NOT_ACCEPTED_NOTICE:
        return NotAcceptedFacts(
            **{**CASE, "acceptance_number": "", "matter": "设立校外培训机构"},
            ground=NotAcceptedGround.NOT_OUR_POWER,
            reason="申请设立的机构面向成年人开展职业技能培训，不属于教育行政部门审批",
            where_to_go="青禾县人力资源和社会保障局，县政务服务中心二楼12号窗口",
            papers_returned=PAPERS[:1],
        )
    if kind is K.PROCEDURE_ENDED_NOTICE:
        return EndedFacts(
            **{**CASE, "acceptance_number": ""},
            ground=EndedGround.NOT_CORRECTED,
            reason="补正期内只提交了章程，没有提交园长资格证明",
            correction_number="青教许补〔2026〕12号",
            correction_due=dt.date(2026, 11, 16),
            papers_returned=PAPERS[:2],
        )
    if kind is K.VERIFICATION_NOTICE:
        return VerificationNoticeFacts(
            **CASE,
            visit_at=dt.datetime(2026, 11, 24, 9, 30, tzinfo=SHANGHAI),
            place="青禾县河东街道滨河路56号",
            officers=OFFICERS,
            items=(
                "园舍建筑面积、室外活动场地面积",
                "疏散通道、消防设施和安全防护",
                "保健室和厨房的设置",
            ),
            helpers=("王禾（建筑专家）",),
            to_prepare=("园舍平面图原件", "租赁合同原件"),
        )
    if kind is K.OPINION_LETTER:
        return OpinionLetterFacts(
            **CASE,
            department="青禾县消防救援大队",
            question="该园舍是否符合幼儿园的消防安全条件，有哪些问题需要整改。",
            told=(
                FactLine(label="园舍地址", value="青禾县河东街道滨河路56号"),
                FactLine(label="拟办规模", value="六个班、180名幼儿，使用一至二层"),
            ),
            answer_by=dt.date(2026, 12, 3),
            silence="逾期没有回复的，我局按照已经掌握的材料审查。",
            enclosed=("园舍平面图复印件", "消防验收意见复印件"),
        )
    if kind is K.SPECIAL_PROCEDURE_NOTICE:
        return SpecialProcedureFacts(
            **HELD,
            procedure="听证",
            required_by="行政许可法 47",
            from_day=dt.date(2026, 11, 20),
            days_words="二十个工作日",
            until=dt.date(2026, 12, 17),
            carried_out_by="县教育局政策法规与审批股",
            reason="利害关系人已于2026年11月19日提出听证申请。",
        )
    if kind is K.HEARING_RIGHT_NOTICE:
        return HearingRightFacts(
            **HELD,
            intended="核准青禾县童心幼儿园的举办者由张某变更为青禾县新芽教育有限公司",
            reasons="举办者变更涉及出资人之间的财产争议，两名出资人对转让协议有异议",
            told="青禾县童心幼儿园出资人李某",
            basis=("民办教育促进法 54",),
            ask_at="县政务服务中心教育窗口",
        )
    if kind is K.HEARING_NOTICE:
        return HearingFacts(
            **HELD,
            held_at=dt.datetime(2026, 12, 8, 9, 0, tzinfo=SHANGHAI),
            place="青禾县教育局二楼会议室",
            chair="陈立夏",
            chair_position="政策法规与审批股副股长",
            recorder="吴霜",
            asked_on=dt.date(2026, 11, 19),
            examiners=("何静怡", "李青山"),
        )
    if kind is K.EXTENSION_NOTICE:
        return ExtensionFacts(
            **HELD,
            reason="需要向登记管理机关核实举办者的股权变动",
            extended_by_words="十个工作日",
            old_last_day=dt.date(2026, 12, 3),
            new_last_day=dt.date(2026, 12, 17),
            approved_by="我局负责人",
            approved_on=dt.date(2026, 12, 1),
        )
    if kind is K.APPROVAL_SHEET:
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
    if kind is K.IMPOSSIBILITY_NOTE:
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
    if kind is K.PREPARATION_APPROVAL:
        return PreparationFacts(
            **{**CASE, "matter": "筹设幼儿园"},
            sponsor="青禾县新芽教育有限公司",
            valid_until=dt.date(2029, 11, 18),
            ownership="民办非营利性",
            scale="六个班、180名幼儿",
            accepted_on=dt.date(2026, 11, 5),
            duties=("每半年向我局报告筹设进展",),
        )
    if kind is K.PREPARATION_REFUSAL:
        return RefusalFacts(**{**CASE, "matter": "筹设幼儿园"}, **REFUSAL)
    if kind in {K.ESTABLISHMENT_REPLY, K.PERMIT_GRANTED}:
        return _grant()
    if kind is K.PERMIT_REFUSED:
        return RefusalFacts(**CASE, **REFUSAL)
    if kind is K.CHANGE_APPROVED:
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
    if kind is K.RENEWAL_DECISION:
        return RenewalFacts(
            **{**HELD, "matter": "延续办学许可"},
            old=LICENCE,
            new=NEXT,
            duties=("领取新证时交回原证",),
        )
    if kind is K.DEEMED_RENEWAL_RECORD:
        return DeemedRenewalFacts(
            **{**HELD, "matter": "延续办学许可"},
            applied_on=dt.date(2026, 11, 2),
            old=LICENCE,
            new=NEXT,
            why_undecided="年度检查结论尚未确定。",
        )
    if kind is K.REPLACEMENT_DECISION:
        return ReplacementFacts(
            **{**HELD, "matter": "补发办学许可证"},
            licence=dataclasses.replace(LICENCE, form_serial="0023456"),
            old_form_serial="0012345",
            announced_in="《青禾日报》第三版",
            announced_on=dt.date(2026, 11, 3),
        )
    if kind in {K.PERMIT_ANNOUNCEMENT, K.CANCELLATION_ANNOUNCEMENT}:
        subject = "幼儿园行政许可事项" if kind is K.PERMIT_ANNOUNCEMENT else "注销幼儿园办学许可证"
        return AnnouncementFacts(
            subject=subject, lines=_lines(), consult="青禾县教育局学前教育股，县城教育路1号"
        )
    if kind is K.FILING_RECEIPT:
        return FilingFacts(
            **{**HELD, "matter": "变更园长备案", "acceptance_number": ""},
            filed_on=dt.date(2026, 11, 19),
            content=(ChangedItem(label="园长", before="周晓禾", after="林知夏"),),
            papers=("理事会决议", "园长资格证明和任职年限证明"),
            basis=("学前教育法 38",),
            published="县人民政府门户网站，至下一次变更",
            remark="请于十日内更新园内公示栏",
        )
    if kind is K.FILING_OBJECTION:
        return FilingObjectionFacts(
            **{**HELD, "matter": "控股股东、实际控制人变更备案", "acceptance_number": ""},
            reasons=("变更后的实际控制人通过协议控制非营利性幼儿园。",),
            basis=("民办教育促进法实施条例 13",),
            asked="请于十五日内书面说明情况。",
        )
    if kind in {K.WITHDRAWAL_INTENT, K.ANNULMENT_INTENT}:
        return TakingBackIntentFacts(
            **{**HELD, "matter": "办学许可"},
            licence=LICENCE,
            found=str(ENDING["found"]),
            ground="以欺骗手段取得行政许可",
            article="行政许可法 69",
            answer_words="五个工作日",
            answer_by=dt.date(2026, 11, 27),
            has_hearing=True,
            compensation="因公共利益撤回的，依法给予补偿。" if kind is K.WITHDRAWAL_INTENT else "",
        )
    if kind in {K.WITHDRAWAL_DECISION, K.ANNULMENT_DECISION}:
        return TakingBackFacts(
            **{**HELD, "matter": "办学许可"},
            **ENDING,
            ground="以欺骗手段取得行政许可",
            article="行政许可法 69",
            intent_number="青教许撤告〔2026〕1号",
            heard="当事人于2026年11月13日陈述：合同由中介提供，本人不知情。经复核，不影响事实认定。",
            compensation="不予补偿。",
        )
    if kind is K.REVOCATION_DECISION:
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
    if kind is K.CANCELLATION_DECISION:
        return CancellationFacts(
            **{**HELD, "matter": "办学许可"},
            licence=LICENCE,
            ground="有效期届满未延续",
            cancelled_on=dt.date(2026, 12, 1),
            follows="《关于同意青禾县童心幼儿园终止办学的批复》青教〔2026〕61号",
            forms_back_by=dt.date(2026, 12, 15),
            duties=("到登记管理机关办理法人注销登记",),
        )
    if kind is K.FORMS_TAKEN_BACK:
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
    if kind is K.TERMINATION_REPLY:
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
    if kind is K.PLACEMENT_LIST:
        return PlacementListFacts(
            **{**HELD, "matter": "终止办学"},
            lines=PLACEMENTS,
            ends_on=dt.date(2027, 4, 9),
            confirmed_by="何静怡（县教育局）、周晓禾（园长）",
            remark="两名幼儿随父母外出，家长已书面确认",
        )
    if kind is K.BATCH_DECISION:
        return BatchFacts(
            subject="注销九所幼儿园办学许可证",
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
    raise ValueError(kind)


def plain(kind: DocumentKind, **changed: object) -> Facts:
    """A plain paper of a kind."""
    return dataclasses.replace(_make(kind), **changed)


def bare(kind: DocumentKind) -> Facts:
    """The same with every field that may be empty left empty."""
    emptied = _emptied(_make(kind))
    if kind is DocumentKind.NOT_ACCEPTED_NOTICE:
        return dataclasses.replace(emptied, ground=NotAcceptedGround.NOT_NEEDED)
    if kind is DocumentKind.PROCEDURE_ENDED_NOTICE:
        return dataclasses.replace(emptied, ground=EndedGround.WITHDRAWN)
    return emptied


def _emptied(value: Any) -> Any:
    if not dataclasses.is_dataclass(value):
        return tuple(map(_emptied, value)) if isinstance(value, tuple) else value
    changed = {
        field.name: field.default
        if field.default is not dataclasses.MISSING
        else _emptied(getattr(value, field.name))
        for field in dataclasses.fields(value)
    }
    return dataclasses.replace(value, **changed)


# Fields of words, which may be of any length.
PROSE = {
    "reason", "remark", "what", "why", "how", "question", "silence", "intended", "reasons", "closed_because",
    "proposal", "opinion", "result", "asked", "found", "heard", "examined", "decided", "duties", "why_undecided",
    "refunds", "wages", "settlement", "files_to", "not_examined", "published", "ground", "compensation", "breach",
    "late_notice", "opening", "consult", "where_to_go", "instead", "items", "to_prepare", "papers", "before",
    "after", "value", "to", "ask_at",
}  # fmt: skip
NAMES = {"name", "head", "representative", "sponsor", "handed_in_by", "chair", "corrected_by"}
MANY = 60


def longest(kind: DocumentKind) -> Facts:
    """The same with 2,000 characters in each field of words, 60 lines in each list, the longest names."""
    return _stretched(_make(kind))


def _stretched(value: Any, name: str = "") -> Any:
    if dataclasses.is_dataclass(value):
        changed = {
            field.name: _stretched(getattr(value, field.name), field.name)
            for field in dataclasses.fields(value)
            if field.name not in {"boxes", "officers", "ground"}
            or not isinstance(value, EndedFacts)
        }
        return dataclasses.replace(value, **changed)
    if isinstance(value, tuple) and value:
        if name in {"elsewhere", "officers", "boxes", "basis", "copied_to", "attendance"}:
            return tuple(_stretched(one) for one in value)
        return (_stretched(value[0], name), *(value * MANY)[1:MANY])
    if isinstance(value, str) and type(value) is str:
        if name in PROSE:
            return LONG[:2000]
        if name in NAMES:
            return value if "县" in value or "证" in value or "书" in value else MINORITY
    return value

"""Papers from receipt to hearing."""

import datetime as dt
from collections.abc import Callable

from kgsup.core.clock import SHANGHAI
from kgsup.documents.rules.facts import (
    AcceptanceFacts,
    ChangedItem,
    CorrectionFacts,
    DemandedItem,
    EndedFacts,
    EndedGround,
    ExtensionFacts,
    FactLine,
    Facts,
    HearingFacts,
    HearingRightFacts,
    NotAcceptedFacts,
    NotAcceptedGround,
    OnTheSpotFacts,
    OpinionLetterFacts,
    ReceiptFacts,
    SpecialProcedureFacts,
    Term,
    VerificationNoticeFacts,
)
from kgsup.documents.rules.kinds import DocumentKind
from tests.documents.permit_samples.case import CASE, HELD, PAPERS
from tests.documents.samples import OFFICERS


def permit_receipt() -> Facts:
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


def correction_request() -> Facts:
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


def on_the_spot_correction() -> Facts:
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


def acceptance_notice() -> Facts:
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


def not_accepted_notice() -> Facts:
    return NotAcceptedFacts(
        **{**CASE, "acceptance_number": "", "matter": "设立校外培训机构"},
        ground=NotAcceptedGround.NOT_OUR_POWER,
        reason="申请设立的机构面向成年人开展职业技能培训，不属于教育行政部门审批",
        where_to_go="青禾县人力资源和社会保障局，县政务服务中心二楼12号窗口",
        papers_returned=PAPERS[:1],
    )


def procedure_ended_notice() -> Facts:
    return EndedFacts(
        **{**CASE, "acceptance_number": ""},
        ground=EndedGround.NOT_CORRECTED,
        reason="补正期内只提交了章程，没有提交园长资格证明",
        correction_number="青教许补〔2026〕12号",
        correction_due=dt.date(2026, 11, 16),
        papers_returned=PAPERS[:2],
    )


def verification_notice() -> Facts:
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


def opinion_letter() -> Facts:
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


def special_procedure_notice() -> Facts:
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


def hearing_right_notice() -> Facts:
    return HearingRightFacts(
        **HELD,
        intended="核准青禾县童心幼儿园的举办者由张某变更为青禾县新芽教育有限公司",
        reasons="举办者变更涉及出资人之间的财产争议，两名出资人对转让协议有异议",
        told="青禾县童心幼儿园出资人李某",
        basis=("民办教育促进法 54",),
        ask_at="县政务服务中心教育窗口",
    )


def hearing_notice() -> Facts:
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


def extension_notice() -> Facts:
    return ExtensionFacts(
        **HELD,
        reason="需要向登记管理机关核实举办者的股权变动",
        extended_by_words="十个工作日",
        old_last_day=dt.date(2026, 12, 3),
        new_last_day=dt.date(2026, 12, 17),
        approved_by="我局负责人",
        approved_on=dt.date(2026, 12, 1),
    )


MADE: dict[DocumentKind, Callable[[], Facts]] = {
    DocumentKind.PERMIT_RECEIPT: permit_receipt,
    DocumentKind.CORRECTION_REQUEST: correction_request,
    DocumentKind.ON_THE_SPOT_CORRECTION: on_the_spot_correction,
    DocumentKind.ACCEPTANCE_NOTICE: acceptance_notice,
    DocumentKind.NOT_ACCEPTED_NOTICE: not_accepted_notice,
    DocumentKind.PROCEDURE_ENDED_NOTICE: procedure_ended_notice,
    DocumentKind.VERIFICATION_NOTICE: verification_notice,
    DocumentKind.OPINION_LETTER: opinion_letter,
    DocumentKind.SPECIAL_PROCEDURE_NOTICE: special_procedure_notice,
    DocumentKind.HEARING_RIGHT_NOTICE: hearing_right_notice,
    DocumentKind.HEARING_NOTICE: hearing_notice,
    DocumentKind.EXTENSION_NOTICE: extension_notice,
}

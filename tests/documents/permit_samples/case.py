"""The fictional case behind the papers: who, where, which licence."""

import datetime as dt
from typing import Any

from kgsup.documents.rules.facts import (
    Applicant,
    ApplicantKind,
    KindergartenFacts,
    LicenceLine,
    NumberElsewhere,
    PaperLine,
    PlacementLine,
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

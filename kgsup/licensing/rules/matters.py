"""What is applied for, in the words that papers print (设立幼儿园, 变更举办者 …)."""

from collections.abc import Mapping
from enum import StrEnum

from kgsup.casework.rules.numbers import System
from kgsup.kindergartens.rules.identity import AssetKind, Ownership, SponsorKind
from kgsup.licensing.rules.acts import Ground
from kgsup.licensing.rules.certificates import RegistrationBody
from kgsup.licensing.rules.fields import (
    FIELDS,
    SEPARATOR,
    AddressChange,
    ApplicationField,
    CertificatePart,
    Education,
    Shape,
    TerminationCase,
)
from kgsup.licensing.rules.kinds import PermitKind

MATTERS: Mapping[PermitKind, str] = {
    PermitKind.PREPARATION: "筹设幼儿园",
    PermitKind.ESTABLISHMENT: "设立幼儿园",
    PermitKind.CHANGE_NAME: "变更幼儿园名称",
    PermitKind.CHANGE_ADDRESS: "变更幼儿园地址",
    PermitKind.CHANGE_HEAD: "变更园长备案",
    PermitKind.CHANGE_SPONSOR: "变更举办者",
    PermitKind.CHANGE_SCOPE: "变更办学内容",
    PermitKind.SPLIT: "幼儿园分立",
    PermitKind.MERGE: "幼儿园合并",
    PermitKind.RENEWAL: "延续办学许可",
    PermitKind.REPLACEMENT: "补发办学许可证",
    PermitKind.TERMINATION: "终止办学",
    PermitKind.FILING_BOARD: "理事会（董事会）成员备案",
    PermitKind.FILING_CHARTER: "章程备案",
    PermitKind.FILING_CONTROLLER: "控股股东、实际控制人变更备案",
    PermitKind.FILING_BROCHURE: "招生简章（广告）备案",
    PermitKind.FILING_FEES: "收费项目和标准备案",
    PermitKind.FILING_CONTRACTS: "聘用合同信息备案",
}

SYSTEM_WORDS: Mapping[System, str] = {
    System.GOVERNMENT_SERVICE: "政务服务网办件编号",
    System.ONE_MATTER: "一件事编号",
    System.HOTLINE_12345: "12345工单编号",
    System.PETITION: "信访编号",
    System.OFFICE_AUTOMATION: "办公系统文号",
    System.E_LICENCE: "电子证照编号",
    System.CREDIT_PLATFORM: "信用信息平台编号",
    System.OTHER: "其他编号",
}

_F = ApplicationField
FIELD_WORDS: Mapping[ApplicationField, str] = {
    _F.NAME: "幼儿园名称",
    _F.SHORT_NAME: "简称",
    _F.NAME_CHECK_NUMBER: "名称预先核准文号",
    _F.NAME_CHECK_UNTIL: "名称预先核准有效期",
    _F.TOWN: "所在乡镇（街道）",
    _F.ADDRESS: "地址",
    _F.ADDRESS_CHANGE: "地址变更方式",
    _F.SITE_NAME: "校区名称",
    _F.OWNERSHIP: "办园性质",
    _F.INCLUSIVE_INTENDED: "是否申请认定普惠性",
    _F.RESIDENTIAL_AREA: "是否小区配套",
    _F.HANDED_OVER_ON: "移交日期",
    _F.ASSET_KINDS: "财政性经费、国有资产、集体资产、捐赠资产情况",
    _F.CAPACITY: "办学规模",
    _F.CLASSES: "班数",
    _F.TODDLER_CLASSES: "其中托班",
    _F.LAND_M2: "占地面积",
    _F.BUILDING_M2: "建筑面积",
    _F.ACTIVITY_M2: "活动用房面积",
    _F.OUTDOOR_M2: "户外场地面积",
    _F.FLOORS: "楼层",
    _F.HEALTH_EVALUATION: "卫生评价文号",
    _F.FIRE_SAFETY: "消防安全材料文号",
    _F.SPONSOR_NAME: "举办者",
    _F.SPONSOR_KIND: "举办者类型",
    _F.SPONSOR_CODE: "举办者统一社会信用代码",
    _F.CONTROLLER_NAME: "实际控制人",
    _F.CONTROLLER_CODE: "实际控制人统一社会信用代码",
    _F.LISTED_COMPANY: "是否涉及上市公司",
    _F.OPENING_CAPITAL: "开办资金",
    _F.OPENS_ON: "拟开园日期",
    _F.HEAD_NAME: "园长",
    _F.HEAD_CERTIFICATE: "园长教师资格证号",
    _F.HEAD_EDUCATION: "园长学历",
    _F.HEAD_EXPERIENCE_YEARS: "园长任教或者幼儿园管理工作年限",
    _F.HEAD_TRAINING: "园长任职培训",
    _F.TEACHERS: "教师人数",
    _F.CARERS: "保育人员人数",
    _F.HEALTH_STAFF: "卫生保健人员人数",
    _F.GUARDS: "安全保卫人员人数",
    _F.BOARD_MEMBERS: "决策机构人数",
    _F.BOARD_EXPERIENCED: "其中五年以上教育教学经验人数",
    _F.NEW_NAMES: "分立后幼儿园的名称和地址",
    _F.MERGES_WITH: "合并的幼儿园",
    _F.RENEWAL_YEARS: "申请延续年限",
    _F.UNCHANGED: "许可证登载事项有无变化",
    _F.LOST_PART: "遗失的证件",
    _F.LOST_ON: "遗失日期",
    _F.ANNOUNCED_IN: "公告载体",
    _F.ANNOUNCED_ON: "公告日期",
    _F.TERMINATION_CASE: "终止情形",
    _F.ENDS_ON: "拟终止日期",
    _F.CHILDREN: "在园幼儿数",
    _F.PLACEMENT_PLAN: "幼儿安置方案",
    _F.STAFF_COUNT: "教职工数",
    _F.WAGES_SETTLED: "工资和社会保险费结清情况",
    _F.FEES_REFUNDED: "预收费用退还情况",
    _F.LIQUIDATED_BY: "清算组织",
    _F.LIQUIDATED_ON: "清算日期",
    _F.FILES_TO: "档案接收单位",
    _F.CARE_FEE: "保教费",
    _F.MEALS_FEE: "伙食费",
    _F.OTHER_FEES: "其他收费",
    _F.CONTRACTS: "合同份数",
    _F.FILED_CONTENT: "备案内容",
    _F.EFFECTIVE_ON: "拟生效日期",
    _F.REASON: "事由",
}


def field_words(field: ApplicationField) -> str:
    """What papers call a field."""
    return FIELD_WORDS[field]


BODY_WORDS: Mapping[RegistrationBody, str] = {
    RegistrationBody.ESTABLISHMENT_OFFICE: "事业单位登记管理机关",
    RegistrationBody.CIVIL_AFFAIRS: "民政部门",
    RegistrationBody.MARKET_SUPERVISION: "市场监督管理部门",
}

_CHOICES: Mapping[StrEnum, str] = {
    Ownership.PUBLIC: "公办",
    Ownership.PRIVATE_NON_PROFIT: "民办非营利性",
    Ownership.PRIVATE_FOR_PROFIT: "民办营利性",
    Ownership.UNKNOWN: "未明确",
    SponsorKind.EDUCATION: "教育部门",
    SponsorKind.OTHER_DEPARTMENT: "其他部门",
    SponsorKind.LOCAL_ENTERPRISE: "地方企业",
    SponsorKind.PUBLIC_INSTITUTION: "事业单位",
    SponsorKind.ARMED_FORCES: "部队",
    SponsorKind.COLLECTIVE: "集体",
    SponsorKind.PRIVATE: "民办",
    SponsorKind.SINO_FOREIGN: "中外合作",
    AssetKind.FISCAL_MONEY: "财政性经费",
    AssetKind.STATE_OWNED: "国有资产",
    AssetKind.COLLECTIVE: "集体资产",
    AssetKind.DONATED: "捐赠资产",
    AddressChange.MOVE: "迁址",
    AddressChange.NEW_CAMPUS: "新增校区",
    CertificatePart.ORIGINAL: "正本",
    CertificatePart.COPY: "副本",
    TerminationCase.OWN_REQUEST: "自行要求终止",
    TerminationCase.LICENCE_REVOKED: "被吊销办学许可证",
    TerminationCase.INSOLVENT: "因资不抵债无法继续办学",
    Education.SECONDARY: "中专、高中",
    Education.JUNIOR_COLLEGE: "专科",
    Education.BACHELOR: "本科",
    Education.MASTER: "研究生",
}
_UNITS: Mapping[Shape, str] = {Shape.AREA: "平方米", Shape.MONEY: "元"}


def choice_words(choice: StrEnum) -> str:
    """What papers call a choice of a form."""
    return _CHOICES[choice]


def value_words(field: ApplicationField, text: str) -> str:
    """A typed value as papers write it; towns are named by the caller."""
    rule, text = FIELDS[field], text.strip()
    if not text:
        return ""
    if rule.shape is Shape.YES_NO:
        return "是" if text == "yes" else "否"
    if rule.choices is not None:
        return "、".join(choice_words(rule.choices(part)) for part in text.split(SEPARATOR))
    if rule.shape is Shape.DAY:
        year, month, day = text.split("-")
        return f"{int(year)}年{int(month)}月{int(day)}日"
    return f"{text}{_UNITS.get(rule.shape, '')}"


GROUND_WORDS: Mapping[Ground, str] = {
    Ground.LAW_CHANGED: "行政许可所依据的法律、法规、规章修改或者废止",
    Ground.FACTS_CHANGED: "准予行政许可所依据的客观情况发生重大变化",
    Ground.ABUSE_OF_OFFICE: "行政机关工作人员滥用职权、玩忽职守作出准予行政许可决定",
    Ground.BEYOND_POWER: "超越法定职权作出准予行政许可决定",
    Ground.AGAINST_PROCEDURE: "违反法定程序作出准予行政许可决定",
    Ground.UNQUALIFIED_APPLICANT: "对不具备申请资格或者不符合法定条件的申请人准予行政许可",
    Ground.FRAUD_OR_BRIBE: "以欺骗、贿赂等不正当手段取得行政许可",
    Ground.PENALTY_DECISION: "行政处罚决定吊销办学许可证",
    Ground.EXPIRED: "行政许可有效期届满未延续",
    Ground.BODY_ENDED: "法人或者其他组织依法终止",
    Ground.AFTER_ENDING_ACT: "行政许可依法被撤销、撤回，或者行政许可证件依法被吊销",
    Ground.FORCE_MAJEURE: "因不可抗力导致行政许可事项无法实施",
    Ground.TERMINATED: "幼儿园终止办学",
    Ground.OTHER: "法律、法规规定的应当注销行政许可的其他情形",
}

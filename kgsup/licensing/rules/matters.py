"""What is applied for, in the words that papers print (设立幼儿园, 变更举办者 …)."""

from collections.abc import Mapping

from kgsup.casework.rules.numbers import System
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

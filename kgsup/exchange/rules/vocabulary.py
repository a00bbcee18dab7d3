"""The words that lists use for ownership, sponsors, states, yes and no."""

from collections.abc import Mapping

from kgsup.kindergartens.rules.identity import Ownership, SponsorKind, State

OWNERSHIP: Mapping[str, Ownership] = {
    **dict.fromkeys(
        (
            "公办",
            "公立",
            "公办园",
            "公办幼儿园",
            "公办性质",
            "国办",
            "教育部门办",
            "公办公营",
            "机关办",
            "集体办",
            "村集体办",
            "部队办",
            "事业单位办",
            "国有企事业单位办",
            "其他部门办",
            "教办",
        ),
        Ownership.PUBLIC,
    ),
    **dict.fromkeys(
        (
            "民办非营利",
            "民办非营利性",
            "非营利性民办",
            "非营利民办",
            "非营利性",
            "非营利",
            "普惠性民办",
            "普惠民办",
            "民办普惠",
            "民办普惠性",
            "非营利性民办幼儿园",
            "普惠性民办幼儿园",
        ),
        Ownership.PRIVATE_NON_PROFIT,
    ),
    **dict.fromkeys(
        ("民办营利", "民办营利性", "营利性民办", "营利民办", "营利性", "营利", "营利性民办幼儿园"),
        Ownership.PRIVATE_FOR_PROFIT,
    ),
}
PRIVATE_UNDIVIDED = frozenset(
    {"民办", "私立", "民办园", "民办幼儿园", "民办性质", "社会力量办", "个体"}
)
"""Private without saying whether for profit: counts as non-profit until it is classified."""

SPONSOR_KINDS: Mapping[str, SponsorKind] = {
    "教育部门": SponsorKind.EDUCATION,
    "教育部门办": SponsorKind.EDUCATION,
    "县级教育部门": SponsorKind.EDUCATION,
    "其他部门": SponsorKind.OTHER_DEPARTMENT,
    "其他部门办": SponsorKind.OTHER_DEPARTMENT,
    "县级其他部门": SponsorKind.OTHER_DEPARTMENT,
    "地方企业": SponsorKind.LOCAL_ENTERPRISE,
    "地方企业办": SponsorKind.LOCAL_ENTERPRISE,
    "企业办": SponsorKind.LOCAL_ENTERPRISE,
    "事业单位": SponsorKind.PUBLIC_INSTITUTION,
    "事业单位办": SponsorKind.PUBLIC_INSTITUTION,
    "部队": SponsorKind.ARMED_FORCES,
    "部队办": SponsorKind.ARMED_FORCES,
    "集体": SponsorKind.COLLECTIVE,
    "集体办": SponsorKind.COLLECTIVE,
    "村集体": SponsorKind.COLLECTIVE,
    "民办": SponsorKind.PRIVATE,
    "个人": SponsorKind.PRIVATE,
    "公民个人": SponsorKind.PRIVATE,
    "社会组织": SponsorKind.PRIVATE,
    "中外合作": SponsorKind.SINO_FOREIGN,
    "中外合作办": SponsorKind.SINO_FOREIGN,
}
STATES: Mapping[str, State] = {
    "筹设": State.IN_PREPARATION,
    "筹建": State.IN_PREPARATION,
    "在办": State.OPERATING,
    "正常": State.OPERATING,
    "正常办园": State.OPERATING,
    "运营": State.OPERATING,
    "正常运营": State.OPERATING,
    "停止招生": State.ENROLMENT_STOPPED,
    "暂停招生": State.ENROLMENT_STOPPED,
    "停业整顿": State.CLOSED_FOR_CORRECTION,
    "停办整改": State.CLOSED_FOR_CORRECTION,
    "拟终止": State.CLOSING,
    "终止中": State.CLOSING,
    "已终止": State.CLOSED,
    "终止": State.CLOSED,
    "停办": State.CLOSED,
    "已停办": State.CLOSED,
    "撤销": State.CLOSED,
    "注销": State.CLOSED,
}
YES = frozenset(
    {"是", "有", "√", "✓", "✔", "对", "y", "yes", "true", "1", "普惠", "普惠性", "配套", "普惠园"}
)
NO = frozenset(
    {
        "否",
        "无",
        "×",
        "x",
        "✗",
        "不是",
        "没有",
        "n",
        "no",
        "false",
        "0",
        "非普惠",
        "非普惠性",
        "非配套",
        "—",
        "-",
    }
)

# What our own files write for each value; the words above read them back.
OWNERSHIP_WORDS: Mapping[Ownership, str] = {
    Ownership.PUBLIC: "公办",
    Ownership.PRIVATE_NON_PROFIT: "民办非营利",
    Ownership.PRIVATE_FOR_PROFIT: "民办营利",
    Ownership.UNKNOWN: "",
}
SPONSOR_WORDS: Mapping[SponsorKind, str] = {
    SponsorKind.EDUCATION: "教育部门",
    SponsorKind.OTHER_DEPARTMENT: "其他部门",
    SponsorKind.LOCAL_ENTERPRISE: "地方企业",
    SponsorKind.PUBLIC_INSTITUTION: "事业单位",
    SponsorKind.ARMED_FORCES: "部队",
    SponsorKind.COLLECTIVE: "集体",
    SponsorKind.PRIVATE: "民办",
    SponsorKind.SINO_FOREIGN: "中外合作",
}
STATE_WORDS: Mapping[State, str] = {
    State.IN_PREPARATION: "筹设",
    State.OPERATING: "正常办园",
    State.ENROLMENT_STOPPED: "停止招生",
    State.CLOSED_FOR_CORRECTION: "停业整顿",
    State.CLOSING: "拟终止",
    State.CLOSED: "已终止",
}
YES_WORD, NO_WORD = "是", "否"

"""The words of lists of people: what they mean, and which ones our own files use."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from kgsup.kindergartens.rules.counts import Post
from kgsup.staff.rules.identity import Sex
from kgsup.staff.rules.people import CertificateKind, CheckResult, Education, EndReason

# The first word of each value is the one that our own files use.
POSTS: Mapping[Post, tuple[str, ...]] = {
    Post.HEAD: ("园长", "副园长", "执行园长", "业务园长", "保教副园长"),
    Post.TEACHER: ("教师", "专任教师", "主班教师", "配班教师", "主班", "配班", "老师", "幼儿教师"),
    Post.CARER: ("保育员", "保育", "生活老师", "保育师"),
    Post.HEALTH: ("保健人员", "保健医", "保健医生", "保健员", "卫生保健人员", "校医", "保健"),
    Post.GUARD: ("保安", "保安员", "门卫", "安保", "安保人员"),
    Post.COOK: ("炊事员", "厨师", "厨工", "炊事人员", "食堂人员", "食堂"),
    Post.OTHER: (
        "其他", "行政", "行政人员", "教辅", "教辅人员", "工勤", "财务", "会计", "出纳", "后勤", "司机",
    ),
}  # fmt: skip
CERTIFICATES: Mapping[CertificateKind, tuple[str, ...]] = {
    CertificateKind.KINDERGARTEN_TEACHER: (
        "幼儿园教师资格证", "幼儿园教师资格", "幼儿教师资格证", "幼师资格证", "幼儿园",
    ),
    CertificateKind.OTHER_TEACHER: (
        "其他教师资格证", "小学教师资格证", "初级中学教师资格证", "高级中学教师资格证",
        "小学", "初中", "高中",
    ),
    CertificateKind.CONVERSION_TRAINING: ("学前教育专业培训合格证", "转岗培训合格证", "转岗培训"),
    CertificateKind.CARER: ("保育员证", "保育师证", "保育员培训合格证", "保育员资格证", "保育员", "保育师"),
    CertificateKind.DOCTOR: ("医师执业证", "执业医师证", "医师资格证", "医师"),
    CertificateKind.NURSE: ("护士执业证", "护士资格证", "护士"),
    CertificateKind.HEALTH_WORKER: ("保健员培训合格证", "保健员证", "卫生保健培训合格证", "保健员"),
    CertificateKind.HEAD_TRAINING: ("园长任职培训合格证", "园长岗位培训合格证", "园长证", "园长任职资格证"),
    CertificateKind.GUARD: ("保安员证", "保安证"),
    CertificateKind.FOOD_HANDLER: ("食品从业人员健康证", "健康证", "从业人员健康证"),
    CertificateKind.OTHER: ("其他证书", "其他"),
}  # fmt: skip
TEACHER_WORDS = frozenset({"教师资格证", "教师资格", "教师资格证书", "有"})
"""A teacher's certificate of a kind that only its number tells."""

EDUCATIONS: Mapping[Education, tuple[str, ...]] = {
    Education.BELOW_COLLEGE: ("中专及以下", "高中", "中专", "初中", "职高", "高中及以下", "技校", "小学"),
    Education.JUNIOR_COLLEGE: ("大专", "专科", "大学专科"),
    Education.BACHELOR: ("本科", "大学", "大学本科", "学士"),
    Education.POSTGRADUATE: ("研究生", "硕士", "博士", "硕士研究生", "博士研究生"),
}  # fmt: skip
SEXES: Mapping[Sex, tuple[str, ...]] = {Sex.FEMALE: ("女",), Sex.MALE: ("男",)}
END_REASONS: Mapping[EndReason, tuple[str, ...]] = {
    EndReason.LEFT: ("本人辞职", "辞职", "离职"),
    EndReason.MOVED: ("调动", "调岗", "调离"),
    EndReason.RETIRED: ("退休",),
    EndReason.CONTRACT_ENDED: ("合同到期", "合同期满"),
    EndReason.DISMISSED: ("解聘", "辞退", "开除", "解除合同"),
    EndReason.BARRED: ("从业禁止",),
}
RESULTS: Mapping[CheckResult, tuple[str, ...]] = {
    CheckResult.CLEAR: ("无记录", "无", "未发现", "正常", "合格", "无违法犯罪记录"),
    CheckResult.HIT: ("有记录", "有", "命中", "不合格"),
}


Value = TypeVar("Value", bound=StrEnum)


def word_of(table: Mapping[Value, tuple[str, ...]], value: Value | None) -> str | None:
    """The word that our own files use for a value."""
    return table[value][0] if value is not None else None


def meaning(table: Mapping[Value, tuple[str, ...]], word: str) -> Value | None:
    """The value that a word of a list means; ``None`` for one that is not known."""
    return next((value for value, words in table.items() if word in words), None)

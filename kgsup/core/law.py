"""The one list of legal sources.  Facts and confidence stand in the project's regulation notes."""

import re
from collections.abc import Iterable
from enum import StrEnum

INSTRUMENTS: dict[str, str] = {
    "学前教育法": "中华人民共和国学前教育法",
    "民办教育促进法": "中华人民共和国民办教育促进法",
    "民办教育促进法实施条例": "中华人民共和国民办教育促进法实施条例",
    "行政许可法": "中华人民共和国行政许可法",
    "行政处罚法": "中华人民共和国行政处罚法",
    "行政复议法": "中华人民共和国行政复议法",
    "行政诉讼法": "中华人民共和国行政诉讼法",
    "教育督导条例": "教育督导条例",
    "幼儿园责任督学挂牌督导办法": "幼儿园责任督学挂牌督导办法",
    "幼儿园工作规程": "幼儿园工作规程",
    "幼儿园教职工配备标准": "幼儿园教职工配备标准（暂行）",
    "托儿所幼儿园卫生保健管理办法": "托儿所幼儿园卫生保健管理办法",
    "学校食品安全与营养健康管理规定": "学校食品安全与营养健康管理规定",
    "食品安全法": "中华人民共和国食品安全法",
    "食品安全法实施条例": "中华人民共和国食品安全法实施条例",
    "消防法": "中华人民共和国消防法",
    "校车安全管理条例": "校车安全管理条例",
    "未成年人保护法": "中华人民共和国未成年人保护法",
    "传染病防治法": "中华人民共和国传染病防治法",
    "特种设备安全法": "中华人民共和国特种设备安全法",
    "劳动合同法": "中华人民共和国劳动合同法",
    "幼儿园收费管理暂行办法": "幼儿园收费管理暂行办法",
    "发改价格〔2025〕1644号": "关于完善幼儿园收费政策的通知",
    "国办发〔2025〕27号": "关于逐步推行免费学前教育的意见",
    "国办发〔2024〕54号": "关于严格规范涉企行政检查的意见",
    "GB/T 29315": "中小学、幼儿园安全防范要求",
    "GB 32100": "法人和其他组织统一社会信用代码编码规则",
    "教发厅〔2008〕2号": "关于启用新的民办学校办学许可证的通知",
    "城镇燃气管理条例": "城镇燃气管理条例",
    "幼儿园保育教育质量评估指南": "幼儿园保育教育质量评估指南",
    "“十四五”学前教育发展提升行动计划": "“十四五”学前教育发展提升行动计划",
    "民法典": "中华人民共和国民法典",
    "个人信息保护法": "中华人民共和国个人信息保护法",
    "学前教育深化改革规范发展若干意见": "中共中央 国务院关于学前教育深化改革规范发展的若干意见",
    "党政机关公文处理工作条例": "党政机关公文处理工作条例",
    "民办非企业单位登记管理暂行条例": "民办非企业单位登记管理暂行条例",
    "事业单位登记管理暂行条例": "事业单位登记管理暂行条例",
}


class Article(StrEnum):
    """The articles that the program itself applies, as they are cited."""

    INCLUSIVE_ONLY_NON_PROFIT = "学前教育法 24"
    RESIDENTIAL_AREA_IS_INCLUSIVE = "学前教育法 26"
    NO_PUBLIC_ASSETS_FOR_PROFIT = "学前教育法 34"
    DEPARTMENTS_BY_DUTY = "学前教育法 9"
    REGULAR_SUPERVISION = "教育督导条例 15"
    SPECIAL_SUPERVISION_THREE = "教育督导条例 16"
    SUPERVISION_OPINION = "教育督导条例 21"
    CORRECTION_REPORTED = "教育督导条例 22"
    TWO_CERTIFIED_OFFICERS = "行政处罚法 42"
    INSPECTION_RECORD = "行政处罚法 55"
    SUPERVISOR_RECUSAL = "教育督导条例 10"
    RECUSAL = "行政处罚法 43"
    TWO_VERIFIERS = "行政许可法 34"
    CHECK_NEEDS_APPROVAL = "国办发〔2024〕54号"
    ANNUAL_CHECK = "民办教育促进法实施条例 47"
    REVIEW_WITHIN_60_DAYS = "行政复议法 20"
    SUIT_WITHIN_6_MONTHS = "行政诉讼法 46"
    DAY_OF_EVENT_NOT_COUNTED = "民法典 201"
    EXTENDED_BY_THE_HEAD = "行政许可法 42"
    PAUSES_OF_LICENSING = "行政许可法 45"
    NO_PERSONAL_DATA_PUBLISHED = "个人信息保护法 25"
    CREDIT_CODE = "GB 32100"
    LICENCE_FORM = "教发厅〔2008〕2号"
    FEES_PUBLISHED = "学前教育法 69"
    FREE_LAST_YEAR = "国办发〔2025〕27号"
    SIGNED_OFF_BY_THE_HEAD = "党政机关公文处理工作条例 22"
    SCALE_AND_CLASS_SIZE = "幼儿园工作规程 11"
    TEACHERS_CERTIFIED = "学前教育法 37"
    HEAD_QUALIFIED = "学前教育法 38"
    CARERS_AND_HEALTH_STAFF = "学前教育法 39"
    CONTRACTS_FILED = "学前教育法 43"
    NOBODY_BARRED = "学前教育法 44"
    STAFF_HEALTH_CHECK = "学前教育法 45"
    BAN_FROM_THE_TRADE = "学前教育法 80"
    BACKGROUND_CHECK = "未成年人保护法 62"
    PRIVATE_SCHOOL_BAN = "民办教育促进法实施条例 62"
    SPONSOR_BAN = "民办教育促进法实施条例 64"
    FOOD_HANDLERS_CHECKED = "食品安全法 45"
    STAFFING_STANDARD = "幼儿园教职工配备标准"
    HEALTH_CARE_STAFF = "托儿所幼儿园卫生保健管理办法"
    RENEWAL_OF_LICENCE = "行政许可法 50"
    WITHDRAWAL = "行政许可法 8"
    ANNULMENT = "行政许可法 69"
    CANCELLATION = "行政许可法 70"
    REVOCATION_IS_A_PENALTY = "行政处罚法 9"
    TERMINATION_BY_OWN_REQUEST = "民办教育促进法实施条例 50"
    BARRED_PERSONS = "学前教育法 44"
    CAPITAL_CONTROL = "学前教育法 35"
    CONTRACT_CONTROL = "民办教育促进法实施条例 13"
    CONTROLLER_IS_FILED = "民办教育促进法实施条例 12"
    CHAIN_CONTROLLERS = "民办教育促进法实施条例 64"
    SPONSOR_QUALIFIED = "民办教育促进法 10"
    CLASS_IS_CHOSEN = "民办教育促进法 19"
    EXISTING_SCHOOLS = "民办教育促进法实施条例 66"
    CHAIN_AGREEMENTS = "学前教育深化改革规范发展若干意见"
    APPLICATION_RECEIVED = "行政许可法 32"
    CORRECTION_ASKED_ONCE = "行政许可法 32.1(4)"
    CORRECTED_ON_THE_SPOT = "行政许可法 32.1(3)"
    OTHER_DEPARTMENTS = "行政许可法 26"
    DECISION_IN_WRITING = "行政许可法 38"
    DECISIONS_ARE_PUBLIC = "行政许可法 40"
    DECISION_TERM = "行政许可法 42"
    HEARING_ON_REQUEST = "行政许可法 47"
    HEARING_CONDUCT = "行政许可法 48"
    ESTABLISHMENT_CONDITIONS = "学前教育法 29"
    LICENCE_BEFORE_REGISTRATION = "学前教育法 30"
    ENDING_IS_PREPARED = "学前教育法 31"
    PREPARATION_DECISION = "民办教育促进法 14"
    ENDING_OF_A_SCHOOL = "民办教育促进法 56"


def instrument_of(citation: str) -> str:
    """Return the full title of the instrument that a citation such as "学前教育法 52" names.

    Raises ``KeyError`` for an instrument that is not in the list.
    """
    known = [name for name in INSTRUMENTS if citation == name or citation.startswith(f"{name} ")]
    if not known:
        raise KeyError(citation)
    return INSTRUMENTS[max(known, key=len)]


def in_words(citation: str) -> str:
    """Write a citation as papers do: "学前教育法 52" → "《中华人民共和国学前教育法》第五十二条".

    A paragraph stands behind a point, items in brackets: "行政许可法 32.1(4)" is 第三十二条第一款第四项.
    """
    return f"《{instrument_of(citation)}》{_place_in_words(citation)}"


def all_in_words(citations: Iterable[str]) -> str:
    """Write several citations as one list, the title of an instrument once where it follows itself."""
    words: list[str] = []
    last = ""
    for citation in dict.fromkeys(citations):
        title = instrument_of(citation)
        place = _place_in_words(citation)
        words.append(place if place and title == last else f"《{title}》{place}")
        last = title
    return "、".join(words)


_PLACE = re.compile(r" (\d+)(?:\.(\d+))?((?:\(\d+\))*)$")


def _place_in_words(citation: str) -> str:
    """第…条第…款第…项; empty for an instrument as a whole."""
    found = _PLACE.search(citation)
    if citation in INSTRUMENTS or found is None:  # "GB/T 29315" ends in digits, no article
        return ""
    article, paragraph, items = found.groups()
    words = f"第{chinese_number(int(article))}条"
    if paragraph:
        words += f"第{chinese_number(int(paragraph))}款"
    return words + "、".join(
        f"第{chinese_number(int(item))}项" for item in re.findall(r"\d+", items)
    )


_DIGITS = "零一二三四五六七八九"


def chinese_number(number: int) -> str:
    """Write 1 to 999 in Chinese words as articles are numbered (十五, not 一十五)."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        words += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        words += "零"
    return words + (_DIGITS[ones] if ones else "")

"""Names of kindergartens: words that may not be used, areas above the county's, names that are taken.

The words are those of the action plan of nine ministries (regulation 4.5); a county adds its own.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from kgsup.kindergartens.rules.names import fold
from kgsup.licensing.rules.fields import LONGEST_NAME
from kgsup.licensing.rules.reviewing import Check, judged

ACTION_PLAN = "“十四五”学前教育发展提升行动计划"

NATION_WORDS = ("中国", "中华", "全国", "国家", "国际", "世界", "全球", "环球")
MISLEADING_WORDS = ("中英", "双语", "双文", "艺术", "国学", "私塾", "蒙学")
RELIGIOUS_WORDS = ("佛", "基督", "天主", "耶稣", "伊斯兰", "清真", "圣母", "福音", "神学")
FOREIGN_WORDS = (
    "美国", "英国", "法国", "德国", "日本", "加拿大", "澳大利亚", "新加坡", "欧洲", "剑桥", "牛津",
    "哈佛", "耶鲁", "伊顿", "常春藤", "蒙台梭利", "蒙特梭利", "华德福", "瑞吉欧", "爱迪生", "爱因斯坦",
)  # fmt: skip
_LATIN = re.compile(r"[A-Za-zÀ-ɏΑ-ωА-яぁ-ヿ가-힣]")
_HIGHER_AREA = re.compile(r"^[^省市县区]{1,8}?(省|自治区|特别行政区|自治州|地区|盟|市)")


@dataclass(frozen=True, kw_only=True)
class TakenName:
    """A name that another kindergarten of the county has."""

    name: str
    is_public: bool


@dataclass(frozen=True, kw_only=True)
class NameQuestion:
    """A name that is applied for.  ``county_name`` is the approving county's; days are inclusive."""

    name: str
    on: dt.date
    county_name: str
    short_name: str = ""
    is_private: bool = False
    more_words: tuple[str, ...] = ()
    taken: tuple[TakenName, ...] = ()
    check_number: str = ""
    check_until: dt.date | None = None
    asks_for_check: bool = True


def check_name(question: NameQuestion) -> list[Check]:
    """Every rule on the name and on the short name that was given."""
    if not question.name:
        return []
    return [
        _words(question),
        _language(question),
        _area(question),
        _length(question),
        _taken(question),
        *_name_check(question),
    ]


def _names(question: NameQuestion) -> list[str]:
    return [name for name in (question.name, question.short_name) if name]


def banned_words(name: str, more_words: tuple[str, ...] = ()) -> list[str]:
    """The words in a name that may not stand there, in the order of the lists."""
    lists = (*NATION_WORDS, *MISLEADING_WORDS, *RELIGIOUS_WORDS, *FOREIGN_WORDS, *more_words)
    return [word for word in dict.fromkeys(lists) if word and word in name]


def _words(question: NameQuestion) -> Check:
    found = [word for name in _names(question) for word in banned_words(name, question.more_words)]
    listed = "、".join(dict.fromkeys(found))
    return Check(
        code="name:words",
        what="名称用字用词",
        result=judged(not found),
        text=f"名称中含有不得使用的字词：{listed}" if found else "未见不得使用的字词",
        article=ACTION_PLAN,
    )


def _language(question: NameQuestion) -> Check:
    foreign = [name for name in _names(question) if _LATIN.search(name)]
    return Check(
        code="name:language",
        what="名称使用规范汉字",
        result=judged(not foreign),
        text=f"名称中含有外文字符：{'、'.join(foreign)}" if foreign else "未见外文字符",
        article=ACTION_PLAN,
    )


def _area(question: NameQuestion) -> Check:
    above = next(_areas_above(question), "")
    return Check(
        code="name:area",
        what="名称中的行政区划",
        result=judged(not above),
        text=f"名称冠以高于审批机关层级的行政区划“{above}”"
        if above
        else "未冠以高于审批机关层级的行政区划",
        article=ACTION_PLAN,
        provisional=True,  # an area's level is a rule of local notices
    )


def _areas_above(question: NameQuestion) -> Iterator[str]:
    for name in _names(question):
        found = _HIGHER_AREA.match(name)
        if found and not name.startswith(question.county_name):
            yield found.group()


def _length(question: NameQuestion) -> Check:
    longest = max(len(name) for name in _names(question))
    return Check(
        code="name:length",
        what="名称长度",
        result=judged(longest <= LONGEST_NAME),
        text=f"名称{longest}字，登记系统最多{LONGEST_NAME}字",
    )


def _taken(question: NameQuestion) -> Check:
    wanted = {fold(name) for name in _names(question)}
    same = [other for other in question.taken if fold(other.name) in wanted]
    public = [other.name for other in same if other.is_public]
    text = "县内登记名册中无相同名称或者简称"
    if public and question.is_private:
        text = f"民办园使用公办园的名称或者简称：{'、'.join(public)}"
    elif same:
        text = f"与县内已登记幼儿园的名称或者简称相同：{'、'.join(other.name for other in same)}"
    return Check(
        code="name:taken",
        what="名称不重复",
        result=judged(not same),
        text=text,
        article=ACTION_PLAN if public and question.is_private else "",
    )


def _name_check(question: NameQuestion) -> Iterator[Check]:
    """A private kindergarten's name is checked beforehand by the body that registers it."""
    if not question.is_private or not question.asks_for_check:
        return
    number, until = question.check_number.strip(), question.check_until
    if not number:
        text = "未提交登记机关的名称核准（预查）文号"
    elif until is not None and until < question.on:
        text = f"名称核准（{number}）已于{until.isoformat()}到期"
    else:
        text = f"名称核准：{number}"
    is_valid = bool(number) and (until is None or question.on <= until)
    yield Check(
        code="name:check",
        what="登记机关名称核准",
        result=judged(is_valid),
        text=text,
        provisional=True,
    )

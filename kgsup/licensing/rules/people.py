"""People of an application: head, staff for the classes, board; hard is a barred person alone."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kgsup.core.law import Article
from kgsup.kindergartens.rules.counts import Post
from kgsup.licensing.rules.fields import ApplicationField, Education
from kgsup.licensing.rules.reviewing import Check, judged
from kgsup.licensing.rules.standards import Values, figure, written
from kgsup.staff.rules.judging import Judgement, Result, Rule
from kgsup.staff.rules.people import Ban, Person
from kgsup.staff.rules.qualification import HEAD_YEARS, check_head
from kgsup.staff.rules.staffing import StaffingFacts, judge

F = ApplicationField

BOARD = "民办教育促进法 21"
LEAST_BOARD = 5  # five and more
BOARD_YEARS = 5
COLLEGE = frozenset({Education.JUNIOR_COLLEGE, Education.BACHELOR, Education.MASTER})

_HEAD_RULES: Mapping[Rule, tuple[str, str, str]] = {
    Rule.HEAD_CERTIFICATE: ("教师资格", "人员库中有有效的教师资格", "人员库中没有有效的教师资格"),
    Rule.HEAD_EDUCATION: ("学历", "大学专科以上", "不具备大学专科以上学历"),
    Rule.HEAD_EXPERIENCE: (
        "任职年限",
        f"从事教学或者管理满{HEAD_YEARS}年",
        f"从事幼儿园教师或者管理工作不满{HEAD_YEARS}年",
    ),
    Rule.HEAD_TRAINING: ("任职培训", "有园长任职培训记录", "没有园长任职培训记录"),
    Rule.HEAD_NOT_BARRED: ("从业禁止", "人员库中无从业禁止", "处于从业禁止期内"),
}


@dataclass(frozen=True, kw_only=True)
class HeadQuestion:
    """The head who is named, and who of that name stands in the staff lists or under a ban.

    ``person`` is certainly the same (works there, or the same certificate).  ``namesakes`` are bans in
    force of others of the name, with the tail of their identity number: a name alone proves nothing.
    """

    name: str
    on: dt.date
    person: Person | None = None
    namesakes: tuple[tuple[str | None, Ban], ...] = ()


def check_head_of(
    question: HeadQuestion, values: Values, asked: Iterable[ApplicationField]
) -> list[Check]:
    """The head: by the staff lists where the person is there, else by what was declared."""
    if not question.name:
        return []
    if question.person is None:
        return [*_declared_head(question, values, frozenset(asked)), *_namesakes(question)]
    return [_head(question, judgement) for judgement in check_head(question.person, question.on)]


def _head(question: HeadQuestion, judgement: Judgement) -> Check:
    what, fits, fails = _HEAD_RULES[judgement.rule]
    words = {Result.PASS: fits, Result.FAIL: fails, Result.NOT_ENOUGH_DATA: "人员库中无记录"}
    is_ban = judgement.rule is Rule.HEAD_NOT_BARRED
    number = f"（{judgement.figure}）" if is_ban and judgement.is_failed else ""
    return Check(
        code=f"head:{judgement.rule.value}",
        what=f"园长{what}",
        result=judgement.result,
        text=f"拟任园长{question.name}{words[judgement.result]}{number}",
        article=judgement.article,
        is_hard=is_ban,
    )


def _declared_head(
    question: HeadQuestion, values: Values, asked: frozenset[ApplicationField]
) -> list[Check]:
    answers = (
        (F.HEAD_CERTIFICATE, _certificate(values)),
        (F.HEAD_EDUCATION, _education(values)),
        (F.HEAD_EXPERIENCE_YEARS, _experience(values)),
    )
    return [
        Check(
            code=f"head:{rule.value}",
            what=f"园长{_HEAD_RULES[rule][0]}（申报）",
            result=judged(has_passed),
            text=f"拟任园长{question.name}：{text}",
            article=Article.HEAD_QUALIFIED,
        )
        for field, (rule, has_passed, text) in answers
        if field in asked
    ]


Declared = tuple[Rule, bool | None, str]


def _certificate(values: Values) -> Declared:
    number = values.get(F.HEAD_CERTIFICATE)
    text = f"教师资格证号{number}" if number else "未填报教师资格证号"
    return Rule.HEAD_CERTIFICATE, bool(number), text


def _education(values: Values) -> Declared:
    education = values.get(F.HEAD_EDUCATION)
    if education is None:
        return Rule.HEAD_EDUCATION, None, "未填报学历"
    is_college = education in COLLEGE
    text = "学历为大学专科以上" if is_college else "学历不足大学专科"
    return Rule.HEAD_EDUCATION, is_college, text


def _experience(values: Values) -> Declared:
    years = figure(values, F.HEAD_EXPERIENCE_YEARS)
    if years is None:
        return Rule.HEAD_EXPERIENCE, None, "未填报任职年限"
    text = f"从事教学或者管理{written(years)}年，应满{HEAD_YEARS}年"
    return Rule.HEAD_EXPERIENCE, years >= HEAD_YEARS, text


def _namesakes(question: HeadQuestion) -> list[Check]:
    """Bans of people of the same name: the identity number is compared before the decision."""
    if not question.namesakes:
        return [
            Check(
                code="head:namesakes",
                what="园长从业禁止（同名核对）",
                result=Result.PASS,
                text=f"从业禁止名单中无姓名为{question.name}的人员",
                article=Article.NOBODY_BARRED,
            )
        ]
    listed = "、".join(
        f"{ban.decision_number}（证件尾号{tail or '不详'}）" for tail, ban in question.namesakes
    )
    return [
        Check(
            code="head:namesakes",
            what="园长从业禁止（同名核对）",
            result=Result.FAIL,
            text=f"从业禁止名单中有与拟任园长{question.name}同名的人员：{listed}，须核对证件号码",
            article=Article.NOBODY_BARRED,
        )
    ]


_STAFF_RULES: Mapping[Rule, tuple[str, frozenset[ApplicationField]]] = {
    Rule.TWO_TEACHERS_ONE_CARER: (
        "每班两教一保",
        frozenset({F.TEACHERS, F.CARERS, F.CLASSES}),
    ),
    Rule.HEALTH_STAFF: ("卫生保健人员", frozenset({F.HEALTH_STAFF, F.CAPACITY})),
}
_POSTS = {F.TEACHERS: Post.TEACHER, F.CARERS: Post.CARER, F.HEALTH_STAFF: Post.HEALTH}


def check_staff(values: Values, asked: Iterable[ApplicationField], on: dt.date) -> list[Check]:
    """The staff that was declared, for the places and classes applied for (两教一保, 1:150).

    The ratio to children is judged in operation, on the children who are there.
    """
    fields = frozenset(asked)
    places, classes = figure(values, F.CAPACITY), figure(values, F.CLASSES)
    reported = {
        post: int(number)
        for field, post in _POSTS.items()
        if (number := figure(values, field)) is not None
    }
    facts = StaffingFacts(kindergarten="", on=on, people=(), reported=reported, term=None)
    judgements = judge(facts, _whole(places), _whole(classes))
    return [
        _staff(judgement, reported, places, classes)
        for judgement in judgements
        if judgement.rule in _STAFF_RULES and _STAFF_RULES[judgement.rule][1] <= fields
    ]


def _whole(number: float | None) -> int | None:
    return None if number is None else int(number)


def _staff(
    judgement: Judgement, counts: Mapping[Post, int], places: float | None, classes: float | None
) -> Check:
    def of(post: Post) -> str:
        return str(counts.get(post, "未填"))

    is_known = judgement.result is not Result.NOT_ENOUGH_DATA
    text = "未填报人数、班级数或者办园规模"
    if is_known and judgement.rule is Rule.TWO_TEACHERS_ONE_CARER:
        text = (
            f"{written(classes or 0)}个班配教师{of(Post.TEACHER)}人、保育员{of(Post.CARER)}人，"
            "标准为每班两教一保或者三名教师"
        )
    elif is_known:
        text = (
            f"卫生保健人员{of(Post.HEALTH)}人、幼儿{written(places or 0)}人，"
            f"标准不少于{judgement.standard}人"
        )
    return Check(
        code=f"staff:{judgement.rule.value}",
        what=_STAFF_RULES[judgement.rule][0],
        result=judgement.result,
        text=text,
        article=judgement.article,
        provisional=judgement.provisional,
    )


def check_board(values: Values, asked: Iterable[ApplicationField]) -> list[Check]:
    """民办教育促进法 21: five members and more, a third of them with five years in education."""
    if F.BOARD_MEMBERS not in frozenset(asked):
        return []
    members, experienced = figure(values, F.BOARD_MEMBERS), figure(values, F.BOARD_EXPERIENCED)
    return [
        Check(
            code="board:members",
            what="决策机构人数",
            result=judged(None if members is None else members >= LEAST_BOARD),
            text="未填报决策机构人数"
            if members is None
            else f"决策机构{written(members)}人，应由{LEAST_BOARD}人以上组成",
            article=BOARD,
        ),
        Check(
            code="board:experienced",
            what="决策机构成员的教育教学经验",
            result=judged(
                None if not members or experienced is None else experienced * 3 >= members
            ),
            text="未填报决策机构人数"
            if not members or experienced is None
            else f"{written(members)}人中{written(experienced)}人有{BOARD_YEARS}年以上教育教学经验，"
            "应不少于三分之一",
            article=BOARD,
        ),
    ]


def same_person(
    people: Sequence[Person], kindergarten: str | None, certificate: str
) -> Person | None:
    """Who of some people of one name is certainly the one who is named: works there, or the certificate."""
    wanted = certificate.strip()
    for person in people:
        works_there = kindergarten is not None and any(
            employment.kindergarten == kindergarten for employment in person.employments
        )
        has_it = bool(wanted) and any(one.number == wanted for one in person.certificates)
        if works_there or has_it:
            return person
    return None

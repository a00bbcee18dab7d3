"""Figures of an application beside the standards: places, classes, areas, floors.

Figures above a standard are findings that whoever decides answers (practice R13: the regulation itself
says "in general").  Hard is only what is wholly missing of 学前教育法 29, and a place outside the county.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kgsup.core.law import Article
from kgsup.licensing.rules.fields import ApplicationField, Value
from kgsup.licensing.rules.reviewing import Check, judged

F = ApplicationField
Values = Mapping[ApplicationField, Value]

MOST_PLACES = 360  # 幼儿园工作规程 11, "in general"
LARGEST_CLASS = 35  # 大班
USUAL_CLASS = 30  # the mean of 小班 25, 中班 30, 大班 35, and a mixed class
MOST_FLOORS = 3  # children's rooms, buildings of grade I and II (GB 50016)
AREAS: Mapping[str, tuple[ApplicationField, str]] = {
    "outdoor_m2": (F.OUTDOOR_M2, "户外活动场地"),
    "activity_m2": (F.ACTIVITY_M2, "幼儿活动用房"),
    "building_m2": (F.BUILDING_M2, "园舍建筑"),
}


@dataclass(frozen=True, kw_only=True)
class Standards:
    """The county's standards: least m² for each place, by the key of ``AREAS``."""

    areas: Mapping[str, float]


def figure(values: Values, field: ApplicationField) -> float | None:
    """A figure of the application; ``None`` when it was not given or could not be read."""
    value = values.get(field)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def written(number: float) -> str:
    """A figure as papers write it: at most two decimals, none that are nought."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def check_figures(
    values: Values, asked: Iterable[ApplicationField], standards: Standards
) -> list[Check]:
    """The figures that the kind asks for, each beside its standard."""
    fields = frozenset(asked)
    found: list[Check] = []
    if F.CAPACITY in fields:
        found.append(_scale(values))
    if {F.CAPACITY, F.CLASSES} <= fields:
        found.append(_class_size(values))
    if F.CAPACITY in fields:
        found += [_area(key, values, standards) for key in AREAS if AREAS[key][0] in fields]
    if F.FLOORS in fields:
        found.append(_floors(values))
    return found


def _scale(values: Values) -> Check:
    places = figure(values, F.CAPACITY)
    return Check(
        code="figures:scale",
        what="办园规模",
        result=judged(None if places is None else places <= MOST_PLACES),
        text="未填写办园规模"
        if places is None
        else f"办园规模{written(places)}人，规程规定一般不超过{MOST_PLACES}人",
        article=Article.SCALE_AND_CLASS_SIZE,
    )


def _class_size(values: Values) -> Check:
    places, classes = figure(values, F.CAPACITY), figure(values, F.CLASSES)
    if places is None or not classes:
        result, text = judged(None), "未填写班级数或者办园规模"
    else:
        mean = places / classes
        result = judged(mean <= USUAL_CLASS)
        text = f"平均每班{written(mean)}人，小、中、大班一般为25、30、35人，平均{USUAL_CLASS}人"
        if mean > LARGEST_CLASS:
            text = f"平均每班{written(mean)}人，超过大班一般人数{LARGEST_CLASS}人"
    return Check(
        code="figures:class_size",
        what="班额",
        result=result,
        text=text,
        article=Article.SCALE_AND_CLASS_SIZE,
    )


def _area(key: str, values: Values, standards: Standards) -> Check:
    field, what = AREAS[key]
    area, places = figure(values, field), figure(values, F.CAPACITY)
    least = standards.areas.get(key)
    if area is None or not places or least is None:
        result, text = judged(None), f"未填写{what}面积、办园规模，或者本县未定标准"
    else:
        each = round(area / places, 2)
        result = judged(each >= least)
        text = f"生均{what}面积{written(each)}平方米，标准不低于{written(least)}平方米"
    return Check(
        code=f"figures:{key}",
        what=f"生均{what}面积",
        result=result,
        text=text,
        article=Article.ESTABLISHMENT_CONDITIONS,
        provisional=True,
    )


def _floors(values: Values) -> Check:
    floors = figure(values, F.FLOORS)
    return Check(
        code="figures:floors",
        what="园舍层数",
        result=judged(None if floors is None else floors <= MOST_FLOORS),
        text="未填写园舍层数"
        if floors is None
        else f"园舍{written(floors)}层，幼儿生活用房一般不超过{MOST_FLOORS}层",
        article=Article.ESTABLISHMENT_CONDITIONS,
        provisional=True,
    )


# What of 学前教育法 29 can be wholly missing in the figures: nobody, nothing, nowhere.  Carers are not
# among them: three teachers in each class take their place (幼儿园教职工配备标准).
_WHOLLY: tuple[tuple[ApplicationField, str, str], ...] = (
    (F.HEAD_NAME, "园长", "没有园长人选"),
    (F.TEACHERS, "教师", "没有教师"),
    (F.HEALTH_STAFF, "卫生保健人员", "没有卫生保健人员"),
    (F.GUARDS, "安全保卫人员", "没有安全保卫人员"),
    (F.ADDRESS, "园址", "没有园址"),
    (F.BUILDING_M2, "园舍", "没有园舍"),
    (F.OUTDOOR_M2, "户外场地", "没有户外场地"),
    (F.OPENING_CAPITAL, "办学资金", "没有办学资金"),
    (F.HEALTH_EVALUATION, "卫生评价", "没有卫生评价"),
)


def missing_conditions(values: Values, asked: Iterable[ApplicationField]) -> list[Check]:
    """The conditions of 学前教育法 29 that the kind asks for and that are not there at all: hard."""
    fields = frozenset(asked)
    return [
        Check(
            code=f"missing:{field.value}",
            what=what,
            result=judged(not _is_nothing(values.get(field))),
            text=text if _is_nothing(values.get(field)) else "已填报",
            article=Article.ESTABLISHMENT_CONDITIONS,
            is_hard=True,
        )
        for field, what, text in _WHOLLY
        if field in fields
    ]


def _is_nothing(value: Value) -> bool:
    return value is None or value == "" or (not isinstance(value, bool) and value == 0)


def check_power(town_code: str, towns: frozenset[str]) -> Iterator[Check]:
    """A kindergarten elsewhere is approved elsewhere (学前教育法 30): hard.  ``towns`` are the county's."""
    if not town_code or not towns:
        return
    is_ours = town_code in towns
    yield Check(
        code="power:town",
        what="审批权限",
        result=judged(is_ours),
        text="园址在本县" if is_ours else "园址不在本县，不属于本机关审批权限",
        article=Article.LICENCE_BEFORE_REGISTRATION,
        is_hard=True,
    )

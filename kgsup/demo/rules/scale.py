"""Invented counties and kindergartens in any number, the same ones every time.  Pure.

No area of China has a code that begins with 99, and nobody has a telephone with the area code 0199.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from stdnum.cn import uscc

from kgsup.core.clocks import Term
from kgsup.kindergartens.rules.codes import organisation_check
from kgsup.kindergartens.rules.counts import AgeGroup, GroupCount
from kgsup.kindergartens.rules.entries import Additions, NewKindergarten, TermFigures
from kgsup.kindergartens.rules.facts import FactValue, Field
from kgsup.kindergartens.rules.identity import Ownership, SponsorKind
from kgsup.kindergartens.rules.licences import NewLicence

MEASURED_CODE, MEASURED_NAME = "990199", "度量县"
MEASURED_KINDERGARTENS = 700
YEARS = 10  # of visits in the measured county
VISITS_A_YEAR = 12  # to each of its kindergartens: 8,400
IN_A_COUNTY = 110  # kindergartens in each other county, as in the country's average
TOWNS = 12
FIRST_PROVINCE, LAST_PROVINCE, COUNTIES_A_PROVINCE = 2, 99, 99

_PLACE_WORDS = "云山石河柳竹松梅泉溪湖坪岭塘湾桥沙井坡关"
_FIRST = "青白金银红紫兰玉宝春夏秋朝晨星月日云霞虹彩阳光明亮安康宁和乐欢喜瑞福祥育启慧智文博思"
_SECOND = "苗芽蕾花朵果禾豆草叶竹松柏梅荷莲桃李杏橙鸽燕鹿象熊猫鲸鸟蝶蜂船帆桥灯塔泉溪湖海岛"
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
_GIVEN = "春夏秋冬梅兰竹菊晓静敏慧芳英玉珍桂香莲凤琴雪红云秀丽萍燕娟婷"


@dataclass(frozen=True, kw_only=True)
class ScaleCounty:
    """A county of scale; ``serial`` numbers its first kindergarten in the whole set."""

    code: str
    name: str
    kindergartens: int
    serial: int

    @property
    def towns(self) -> dict[str, str]:
        """Town codes and names by the usual pattern (towns 100–199)."""
        return {f"{self.code}{100 + n}": f"{_FIRST[n]}{_PLACE_WORDS[n]}镇" for n in range(TOWNS)}


def counties(kindergartens: int) -> Iterator[ScaleCounty]:
    """The measured county first, then as many others as the number asks for."""
    first = min(kindergartens, MEASURED_KINDERGARTENS)
    yield ScaleCounty(code=MEASURED_CODE, name=MEASURED_NAME, kindergartens=first, serial=0)
    rest, n = kindergartens - first, 0
    places = (LAST_PROVINCE - FIRST_PROVINCE + 1) * COUNTIES_A_PROVINCE
    in_a_county = max(IN_A_COUNTY, -(-rest // places))
    while rest > 0:
        count = min(rest, in_a_county)
        yield ScaleCounty(
            code=_code(n), name=_county_name(n), kindergartens=count, serial=kindergartens - rest
        )
        rest, n = rest - count, n + 1


def _code(n: int) -> str:
    province, county = divmod(n, COUNTIES_A_PROVINCE)
    return f"99{FIRST_PROVINCE + province:02d}{county + 1:02d}"


def _county_name(n: int) -> str:
    return f"{_FIRST[n % len(_FIRST)]}{_PLACE_WORDS[n // len(_FIRST) % len(_PLACE_WORDS)]}{n + 1}县"


def kindergartens_of(county: ScaleCounty, term: Term, random: Random) -> list[NewKindergarten]:
    """The kindergartens of a county with licence and counts; names differ within the county."""
    names = [f"{a}{b}" for a in _FIRST for b in _SECOND]
    random.shuffle(names)
    towns = list(county.towns.items())
    return [
        _kindergarten(county, n, names[n % len(names)], towns[n % len(towns)], (term, random))
        for n in range(county.kindergartens)
    ]


def _kindergarten(
    county: ScaleCounty, n: int, name: str, town: tuple[str, str], given: tuple[Term, Random]
) -> NewKindergarten:
    term, random = given
    town_code, town_name = town
    serial = county.serial + n
    ownership = _ownership(n)
    facts: dict[Field, FactValue] = {
        Field.NAME: f"{county.name}{town_name}{name}幼儿园",
        Field.TOWN_CODE: town_code,
        Field.ADDRESS: f"{county.name}{town_name}{name}路{n + 1}号",
        Field.TELEPHONE: f"0199-{5_000_000 + serial:07d}",
        Field.HEAD: person(random),
        Field.SPONSOR_NAME: f"{county.name}教育局"
        if ownership is Ownership.PUBLIC
        else person(random),
        Field.SPONSOR_KIND: SponsorKind.EDUCATION
        if ownership is Ownership.PUBLIC
        else SponsorKind.PRIVATE,
        Field.OWNERSHIP: ownership,
        Field.CREDIT_CODE: _credit_code(county.code, ownership, serial),
        Field.INSTITUTION_CODE: f"11{serial:08d}",
    }
    licence = NewLicence(
        number=f"教民1{county.code}6{n + 1:06d}1号",
        valid_from=dt.date(2025, 9, 1),
        valid_until=dt.date(2028, 8, 31),
        issued_on=dt.date(2025, 9, 1),
    )
    additions = Additions(licence=licence, figures=_figures(term, random))
    return NewKindergarten(facts=facts, additions=additions, from_on=dt.date(2015, 9, 1))


def _ownership(n: int) -> Ownership:
    """Half public, one in ten for-profit."""
    if n % 2 == 0:
        return Ownership.PUBLIC
    return Ownership.PRIVATE_FOR_PROFIT if n % 10 == 1 else Ownership.PRIVATE_NON_PROFIT


def _figures(term: Term, random: Random) -> TermFigures:
    groups = (AgeGroup.JUNIOR, AgeGroup.MIDDLE, AgeGroup.SENIOR)
    counts = tuple(
        GroupCount(age_group=group, classes=2, children=random.randrange(20, 50))
        for group in groups
    )
    return TermFigures(term=term.name, counted_on=term.first_day, groups=counts)


def person(random: Random) -> str:
    """A name of three characters."""
    return f"{random.choice(_SURNAMES)}{random.choice(_GIVEN)}{random.choice(_GIVEN)}"


def _credit_code(county_code: str, ownership: Ownership, serial: int) -> str:
    prefix = {
        Ownership.PUBLIC: "12",
        Ownership.PRIVATE_NON_PROFIT: "52",
        Ownership.PRIVATE_FOR_PROFIT: "91",
    }[ownership]
    body = f"{serial:08d}"
    first = f"{prefix}{county_code}{body}{organisation_check(body)}"
    return f"{first}{uscc.calc_check_digit(first)}"

"""Area codes of GB/T 2260 and districts that were merged or renamed.  No database.

The codes come with python-stdnum; the table of former districts is ``data/merged.csv``.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from stdnum import numdb

COUNTY_DIGITS = 6
_CITY_ENDING = "00"
_NOT_A_DISTRICT = frozenset({"市辖区", "郊区", "市区", "县"})
_SPELL = re.compile(r"^(?:\[(?P<since>\d*)-(?P<until>\d*)\])?(?P<name>.+)$")


@dataclass(frozen=True, kw_only=True)
class Merged:
    """A district's or town's former name within a city, and the present district of that ground."""

    within: str  # the first four digits of the city
    former: str
    since: int  # the year in which the change was decided
    code: str  # 6 digits
    name: str


@cache
def _spells(code: str) -> tuple[tuple[str, str], ...]:
    """The names of a code as (last year or "" while it is in force, name), oldest first."""
    found = numdb.get("cn/loc").info(code)
    if len(found) != 2 or len(code) != COUNTY_DIGITS:
        return ()
    spells = [_SPELL.match(part) for part in found[1][1].get("county", "").split(",")]
    return tuple((spell["until"] or "", spell["name"]) for spell in spells if spell)


def is_known_area(code: str) -> bool:
    """Tell whether a 6-digit code is or was an area of the standard (old papers bear old codes)."""
    return bool(_spells(code))


def area_name(code: str) -> str | None:
    """The present name of a 6-digit code, its last one when the area is gone, ``None`` if unknown."""
    spells = _spells(code)
    return spells[-1][1] if spells else None


@cache
def _districts(county_code: str) -> tuple[tuple[str, str], ...]:
    if len(county_code) != COUNTY_DIGITS or not county_code.endswith(_CITY_ENDING):
        return ()
    if county_code.endswith(_CITY_ENDING * 2):
        return ()  # a province is no bureau that runs kindergartens
    codes = [f"{county_code[:4]}{number:02d}" for number in range(1, 100)]
    present = [
        (code, name)
        for code in codes
        for until, name in _spells(code)[-1:]
        if not until and name not in _NOT_A_DISTRICT
    ]
    return tuple(present)


def districts_of(county_code: str) -> dict[str, str]:
    """The present districts (6 digits → name) of a city run as one bureau; none for other codes."""
    return dict(_districts(county_code))


@cache
def merged_areas() -> tuple[Merged, ...]:
    """The table of former names."""
    path = Path(__file__).with_name("data") / "merged.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(_merged(row) for row in csv.DictReader(file))


def _merged(row: Mapping[str, str]) -> Merged:
    return Merged(
        within=row["within"],
        former=row["former"],
        since=int(row["since"]),
        code=row["code"],
        name=row["name"],
    )


@cache
def merged_within(county_code: str) -> tuple[Merged, ...]:
    """The former names that count in the city of a county code."""
    return tuple(row for row in merged_areas() if county_code.startswith(row.within))


def city_names(county_code: str) -> tuple[str, ...]:
    """The names with which an address in a county may begin, from province down to the county."""
    if len(county_code) != COUNTY_DIGITS:
        return ()
    above = (f"{county_code[:2]}0000", f"{county_code[:4]}00", county_code)
    names = [area_name(code) for code in dict.fromkeys(above)]
    return tuple(name for name in names if name and name not in _NOT_A_DISTRICT)

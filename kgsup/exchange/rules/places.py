"""The town or district of a row, when it is certain from its own column, the address or the name.

Certain is a full name at the beginning, behind province, city and county: "广州市白云区人和镇…" and
"白石镇街上" are, "黄埔大道" is not (a road), and two that disagree are not.  Former districts lead to the
present ones by table and the row says so.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kgsup.areas.rules import Merged
from kgsup.core.errors import N_
from kgsup.exchange.rules.columns import Column
from kgsup.exchange.rules.notes import Note, normalised, warning
from kgsup.exchange.rules.text import clean

_SHORT_ENDING = re.compile(r"(?:街道办事处|街道|镇|乡|区|县|市|办事处)$")


@dataclass(frozen=True)
class Gazetteer:
    """The places of a county: code → name of its towns, former names, and what addresses begin with."""

    towns: Mapping[str, str]
    merged: Sequence[Merged]
    before: Sequence[str]

    @property
    def by_name(self) -> dict[str, tuple[str, Merged | None]]:
        """Every full name → (town code, the former district that it is); the longest names first."""
        former = {row.former: (_town_of(row, self.towns), row) for row in self.merged}
        present = {name: (code, None) for code, name in self.towns.items()}
        known = {name: found for name, found in (former | present).items() if found[0]}
        return dict(sorted(known.items(), key=lambda pair: -len(pair[0])))


def _town_of(row: Merged, towns: Mapping[str, str]) -> str:
    code = f"{row.code}000"
    return code if code in towns else ""


class Finder:
    """Finds the town of a row in a county; made once for an import."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._known = gazetteer.by_name
        self._towns = gazetteer.towns
        self._are_districts = all(code.endswith("000") for code in gazetteer.towns)
        names = "|".join(map(re.escape, self._known))
        before = "|".join(map(re.escape, sorted(gazetteer.before, key=len, reverse=True)))
        self._begins = re.compile(
            f"(?:{before})*(?P<town>{names})" if before else f"(?P<town>{names})"
        )
        self._short = _short_names(gazetteer.towns)

    def find(
        self, district: str | None, town: str | None, address: str | None, name: str
    ) -> tuple[str | None, list[Note]]:
        """The town's code with notes on how it was found; ``None`` when it is not certain."""
        if not self._known:
            return None, []
        stated, notes = self._stated(town, district)
        found = [*stated, *filter(None, (self._beginning(address), self._beginning(name)))]
        codes = {code for code, _ in found}
        if not codes:
            return None, notes
        if len(codes) > 1 and not stated:
            names = "、".join(sorted(self._towns[code] for code in codes))
            message = N_("Name and address point to different places (%(places)s); left open.")
            return None, [*notes, warning(Column.TOWN, message, places=names)]
        code = found[0][0]
        if not stated:
            notes.append(
                normalised(
                    Column.TOWN, N_("%(town)s, as name or address say."), town=self._towns[code]
                )
            )
        return code, [*notes, *self._merged_note(found, code)]

    def _stated(
        self, town: str | None, district: str | None
    ) -> tuple[list[tuple[str, Merged | None]], list[Note]]:
        """The place in the columns made for it; the narrower one counts."""
        notes: list[Note] = []
        for column, text in ((Column.TOWN, town), (Column.DISTRICT, district)):
            if not text:
                continue
            found = self._exact(text)
            if found:
                return [found], notes
            if (column is Column.DISTRICT) == self._are_districts:
                message = N_("%(text)s is no town of this county; left open.")
                notes.append(warning(column, message, text=text))
        return [], notes

    def _exact(self, text: str) -> tuple[str, Merged | None] | None:
        text = clean(text)
        begins = self._begins.fullmatch(text)
        if begins:
            return self._known[begins["town"]]
        return (self._short[text], None) if text in self._short else None

    def _beginning(self, text: str | None) -> tuple[str, Merged | None] | None:
        begins = self._begins.match(text) if text else None
        return self._known[begins["town"]] if begins else None

    def _merged_note(self, found: Sequence[tuple[str, Merged | None]], code: str) -> list[Note]:
        for _, row in found:
            if row:
                message = N_("%(former)s became part of %(town)s in %(year)d.")
                return [
                    normalised(
                        Column.TOWN,
                        message,
                        former=row.former,
                        town=self._towns[code],
                        year=row.since,
                    )
                ]
        return []


def _short_names(towns: Mapping[str, str]) -> dict[str, str]:
    """Names without their ending (白石 for 白石镇) that mean one town only; for town columns alone."""
    found: dict[str, list[str]] = {}
    for code, name in towns.items():
        short = _SHORT_ENDING.sub("", name)
        if len(short) > 1:
            found.setdefault(short, []).append(code)
            found.setdefault(f"{short}街", []).append(code)
            found.setdefault(f"{short}街道办", []).append(code)
    return {short: codes[0] for short, codes in found.items() if len(codes) == 1}

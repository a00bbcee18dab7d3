"""Where the words go on a state form: the layouts, and the words that are printed into their fields.

Lengths are millimetres from the upper left corner of the form, sizes are points of type.
"""

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from kgsup.audit.rules import register_acts
from kgsup.core.errors import N_
from kgsup.core.labels import register_fields, register_labels, register_ledger_enums

SIZE_STEP = 0.5  # points, by which a long text shrinks


class PrintKind(StrEnum):
    """What is printed without a number of its own."""

    CERTIFICATE_ORIGINAL = "certificate_original"
    CERTIFICATE_COPY = "certificate_copy"
    ANNUAL_CHECK = "annual_check"  # boxes on a copy that was printed before
    TEST_ORIGINAL = "test_original"
    TEST_COPY = "test_copy"

    @property
    def is_test(self) -> bool:
        return self in {PrintKind.TEST_ORIGINAL, PrintKind.TEST_COPY}

    @property
    def side(self) -> str:
        """Which form goes into the printer; its layout and its offsets have this name."""
        is_original = self in {PrintKind.CERTIFICATE_ORIGINAL, PrintKind.TEST_ORIGINAL}
        return "original" if is_original else "copy"


@dataclass(frozen=True, kw_only=True)
class Field:
    """A place on the form.  ``of`` names the word that goes there (see ``words_of``).

    A long text first shrinks on one line, then takes up to ``lines``, never below ``least_size``.
    """

    name: str
    of: str
    label: str  # what is printed beside it on the form; shown on the test sheet only
    x: float
    y: float
    width: float
    height: float
    size: float
    least_size: float
    lines: int = 1
    align: str = "left"


@dataclass(frozen=True, kw_only=True)
class FormLayout:
    """One side of a form; ``is_provisional`` as long as nobody has measured a real one."""

    title: str
    width: float
    height: float
    is_provisional: bool
    fields: tuple[Field, ...]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


class BadLayout(ValueError):
    """A layout cannot be used; the message lists every mistake."""


@cache
def layouts() -> dict[str, FormLayout]:
    """The shipped layouts of the certificate by side: ``original``, ``copy``."""
    path = files("kgsup.documents") / "data" / "certificate.toml"
    return parse_layouts(path.read_text(encoding="utf-8"))


def parse_layouts(text: str) -> dict[str, FormLayout]:
    """Read layouts from TOML; raises ``BadLayout``."""
    sides = {
        side: FormLayout(
            title=table["title"],
            width=table["width"],
            height=table["height"],
            is_provisional=table["provisional"],
            fields=tuple(Field(name=name, **row) for name, row in table["fields"].items()),
        )
        for side, table in tomllib.loads(text).items()
    }
    mistakes = [
        f"{side}.{field.name}: {mistake}"
        for side, layout in sides.items()
        for field in layout.fields
        for mistake in _mistakes_of(field, layout)
    ]
    if mistakes:
        raise BadLayout("; ".join(mistakes))
    return sides


def _mistakes_of(field: Field, layout: FormLayout) -> list[str]:
    found = []
    if field.of not in WORDS and not field.of.startswith("annual_check."):
        found.append(f"no word {field.of}")
    if not 0 < field.least_size <= field.size or field.lines < 1:
        found.append("sizes or lines make no sense")
    if field.x < 0 or field.y < 0 or field.width <= 0 or field.height <= 0:
        found.append("no room")
    if field.x + field.width > layout.width or field.y + field.height > layout.height:
        found.append("beyond the form")
    if field.align not in {"left", "center", "right"}:
        found.append("align is left, center or right")
    return found


PLAIN_WORDS = (
    "number",
    "name",
    "address",
    "head",
    "sponsor",
    "type",
    "content",
    "managing_department",
    "issuing_authority",
    "remark",
)
DAYS = ("valid_from", "valid_until", "issued_on")
WORDS = frozenset(
    {*PLAIN_WORDS, *(f"{day}.{part}" for day in DAYS for part in ("year", "month", "day"))}
)


def words_of(facts: Mapping[str, Any], kind: PrintKind) -> dict[str, str]:
    """The words that frozen facts of a certificate put on the form, by the names that fields ask for.

    A print of annual checks has nothing but their boxes: the rest is on the form already.
    """
    words: dict[str, str] = {}
    if kind is not PrintKind.ANNUAL_CHECK:
        words |= {name: facts[name] for name in PLAIN_WORDS}
        for day in DAYS:
            words |= {f"{day}.{part}": text for part, text in _parts_of(facts[day]).items()}
    for line in facts["annual_checks"]:
        box = f"annual_check.{line['box']}"
        words |= {f"{box}.year": str(line["year"]), f"{box}.result": line["result"]}
        if line["stamped_on"]:
            stamped = dt.date.fromisoformat(line["stamped_on"])
            words[f"{box}.day"] = f"{stamped:%Y.%m.%d}"
    return {name: text for name, text in words.items() if text}


def _parts_of(day: str) -> dict[str, str]:
    date = dt.date.fromisoformat(day)
    return {"year": str(date.year), "month": str(date.month), "day": str(date.day)}


def unplaced(words: Mapping[str, str], layout: FormLayout, kind: PrintKind) -> list[str]:
    """The words for which a layout has no field: they would be left off the form.

    Annual checks stand on the copy alone, so the original has no place for them, and needs none.
    """
    placed = {field.of for field in layout.fields}
    return sorted(
        word
        for word in words.keys() - placed
        if not (kind is PrintKind.CERTIFICATE_ORIGINAL and word.startswith("annual_check."))
    )


def moved(layout: FormLayout, offsets: Mapping[str, Any]) -> FormLayout:
    """The layout as a county's printer and forms need it: dx to the right, dy downwards, in millimetres.

    ``offsets`` is {dx, dy, fields: {name: {dx, dy}}} of one side; what is left out is 0.
    """
    own = offsets.get("fields", {})

    def shift(field: Field) -> Field:
        more = own.get(field.name, {})
        values = asdict(field)
        values["x"] += offsets.get("dx", 0) + more.get("dx", 0)
        values["y"] += offsets.get("dy", 0) + more.get("dy", 0)
        return Field(**values)

    return FormLayout(
        title=layout.title,
        width=layout.width,
        height=layout.height,
        is_provisional=layout.is_provisional,
        fields=tuple(shift(field) for field in layout.fields),
    )


def outside(layout: FormLayout) -> list[str]:
    """The labels of fields that an offset has moved beyond the edge of the form."""
    return [
        field.label
        for field in layout.fields
        if field.x < 0
        or field.y < 0
        or field.x + field.width > layout.width
        or field.y + field.height > layout.height
    ]


ACTS = register_acts(
    {
        "documents.print.order": N_("Print ordered"),
        "documents.print.render": N_("Print made"),
    }
)

register_labels(
    {
        PrintKind.CERTIFICATE_ORIGINAL: N_("Certificate, original"),
        PrintKind.CERTIFICATE_COPY: N_("Certificate, copy"),
        PrintKind.ANNUAL_CHECK: N_("Annual check on the copy"),
        PrintKind.TEST_ORIGINAL: N_("Test sheet for the original"),
        PrintKind.TEST_COPY: N_("Test sheet for the copy"),
    }
)

register_fields(
    {
        "print_job": N_("Print into a form"),
        "print": N_("What is printed"),
        "signed_with": N_("Signed with the certificate (SHA-256)"),
    }
)
register_ledger_enums("print_job", PrintKind)

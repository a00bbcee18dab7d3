"""The one door to jsonschema: whether a posted body has the published shape."""

import datetime as dt
import json
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.protocols import Validator

SHAPE_PROBLEMS_SHOWN = 20

_formats = FormatChecker(formats=())


@_formats.checks("date-time", raises=ValueError)
def _is_instant(text: object) -> bool:
    return not isinstance(text, str) or dt.datetime.fromisoformat(text).tzinfo is not None


@_formats.checks("date", raises=ValueError)
def _is_day(text: object) -> bool:
    return not isinstance(text, str) or bool(dt.date.fromisoformat(text))


@cache
def schema_text() -> str:
    """The schema as it is published."""
    path = files("kgsup.inspections") / "data" / "visit.schema.json"
    return path.read_text(encoding="utf-8")


@cache
def _validator() -> Validator:
    return Draft202012Validator(json.loads(schema_text()), format_checker=_formats)


def shape_problems(body: Any) -> list[dict[str, Any]]:
    """What is wrong with the shape of a body: pointer and message (of the library, in English) each."""
    found = []
    for error in _validator().iter_errors(body):
        pointer = "".join(f"/{_escaped(part)}" for part in error.absolute_path)
        found.append({"pointer": pointer, "message": error.message[:300]})
        if len(found) == SHAPE_PROBLEMS_SHOWN:
            break
    return found


def _escaped(part: object) -> str:
    return str(part).replace("~", "~0").replace("/", "~1")

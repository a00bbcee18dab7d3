"""Facts of fictional papers on permits: plain, with nothing optional, and at their longest."""

import dataclasses
from typing import Any

from kgsup.documents.rules.facts import EndedGround, Facts, NotAcceptedGround
from kgsup.documents.rules.kinds import DocumentKind
from tests.documents.permit_samples import applications, decisions, endings
from tests.documents.samples import LONG, MINORITY

MADE = {**applications.MADE, **decisions.MADE, **endings.MADE}
PERMIT_PAPERS = tuple(kind for kind in DocumentKind if kind in MADE)


def _made(kind: DocumentKind) -> Any:
    return MADE[kind]()


def plain(kind: DocumentKind, **changed: object) -> Facts:
    """A plain paper of a kind."""
    made: Facts = dataclasses.replace(_made(kind), **changed)
    return made


def bare(kind: DocumentKind) -> Facts:
    """The same with every field that may be empty left empty."""
    emptied = _emptied(_made(kind))
    if kind is DocumentKind.NOT_ACCEPTED_NOTICE:
        return dataclasses.replace(emptied, ground=NotAcceptedGround.NOT_NEEDED)
    if kind is DocumentKind.PROCEDURE_ENDED_NOTICE:
        return dataclasses.replace(emptied, ground=EndedGround.WITHDRAWN)
    return emptied


def _emptied(value: Any) -> Any:
    if not dataclasses.is_dataclass(value):
        return tuple(map(_emptied, value)) if isinstance(value, tuple) else value
    changed = {
        field.name: field.default
        if field.default is not dataclasses.MISSING
        else _emptied(getattr(value, field.name))
        for field in dataclasses.fields(value)
    }
    return dataclasses.replace(value, **changed)


# Fields of words, which may be of any length.
PROSE = {
    "reason",
    "remark",
    "what",
    "why",
    "how",
    "question",
    "silence",
    "intended",
    "reasons",
    "proposal",
    "opinion",
    "result",
    "asked",
    "found",
    "heard",
    "examined",
    "decided",
    "duties",
    "why_undecided",
    "refunds",
    "wages",
    "settlement",
    "files_to",
    "not_examined",
    "published",
    "ground",
    "compensation",
    "breach",
    "late_notice",
    "opening",
    "consult",
    "where_to_go",
    "instead",
    "items",
    "to_prepare",
    "papers",
    "before",
    "after",
    "value",
    "to",
    "ask_at",
}
NAMES = {"name", "head", "representative", "sponsor", "handed_in_by", "chair", "corrected_by"}
MANY = 60


def longest(kind: DocumentKind) -> Facts:
    """The same with 2,000 characters in each field of words, 60 lines in each list, the longest names."""
    return _stretched(_made(kind))


def _stretched(value: Any, name: str = "") -> Any:
    if dataclasses.is_dataclass(value):
        changed = {
            field.name: _stretched(getattr(value, field.name), field.name)
            for field in dataclasses.fields(value)
        }
        return dataclasses.replace(value, **changed)
    if isinstance(value, tuple) and value:
        if name in {"elsewhere", "officers", "boxes", "basis", "copied_to", "attendance"}:
            return tuple(_stretched(one) for one in value)
        return (_stretched(value[0], name), *(value * MANY)[1:MANY])
    if type(value) is str:
        if name in PROSE:
            return LONG[:2000]
        if name in NAMES:
            return value if "县" in value or "证" in value or "书" in value else MINORITY
    return value

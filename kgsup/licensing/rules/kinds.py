"""The kinds of application and what each asks for: conditions, papers, periods, with their articles."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kgsup.core.clocks import ClockRule, Period
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.labels import register_labels
from kgsup.kindergartens.rules.identity import Ownership
from kgsup.licensing.rules.field_labels import LABELS as LABELS  # registers them
from kgsup.licensing.rules.fields import FIELDS, ApplicationField, Section
from kgsup.licensing.rules.states import Nature


class PermitKind(StrEnum):
    PREPARATION = "preparation"
    ESTABLISHMENT = "establishment"
    CHANGE_NAME = "change_name"
    CHANGE_ADDRESS = "change_address"
    CHANGE_HEAD = "change_head"
    CHANGE_SPONSOR = "change_sponsor"
    CHANGE_SCOPE = "change_scope"
    SPLIT = "split"
    MERGE = "merge"
    RENEWAL = "renewal"
    REPLACEMENT = "replacement"
    TERMINATION = "termination"
    FILING_BOARD = "filing_board"
    FILING_CHARTER = "filing_charter"
    FILING_CONTROLLER = "filing_controller"
    FILING_BROCHURE = "filing_brochure"
    FILING_FEES = "filing_fees"
    FILING_CONTRACTS = "filing_contracts"


# Whoever applies for these has no entry in the register yet.
BY_FOUNDERS = frozenset({PermitKind.PREPARATION, PermitKind.ESTABLISHMENT})


@dataclass(frozen=True, kw_only=True)
class Condition:
    code: str
    text: str
    article: str


@dataclass(frozen=True, kw_only=True)
class PaperRule:
    """A paper that is asked for; ``provisional`` when no national act orders it."""

    code: str
    name: str
    article: str = ""
    required: bool = True
    provisional: bool = False


@dataclass(frozen=True, kw_only=True)
class DecisionPeriod:
    """How long the bureau may take; ``configured`` names the county's rule that holds the period."""

    ownerships: frozenset[Ownership] = frozenset()  # empty = all
    clock: ClockRule | None = None
    article: str
    configured: str = ""


@dataclass(frozen=True, kw_only=True)
class KindRule:
    """What a kind of application asks for, as shipped or as the county set it."""

    kind: PermitKind
    title: str  # of the application form, Chinese
    nature: Nature
    enabled: bool
    articles: tuple[str, ...]
    fields: tuple[ApplicationField, ...]
    periods: tuple[DecisionPeriod, ...]
    conditions: tuple[Condition, ...]
    papers: tuple[PaperRule, ...]
    reissues: bool = False  # a filing that changes what the licence prints

    def period_for(self, ownership: Ownership | None) -> DecisionPeriod:
        """The period for an applicant of this ownership; the last one holds for the rest."""
        for period in self.periods:
            if not period.ownerships or ownership in period.ownerships:
                return period
        return self.periods[-1]

    def sections(self) -> list[Section]:
        """The parts of the form in the order of their first field."""
        return list(dict.fromkeys(FIELDS[field].section for field in self.fields))

    def fields_in(self, section: Section) -> list[ApplicationField]:
        return [field for field in self.fields if FIELDS[field].section is section]

    def paper(self, code: str) -> PaperRule | None:
        return next((paper for paper in self.papers if paper.code == code), None)


def parse_kinds(text: str) -> dict[PermitKind, KindRule]:
    """Read the TOML of all kinds; a mistake in it raises ``ValueError``, ``KeyError`` or ``TypeError``."""
    return {PermitKind(name): read_kind(name, row) for name, row in tomllib.loads(text).items()}


def read_kind(name: str, row: Mapping[str, Any]) -> KindRule:
    """Read one kind from its table."""
    return KindRule(
        kind=PermitKind(name),
        title=row["title"],
        nature=Nature(row["nature"]),
        enabled=row.get("enabled", True),
        articles=tuple(row["articles"]),
        fields=tuple(ApplicationField(field) for field in row["fields"]),
        periods=tuple(_period(period) for period in row["periods"]),
        conditions=tuple(Condition(**condition) for condition in row.get("conditions", ())),
        papers=tuple(PaperRule(**paper) for paper in row.get("papers", ())),
        reissues=row.get("reissues", False),
    )


def _period(row: Mapping[str, Any]) -> DecisionPeriod:
    clock = None
    if "legal" in row:
        clock = ClockRule(
            legal=Period.from_json(row["legal"]),
            promised=Period.from_json(row["promised"]) if "promised" in row else None,
            extension=Period.from_json(row["extension"]) if "extension" in row else None,
            pausable=row.get("pausable", False),
        )
    return DecisionPeriod(
        ownerships=frozenset(Ownership(one) for one in row.get("ownerships", ())),
        clock=clock,
        article=row["article"],
        configured=row.get("configured", ""),
    )


def with_changes(rule: KindRule, raw: Mapping[str, Any], changes: Mapping[str, Any]) -> KindRule:
    """The rule with what the county sets itself (any key of its table replaced as a whole)."""
    return read_kind(rule.kind, {**raw, **changes})


def require_enabled(rule: KindRule) -> None:
    """Refuse a kind that the county does not offer."""
    if not rule.enabled:
        raise RuleViolation(N_("This county does not take applications of this kind."))


_K = PermitKind
register_labels(
    {
        _K.PREPARATION: N_("Preparation of a kindergarten"),
        _K.ESTABLISHMENT: N_("Establishment"),
        _K.CHANGE_NAME: N_("Change of name"),
        _K.CHANGE_ADDRESS: N_("Change of address or new campus"),
        _K.CHANGE_HEAD: N_("Change of head"),
        _K.CHANGE_SPONSOR: N_("Change of sponsor"),
        _K.CHANGE_SCOPE: N_("Change of scope"),
        _K.SPLIT: N_("Split"),
        _K.MERGE: N_("Merger"),
        _K.RENEWAL: N_("Renewal of the licence"),
        _K.REPLACEMENT: N_("Replacement of a lost certificate"),
        _K.TERMINATION: N_("Termination"),
        _K.FILING_BOARD: N_("Filing of the board"),
        _K.FILING_CHARTER: N_("Filing of the charter"),
        _K.FILING_CONTROLLER: N_("Filing of the controller"),
        _K.FILING_BROCHURE: N_("Filing of the recruitment brochure"),
        _K.FILING_FEES: N_("Filing of fees"),
        _K.FILING_CONTRACTS: N_("Filing of staff contracts"),
    }
)

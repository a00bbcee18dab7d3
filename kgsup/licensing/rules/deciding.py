"""Deciding: what may be proposed, at which level it is signed, and what a decision must answer.

Hard refusals are four only (practice R13): a condition of 学前教育法 29 that is missing, ownership that is
forbidden, a barred person, what is not our power.  Everything else that departs from a standard is a
finding that whoever decides answers with a reason.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from kgsup.audit.rules import register_acts
from kgsup.casework.rules import Level
from kgsup.core.clocks import add_years, days_after
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.labels import register_fields, register_labels
from kgsup.core.law import Article
from kgsup.kindergartens.rules.licences import ENDED, LicenceState
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.states import Action, Nature

PREPARATION_YEARS = 3  # 民办教育促进法 14: a preparation lasts three years at most


class Outcome(StrEnum):
    """What is decided."""

    GRANT = "grant"
    REFUSE = "refuse"
    FILE = "file"
    OBJECT = "object"


OUTCOMES: Mapping[Nature, tuple[Outcome, ...]] = {
    Nature.LICENCE: (Outcome.GRANT, Outcome.REFUSE),
    Nature.FILING: (Outcome.FILE, Outcome.OBJECT),
}
ACT_OF: Mapping[Outcome, str] = {
    Outcome.GRANT: "licensing.application.grant",
    Outcome.REFUSE: "licensing.application.refuse",
    Outcome.FILE: "licensing.application.file",
    Outcome.OBJECT: "licensing.application.object",
}
ACTION_OF: Mapping[Outcome, Action] = {
    Outcome.GRANT: Action.GRANT,
    Outcome.REFUSE: Action.REFUSE,
    Outcome.FILE: Action.FILE,
    Outcome.OBJECT: Action.OBJECT,
}

# The least level that decides, unless the county sets another (R15); no law below names a level for
# these acts but the extension's (行政许可法 42).
_HEAD = frozenset(
    {PermitKind.ESTABLISHMENT, PermitKind.SPLIT, PermitKind.MERGE, PermitKind.TERMINATION}
)
_SECTION = frozenset({PermitKind.REPLACEMENT})


def level_of(outcome: Outcome, kind: PermitKind, configured: Mapping[str, str]) -> Level:
    """The least level that decides; the county's "act" or "act/kind" comes before the usual one."""
    act = ACT_OF[outcome]
    text = configured.get(f"{act}/{kind}") or configured.get(act)
    if text:
        return Level(text)
    if outcome is Outcome.FILE or kind in _SECTION:
        return Level.SECTION
    return Level.HEAD if kind in _HEAD else Level.DEPUTY_HEAD


def needs_legal_review(outcome: Outcome, kind: PermitKind) -> bool:
    """Refusals and objections touch a right; so does what founds or ends a kindergarten."""
    return outcome in {Outcome.REFUSE, Outcome.OBJECT} or kind in _HEAD


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A figure or fact that departs from a standard, or a hard obstacle; ``answer`` is the reason."""

    code: str
    text: str
    article: str
    is_hard: bool = False
    answer: str = ""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A decision as it is proposed.  ``years`` is the term of a licence that is granted or renewed."""

    outcome: Outcome
    text: str  # what is proposed and why
    reasons: tuple[str, ...] = ()  # of a refusal or objection
    basis: tuple[str, ...] = ()
    years: int | None = None
    remark: str = ""  # printed on the licence
    answers: Mapping[str, str] | None = None  # code of a finding → reason


def check_draft(nature: Nature, draft: Draft, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings with their answers; refuse what cannot be decided so.

    Raises ``RuleViolation`` with the article of a hard obstacle, for a finding without an answer, for a
    refusal without reasons (行政许可法 38).
    """
    if draft.outcome not in OUTCOMES[nature]:
        raise RuleViolation(N_("A filing is filed or objected to; a permit is granted or refused."))
    if not draft.text.strip():
        raise RuleViolation(N_("Write what is proposed and why."))
    if draft.outcome in {Outcome.REFUSE, Outcome.OBJECT}:
        if not any(reason.strip() for reason in draft.reasons):
            raise RuleViolation(N_("Give the reasons."), Article.DECISION_IN_WRITING)
        return ()
    answers = draft.answers or {}
    return tuple(_answered(finding, answers) for finding in findings)


def require_possible(findings: Iterable[Finding]) -> None:
    """Refuse what no reason can answer, with its article; asked again when it is signed."""
    for finding in findings:
        if finding.is_hard:
            raise RuleViolation(
                N_("This cannot be granted: %(what)s (%(citation)s)"),
                what=finding.text,
                citation=finding.article,
            )


def _answered(finding: Finding, answers: Mapping[str, str]) -> Finding:
    require_possible([finding])
    answer = answers.get(finding.code, "").strip()
    if not answer:
        raise RuleViolation(
            N_("Answer this with a reason before you propose a grant: %(what)s"), what=finding.text
        )
    return Finding(code=finding.code, text=finding.text, article=finding.article, answer=answer)


@dataclass(frozen=True, kw_only=True)
class Validity:
    """Days of validity, both inclusive."""

    valid_from: dt.date
    valid_until: dt.date


def term_from(first: dt.date, years: int) -> Validity:
    """The days of a licence from its first day for whole years, both inclusive."""
    return Validity(valid_from=first, valid_until=days_after(add_years(first, years), -1))


def renewed_term(decided_on: dt.date, old_until: dt.date | None, years: int) -> Validity:
    """A renewed licence goes on from the day after the old one's end; a late one from the decision."""
    after_old = days_after(old_until, 1) if old_until else decided_on
    return term_from(after_old, years)


def check_decided_on(day: dt.date, *, accepted_on: dt.date, today: dt.date) -> None:
    """Refuse a decision dated before the acceptance or in the future."""
    if not accepted_on <= day <= today:
        raise RuleViolation(N_("The day of the decision lies between the acceptance and today."))


_ON_A_LICENCE = frozenset(
    {
        PermitKind.CHANGE_NAME,
        PermitKind.CHANGE_ADDRESS,
        PermitKind.CHANGE_HEAD,
        PermitKind.CHANGE_SPONSOR,
        PermitKind.CHANGE_SCOPE,
        PermitKind.SPLIT,
        PermitKind.MERGE,
        PermitKind.REPLACEMENT,
    }
)


def check_still_there(kind: PermitKind, *, is_closed: bool, licence: LicenceState | None) -> None:
    """Refuse to grant or file for a kindergarten that closed meanwhile, and what needs a licence without one.

    A licence whose renewal is undecided stands by law (行政许可法 50); one that has expired carries no
    change.  ``licence`` is its state on the day of the decision; ``None`` where none is known.
    """
    if is_closed:
        raise RuleViolation(
            N_("The kindergarten has closed down meanwhile: refuse, or record the withdrawal.")
        )
    if kind in _ON_A_LICENCE and (licence is LicenceState.EXPIRED or licence in ENDED):
        raise RuleViolation(
            N_("The licence is not valid any more on this day: nothing can be changed on it."),
            Article.CANCELLATION,
        )


ACTS = register_acts(
    {
        "licensing.application.propose": N_("Decision proposed"),
        "licensing.application.grant": N_("Permit granted"),
        "licensing.application.refuse": N_("Permit refused"),
        "licensing.application.file": N_("Filed"),
        "licensing.application.object": N_("Filing objected to"),
    }
)
register_fields(
    {
        "decision": N_("Decision"),
        "decided_on": N_("Decided on"),
        "licence_number": N_("Licence number"),
        "valid_from": N_("Valid from"),
        "findings": N_("Findings"),
    }
)
register_labels(
    {
        Outcome.GRANT: N_("Grant it"),
        Outcome.REFUSE: N_("Refuse it"),
        Outcome.FILE: N_("File it"),
        Outcome.OBJECT: N_("Object to it"),
    }
)

"""The list by which a closed file is reviewed (案卷评查), as practice names its points.  Pure."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from kgsup.casework.rules.levels import LEVELS_IN_PAPERS, Level, signing_level
from kgsup.core.errors import N_
from kgsup.core.labels import register_labels
from kgsup.licensing.rules.kinds import PermitKind

# What is decided upon rooms, places and people on site (行政许可法 34).
VERIFIED_KINDS = frozenset(
    {PermitKind.ESTABLISHMENT, PermitKind.CHANGE_ADDRESS, PermitKind.SPLIT, PermitKind.MERGE}
)


class Point(StrEnum):
    """A point of the review of files."""

    RECEIPT = "receipt_point"
    CORRECTION_ONCE = "correction_once_point"
    CORRECTION_IN_TIME = "correction_in_time_point"
    ACCEPTANCE_FORM = "acceptance_form_point"
    PAPERS_COMPLETE = "papers_complete_point"
    TWO_VERIFIERS = "two_verifiers_point"
    OPINIONS = "opinions_point"
    SEPARATION = "separation_point"
    LEVEL = "level_point"
    LEGAL_REVIEW = "legal_review_point"
    WITHIN_TERM = "within_term_point"
    WITHIN_PROMISE = "within_promise_point"
    EXTENSION = "extension_point"
    BASIS = "basis_point"
    REASONS = "reasons_point"
    NUMBERED = "numbered_point"
    SEALED = "sealed_point"
    SERVED = "served_point"
    CERTIFICATE = "certificate_point"
    PUBLISHED = "published_point"


class Verdict(StrEnum):
    PASSES = "passes"
    FAILS = "fails"
    DOES_NOT_APPLY = "does_not_apply"


@dataclass(frozen=True, kw_only=True)
class Reviewed:
    """A point with its verdict; ``seen`` is what it rests on (a number, a day)."""

    point: Point
    verdict: Verdict
    seen: str = ""

    @property
    def article(self) -> str:
        """The citation that the point rests on; empty for what only practice asks."""
        return ARTICLES[self.point]

    @property
    def why(self) -> str:
        """What is wrong when the point fails, as a marked sentence; empty otherwise."""
        return WHYS[self.point] if self.verdict is Verdict.FAILS else ""


@dataclass(frozen=True, kw_only=True)
class ClockSeen:
    """A clock of the case as it ended or stands; both days inclusive."""

    due_on: dt.date
    promised_on: dt.date | None
    ended_on: dt.date | None

    def is_kept(self, today: dt.date) -> bool:
        return (self.ended_on or today) <= self.due_on

    def is_promise_kept(self, today: dt.date) -> bool:
        return self.promised_on is None or (self.ended_on or today) <= self.promised_on


@dataclass(frozen=True, kw_only=True)
class CaseSeen:
    """What the review knows of a case."""

    is_decided: bool
    is_refused: bool
    has_licence: bool
    receipt_number: str
    received_at: dt.datetime | None
    corrections: int
    overridden: bool
    correction_clocks: tuple[ClockSeen, ...]
    acceptance_number: str
    is_accepted: bool
    missing_papers: tuple[str, ...]
    needs_verification: bool
    verifiers: tuple[tuple[str, str], ...]
    opinions: tuple[str, ...]
    preparers: frozenset[int]
    decided_by: int | None
    least_level: Level | None
    signer_level: Level | None
    needed_legal_review: bool
    has_legal_opinion: bool
    decision_clock: ClockSeen | None
    extension_numbers: tuple[str, ...]
    is_extended: bool
    extension_levels: tuple[str, ...]
    basis: tuple[str, ...]
    reasons: str
    gaps: tuple[str, ...]
    unsealed: tuple[str, ...]
    decision_served: bool
    has_service_proof: bool
    certificate_on: dt.date | None
    publication_clock: ClockSeen | None
    is_publication_settled: bool
    today: dt.date


def review(case: CaseSeen) -> tuple[Reviewed, ...]:
    """Go through the list of 案卷评查, point by point."""
    return tuple(_judge(point, case) for point in Point)


def failures(points: Iterable[Reviewed]) -> list[Reviewed]:
    """The points that do not pass."""
    return [point for point in points if point.verdict is Verdict.FAILS]


def _judge(point: Point, case: CaseSeen) -> Reviewed:
    applies, passes, seen = _CHECKS[point](case)
    verdict = Verdict.DOES_NOT_APPLY
    if applies:
        verdict = Verdict.PASSES if passes else Verdict.FAILS
    return Reviewed(point=point, verdict=verdict, seen=seen)


Answer = tuple[bool, bool, str]  # applies, passes, what it rests on


def _receipt(case: CaseSeen) -> Answer:
    return True, bool(case.receipt_number) and case.received_at is not None, case.receipt_number


def _correction_once(case: CaseSeen) -> Answer:
    once = case.corrections <= 1 or not case.overridden
    return case.corrections > 0, once, str(case.corrections)


def _correction_in_time(case: CaseSeen) -> Answer:
    kept = all(clock.is_kept(case.today) for clock in case.correction_clocks)
    return case.corrections > 0, kept, ""


def _acceptance(case: CaseSeen) -> Answer:
    return case.is_accepted, bool(case.acceptance_number), case.acceptance_number


def _papers(case: CaseSeen) -> Answer:
    is_granted = case.is_decided and not case.is_refused
    return is_granted, not case.missing_papers, "、".join(case.missing_papers)


def _verifiers(case: CaseSeen) -> Answer:
    two = all(first and second and first != second for first, second in case.verifiers)
    names = "、".join(f"{first}、{second}" for first, second in case.verifiers)
    is_needed = case.needs_verification and case.is_decided and not case.is_refused
    return is_needed or bool(case.verifiers), two and bool(case.verifiers), names


def _opinions(case: CaseSeen) -> Answer:
    said = all(any(sign.isalnum() for sign in text) for text in case.opinions)
    return case.is_decided, bool(case.opinions) and said, str(len(case.opinions))


def _separation(case: CaseSeen) -> Answer:
    apart = case.decided_by is None or case.decided_by not in case.preparers
    return case.is_decided, apart, ""


def _level(case: CaseSeen) -> Answer:
    least, signer = case.least_level, case.signer_level
    reached = least is None or (signer is not None and signer.reaches(signing_level(least)))
    return least is not None, reached, LEVELS_IN_PAPERS[signer] if signer else ""


def _legal_review(case: CaseSeen) -> Answer:
    return case.needed_legal_review, case.has_legal_opinion, ""


def _within_term(case: CaseSeen) -> Answer:
    clock = case.decision_clock
    kept = clock is None or clock.is_kept(case.today)
    return clock is not None, kept, clock.due_on.isoformat() if clock else ""


def _within_promise(case: CaseSeen) -> Answer:
    clock = case.decision_clock
    promised = clock.promised_on if clock else None
    kept = clock is None or clock.is_promise_kept(case.today)
    return promised is not None, kept, promised.isoformat() if promised else ""


def _extension(case: CaseSeen) -> Answer:
    by_head = all(Level(level).reaches(Level.HEAD) for level in case.extension_levels)
    told = bool(case.extension_numbers)
    return case.is_extended, told and by_head, "、".join(case.extension_numbers)


def _basis(case: CaseSeen) -> Answer:
    return case.is_decided, bool(case.basis), "、".join(case.basis)


def _reasons(case: CaseSeen) -> Answer:
    return case.is_refused, bool(case.reasons.strip()), ""


def _numbered(case: CaseSeen) -> Answer:
    return True, not case.gaps, "、".join(case.gaps)


def _sealed(case: CaseSeen) -> Answer:
    return True, not case.unsealed, "、".join(case.unsealed)


def _served(case: CaseSeen) -> Answer:
    return case.is_decided, case.decision_served and case.has_service_proof, ""


def _certificate(case: CaseSeen) -> Answer:
    made_on = case.certificate_on
    return case.has_licence, made_on is not None, made_on.isoformat() if made_on else ""


def _published(case: CaseSeen) -> Answer:
    clock = case.publication_clock
    settled = case.is_publication_settled and (clock is None or clock.is_kept(case.today))
    seen = clock.ended_on.isoformat() if clock and clock.ended_on else ""
    return case.is_decided and not case.is_refused, settled, seen


_CHECKS: Mapping[Point, Callable[[CaseSeen], Answer]] = {
    Point.RECEIPT: _receipt,
    Point.CORRECTION_ONCE: _correction_once,
    Point.CORRECTION_IN_TIME: _correction_in_time,
    Point.ACCEPTANCE_FORM: _acceptance,
    Point.PAPERS_COMPLETE: _papers,
    Point.TWO_VERIFIERS: _verifiers,
    Point.OPINIONS: _opinions,
    Point.SEPARATION: _separation,
    Point.LEVEL: _level,
    Point.LEGAL_REVIEW: _legal_review,
    Point.WITHIN_TERM: _within_term,
    Point.WITHIN_PROMISE: _within_promise,
    Point.EXTENSION: _extension,
    Point.BASIS: _basis,
    Point.REASONS: _reasons,
    Point.NUMBERED: _numbered,
    Point.SEALED: _sealed,
    Point.SERVED: _served,
    Point.CERTIFICATE: _certificate,
    Point.PUBLISHED: _published,
}
ARTICLES: Mapping[Point, str] = {
    Point.RECEIPT: "行政许可法 32",
    Point.CORRECTION_ONCE: "行政许可法 32",
    Point.CORRECTION_IN_TIME: "行政许可法 32",
    Point.ACCEPTANCE_FORM: "行政许可法 32",
    Point.PAPERS_COMPLETE: "行政许可法 31",
    Point.TWO_VERIFIERS: "行政许可法 34",
    Point.OPINIONS: "",
    Point.SEPARATION: "",
    Point.LEVEL: "",
    Point.LEGAL_REVIEW: "",
    Point.WITHIN_TERM: "行政许可法 42",
    Point.WITHIN_PROMISE: "",
    Point.EXTENSION: "行政许可法 42",
    Point.BASIS: "行政许可法 38",
    Point.REASONS: "行政许可法 38",
    Point.NUMBERED: "",
    Point.SEALED: "行政许可法 32",
    Point.SERVED: "行政许可法 44",
    Point.CERTIFICATE: "行政许可法 44",
    Point.PUBLISHED: "行政许可法 40",
}
WHYS: Mapping[Point, str] = {
    Point.RECEIPT: N_("No receipt with day and time."),
    Point.CORRECTION_ONCE: N_("Something was asked for twice."),
    Point.CORRECTION_IN_TIME: N_("Asked for later than five working days after the receipt."),
    Point.ACCEPTANCE_FORM: N_("No notice of acceptance."),
    Point.PAPERS_COMPLETE: N_("Papers that must be there are missing."),
    Point.TWO_VERIFIERS: N_("Not verified by two people."),
    Point.OPINIONS: N_("A name stands where an opinion should stand."),
    Point.SEPARATION: N_("Who decided had worked on the case."),
    Point.LEVEL: N_("Signed below the level that decides."),
    Point.LEGAL_REVIEW: N_("No legal opinion."),
    Point.WITHIN_TERM: N_("Decided after the last day of the law."),
    Point.WITHIN_PROMISE: N_("Decided after the promised day."),
    Point.EXTENSION: N_("Extended without the head, or without a notice to the applicant."),
    Point.BASIS: N_("No article is cited."),
    Point.REASONS: N_("Refused without reasons."),
    Point.NUMBERED: N_("Numbers are missing before the numbers of the papers."),
    Point.SEALED: N_("Papers without a seal."),
    Point.SERVED: N_("Service is not proved by a signed receipt."),
    Point.CERTIFICATE: N_("No certificate was made."),
    Point.PUBLISHED: N_("Not published within seven working days."),
}


register_labels(
    {
        Point.RECEIPT: N_("Receipt with day and time"),
        Point.CORRECTION_ONCE: N_("Corrections asked for once"),
        Point.CORRECTION_IN_TIME: N_("Corrections asked for in five working days"),
        Point.ACCEPTANCE_FORM: N_("Notice of acceptance"),
        Point.PAPERS_COMPLETE: N_("Papers complete"),
        Point.TWO_VERIFIERS: N_("Verified by two people"),
        Point.OPINIONS: N_("Opinions, not names only"),
        Point.SEPARATION: N_("Decided by somebody else than prepared"),
        Point.LEVEL: N_("Signed at the level that decides"),
        Point.LEGAL_REVIEW: N_("Legal review where it is needed"),
        Point.WITHIN_TERM: N_("Decided within the legal term"),
        Point.WITHIN_PROMISE: N_("Decided within the promised term"),
        Point.EXTENSION: N_("Extended by the head and told to the applicant"),
        Point.BASIS: N_("Articles cited"),
        Point.REASONS: N_("Reasons of a refusal"),
        Point.NUMBERED: N_("Numbers without a gap"),
        Point.SEALED: N_("All papers sealed"),
        Point.SERVED: N_("Service proved"),
        Point.CERTIFICATE: N_("Certificate made"),
        Point.PUBLISHED: N_("Published in seven working days"),
        Verdict.PASSES: N_("passes"),
        Verdict.FAILS: N_("fails"),
        Verdict.DOES_NOT_APPLY: N_("does not apply"),
    }
)

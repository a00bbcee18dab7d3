"""What was found: words, weight, article, competent authority and a printed date for each point."""

from collections.abc import Collection, Iterator

from kgsup.core.clocks import correction_due_on, falls_in_holidays
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.law import instrument_of
from kgsup.corrections.rules import OFFERED_STEPS, Authority, Regime
from kgsup.inspections.rules.document import Answer, EarlierResult, FoundPoint, VisitDocument
from kgsup.inspections.rules.problems import Circumstances, Problem


def findings(document: VisitDocument, facts: Circumstances) -> Iterator[Problem]:
    """Judge each finding by itself and against the answers."""
    failed = {row.item for row in document.answers if row.answer is Answer.DOES_NOT}
    seen: set[str] = set()
    for n, point in enumerate(document.findings):
        pointer = f"/findings/{n}"
        if point.key in seen:
            yield Problem(pointer=f"{pointer}/key", message=N_("Two findings have the same key."))
        seen.add(point.key)
        yield from _complete(pointer, point)
        yield from _date(pointer, point, facts)
        if facts.checklist:
            yield from _item(pointer, point, facts.checklist.items, failed)


def _complete(pointer: str, point: FoundPoint) -> Iterator[Problem]:
    for field, value, message in (
        ("text", point.text, N_("A finding needs words that say what was found.")),
        ("severity", point.severity, N_("Say how heavy the finding weighs.")),
        ("article", point.article, N_("Name the article that is not kept.")),
        ("authority", point.authority, N_("Say which authority is competent.")),
        ("due_on", point.due_on, N_("A finding needs a date for its correction.")),
    ):
        if not value:
            yield Problem(pointer=f"{pointer}/{field}", message=message, item=point.item)
    if point.article and not _is_known(point.article):
        yield Problem(
            pointer=f"{pointer}/article",
            message=N_("The instrument of %(article)s is not in the list of legal sources."),
            parameters={"article": point.article},
            item=point.item,
        )


def _is_known(citation: str) -> bool:
    try:
        instrument_of(citation)
    except KeyError:
        return False
    return True


def _item(
    pointer: str, point: FoundPoint, items: Collection[str], failed: Collection[str]
) -> Iterator[Problem]:
    message = ""
    if point.item is None:
        return  # seen beside the checklist
    if point.item not in items:
        message = N_("Item %(item)s is not in this checklist.")
    elif point.item not in failed:
        message = N_("There is a finding on item %(item)s, but its answer is not “does not”.")
    if message:
        yield Problem(
            pointer=f"{pointer}/item",
            message=message,
            parameters={"item": point.item},
            item=point.item,
        )


def _date(pointer: str, point: FoundPoint, facts: Circumstances) -> Iterator[Problem]:
    if point.due_on is None:
        return
    where = f"{pointer}/due_on"
    if point.due_on < facts.acted_on:
        yield Problem(
            pointer=where,
            message=N_("The date for correction lies before the day of the visit."),
            item=point.item,
        )
    elif _differs_from_step(point, facts):
        yield Problem(
            pointer=where,
            message=N_("The date does not fit the step that was chosen: choose the step again."),
            item=point.item,
        )
    if not point.corrected_on_the_spot and falls_in_holidays(point.due_on, facts.terms):
        yield Problem(
            pointer=where,
            message=N_(
                "On %(due_on)s there are holidays: nobody will be there to be visited again."
            ),
            parameters={"due_on": point.due_on.isoformat()},
            item=point.item,
            refuses=False,
        )
    if point.severity and point.step and point.step not in OFFERED_STEPS[point.severity]:
        yield Problem(
            pointer=f"{pointer}/step",
            message=N_("This is a long time for a grave finding."),
            item=point.item,
            refuses=False,
        )


def _differs_from_step(point: FoundPoint, facts: Circumstances) -> bool:
    """A step without a date of its own (the calendar does not reach) takes the date that was typed."""
    if point.step is None:
        return False
    try:
        return correction_due_on(point.step, facts.acted_on, facts.terms) != point.due_on
    except RuleViolation:
        return False


def closes_earlier(
    result: EarlierResult | None, authority: Authority, found_by: Regime, seen_by: Regime
) -> bool:
    """Tell whether seeing an earlier point corrected on site closes it.

    Another authority's matter is closed by its answer; what an inspection or a verification demanded is
    not closed by a supervisor, who reports and urges (教育督导条例 15).
    """
    if result is not EarlierResult.CORRECTED or authority is not Authority.EDUCATION:
        return False
    return seen_by is found_by or seen_by is Regime.INSPECTION

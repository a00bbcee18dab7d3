"""What was answered: every item of the list once, with photographs that exist."""

from collections import Counter
from collections.abc import Collection, Iterator

from kgsup.core.errors import N_
from kgsup.core.law import Article
from kgsup.inspections.rules.document import Answer, VisitDocument
from kgsup.inspections.rules.problems import Circumstances, Problem
from kgsup.inspections.rules.visits import Source


def answers(document: VisitDocument, facts: Circumstances) -> Iterator[Problem]:
    """Judge the checklist's answers, the photographs and the points that were open before."""
    yield from _checklist(document, facts)
    for pointer, photo in document.all_photos:
        if photo not in facts.photos:
            yield Problem(
                pointer=pointer, message=N_("This photo never arrived: take it again or remove it.")
            )
    yield from _earlier(document, facts)


def _checklist(document: VisitDocument, facts: Circumstances) -> Iterator[Problem]:
    if document.checklist is None:
        if document.source is Source.PHONE:
            yield Problem(pointer="/checklist", message=N_("Choose a checklist."))
    elif facts.checklist is None:
        code, version = document.checklist
        yield Problem(
            pointer="/checklist",
            message=N_("There is no checklist %(code)s of version %(version)d."),
            parameters={"code": code, "version": version},
        )
    else:
        yield from _items(document, facts.checklist.items)
        yield from _without_finding(document)


def _items(document: VisitDocument, items: Collection[str]) -> Iterator[Problem]:
    counted = Counter(answer.item for answer in document.answers)
    for n, answer in enumerate(document.answers):
        if answer.item not in items:
            yield _about(
                f"/answers/{n}", answer.item, N_("Item %(item)s is not in this checklist.")
            )
        elif counted[answer.item] > 1:
            yield _about(
                f"/answers/{n}", answer.item, N_("Item %(item)s is answered more than once.")
            )
        elif answer.answer is None:
            yield _about(f"/answers/{n}", answer.item, N_("Item %(item)s is not answered."))
    for item in items:
        if item not in counted:
            yield _about("/answers", item, N_("Item %(item)s is not answered."))


def _about(pointer: str, item: str, message: str) -> Problem:
    return Problem(pointer=pointer, message=message, parameters={"item": item}, item=item)


def _without_finding(document: VisitDocument) -> Iterator[Problem]:
    found = {finding.item for finding in document.findings}
    for n, answer in enumerate(document.answers):
        if answer.answer is Answer.DOES_NOT and answer.item not in found:
            yield _about(
                f"/answers/{n}",
                answer.item,
                N_("Item %(item)s does not meet the rule, but no finding says why."),
            )


def _earlier(document: VisitDocument, facts: Circumstances) -> Iterator[Problem]:
    for n, point in enumerate(document.earlier):
        if point.finding not in facts.open_findings:
            yield Problem(
                pointer=f"/earlier/{n}",
                message=N_("This earlier point is not open any more: reload it."),
                refuses=False,
            )
        elif point.result is None:
            yield Problem(
                pointer=f"/earlier/{n}",
                message=N_("Say what became of this earlier point."),
                article=Article.CORRECTION_REPORTED,
            )

"""Who signed: every officer, and the kindergarten's person or a refusal with reason and witness."""

from collections.abc import Iterator

from kgsup.core.errors import N_
from kgsup.inspections.rules.document import Signature, SignedBy, VisitDocument
from kgsup.inspections.rules.problems import Circumstances, Problem
from kgsup.inspections.rules.regimes import REGIMES
from kgsup.inspections.rules.times import CLOCK_TOLERANCE
from kgsup.inspections.rules.visits import Source

LEAST_POINTS = 5  # a tap is not a signature


def signatures(document: VisitDocument, facts: Circumstances) -> Iterator[Problem]:
    """Judge statement, signatures and refusal."""
    if not (document.statement or document.nothing_to_add or document.refusal):
        yield Problem(
            pointer="/statement",
            message=N_("Write the kindergarten's statement, or that it has nothing to add."),
            article=REGIMES[document.regime].record_article,
        )
    yield from _officers(document, facts)
    yield from _kindergarten(document)
    for n, signature in enumerate(document.signatures):
        yield from _drawn(f"/signatures/{n}", signature, document, facts)


def _officers(document: VisitDocument, facts: Circumstances) -> Iterator[Problem]:
    signed = {each.officer for each in document.signatures if each.by is SignedBy.OFFICER}
    for public_id in document.officers:
        officer = facts.officers.get(public_id)
        if officer and public_id not in signed:
            yield Problem(
                pointer="/signatures",
                message=N_("The signature of %(name)s is missing."),
                parameters={"name": officer.name},
                article=REGIMES[document.regime].record_article,
            )


def _kindergarten(document: VisitDocument) -> Iterator[Problem]:
    signed = [each for each in document.signatures if each.by is SignedBy.KINDERGARTEN]
    refusal = document.refusal
    if refusal and signed:
        yield Problem(
            pointer="/refusal",
            message=N_("The kindergarten has signed and refused: only one of them is true."),
        )
    elif refusal and not (refusal.reason and refusal.witness):
        yield Problem(
            pointer="/refusal",
            message=N_("A refusal to sign is recorded with its reason and a witness."),
            article=REGIMES[document.regime].record_article,
        )
    elif not refusal and not signed:
        yield Problem(
            pointer="/signatures",
            message=N_("The signature of the kindergarten's person is missing, or the refusal."),
            article=REGIMES[document.regime].record_article,
        )
    for each in signed:
        if not each.name:
            yield Problem(
                pointer=f"/signatures/{document.signatures.index(each)}/name",
                message=N_("Write the name of the person who signs for the kindergarten."),
            )


def _drawn(
    pointer: str, signature: Signature, document: VisitDocument, facts: Circumstances
) -> Iterator[Problem]:
    if signature.by is SignedBy.OFFICER and signature.officer not in document.officers:
        yield Problem(
            pointer=f"{pointer}/officer",
            message=N_("A person signed who is not an officer of this visit."),
        )
    if document.source is Source.PAPER and signature.on_paper:
        return
    if signature.points < LEAST_POINTS:
        yield Problem(
            pointer=f"{pointer}/strokes",
            message=N_("The signing field is empty: sign again."),
        )
    if signature.signed_at and signature.signed_at > facts.now + CLOCK_TOLERANCE:
        yield Problem(pointer=f"{pointer}/signed_at", message=N_("A signature lies in the future."))

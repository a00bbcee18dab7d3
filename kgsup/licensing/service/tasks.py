"""What is still to do between a decision and the closing of its case."""

from kgsup.access.actor import Actor
from kgsup.documents.queries import get_document
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.queries import certificates
from kgsup.licensing.queries.registering import registration_of
from kgsup.licensing.rules.delivering import PART_WORDS, Task, TaskLine, TaskState
from kgsup.licensing.service.ledger import subject_of
from kgsup.publications.queries import list_of as publications_of
from kgsup.publications.rules import State as PublicationState


def tasks_of(application: PermitApplication, actor: Actor) -> list[TaskLine]:
    """The tasks that a decision brings with it, in the order of doing; none before it is decided."""
    if application.document is None:
        return []
    return [
        *_of_paper(application, actor),
        *_of_certificate(application),
        *_of_publication(application, actor),
        *_of_registration(application),
    ]


def _line(task: Task, *, done: bool, about: str = "") -> TaskLine:
    return TaskLine(task=task, state=TaskState.DONE if done else TaskState.OPEN, about=about)


def _of_paper(application: PermitApplication, actor: Actor) -> list[TaskLine]:
    assert application.document is not None  # noqa: S101 - the caller has looked
    paper = get_document(application.document, actor)
    lines = []
    if paper.awaits_seal or paper.sealed_on is not None:
        lines.append(_line(Task.SEAL, done=not paper.awaits_seal, about=paper.number))
    lines.append(_line(Task.SERVICE, done=application.served_on is not None, about=paper.number))
    return lines


def _of_certificate(application: PermitApplication) -> list[TaskLine]:
    if certificates.edition_of(application) is None:
        return []
    made = certificates.made_of(application)
    missing = [
        word
        for part, word in PART_WORDS.items()
        if part in certificates.parts_needed(application) and part not in made
    ]
    old = certificates.old_forms(application)
    lines = [
        _line(
            Task.CERTIFICATE,
            done=application.certificate_on is not None,
            about="、".join(missing),
        ),
        _line(Task.HANDING_OVER, done=application.certificate_handed_over_on is not None),
    ]
    if old:
        about = "、".join(f"{PART_WORDS[form.part]} {form.serial}" for form in old)
        lines.append(_line(Task.FORMS_BACK, done=False, about=about))
    return lines


def _of_publication(application: PermitApplication, actor: Actor) -> list[TaskLine]:
    rows = publications_of(subject_of(application), actor)
    return [
        _line(
            Task.PUBLICATION,
            done=row.publication.state is not PublicationState.PLANNED,
            about=row.publication.title,
        )
        for row in rows
    ]


def _of_registration(application: PermitApplication) -> list[TaskLine]:
    step = registration_of(application)
    if step is None:
        return []
    return [_line(Task.REGISTRATION, done=step.registered_on is not None)]

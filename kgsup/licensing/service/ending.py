"""What every end of a licence does outside its case: the register, and the public's knowledge of it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from kgsup.access.actor import Actor
from kgsup.audit.rules import Subject
from kgsup.casework.service import Signed
from kgsup.core.clock import local_date
from kgsup.kindergartens import service as register
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.queries import get_kindergarten
from kgsup.kindergartens.rules.entries import FactChange
from kgsup.kindergartens.rules.facts import Field, Source, SourceKind
from kgsup.kindergartens.rules.identity import State
from kgsup.kindergartens.rules.licence_acts import Ending
from kgsup.kindergartens.rules.licences import LicenceState
from kgsup.licensing.rules.acts import ActKind, Ground
from kgsup.licensing.rules.matters import GROUND_WORDS
from kgsup.publications import service as publications
from kgsup.publications.rules import Plan, PublicationKind, public_words

WORDS: Mapping[ActKind, str] = {
    ActKind.WITHDRAW: "撤回",
    ActKind.ANNUL: "撤销",
    ActKind.REVOKE: "吊销",
    ActKind.CANCEL: "注销",
}


@dataclass(frozen=True, kw_only=True)
class Ended:
    """A licence that ends on a day; ``closes``: the kindergarten ends with it.  ``case``: its public id."""

    kindergarten: str
    state: LicenceState
    on: dt.date
    reason: str
    closes: bool
    case: str


def end_in_register(end: Ended, actor: Actor, at: dt.datetime) -> None:
    """End the licence in the register, and the kindergarten where it ends with its licence."""
    source = Source(kind=SourceKind.CASE, reference=end.case)
    ending = Ending(state=end.state, on=end.on, reason=end.reason)
    register.end_licence(end.kindergarten, ending, source, actor, at)
    if end.closes:
        close_kindergarten(end.kindergarten, end.on, source, actor, at)


def close_kindergarten(
    public_id: str, on: dt.date, source: Source, actor: Actor, at: dt.datetime
) -> None:
    """Enter that a kindergarten is closed; one that is closed stays so."""
    if get_kindergarten(public_id, actor).state is State.CLOSED:
        return
    change = FactChange(values={Field.STATE: State.CLOSED}, effective_on=on, source=source)
    register.change_registered_facts(public_id, change, actor, at)


@dataclass(frozen=True, kw_only=True)
class PublicEnd:
    """What the public learns of the end of a licence."""

    kind: ActKind
    ground: Ground
    licence_number: str
    decision_number: str
    ends_on: dt.date


def plan_end_publication(
    subject: Subject, kindergarten: Kindergarten, end: PublicEnd, signed: Signed
) -> None:
    """Plan the publication of an end within seven working days."""
    kind, word = PublicationKind.LICENCE_ENDED, WORDS[end.kind]
    facts = {
        "counterpart_name": kindergarten.name,
        "counterpart_category": "法人及非法人组织",
        "counterpart_code": kindergarten.credit_code or "",
        "legal_representative": kindergarten.head or "",
        "kindergarten": kindergarten.name,
        "address": kindergarten.address or "",
        "decision_number": end.decision_number,
        "licence_number": end.licence_number,
        "permit_kind": "普通许可",
        "content": f"{word}办学许可证",
        "status": word,
        "ground": GROUND_WORDS[end.ground],
        "ends_on": end.ends_on.isoformat(),
    }
    plan = Plan(
        kind=kind,
        decided_on=min(signed.acted_on, local_date(signed.at)),
        title=f"{kindergarten.name}办学许可证{word}",
        facts=public_words(kind, facts),
    )
    publications.plan(subject, plan, signed.actor, signed.at)

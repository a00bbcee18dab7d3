"""A decision about many kindergartens: prepared, proposed, carried out all or nothing, served."""

import datetime as dt
from typing import Any

from kgsup.access.actor import Actor
from kgsup.audit.rules import Subject
from kgsup.audit.service import record
from kgsup.casework import service as casework
from kgsup.casework.models import Proposal
from kgsup.casework.queries import find_open
from kgsup.casework.rules import Level, Preparation, register_act_title
from kgsup.casework.service import Signed
from kgsup.configuration.queries import value
from kgsup.configuration.rules import Key
from kgsup.core.clock import local_date
from kgsup.core.db import db, require_version
from kgsup.core.errors import N_, DomainError, Missing, RuleViolation
from kgsup.core.workflow import advance
from kgsup.documents import service as documents
from kgsup.documents.models import Document
from kgsup.documents.queries import get_document
from kgsup.documents.rules.facts import BatchFacts, BatchLine, LicenceLine, PlacementLine
from kgsup.documents.rules.kinds import KINDS, DocumentKind, NumberSource
from kgsup.documents.rules.states import Service
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.queries import current_licence, find_by_name
from kgsup.kindergartens.queries.licences import LicenceOnDay
from kgsup.kindergartens.rules.facts import Source, SourceKind
from kgsup.licensing.models import BatchAct, BatchItem, LicenceAct
from kgsup.licensing.queries.acts import find_open_act
from kgsup.licensing.queries.batches import ItemLine, acts_of_batch, get_batch, items_of
from kgsup.licensing.rules import batches as rules
from kgsup.licensing.rules.acts import (
    ARTICLES,
    ENDS_AS,
    ActState,
    ActStep,
    Ground,
    check_follows,
)
from kgsup.licensing.rules.batches import Line, NewBatch
from kgsup.licensing.rules.matters import GROUND_WORDS
from kgsup.licensing.service.acts import subject_of_act
from kgsup.licensing.service.clocks import stop_termination_clock
from kgsup.licensing.service.ending import (
    Ended,
    PublicEnd,
    close_kindergarten,
    end_in_register,
    plan_end_publication,
)

SUBJECT = "batch_act"


def subject_of_batch(batch: BatchAct) -> Subject:
    """A batch as ledger, proposals and papers name it; it concerns no single kindergarten."""
    return Subject(SUBJECT, batch.public_id, batch.county_code)


def _record(
    batch: BatchAct,
    step: str,
    changes: dict[str, Any],
    done: tuple[Actor, dt.datetime],
    acted_on: dt.date | None = None,
) -> None:
    actor, at = done
    acted_on = None if acted_on == local_date(at) else acted_on
    subject = subject_of_batch(batch)
    record(actor, f"licensing.batch.{step}", subject, changes, at, acted_on=acted_on)


def draft_batch(county_code: str, new: NewBatch, actor: Actor, at: dt.datetime) -> BatchAct:
    """Prepare a decision on many kindergartens of a county.

    Raises ``RuleViolation`` that names the line: a name that the register does not know or knows twice,
    a child without a place, a licence that cannot be cancelled on its ground.
    """
    rules.check_batch(new)
    found = [(line, _named(line, county_code, actor)) for line in new.lines]
    for line, kindergarten in found:
        _check_licence(line.name, line.ground, kindergarten, local_date(at))
    batch = BatchAct(
        county_code=county_code,
        kind=rules.BATCHED,
        title=new.title.strip(),
        reason=new.reason.strip(),
        prepared_by=actor.id,
        prepared_by_name=actor.name,
        opened_at=at,
    )
    db.session.add(batch)
    db.session.flush()  # its key
    db.session.add_all(_item(batch, line, kindergarten) for line, kindergarten in found)
    db.session.flush()
    changes = {"kind": [None, batch.kind.value], "kindergartens": [None, len(found)]}
    _record(batch, "draft", changes, (actor, at))
    return batch


def _named(line: Line, county_code: str, actor: Actor) -> Kindergarten:
    found = find_by_name(county_code, line.name, actor)
    if not found:
        raise RuleViolation(N_("%(name)s: the register has no such name."), name=line.name)
    if len(found) > 1:
        raise RuleViolation(N_("%(name)s: the register has this name twice."), name=line.name)
    return found[0]


def _check_licence(name: str, ground: Ground, kindergarten: Kindergarten, day: dt.date) -> None:
    """A kindergarten without licence is closed all the same: attached ones never had one."""
    licence = current_licence(kindergarten, day)
    try:
        if licence is not None:
            check_follows(rules.BATCHED, ground, licence.state)
    except DomainError as error:
        raise _in_the_way(name, error) from error
    if find_open_act(kindergarten) is not None:
        raise RuleViolation(N_("%(name)s: an act on its licence is open already."), name=name)


def _in_the_way(name: str, error: DomainError) -> RuleViolation:
    """The refusal of one item, with the name of the kindergarten that stands in the way."""
    return RuleViolation(N_("%(name)s: %(why)s"), error.article, name=name, why=str(error))


def _item(batch: BatchAct, line: Line, kindergarten: Kindergarten) -> BatchItem:
    return BatchItem(
        county_code=batch.county_code,
        batch_act_id=batch.id,
        kindergarten_id=kindergarten.id,
        ground=line.ground,
        basis=line.basis.strip(),
        effective_on=line.effective_on,
        children=line.children,
        placements=[{"to": to, "children": count} for to, count in line.placements],
        assets=line.assets.strip(),
    )


def propose_batch(
    public_id: str, text: str, version: int | None, actor: Actor, at: dt.datetime
) -> Proposal:
    """Propose the decision to the leaders together, or to whom the county has set."""
    batch = get_batch(public_id, actor, for_update=True)
    require_version(batch, version)
    advance(rules.TRANSITIONS, batch.state, ActStep.DECIDE)
    level = value(batch.county_code, Key.DECISION_LEVELS, on=local_date(at)).get(rules.DECIDE)
    articles = sorted({ARTICLES[line.item.ground] for line in items_of(batch)})
    prepared_by = {"id": batch.prepared_by, "name": batch.prepared_by_name}
    preparation = Preparation(
        act=rules.DECIDE,
        title=f"关于{batch.title}的审批意见",
        text=text.strip() or batch.reason,
        basis=tuple(articles),
        level=Level(level) if level else rules.LEVEL,
        needs_legal_review=True,
        payload={},
        also_prepared_by=(prepared_by,) if batch.prepared_by is not None else (),
    )
    proposal = casework.prepare(subject_of_batch(batch), preparation, actor, at)
    _record(batch, "propose", {"decision": [None, batch.kind.value]}, (actor, at))
    return proposal


def drop_batch(public_id: str, version: int | None, actor: Actor, at: dt.datetime) -> BatchAct:
    """Drop a batch before its decision, with its proposal."""
    batch = get_batch(public_id, actor, for_update=True)
    require_version(batch, version)
    before = batch.state
    after = advance(rules.TRANSITIONS, before, ActStep.DROP)
    proposal = find_open(subject_of_batch(batch), rules.DECIDE)
    if proposal is not None:
        casework.withdraw(proposal.public_id, "批量事项已撤下。", None, actor, at)
    batch.state = after
    _record(batch, "drop", {"state": [before.value, after.value]}, (actor, at))
    return batch


def carry_out_batch(proposal: Proposal, signed: Signed) -> Document:
    """End every licence and close every kindergarten of a batch, all or nothing.

    Raises ``RuleViolation`` with the name of the kindergarten that stands in the way.
    """
    batch = get_batch(proposal.subject_id, signed.actor, for_update=True)
    before = batch.state
    after = advance(rules.TRANSITIONS, before, ActStep.DECIDE)
    lines = items_of(batch)
    rules.check_effective(
        ((line.kindergarten.name, line.item.effective_on) for line in lines), signed.acted_on
    )
    held = [current_licence(line.kindergarten, signed.acted_on) for line in lines]
    document = documents.issue(
        DocumentKind.BATCH_DECISION,
        subject_of_batch(batch),
        _facts(batch, list(zip(lines, held, strict=True))),
        signed.actor,
        signed.at,
        acted_on=signed.acted_on,
        office_number=signed.office_number,
    )
    for line, licence in zip(lines, held, strict=True):
        _end_one(batch, line, licence, document, signed)
    batch.prepared_by = proposal.prepared_by
    batch.decided_by, batch.decided_by_name = signed.signer_id, signed.signer_name
    batch.decided_at, batch.decided_on = signed.at, signed.acted_on
    batch.document, batch.document_number = document.public_id, document.number
    batch.state = after
    changes = {
        "state": [before.value, after.value],
        "number": [None, document.number],
        "kindergartens": [None, len(lines)],
    }
    _record(batch, "decide", changes, (signed.actor, signed.at), signed.acted_on)
    return document


def _end_one(
    batch: BatchAct,
    line: ItemLine,
    licence: LicenceOnDay | None,
    document: Document,
    signed: Signed,
) -> None:
    item, kindergarten = line.item, line.kindergarten
    try:
        _check_licence(kindergarten.name, item.ground, kindergarten, signed.acted_on)
        act = _act_of(batch, line, licence, document, signed)
        db.session.add(act)
        db.session.flush()  # its public id
        if licence is not None:
            end_in_register(_ended(act, kindergarten, item), signed.actor, signed.at)
        else:
            source = Source(kind=SourceKind.CASE, reference=act.public_id)
            close_kindergarten(
                kindergarten.public_id, item.effective_on, source, signed.actor, signed.at
            )
        stop_termination_clock(kindergarten, item.effective_on, signed.actor, signed.at)
    except DomainError as error:
        is_named = error.parameters.get("name") == kindergarten.name
        raise error if is_named else _in_the_way(kindergarten.name, error) from error
    if licence is not None:
        end = PublicEnd(
            kind=batch.kind,
            ground=item.ground,
            licence_number=licence.number,
            decision_number=document.number,
            ends_on=item.effective_on,
        )
        plan_end_publication(subject_of_act(act), kindergarten, end, signed)


def _ended(act: LicenceAct, kindergarten: Kindergarten, item: BatchItem) -> Ended:
    return Ended(
        kindergarten=kindergarten.public_id,
        state=ENDS_AS[act.kind],
        on=item.effective_on,
        reason=item.basis,
        closes=True,
        case=act.public_id,
    )


def _act_of(
    batch: BatchAct,
    line: ItemLine,
    licence: LicenceOnDay | None,
    document: Document,
    signed: Signed,
) -> LicenceAct:
    """Each licence has its own act: what comes back is recorded and closed there."""
    return LicenceAct(
        county_code=batch.county_code,
        kindergarten_id=line.kindergarten.id,
        kind=batch.kind,
        ground=line.item.ground,
        state=ActState.DECIDED,
        facts_text=line.item.basis,
        licence_number=licence.number if licence else "",
        effective_on=line.item.effective_on,
        prepared_by=batch.prepared_by,
        prepared_by_name=batch.prepared_by_name,
        opened_at=signed.at,
        decided_by=signed.signer_id,
        decided_by_name=signed.signer_name,
        decided_at=signed.at,
        decided_on=signed.acted_on,
        document=document.public_id,
        document_number=document.number,
        forms_taken_back=[],
        batch=batch.public_id,
    )


def _facts(batch: BatchAct, lines: list[tuple[ItemLine, LicenceOnDay | None]]) -> BatchFacts:
    return BatchFacts(
        subject=batch.title,
        addressees="各有关幼儿园",
        lines=tuple(_line(line, licence) for line, licence in lines),
        opening=batch.reason,
        basis=tuple(sorted({ARTICLES[line.item.ground] for line, _licence in lines})),
        remedies=True,
    )


def _line(line: ItemLine, licence: LicenceOnDay | None) -> BatchLine:
    item = line.item
    return BatchLine(
        name=line.kindergarten.name,
        decided="终止办学并注销办学许可证" if licence else "终止办学",
        basis=(ARTICLES[item.ground],),
        reason=f"{GROUND_WORDS[item.ground]}：{item.basis}",
        licence=LicenceLine(
            number=licence.number, valid_from=licence.valid_from, valid_until=licence.valid_until
        )
        if licence
        else None,
        effective_on=item.effective_on,
        placements=tuple(
            PlacementLine(group="在园幼儿", children=one["children"], to=one["to"])
            for one in item.placements
        ),
        remark=f"资产移交：{item.assets}" if item.assets else "",
    )


# ── seal and service of the one paper


def load_batch_paper(document_id: str, actor: Actor) -> tuple[BatchAct, Document]:
    """The paper of a batch with the batch; raises ``Missing`` for any other paper."""
    document = get_document(document_id, actor)
    if document.subject_kind != SUBJECT:
        raise Missing(N_("There is no such page or record."))
    return get_batch(document.subject_id, actor, for_update=True), document


def seal_batch_paper(
    document_id: str, sealed_on: dt.date, version: int | None, actor: Actor, at: dt.datetime
) -> Document:
    """Record that the office sealed the decision (用印)."""
    load_batch_paper(document_id, actor)
    return documents.record_seal(document_id, sealed_on, actor, at, version=version)


def serve_batch_paper(
    document_id: str, service: Service, version: int | None, actor: Actor, at: dt.datetime
) -> BatchAct:
    """Record that the decision was served on all its kindergartens; each act can be closed then."""
    batch, _document = load_batch_paper(document_id, actor)
    documents.record_service(document_id, service, actor, at, version=version)
    for act in acts_of_batch(batch):
        if act.served_on is None:
            act.served_on = service.served_on
    changes = {"served_on": [None, service.served_on.isoformat()]}
    _record(batch, "serve", changes, (actor, at), service.served_on)
    return batch


def _needs_office_number(proposal: Proposal) -> bool:
    """The office's register numbers the decision unless the county lets the program do it."""
    kind = DocumentKind.BATCH_DECISION
    sources = value(proposal.county_code, Key.NUMBER_SOURCES, on=local_date(proposal.prepared_at))
    return NumberSource(sources.get(kind.value, KINDS[kind].source)) is NumberSource.OFFICE_REGISTER


register_act_title(rules.DECIDE, N_("Decision on many kindergartens"), "行政许可审批表")
casework.register_executor(rules.DECIDE, carry_out_batch, needs_office_number=_needs_office_number)

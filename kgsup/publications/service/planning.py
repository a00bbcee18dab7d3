"""Planning what a case has published, and planning a correction."""

import datetime as dt

from kgsup.access.actor import Actor
from kgsup.audit.rules import Subject
from kgsup.configuration.queries import value
from kgsup.configuration.rules import Key
from kgsup.core.clock import local_date
from kgsup.core.db import db, require_version
from kgsup.core.errors import N_, Missing
from kgsup.deadlines import service as deadlines
from kgsup.deadlines.queries import rule_of
from kgsup.deadlines.rules import DeadlineKind
from kgsup.publications import queries, rules
from kgsup.publications.models import Publication
from kgsup.publications.rules import Plan, State
from kgsup.publications.service.ledger import record_on, stop_clock, subject_of


def plan(subject: Subject, wanted: Plan, actor: Actor, at: dt.datetime) -> Publication:
    """Plan a publication and start its clock: 7 working days from the decision.

    What the county does not publish is kept as withheld, with that reason and without a clock.  The
    caller has loaded the case in scope.  Raises ``RuleViolation`` for facts that are not public words.
    """
    if not actor.reaches_county(subject.county_code):
        raise Missing(N_("There is no such page or record."))
    publication = _new(subject, wanted, actor, at)
    _start(publication, wanted.decided_on, "plan", actor, at)
    return publication


def correct(
    public_id: str, wanted: Plan, reason: str, version: int | None, actor: Actor, at: dt.datetime
) -> Publication:
    """Plan a publication that takes the place of another when it is published.

    What was only planned is replaced at once and its clock runs on from the decision; for what is
    public the clock runs from today.
    """
    old = queries.get_publication(public_id, actor, for_update=True)
    require_version(old, version)
    after = rules.correct(old.state, reason, is_replaced=queries.find_correction(old) is not None)
    subject = Subject(old.subject_kind, old.subject_id, old.county_code, old.concerns)
    new = _new(subject, wanted, actor, at)
    new.replaces = old.public_id
    was_planned = old.state is State.PLANNED
    if was_planned:
        old.state, old.withheld_reason = after, rules.CORRECTED
        stop_clock(old, "corrected", actor, at)
    _start(new, wanted.decided_on if was_planned else local_date(at), "plan", actor, at)
    changes = {"replaced_by": [None, new.title], "reason": [None, reason.strip()]}
    record_on(old, "correct", changes, actor, at)
    return new


def _new(subject: Subject, wanted: Plan, actor: Actor, at: dt.datetime) -> Publication:
    today = local_date(at)
    kept = rules.check_plan(wanted, today)
    further = value(subject.county_code, Key.PUBLICATION_SECOND_EYES, on=today)
    words = [kept.title, *(str(fact) for fact in kept.facts.values())]
    return Publication(
        county_code=subject.county_code,
        subject_kind=subject.kind,
        subject_id=subject.public_id,
        concerns=subject.concerns,
        kind=kept.kind,
        article=kept.article,
        decided_on=kept.decided_on,
        title=kept.title,
        facts=dict(kept.facts),
        search_text="\n".join(words).lower(),
        until=kept.until,
        state=State.PLANNED,
        needs_second=rules.needs_second(kept.kind, further),
        planned_at=at,
        planned_by=actor.id,
        planned_by_name=actor.name,
    )


def _start(
    publication: Publication, started_on: dt.date, act: str, actor: Actor, at: dt.datetime
) -> None:
    """Insert the row; start its clock, or withhold it where the county publishes no such thing."""
    switches = value(publication.county_code, Key.PUBLICATION_SWITCHES, on=local_date(at))
    is_on = rules.is_on(publication.kind, switches)
    if not is_on:
        publication.state, publication.withheld_reason = State.WITHHELD, rules.OFF
    db.session.add(publication)
    db.session.flush()  # its public id, by which the clock and the ledger know it
    changes = {
        "title": [None, publication.title],
        "kind": [None, publication.kind.value],
        "state": [None, publication.state.value],
        "decided_on": [None, publication.decided_on.isoformat()],
    }
    if is_on:
        kind, county_code = DeadlineKind.PUBLICATION, publication.county_code
        rule = rule_of(kind, county_code, on=local_date(at))
        clock = deadlines.start(
            kind, subject_of(publication), rule, started_on, actor, at, title=publication.title
        )
        changes["publish_by"] = [None, clock.due_on.isoformat()]
    else:
        changes["reason"] = [None, rules.OFF]
    record_on(publication, act, changes, actor, at)

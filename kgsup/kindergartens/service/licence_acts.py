"""Acts on a licence, each the result of a case: granted, made anew, stopped, kept alive, ended."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.audit.service import record
from kgsup.core.db import db
from kgsup.core.errors import N_, IllegalTransition, RuleViolation
from kgsup.core.law import Article
from kgsup.kindergartens.models import Kindergarten, Licence, LicenceEdition, LicenceEvent
from kgsup.kindergartens.rules import acts
from kgsup.kindergartens.rules.facts import Source, require_effective
from kgsup.kindergartens.rules.licence_acts import (
    ARTICLES,
    ENDING_ACTS,
    Ending,
    EnrolmentStop,
    LicenceAct,
    Waiting,
    check_until,
    follow,
)
from kgsup.kindergartens.rules.licences import LicenceState, Standing, state_on
from kgsup.kindergartens.service.alarms import refresh_alarms
from kgsup.kindergartens.service.entries import load
from kgsup.kindergartens.service.writing import Occasion, Writing, subject_of, touch


@dataclass(frozen=True, kw_only=True)
class Held:
    """A kindergarten, loaded and locked, with its current licence and edition."""

    kindergarten: Kindergarten
    licence: Licence
    edition: LicenceEdition

    def state_on(self, day: dt.date) -> LicenceState:
        """What holds of the licence on a day, as it is recorded now."""
        return state_on(
            Standing(
                recorded=self.licence.state,
                valid_from=self.edition.valid_from,
                valid_until=self.edition.valid_until,
                stopped_until=self.licence.stopped_until,
            ),
            day,
        )


def held(public_id: str, actor: Actor) -> Held:
    """Load a kindergarten for an act on its licence; raises ``RuleViolation`` when it has none."""
    kindergarten = load(public_id, actor)
    found = current(kindergarten)
    if found is None:
        raise RuleViolation(N_("This kindergarten has no licence."))
    return Held(kindergarten=kindergarten, licence=found[0], edition=found[1])


def current(kindergarten: Kindergarten) -> tuple[Licence, LicenceEdition] | None:
    """The current licence with its current edition."""
    statement = (
        sa.select(Licence, LicenceEdition)
        .join(
            LicenceEdition,
            sa.and_(
                LicenceEdition.county_code == Licence.county_code,
                LicenceEdition.licence_id == Licence.id,
            ),
        )
        .where(
            Licence.county_code == kindergarten.county_code,
            Licence.kindergarten_id == kindergarten.id,
            Licence.is_current,
            LicenceEdition.is_current,
        )
        .execution_options(populate_existing=True)
    )
    row = db.session.execute(statement).one_or_none()
    return None if row is None else (row[0], row[1])


@dataclass(frozen=True, kw_only=True)
class Step:
    """An act on a licence from a day on; ``until`` is inclusive."""

    act: LicenceAct
    on: dt.date
    until: dt.date | None = None
    reason: str = ""


def take_step(subject: Held, step: Step, writing: Writing) -> LicenceState:
    """Bring a licence into its next state and keep the event; returns the state before.

    Raises ``IllegalTransition`` for what does not follow or comes before an act already recorded.
    """
    licence = subject.licence
    require_effective(step.on, writing.today)
    _require_in_order(licence, step.on)
    before = subject.state_on(step.on)
    after = _after(licence, before, step.act)
    db.session.add(
        LicenceEvent(
            county_code=licence.county_code,
            licence_id=licence.id,
            act=step.act,
            effective_on=step.on,
            until_on=step.until,
            state_before=licence.state,
            stopped_until_before=licence.stopped_until,
            state=after,
            reason=step.reason.strip(),
            recorded_at=writing.at,
            **writing.origin,
        )
    )
    licence.state = after
    if step.act is LicenceAct.STOP_ENROLMENT:
        licence.stopped_until = step.until
    elif step.act is LicenceAct.RESUME_ENROLMENT:
        licence.stopped_until = None
    db.session.flush()
    return before


def _require_in_order(licence: Licence, on: dt.date) -> None:
    latest = db.session.execute(
        sa.select(sa.func.max(LicenceEvent.effective_on)).where(
            LicenceEvent.county_code == licence.county_code, LicenceEvent.licence_id == licence.id
        )
    ).scalar_one()
    if latest is not None and on < latest:
        raise IllegalTransition(
            N_("An act on this licence is recorded from %(day)s on: nothing can come before it."),
            day=latest.isoformat(),
        )


def _after(licence: Licence, before: LicenceState, act: LicenceAct) -> LicenceState:
    """The next state; a stop of enrolment that was in force when waiting began is in force again."""
    after = follow(before, act)
    is_over = before is LicenceState.RENEWAL_UNDECIDED and after is LicenceState.VALID
    if is_over and _waited_from(licence) is LicenceState.ENROLMENT_STOPPED:
        return LicenceState.ENROLMENT_STOPPED
    return after


def _waited_from(licence: Licence) -> LicenceState | None:
    statement = (
        sa.select(LicenceEvent.state_before)
        .where(
            LicenceEvent.county_code == licence.county_code,
            LicenceEvent.licence_id == licence.id,
            LicenceEvent.act == LicenceAct.AWAIT_RENEWAL,
        )
        .order_by(LicenceEvent.id.desc())
        .limit(1)
    )
    return db.session.execute(statement).scalar_one_or_none()


# ── the acts


def end_licence(
    public_id: str, ending: Ending, source: Source, actor: Actor, at: dt.datetime
) -> Licence:
    """End the current licence: withdrawn, annulled, revoked, lapsed or cancelled.

    Cancelling may follow the other ends and expiry; nothing follows cancelling.  The state of the
    kindergarten itself is a fact of its own and is changed apart (``change_registered_facts``).
    Raises ``RuleViolation`` for a state that is no end, ``IllegalTransition`` for one out of turn.
    """
    act = ENDING_ACTS.get(ending.state)
    if act is None:
        raise RuleViolation(N_("This state does not end a licence."))
    step = Step(act=act, on=ending.on, reason=ending.reason)
    return _act(public_id, step, acts.LICENCE_END, Occasion(source, actor, at))


def await_renewal(
    public_id: str, waiting: Waiting, source: Source, actor: Actor, at: dt.datetime
) -> Licence:
    """Keep a licence valid past its end while a renewal asked for in time is undecided (许可法 50)."""
    check_until(waiting.on, waiting.until)
    step = Step(act=LicenceAct.AWAIT_RENEWAL, on=waiting.on, until=waiting.until)
    return _act(public_id, step, acts.LICENCE_AWAIT, Occasion(source, actor, at))


def end_waiting(
    public_id: str, on: dt.date, source: Source, actor: Actor, at: dt.datetime
) -> Licence:
    """Say that a renewal is decided without a new edition: the dates on the certificate count again."""
    step = Step(act=LicenceAct.END_WAITING, on=on)
    return _act(public_id, step, acts.LICENCE_DECIDED, Occasion(source, actor, at))


def stop_enrolment(
    public_id: str, stop: EnrolmentStop, source: Source, actor: Actor, at: dt.datetime
) -> Licence:
    """Record an order to stop enrolment: the licence stays valid, until a day inclusive or further notice.

    A later stop takes the place of the one in force.
    """
    check_until(stop.on, stop.until)
    step = Step(act=LicenceAct.STOP_ENROLMENT, on=stop.on, until=stop.until)
    return _act(public_id, step, acts.ENROLMENT_STOP, Occasion(source, actor, at))


def resume_enrolment(
    public_id: str, on: dt.date, source: Source, actor: Actor, at: dt.datetime
) -> Licence:
    """Lift a stop of enrolment before its last day."""
    step = Step(act=LicenceAct.RESUME_ENROLMENT, on=on)
    return _act(public_id, step, acts.ENROLMENT_RESUME, Occasion(source, actor, at))


def _act(public_id: str, step: Step, act: str, occasion: Occasion) -> Licence:
    subject = held(public_id, occasion.actor)
    writing = writing_of(subject.kindergarten, occasion)
    before = take_step(subject, step, writing)
    changes = _changes(subject.licence, before, step)
    note(subject, act, changes, occasion, ARTICLES.get(step.act))
    return subject.licence


def _changes(licence: Licence, before: LicenceState, step: Step) -> dict[str, Any]:
    changes: dict[str, Any] = {
        "number": [licence.number, licence.number],
        "state": [before.value, licence.state.value],
        "effective_on": [None, step.on.isoformat()],
    }
    if step.until is not None:
        is_stop = step.act is LicenceAct.STOP_ENROLMENT
        name = "stopped_until" if is_stop else "decided_by_day"
        changes[name] = [None, step.until.isoformat()]
    if step.reason.strip():
        changes["reason"] = [None, step.reason.strip()]
    return changes


def writing_of(kindergarten: Kindergarten, occasion: Occasion) -> Writing:
    """What every row of an act on this kindergarten shares."""
    return Writing(county_code=kindergarten.county_code, source=occasion.source, at=occasion.at)


def note(
    subject: Held,
    act: str,
    changes: Mapping[str, Any],
    occasion: Occasion,
    article: Article | None,
) -> None:
    """Close an act: the version rises, alarms are brought up to the day, the ledger has its row."""
    kindergarten = subject.kindergarten
    touch(kindergarten)
    refresh_alarms(kindergarten, occasion.today)
    record(occasion.actor, act, subject_of(kindergarten), changes, occasion.at, article=article)

"""Opening findings: each gets the follow-up that fits, drafted and grouped."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from kgsup.access.actor import Actor
from kgsup.areas.queries import get_county
from kgsup.core.clocks import correction_due_on
from kgsup.core.db import db
from kgsup.corrections import rules
from kgsup.corrections.models import Finding, FollowUp
from kgsup.corrections.rules.findings import check_new
from kgsup.corrections.rules.follow_ups import REPLY_STEP
from kgsup.corrections.rules.words import ADDRESSEES, CORRECTED_ON_THE_SPOT
from kgsup.corrections.service.ledger import record_on


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What was made of an origin's findings, both in the order in which they were given."""

    findings: list[Finding] = field(default_factory=list)
    follow_ups: list[FollowUp] = field(default_factory=list)


def open_findings(
    origin: rules.Origin, findings: Sequence[rules.NewFinding], actor: Actor, at: dt.datetime
) -> Opened:
    """Open the findings of a signed visit and draft what follows them.

    One notice for all education matters of the visit, one letter for each other authority; what was
    corrected on the spot is advice and closed at once.  The actor is the drafter.  Raises
    ``RuleViolation`` for a finding without words or with a date before the visit.
    """
    opened = Opened()
    drafts: dict[rules.Choice, FollowUp] = {}
    for given in findings:
        check_new(given, origin.found_on)
        choice = rules.choose(
            authority=given.authority,
            regime=origin.regime,
            corrected_on_the_spot=given.corrected_on_the_spot,
        )
        if choice not in drafts:
            drafts[choice] = draft_follow_up(origin, choice, actor, at)
        opened.findings.append(_open_finding(origin, given, drafts[choice], actor, at))
        _keep_report_day(drafts[choice], given.due_on)
    opened.follow_ups.extend(drafts.values())
    db.session.flush()  # the caller shows what was drafted
    return opened


def draft_follow_up(
    origin: rules.Origin, choice: rules.Choice, actor: Actor, at: dt.datetime
) -> FollowUp:
    """Draft an empty follow-up for an origin; advice is closed from the beginning."""
    is_advice = choice.kind is rules.Kind.ADVICE
    follow_up = FollowUp(
        county_code=origin.county_code,
        kindergarten_id=origin.kindergarten_id,
        kind=choice.kind,
        body=choice.body,
        regime=origin.regime,
        authority=choice.authority,
        addressee=_addressee(origin.county_code, choice),
        state=rules.State.CLOSED if is_advice else rules.State.DRAFTED,
        closed_on=origin.found_on if is_advice else None,
        origin_kind=origin.kind,
        origin_id=origin.public_id,
        origin_number=origin.number,
        officers=[asdict(officer) for officer in origin.officers],
        opened_on=origin.found_on,
        report_back_on=_reply_day(choice, origin.found_on),
        drafted_by=actor.id,
        drafted_by_name=actor.name,
    )
    db.session.add(follow_up)
    db.session.flush()  # its key and public id
    changes = {
        "kind": [None, choice.kind.value],
        "state": [None, follow_up.state.value],
        "origin": [None, origin.number],
    }
    if choice.authority:
        changes["authority"] = [None, choice.authority.value]
    record_on(follow_up, "draft", changes, actor, at, acted_on=origin.found_on)
    return follow_up


def _addressee(county_code: str, choice: rules.Choice) -> str:
    """Whom a letter addresses; a notice addresses the kindergarten by its name on the day."""
    name = ADDRESSEES[choice.authority] if choice.authority else ""
    return f"{get_county(county_code).name}{name}" if name else ""


def _reply_day(choice: rules.Choice, found_on: dt.date) -> dt.date | None:
    if choice.kind is rules.Kind.TRANSFER_LETTER:
        return correction_due_on(REPLY_STEP, found_on, ())
    return None  # a notice asks for the report with its last correction date


def _keep_report_day(follow_up: FollowUp, due_on: dt.date) -> None:
    if follow_up.kind in (rules.Kind.RECTIFICATION_NOTICE, rules.Kind.ORDER_TO_CORRECT):
        follow_up.report_back_on = max(follow_up.report_back_on or due_on, due_on)


def _open_finding(
    origin: rules.Origin,
    given: rules.NewFinding,
    follow_up: FollowUp,
    actor: Actor,
    at: dt.datetime,
) -> Finding:
    finding = _finding(origin, given, follow_up)
    if given.corrected_on_the_spot:
        finding.state, finding.closed_as = rules.FindingState.CLOSED, rules.ClosedAs.ON_THE_SPOT
        finding.closed_on, finding.closed_by = origin.found_on, actor.id
        finding.closing_note = given.closing_note.strip() or CORRECTED_ON_THE_SPOT
    db.session.add(finding)
    db.session.flush()  # its public id
    changes = {
        "text": [None, finding.text],
        "severity": [None, given.severity.value],
        "authority": [None, given.authority.value],
        "due_on": [None, given.due_on.isoformat()],
        "state": [None, finding.state.value],
        "follow_up": [None, follow_up.kind.value],
    }
    cited, found_on = given.citation, origin.found_on
    record_on(finding, "open", changes, actor, at, article=cited, acted_on=found_on)
    return finding


def _finding(origin: rules.Origin, given: rules.NewFinding, follow_up: FollowUp) -> Finding:
    return Finding(
        county_code=origin.county_code,
        kindergarten_id=origin.kindergarten_id,
        origin_kind=origin.kind,
        origin_id=origin.public_id,
        regime=origin.regime,
        item_code=given.item_code,
        text=given.text.strip(),
        severity=given.severity,
        citation=given.citation,
        provisional=given.provisional,
        authority=given.authority,
        found_on=origin.found_on,
        first_due_on=given.due_on,
        due_on=given.due_on,
        step=given.step,
        demand=given.demand.strip(),
        photos=list(given.photos),
        state=rules.FindingState.OPEN,
        follow_up_id=follow_up.id,
    )

"""Drafts: begun by a kindergarten, a founder or a clerk, filled in by sections, kept until sent."""

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from kgsup.access.actor import Actor, Grant, Role
from kgsup.audit.queries import timeline
from kgsup.core.clock import local_date, start_of
from kgsup.core.db import db, require_version
from kgsup.core.errors import N_, IllegalTransition, Missing, RuleViolation
from kgsup.core.workflow import advance
from kgsup.files.queries import find_evidence
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.queries import get_kindergarten
from kgsup.kindergartens.rules.facts import to_text
from kgsup.licensing import queries
from kgsup.licensing.models import ApplicationPaper, PermitApplication
from kgsup.licensing.rules.applications import (
    Standing,
    check_founder_drafts,
    check_start,
    known_fields,
)
from kgsup.licensing.rules.fields import ApplicationField
from kgsup.licensing.rules.kinds import KindRule, PermitKind, require_enabled
from kgsup.licensing.rules.origins import Channel
from kgsup.licensing.rules.states import TRANSITIONS, Action, State
from kgsup.licensing.service.ledger import SUBJECT, record_on
from kgsup.licensing.service.renewable import require_renewable

ACCESS_CODE_BYTES = 20  # 160 bits


@dataclass(frozen=True, kw_only=True)
class Start:
    """Who applies for what; ``kindergarten`` is a public id, none for founders."""

    kind: PermitKind
    county_code: str
    channel: Channel
    kindergarten: str | None = None
    applicant: str = ""
    applicant_code: str = ""
    contact_name: str = ""
    contact_telephone: str = ""
    service_way: str = ""
    service_address: str = ""


def start_draft(start: Start, actor: Actor, at: dt.datetime) -> PermitApplication:
    """Begin an application; what the register knows is filled in already.

    Raises ``RuleViolation`` for a kind that the county does not offer, a closed kindergarten, or a
    founder without a name; ``Missing`` for a kindergarten out of reach.
    """
    rule = queries.rule_of_kind(start.kind, start.county_code, local_date(at))
    require_enabled(rule)
    kindergarten = get_kindergarten(start.kindergarten, actor) if start.kindergarten else None
    if kindergarten is not None and kindergarten.county_code != start.county_code:
        raise Missing(N_("There is no such page or record."))
    _require_possible(start.kind, kindergarten, local_date(at))
    applicant = start.applicant.strip() or (kindergarten.name if kindergarten else "")
    if not applicant:
        raise RuleViolation(N_("Say who applies."))
    application = PermitApplication(
        county_code=start.county_code,
        kindergarten_id=kindergarten.id if kindergarten else None,
        kind=start.kind,
        nature=rule.nature,
        channel=start.channel,
        applicant=applicant,
        applicant_code=start.applicant_code.strip()
        or ((kindergarten.credit_code or "") if kindergarten else ""),
        contact_name=start.contact_name.strip(),
        contact_telephone=start.contact_telephone.strip(),
        service_way=start.service_way.strip(),
        service_address=start.service_address.strip(),
        started_by=actor.public_id,
        started_at=at,
        values=_known(kindergarten, rule),
        before=_known(kindergarten, rule),
        preparers=[],
        findings=[],
    )
    db.session.add(application)
    db.session.flush()  # its public id
    changes = {"kind": [None, start.kind.value], "applicant": [None, applicant]}
    record_on(application, "start", changes, actor, at)
    return application


def require_still_possible(application: PermitApplication, on: dt.date) -> None:
    """Refuse a draft whose kindergarten closed, or whose kind the county stopped offering, meanwhile."""
    require_enabled(queries.rule_of_kind(application.kind, application.county_code, on))
    _require_possible(application.kind, queries.kindergarten_of(application), on)


def _require_possible(kind: PermitKind, kindergarten: Kindergarten | None, on: dt.date) -> None:
    check_start(kind, _standing(kindergarten))
    require_renewable(kind, kindergarten, on)


def refresh_known(application: PermitApplication, on: dt.date) -> None:
    """Take over what the register says by now, also into the fields that nobody touched."""
    rule = queries.rule_of_kind(application.kind, application.county_code, on)
    known = _known(queries.kindergarten_of(application), rule)
    untouched = {
        name: text
        for name, text in known.items()
        if application.values.get(name) == application.before.get(name)
    }
    application.values = {**application.values, **untouched}
    application.before = known


def _standing(kindergarten: Kindergarten | None) -> Standing | None:
    if kindergarten is None:
        return None
    return Standing(state=kindergarten.state, is_merged=kindergarten.merged_into_id is not None)


def _known(kindergarten: Kindergarten | None, rule: KindRule) -> dict[str, str]:
    """The present values of the register, as they would be typed."""
    if kindergarten is None:
        return {}
    known = {field: _text_of(kindergarten, field) for field in known_fields(rule)}
    return {field.value: text for field, text in known.items() if text}


_COLUMNS = {
    ApplicationField.TOWN: "town_code",
    ApplicationField.HEAD_NAME: "head",
    ApplicationField.ASSET_KINDS: "assets",
}
_YES_NO = {"true": "yes", "false": "no"}


def _text_of(kindergarten: Kindergarten, field: ApplicationField) -> str:
    text = to_text(getattr(kindergarten, _COLUMNS.get(field, field.value))) or ""
    return _YES_NO.get(text, text)


def open_for_founder(start: Start, at: dt.datetime) -> tuple[PermitApplication, str]:
    """Begin an application for somebody without an account; returns it with the code that opens it.

    The code is shown once; only its SHA-256 is kept.  Raises ``RuleViolation`` when too many were begun
    in the county today.
    """
    check_founder_drafts(queries.count_founder_drafts(start.county_code, start_of(local_date(at))))
    person = Actor(id=None, name=start.applicant.strip())
    application = start_draft(start, person, at)
    code = secrets.token_hex(ACCESS_CODE_BYTES)
    application.access_sha256 = queries.access_hash(code)
    return application, code


def founder_actor(application: PermitApplication) -> Actor:
    """Who holds the code of an application: reaches that application and nothing else."""
    grant = Grant(
        role=Role.KINDERGARTEN,
        county_prefix=application.county_code,
        kindergarten=application.public_id,
    )
    return Actor(id=None, name=application.applicant, grants=(grant,))


def save_section(
    public_id: str,
    values: Mapping[ApplicationField, str],
    version: int | None,
    actor: Actor,
    at: dt.datetime,
) -> PermitApplication:
    """Keep what was typed into some fields of a draft, whatever it is: it is checked when sent.

    Raises ``IllegalTransition`` for an application that was sent already.
    """
    application = queries.get_application(public_id, actor, for_update=True)
    require_version(application, version)
    require_draft(application)
    allowed = queries.rule_of(application, local_date(at)).fields
    changed = {
        field.value: text.strip()
        for field, text in values.items()
        if field in allowed and application.values.get(field, "") != text.strip()
    }
    if changed:
        application.values = {**application.values, **changed}
        record_on(application, "save", {"values": [None, len(changed)]}, actor, at)
    return application


def require_draft(application: PermitApplication) -> None:
    """Refuse a change to what was sent already: then a correction is asked for."""
    if application.state is not State.DRAFT:
        raise IllegalTransition(N_("This application was sent already."))


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A paper as handed in: its code in the kind's list, scans by public id."""

    code: str
    evidence: tuple[str, ...] = ()
    copies: int = 1
    original_seen: bool = False


def provide_paper(
    public_id: str, paper: Paper, actor: Actor, at: dt.datetime, *, version: int | None = None
) -> ApplicationPaper:
    """Put a paper to a draft, or at the window to an application just received; replaces the one before.

    Raises ``RuleViolation`` for a paper that is not asked for (行政许可法 31).
    """
    application = queries.get_application(public_id, actor, for_update=True)
    require_version(application, version)
    require_draft(application)
    return enter_paper(application, paper, actor, at)


def enter_paper(
    application: PermitApplication, paper: Paper, actor: Actor, at: dt.datetime
) -> ApplicationPaper:
    """Enter a paper of an application that is loaded and may take it."""
    rule = queries.rule_of(application, local_date(at)).paper(paper.code)
    if rule is None:
        raise RuleViolation(N_("This paper is not asked for: nobody has to hand it in."))
    _require_scans(application, paper)
    for row in queries.papers_of(application):
        if row.code == paper.code:
            row.is_replaced = True
    row = ApplicationPaper(
        county_code=application.county_code,
        permit_application_id=application.id,
        code=paper.code,
        name=rule.name,
        evidence=list(paper.evidence),
        copies=paper.copies,
        original_seen=paper.original_seen,
        provided_at=at,
    )
    db.session.add(row)
    db.session.flush()  # its key, for what reads the papers next
    changes = {"paper": [None, rule.name], "copies": [None, paper.copies]}
    record_on(application, "provide", changes, actor, at)
    return row


def _require_scans(application: PermitApplication, paper: Paper) -> None:
    office = Actor(
        id=None,
        name="licensing",
        grants=(Grant(role=Role.SYSTEM, county_prefix=application.county_code),),
    )
    found = find_evidence(paper.evidence, application.county_code, office)
    if len(found) != len(set(paper.evidence)):
        raise RuleViolation(N_("The scan is not there any more: choose it again."))


def discard(public_id: str, version: int | None, actor: Actor, at: dt.datetime) -> None:
    """Give a draft up; nothing was received, so nothing follows."""
    application = queries.get_application(public_id, actor, for_update=True)
    require_version(application, version)
    before = application.state
    application.state = advance(TRANSITIONS[application.nature], before, Action.DISCARD)
    application.closed_at = at
    changes = {"state": [before.value, application.state.value]}
    record_on(application, "discard", changes, actor, at)


def discard_untouched(public_id: str, since: dt.datetime, actor: Actor, at: dt.datetime) -> bool:
    """Discard a draft behind a code that nobody touched since an instant; ``False`` when somebody did."""
    application = queries.get_application(public_id, actor, for_update=True)
    if application.state is not State.DRAFT or application.access_sha256 is None:
        return False
    latest = timeline(SUBJECT, public_id, 1)
    if application.started_at >= since or any(act.at >= since for act in latest):
        return False
    discard(public_id, None, actor, at)
    application.access_sha256 = None  # the code opens nothing any more
    return True

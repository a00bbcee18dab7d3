"""Renewal: reminders before the last day, and what silence means after the end (行政许可法 50)."""

import datetime as dt

from kgsup.access.actor import Actor
from kgsup.accounts.queries import mails_of_kindergarten
from kgsup.audit.rules import Subject
from kgsup.casework import queries as casework_queries
from kgsup.casework import service as casework
from kgsup.configuration.queries import value
from kgsup.configuration.rules import Key
from kgsup.configuration.rules.checks import LONGEST_TERM_YEARS
from kgsup.core.clock import local_date
from kgsup.core.clocks import days_late, days_left
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.workflow import advance
from kgsup.deadlines import service as deadlines
from kgsup.documents import service as documents
from kgsup.documents.models import Document
from kgsup.documents.rules.facts import DeemedRenewalFacts, LicenceLine
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.queries import LicenceOnDay, current_licence, get_kindergarten
from kgsup.licensing import queries
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.queries import renewing as reading
from kgsup.licensing.rules.deciding import ACT_OF
from kgsup.licensing.rules.fields import ApplicationField
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.renewing import DEEMED, is_deemed_granted, is_reminded
from kgsup.licensing.rules.states import TRANSITIONS, Action, State
from kgsup.licensing.service.decided import Decided
from kgsup.licensing.service.effects import EFFECTS, Effect
from kgsup.licensing.service.following import follow_silence
from kgsup.licensing.service.intake import load
from kgsup.licensing.service.ledger import record_on, subject_of
from kgsup.licensing.service.papers import common
from kgsup.reminders import queries as reminder_queries
from kgsup.reminders import service as reminders
from kgsup.reminders.rules import ReminderKind, is_last_step, next_step, usable_address
from kgsup.reminders.service import Recipient, Step

KIND = ReminderKind.LICENCE_RENEWAL
NO_CONTACT = "—"


def remind_of_renewal(public_id: str, actor: Actor, at: dt.datetime) -> bool:
    """Send the step of renewal that is due to a kindergarten, if any; tells whether one was sent.

    Decides anew under the lock of the kindergarten.  Who has applied, who ends or whose licence has
    ended gets none, and what has not left is taken back.
    """
    kindergarten = get_kindergarten(public_id, actor, for_update=True)
    today = local_date(at)
    subject = _subject_of(kindergarten)
    if not is_reminded(reading.reminded_of(kindergarten, today), today):
        reminders.withdraw(KIND, subject, actor, at)
        return False
    step = _due_step(kindergarten, today)
    return step is not None and reminders.send_step(step, actor, at) is not None


def _subject_of(kindergarten: Kindergarten) -> Subject:
    public_id = kindergarten.public_id
    return Subject("kindergarten", public_id, kindergarten.county_code, public_id)


def _due_step(kindergarten: Kindergarten, today: dt.date) -> Step | None:
    licence = current_licence(kindergarten, today)
    if licence is None or licence.valid_until is None:
        return None
    county, public_id = kindergarten.county_code, kindergarten.public_id
    offsets: list[int] = value(county, Key.RENEWAL_LADDER, on=today)
    due_on = reading.last_day_for(licence.valid_until, county, today)
    recorded = reminder_queries.recorded_offsets(KIND, county, [public_id])
    move = next_step(due_on, offsets, recorded.get((public_id, due_on), set()), today)
    if move.is_nothing:
        return None
    return Step(
        kind=KIND,
        subject=_subject_of(kindergarten),
        due_on=due_on,
        move=move,
        recipient=Recipient(
            kindergarten=public_id,
            name=kindergarten.name,
            address=_address(kindergarten),
            telephone=kindergarten.telephone,
        ),
        is_last=move.send is not None and is_last_step(move.send.offset, offsets),
        sender_name=value(county, Key.BUREAU_NAME, on=today),
        facts=_facts(kindergarten, licence, due_on, today),
    )


def _address(kindergarten: Kindergarten) -> str | None:
    """The register's address, or else that of the kindergarten's own account."""
    known = [
        kindergarten.mail,
        *mails_of_kindergarten(kindergarten.public_id, kindergarten.county_code),
    ]
    return next((text for text in known if usable_address(text)), None)


def _facts(
    kindergarten: Kindergarten, licence: LicenceOnDay, due_on: dt.date, today: dt.date
) -> dict[str, object]:
    county = kindergarten.county_code
    contact = [value(county, key, on=today) for key in (Key.BUREAU_TELEPHONE, Key.BUREAU_ADDRESS)]
    return {
        "kindergarten": kindergarten.name,
        "telephone": kindergarten.telephone,
        "licence_number": licence.number,
        "valid_until": licence.valid_until,
        "apply_by": due_on,
        "days_left": days_left(due_on, today),
        "days_late": days_late(due_on, today),
        "sent_on": today,
        "bureau": value(county, Key.BUREAU_NAME, on=today),
        "contact": "，".join(text for text in contact if text != NO_CONTACT),
    }


# ── what silence means


def deem_renewed(public_id: str, actor: Actor, at: dt.datetime) -> Document | None:
    """Enter what the law says when a renewal is undecided at expiry: it counts as granted (C12).

    The new edition runs on from the day after the old one's end; the new form is printed later.  The
    late clock of the decision keeps its breach.  ``None`` when it is not so, or not so any more.
    """
    application = load(public_id, None, actor)
    kindergarten = queries.kindergarten_of(application)
    today = local_date(at)
    licence = current_licence(kindergarten, today) if kindergarten else None
    if licence is None or application.kind is not PermitKind.RENEWAL:
        return None
    pending = reading.pending_of(application, licence)
    if pending is None or not is_deemed_granted(pending, today):
        return None
    return _renew_by_law(application, licence, actor, at)


def _renew_by_law(
    application: PermitApplication, licence: LicenceOnDay, actor: Actor, at: dt.datetime
) -> Document:
    before, today = application.state, local_date(at)
    _withdraw_proposal(application, actor, at)
    decided = Decided(
        application=application,
        years=_years(application),
        remark="",
        day=today,
        actor=actor,
        at=at,
    )
    effect = EFFECTS[PermitKind.RENEWAL](decided)
    document = _issue_record(application, licence, effect, (actor, at))
    _enter(application, effect, document, at)
    deadlines.stop_all(subject_of(application), today, actor, at)
    follow_silence(application, effect.kindergarten, document, actor, at)
    changes = {
        "state": [before.value, application.state.value],
        "number": [None, document.number],
        "valid_until": [_iso(licence.valid_until), _iso(application.valid_until)],
    }
    article = "行政许可法 50"
    record_on(application, "deem_granted", changes, actor, at, article=article)
    return document


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _years(application: PermitApplication) -> int | None:
    """The term that was applied for; the county's usual one where it cannot be read."""
    text = application.values.get(ApplicationField.RENEWAL_YEARS, "").strip()
    return (
        int(text)
        if text.isascii() and text.isdigit() and 0 < int(text) <= LONGEST_TERM_YEARS
        else None
    )


def _withdraw_proposal(application: PermitApplication, actor: Actor, at: dt.datetime) -> None:
    """A proposal that came too late ends: the law has decided."""
    for act in ACT_OF.values():
        proposal = casework_queries.find_open(subject_of(application), act)
        if proposal is not None:
            reason = "许可有效期届满未作决定，依法视为准予延续。"
            casework.withdraw(proposal.public_id, reason, None, actor, at)


def _issue_record(
    application: PermitApplication,
    licence: LicenceOnDay,
    effect: Effect,
    done: tuple[Actor, dt.datetime],
) -> Document:
    actor, at = done
    edition = effect.edition
    if application.received_on is None or edition is None:
        raise RuleViolation(N_("This kindergarten has no licence that could be renewed."))
    facts = DeemedRenewalFacts(
        **common(application, local_date(at)),
        applied_on=application.received_on,
        old=_line(licence.number, licence.edition, licence.valid_from, licence.valid_until),
        new=_line(
            effect.licence_number or "", edition.edition, edition.valid_from, edition.valid_until
        ),
        why_undecided="至许可有效期届满之日未作出是否准予延续的决定",
    )
    kind = DocumentKind.DEEMED_RENEWAL_RECORD
    return documents.issue(kind, subject_of(application), facts, actor, at)


def _line(
    number: str, edition: int, valid_from: dt.date | None, valid_until: dt.date | None
) -> LicenceLine:
    return LicenceLine(
        number=number, valid_from=valid_from, valid_until=valid_until, edition=edition
    )


def _enter(
    application: PermitApplication, effect: Effect, document: Document, at: dt.datetime
) -> None:
    """The columns of a decision; nobody has decided: the law has."""
    table = TRANSITIONS[application.nature]
    if application.state is State.RECEIVED:
        application.accepted_on, application.is_deemed_accepted = application.received_on, True
        application.state = advance(table, application.state, Action.DEEM_ACCEPTED)
    application.decided_by, application.decided_by_name = None, DEEMED
    application.decided_at, application.decided_on = at, local_date(at)
    application.decision_reason = "许可有效期届满未作决定，视为准予延续（行政许可法第五十条）。"
    application.document, application.document_number = document.public_id, document.number
    application.licence_number = effect.licence_number
    application.valid_from = effect.edition.valid_from if effect.edition else None
    application.valid_until = effect.edition.valid_until if effect.edition else None
    application.state = advance(table, application.state, Action.GRANT)

"""Making places, recording what came in, and sending the step of a ladder that is due.

No commit here: each function is one act inside the caller's transaction.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.accounts.queries import mails_of_kindergarten
from kgsup.annual_checks import queries, rules
from kgsup.annual_checks.models import AnnualCheck
from kgsup.annual_checks.queries import Asked
from kgsup.annual_checks.rules import FilingWay, State
from kgsup.areas.models import County
from kgsup.audit.rules import Subject
from kgsup.audit.service import record
from kgsup.configuration.queries import value as county_rule
from kgsup.configuration.rules import Key
from kgsup.core.clock import local_date
from kgsup.core.clocks import days_late, days_left
from kgsup.core.db import db, require_version
from kgsup.core.law import Article
from kgsup.reminders import queries as reminder_queries
from kgsup.reminders import service as reminders
from kgsup.reminders.rules import ReminderKind, is_last_step, next_step, usable_address
from kgsup.reminders.service import Recipient, Step

NO_CONTACT = "—"  # how a county's rules say that a text was never set


def make_places(county_code: str, year: int, actor: Actor, at: dt.datetime) -> int:
    """Give every kindergarten in scope its place in the check of a year; returns how many are new.

    Made twice, by two workers at once or again tomorrow, it adds only what is missing.  Due date and
    scope are those in force on this day; the due date stays frozen with the place.
    """
    # Held until the end, so that two workers make the places of one county one after the other.
    db.session.execute(sa.select(County).where(County.code == county_code).with_for_update()).one()
    today = local_date(at)
    asked = list_missing(county_code, year, today)
    due_on = rules.due_on(year, county_rule(county_code, Key.ANNUAL_CHECK_DUE, on=today))
    db.session.add_all(
        AnnualCheck(
            county_code=county_code,
            kindergarten_id=kindergarten.id,
            year=year,
            due_on=due_on,
            state=State.EXPECTED,
            made_at=at,
        )
        for kindergarten in asked
    )
    if asked:
        changes = {
            "check_year": [None, year],
            "papers_due_on": [None, due_on.isoformat()],
            "places_made": [None, len(asked)],
        }
        subject = Subject("county", county_code, county_code)
        record(actor, "annual_checks.places.make", subject, changes, at)
    return len(asked)


def list_missing(county_code: str, year: int, today: dt.date) -> list[Asked]:
    """The kindergartens that are to be asked for the check of a year and have no place in it yet."""
    scope: list[str] = county_rule(county_code, Key.ANNUAL_CHECK_SCOPE, on=today)
    return [
        kindergarten
        for kindergarten in queries.list_without_place(county_code, year)
        if rules.hindrance(kindergarten.standing, scope, year) is None
    ]


def drop_places_of_import(county_code: str, batch: str, actor: Actor, at: dt.datetime) -> int:
    """Remove the untouched places of kindergartens that a batch entered, so that it can be undone.

    Places with a return, an exemption or a reminder stay, and the database then refuses the undoing.
    """
    places = queries.lock_untouched_of_import(county_code, batch)
    reminded = reminder_queries.recorded_offsets(
        ReminderKind.ANNUAL_CHECK, county_code, [place.public_id for place in places]
    )
    with_reminder = {subject_id for subject_id, _due_on in reminded}
    dropped = [place for place in places if place.public_id not in with_reminder]
    for place in dropped:
        db.session.delete(place)
    if dropped:
        subject = Subject("county", county_code, county_code)
        changes = {"places_removed": [None, len(dropped)]}
        record(actor, "annual_checks.places.drop", subject, changes, at)
    db.session.flush()  # the kindergartens are deleted next by the caller
    return len(dropped)


@dataclass(frozen=True, kw_only=True)
class Filing:
    """A return as it came in: the day on the receipt, how, by whom."""

    filed_on: dt.date
    way: FilingWay
    by: str | None = None
    note: str | None = None


def record_filing(
    public_id: str, filing: Filing, version: int | None, actor: Actor, at: dt.datetime
) -> None:
    """Record that a return came in; reminders that have not left are taken back."""
    place = queries.get_place(public_id, actor, for_update=True)
    require_version(place, version)
    after = rules.file_return(
        place.state, filed_on=filing.filed_on, year=place.year, today=local_date(at)
    )
    before, place.state = place.state, after
    place.filed_on, place.filed_way = filing.filed_on, filing.way
    place.filed_by, place.filed_note = filing.by, filing.note
    changes: dict[str, list[object]] = {
        "state": [before.value, after.value],
        "filed_on": [None, filing.filed_on.isoformat()],
        "filed_way": [None, filing.way.value],
        "filed_by": [None, filing.by],
        "note": [None, filing.note],
    }
    _record(place, "annual_checks.place.file", changes, (actor, at), acted_on=filing.filed_on)
    reminders.withdraw(ReminderKind.ANNUAL_CHECK, subject_of(place), actor, at)


def exempt_place(
    public_id: str, reason: str, version: int | None, actor: Actor, at: dt.datetime
) -> None:
    """Exempt a kindergarten from one year's check; reminders that have not left are taken back."""
    place = queries.get_place(public_id, actor, for_update=True)
    require_version(place, version)
    before, place.state = place.state, rules.exempt(place.state, reason=reason)
    place.exempt_reason = reason.strip()
    changes: dict[str, list[object]] = {
        "state": [before.value, place.state.value],
        "exempt_reason": [None, place.exempt_reason],
    }
    _record(place, "annual_checks.place.exempt", changes, (actor, at))
    reminders.withdraw(ReminderKind.ANNUAL_CHECK, subject_of(place), actor, at)


def reopen_place(
    public_id: str, reason: str, version: int | None, actor: Actor, at: dt.datetime
) -> None:
    """Take back a filing or exemption that was recorded in error; the ladder goes on from there."""
    place = queries.get_place(public_id, actor, for_update=True)
    require_version(place, version)
    before, place.state = place.state, rules.reopen(place.state, reason=reason)
    changes: dict[str, list[object]] = {
        "state": [before.value, place.state.value],
        "filed_on": [place.filed_on.isoformat() if place.filed_on else None, None],
        "exempt_reason": [place.exempt_reason, None],
        "reason": [None, reason.strip()],
    }
    place.filed_on = place.filed_way = place.filed_by = place.filed_note = None
    place.exempt_reason = None
    _record(place, "annual_checks.place.reopen", changes, (actor, at))


def _record(
    place: AnnualCheck,
    act: str,
    changes: Mapping[str, list[object]],
    by: tuple[Actor, dt.datetime],
    *,
    acted_on: dt.date | None = None,
) -> None:
    actor, at = by
    said = {
        field: pair for field, pair in changes.items() if any(value is not None for value in pair)
    }
    subject = subject_of(place)
    record(actor, act, subject, said, at, article=Article.ANNUAL_CHECK, acted_on=acted_on)


def subject_of(place: AnnualCheck) -> Subject:
    """The place as the ledger and the reminders refer to it."""
    kindergarten = queries.get_asked(place.county_code, place.kindergarten_id)
    return _subject(place, kindergarten)


def _subject(place: AnnualCheck, kindergarten: Asked) -> Subject:
    return Subject(
        rules.SUBJECT_KIND, place.public_id, place.county_code, concerns=kindergarten.public_id
    )


def remind(public_id: str, actor: Actor, at: dt.datetime) -> bool:
    """Send the step of a place's ladder that is due, if any; tells whether one was sent.

    Decides anew under the lock of the place, whatever the planning saw.  Who has filed or is exempt
    gets none; for who is not asked any more, what has not left is taken back.
    """
    place = queries.get_place(public_id, actor, for_update=True)
    if place.state is not State.EXPECTED:
        return False
    today = local_date(at)
    kindergarten = queries.get_asked(place.county_code, place.kindergarten_id)
    subject = _subject(place, kindergarten)
    scope: list[str] = county_rule(place.county_code, Key.ANNUAL_CHECK_SCOPE, on=today)
    if rules.hindrance(kindergarten.standing, scope, place.year) is not None:
        reminders.withdraw(ReminderKind.ANNUAL_CHECK, subject, actor, at)
        return False
    step = _due_step(place, kindergarten, subject, today)
    return step is not None and reminders.send_step(step, actor, at) is not None


def _due_step(
    place: AnnualCheck, kindergarten: Asked, subject: Subject, today: dt.date
) -> Step | None:
    offsets: list[int] = county_rule(place.county_code, Key.REMINDER_LADDER, on=today)
    recorded = reminder_queries.recorded_offsets(
        ReminderKind.ANNUAL_CHECK, place.county_code, [place.public_id]
    )
    move = next_step(
        place.due_on, offsets, recorded.get((place.public_id, place.due_on), set()), today
    )
    if move.is_nothing:
        return None
    return Step(
        kind=ReminderKind.ANNUAL_CHECK,
        subject=subject,
        due_on=place.due_on,
        move=move,
        recipient=Recipient(
            kindergarten=kindergarten.public_id,
            name=kindergarten.name,
            address=_address(kindergarten),
            telephone=kindergarten.telephone,
        ),
        is_last=move.send is not None and is_last_step(move.send.offset, offsets),
        sender_name=county_rule(place.county_code, Key.BUREAU_NAME, on=today),
        facts=_facts(place, kindergarten, today),
    )


def _address(kindergarten: Asked) -> str | None:
    """The register's address, or else that of the kindergarten's own account."""
    known = [
        kindergarten.mail,
        *mails_of_kindergarten(kindergarten.public_id, kindergarten.county_code),
    ]
    return next((text for text in known if usable_address(text)), None)


def _facts(place: AnnualCheck, kindergarten: Asked, today: dt.date) -> dict[str, object]:
    return {
        "kindergarten": kindergarten.name,
        "telephone": kindergarten.telephone,
        **_facts_of_check(place.county_code, place.year, place.due_on, today),
    }


def _facts_of_check(
    county_code: str, year: int, due_on: dt.date, today: dt.date
) -> dict[str, object]:
    return {
        "year": year,
        "due_on": due_on,
        "days_left": days_left(due_on, today),
        "days_late": days_late(due_on, today),
        "sent_on": today,
        "bureau": county_rule(county_code, Key.BUREAU_NAME, on=today),
        "contact": _contact(county_code, today),
    }


def _contact(county_code: str, today: dt.date) -> str:
    parts = [
        county_rule(county_code, key, on=today)
        for key in (Key.BUREAU_TELEPHONE, Key.BUREAU_ADDRESS)
    ]
    return "，".join(part for part in parts if part != NO_CONTACT)


def group_text(county_code: str, year: int, names: Sequence[str], today: dt.date) -> str:
    """The text for the WeChat group: the due date and who has not filed."""
    due_on = rules.due_on(year, county_rule(county_code, Key.ANNUAL_CHECK_DUE, on=today))
    facts = _facts_of_check(county_code, year, due_on, today) | {"names": list(names)}
    return reminders.group_text(ReminderKind.ANNUAL_CHECK, facts)

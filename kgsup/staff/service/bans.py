"""Bans from the trade: entered with the decision, lifted by another one."""

import datetime as dt

from kgsup.access.actor import Actor
from kgsup.audit.service import record
from kgsup.core.clock import local_date
from kgsup.core.db import db, require_version
from kgsup.core.errors import N_, Missing, RuleViolation
from kgsup.staff import queries
from kgsup.staff.models import StaffBan
from kgsup.staff.rules import acts
from kgsup.staff.rules.entries import check_ban, check_lifting, require_text
from kgsup.staff.rules.people import Ban
from kgsup.staff.service.facts import Entry
from kgsup.staff.service.stopping import stop_all_work
from kgsup.staff.service.writing import subject_of, touch


def enter_ban(entry: Entry, new: Ban) -> StaffBan:
    """Enter a ban; whatever the person works stops at once (学前教育法 44).

    Raises ``RuleViolation`` for a term that the article does not know and for a decision entered twice.
    """
    _require_office(entry.actor)
    member = queries.get_member(entry.member, entry.actor, for_update=True)
    require_version(member, entry.version)
    today = local_date(entry.at)
    check_ban(new, today)
    known = queries.people_of([member], entry.actor)[0].bans
    if any(ban.decision_number == new.decision_number for ban in known):
        raise RuleViolation(N_("This decision is entered already."))
    ban = StaffBan(
        county_code=member.county_code,
        member_id=member.id,
        ground=new.ground,
        from_on=new.from_on,
        valid_until=new.valid_until,
        for_life=new.is_for_life,
        decision_number=new.decision_number.strip(),
        decided_by=new.decided_by.strip(),
        recorded_at=entry.at,
        recorded_by=entry.actor.name,
    )
    db.session.add(ban)
    db.session.flush()  # what is computed next must see it
    changes = {
        "ban_ground": [None, new.ground.value],
        "barred_from": [None, new.from_on.isoformat()],
        "barred_until": [None, new.valid_until.isoformat() if new.valid_until else None],
        "for_life": [None, new.is_for_life],
    }
    record(entry.actor, acts.BAN, subject_of(member), changes, entry.at, article=new.article)
    if new.is_in_force(today):
        stop_all_work(member, entry.actor, entry.at)
    touch(member)
    return ban


def lift_ban(entry: Entry, ban: str, lifted_on: dt.date, reason: str) -> StaffBan:
    """Lift a ban from a day on, with the decision that does so; work that was stopped stays stopped."""
    _require_office(entry.actor)
    member = queries.get_member(entry.member, entry.actor, for_update=True)
    row: StaffBan = queries.get_fact(StaffBan, ban, member)
    require_version(row, entry.version)
    value = next(b for b in queries.people_of([member], entry.actor)[0].bans if b.public_id == ban)
    check_lifting(value, lifted_on, local_date(entry.at))
    row.lifted_on, row.lift_reason = lifted_on, require_text(reason, N_("Give the reason."))
    changes = {"ban_lifted_on": [None, lifted_on.isoformat()]}
    record(entry.actor, acts.LIFT_BAN, subject_of(member), changes, entry.at)
    return row


def _require_office(actor: Actor) -> None:
    if queries.own_kindergartens(actor) is not None:
        raise Missing(N_("There is no such page or record."))

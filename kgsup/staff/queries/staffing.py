"""What licensing and the kindergarten's page ask: its people on a day, and bans."""

import datetime as dt

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.core.db import db
from kgsup.kindergartens import queries as kindergartens
from kgsup.kindergartens.rules.names import fold
from kgsup.staff.models import StaffBan, StaffMember
from kgsup.staff.queries.lists import PeopleFilter, list_people
from kgsup.staff.queries.people import ban_value, bans_of_indexes
from kgsup.staff.rules.people import Ban
from kgsup.staff.rules.staffing import StaffingFacts

MOST_NAMESAKES = 20


def staffing_of(kindergarten_public_id: str, actor: Actor, on: dt.date) -> StaffingFacts:
    """The people who hold an employment in a kindergarten on a day, with the counts reported last.

    Raises ``Missing`` for a kindergarten that the actor does not reach.
    """
    kindergarten = kindergartens.get_kindergarten(kindergarten_public_id, actor)
    working = PeopleFilter(kindergarten=kindergarten_public_id, works=True)
    listed = list_people(working, actor, on, limit=None)
    figures = kindergartens.figures(kindergarten)
    return StaffingFacts(
        kindergarten=kindergarten_public_id,
        on=on,
        people=tuple(row.person for row in listed),
        reported={count.post: count.people for count in figures.staff} if figures else {},
        term=figures.term if figures else None,
    )


def find_ban(identity_index: str, on: dt.date) -> Ban | None:
    """The ban in force against an identity number in whatever county; ``None`` when there is none.

    The index is what ``staff.service.index_of(number)`` makes of a number.
    """
    bans = bans_of_indexes([identity_index]).get(identity_index, [])
    in_force = [ban for ban in bans if ban.is_in_force(on)]
    return max(in_force, key=lambda ban: ban.valid_until or dt.date.max, default=None)


def bans_of_namesakes(name: str, on: dt.date) -> list[tuple[str | None, Ban]]:
    """Bans in force of people of this name in any county, each with the tail of the identity number.

    A name alone proves nothing: whoever decides compares the number.
    """
    statement = (
        sa.select(StaffMember.name, StaffMember.identity_tail, StaffBan)
        .join(StaffBan, StaffBan.member_id == StaffMember.id)
        .where(StaffMember.search_text.startswith(f"{fold(name)}|", autoescape=True))
        .order_by(StaffBan.id)
        .limit(MOST_NAMESAKES)
    )
    return [
        (tail, value)
        for found, tail, ban in db.session.execute(statement)
        if (value := ban_value(ban)).is_in_force(on) and fold(found) == fold(name)
    ]

"""Reading people; every load is limited to whom the actor reaches."""

from kgsup.staff.queries.lists import (
    ListedPerson,
    PeopleFilter,
    count_people,
    expiring,
    list_people,
    list_stop_work,
)
from kgsup.staff.queries.people import (
    AT_ONCE,
    bans_of_indexes,
    get_person,
    members_by_index,
    members_by_name,
    members_by_public_id,
    people_of,
)
from kgsup.staff.queries.reach import get_fact, get_member, own_kindergartens
from kgsup.staff.queries.staffing import bans_of_namesakes, find_ban, staffing_of

__all__ = [
    "AT_ONCE",
    "ListedPerson",
    "PeopleFilter",
    "bans_of_indexes",
    "bans_of_namesakes",
    "count_people",
    "expiring",
    "find_ban",
    "get_fact",
    "get_member",
    "get_person",
    "list_people",
    "list_stop_work",
    "members_by_index",
    "members_by_name",
    "members_by_public_id",
    "own_kindergartens",
    "people_of",
    "staffing_of",
]

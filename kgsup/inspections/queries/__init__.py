"""Reading visits; every load is limited to what the actor reaches."""

from kgsup.inspections.queries.around import Around, circumstances
from kgsup.inspections.queries.lists import (
    MonthlyVisits,
    VisitFilter,
    VisitRow,
    count_visits,
    list_visits,
    visits_by_month,
    visits_of_kindergarten,
)
from kgsup.inspections.queries.single import (
    SetAsideRow,
    find_operation,
    find_visit,
    get_visit,
    is_taken,
    last_signed_visit,
    list_set_aside,
    lock_user,
    officers_of,
)

__all__ = [
    "Around",
    "MonthlyVisits",
    "SetAsideRow",
    "VisitFilter",
    "VisitRow",
    "circumstances",
    "count_visits",
    "find_operation",
    "find_visit",
    "get_visit",
    "is_taken",
    "last_signed_visit",
    "list_set_aside",
    "list_visits",
    "lock_user",
    "officers_of",
    "visits_by_month",
    "visits_of_kindergarten",
]

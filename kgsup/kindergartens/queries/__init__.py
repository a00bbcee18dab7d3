"""Reading the register; every load of a kindergarten is limited to what the actor reaches."""

from kgsup.kindergartens.queries.cards import Card, FiledFee, card
from kgsup.kindergartens.queries.details import (
    current_licence,
    duplicates_of,
    fees_on,
    figures,
    is_recognised,
    licence_history,
    list_duplicates,
    open_alarms,
    recognition_on,
    sites_on,
    terms_counted,
)
from kgsup.kindergartens.queries.history import as_of, changes_since, fact_history
from kgsup.kindergartens.queries.lists import (
    Filter,
    PhoneEntry,
    RegisterEntry,
    count_by_alarm,
    count_kindergartens,
    list_alarms,
    list_entries,
    list_for_phone,
    list_kindergartens,
)
from kgsup.kindergartens.queries.single import (
    find_by_name,
    find_kindergarten,
    get_by_id,
    get_kindergarten,
    names_of,
)

__all__ = [
    "Card",
    "FiledFee",
    "Filter",
    "PhoneEntry",
    "RegisterEntry",
    "as_of",
    "card",
    "changes_since",
    "count_by_alarm",
    "count_kindergartens",
    "current_licence",
    "duplicates_of",
    "fact_history",
    "fees_on",
    "figures",
    "find_by_name",
    "find_kindergarten",
    "get_by_id",
    "get_kindergarten",
    "is_recognised",
    "licence_history",
    "list_alarms",
    "list_duplicates",
    "list_entries",
    "list_for_phone",
    "list_kindergartens",
    "names_of",
    "open_alarms",
    "recognition_on",
    "sites_on",
    "terms_counted",
]

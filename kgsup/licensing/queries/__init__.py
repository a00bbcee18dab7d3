"""Reading applications and the rules of their kinds."""

from kgsup.licensing.queries.applications import (
    access_hash,
    count_founder_drafts,
    find_by_access,
    find_by_access_hash,
    find_by_subject,
    get_application,
    in_words,
    kindergarten_of,
    list_founder_drafts,
    list_of_kindergarten,
    number_of_document,
    papers_of,
    requests_of,
    verifications_of,
    words_of,
)
from kgsup.licensing.queries.kinds import (
    list_rules,
    raw_rule,
    rule_of,
    rule_of_kind,
    sample_answers,
)

__all__ = [
    "access_hash",
    "count_founder_drafts",
    "find_by_access",
    "find_by_access_hash",
    "find_by_subject",
    "get_application",
    "in_words",
    "kindergarten_of",
    "list_founder_drafts",
    "list_of_kindergarten",
    "list_rules",
    "number_of_document",
    "papers_of",
    "raw_rule",
    "requests_of",
    "rule_of",
    "rule_of_kind",
    "sample_answers",
    "verifications_of",
    "words_of",
]

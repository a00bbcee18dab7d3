"""What is published, on which article, for how long, and which facts may be said.  Pure.

The table is practice 2.2 as far as licences go; a county switches kinds on and off.  Facts are public
words: whatever is not in the list of a kind is refused, and so are numbers of persons.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from kgsup.core.law import Article


class PublicationKind(StrEnum):
    """What a publication announces."""

    LICENCE_GRANTED = "licence_granted"
    LICENCE_CHANGED = "licence_changed"
    LICENCE_RENEWED = "licence_renewed"
    LICENCE_REPLACED = "licence_replaced"
    LICENCE_ENDED = "licence_ended"
    FILING = "filing"
    LOSS_NOTICE = "loss_notice"
    TERMINATION_NOTICE = "termination_notice"
    LICENCE_REFUSED = "licence_refused"


class Lasting(StrEnum):
    """How long something stays published."""

    WHILE_IT_LASTS = "while_it_lasts"  # what ended stays searchable
    UNTIL_DATE = "until_date"


class Fact(StrEnum):
    """A public word; the value is the name under which cases give it."""

    KINDERGARTEN = "kindergarten"
    ADDRESS = "address"
    OWNERSHIP = "ownership"
    SPONSOR = "sponsor"
    HEAD = "head"
    ITEM = "item"
    BEFORE = "before"
    AFTER = "after"
    GROUND = "ground"
    COUNTERPART_NAME = "counterpart_name"
    COUNTERPART_CATEGORY = "counterpart_category"
    COUNTERPART_CODE = "counterpart_code"
    LEGAL_REPRESENTATIVE = "legal_representative"
    DECISION_NAME = "decision_name"
    DECISION_NUMBER = "decision_number"
    PERMIT_KIND = "permit_kind"
    CERTIFICATE_NAME = "certificate_name"
    LICENCE_NUMBER = "licence_number"
    CONTENT = "content"
    VALID_FROM = "valid_from"
    VALID_UNTIL = "valid_until"
    RECEIVED_ON = "received_on"
    ENDS_ON = "ends_on"
    LOST_FORM = "lost_form"
    ANNOUNCED_IN = "announced_in"
    STATUS = "status"
    REMARK = "remark"


DATES = frozenset({Fact.VALID_FROM, Fact.VALID_UNTIL, Fact.RECEIVED_ON, Fact.ENDS_ON})

# Names of papers, which may look like a telephone number.
NUMBERS = frozenset({Fact.DECISION_NUMBER, Fact.LICENCE_NUMBER, Fact.LOST_FORM})

_DECISION = frozenset(
    {
        Fact.COUNTERPART_NAME,
        Fact.COUNTERPART_CATEGORY,
        Fact.COUNTERPART_CODE,
        Fact.LEGAL_REPRESENTATIVE,
        Fact.DECISION_NAME,
        Fact.DECISION_NUMBER,
        Fact.PERMIT_KIND,
        Fact.CONTENT,
        Fact.STATUS,
        Fact.REMARK,
    }
)
_LICENCE = _DECISION | {
    Fact.KINDERGARTEN,
    Fact.ADDRESS,
    Fact.OWNERSHIP,
    Fact.SPONSOR,
    Fact.HEAD,
    Fact.CERTIFICATE_NAME,
    Fact.LICENCE_NUMBER,
    Fact.VALID_FROM,
    Fact.VALID_UNTIL,
}
_CHANGE = frozenset({Fact.ITEM, Fact.BEFORE, Fact.AFTER})
_PLACE = frozenset({Fact.KINDERGARTEN, Fact.ADDRESS, Fact.CONTENT, Fact.REMARK, Fact.GROUND})


@dataclass(frozen=True, kw_only=True)
class KindRule:
    """How a kind is published.

    ``article`` is the base in law; where there is none, whoever publishes writes the county's own.
    ``needs_second`` asks that somebody else publishes than planned it.  ``in_credit_sheet`` puts it
    into the 双公示 sheet.
    """

    article: Article | None
    facts: frozenset[Fact]
    is_on: bool = True
    lasting: Lasting = Lasting.WHILE_IT_LASTS
    needs_second: bool = False
    in_credit_sheet: bool = False


def _licence(facts: frozenset[Fact]) -> KindRule:
    return KindRule(article=Article.DECISIONS_ARE_PUBLIC, facts=facts, in_credit_sheet=True)


KINDS: Mapping[PublicationKind, KindRule] = {
    PublicationKind.LICENCE_GRANTED: _licence(_LICENCE),
    PublicationKind.LICENCE_CHANGED: _licence(_LICENCE | _CHANGE),
    PublicationKind.LICENCE_RENEWED: _licence(_LICENCE),
    PublicationKind.LICENCE_ENDED: _licence(_LICENCE | {Fact.GROUND, Fact.ENDS_ON}),
    # Another form of the same licence is no decision; practice 2.2 does not have it published.
    PublicationKind.LICENCE_REPLACED: KindRule(
        article=None, facts=_LICENCE | {Fact.GROUND, Fact.LOST_FORM}, is_on=False
    ),
    PublicationKind.FILING: KindRule(
        article=Article.CONTROLLER_IS_FILED, facts=_PLACE | _CHANGE | {Fact.RECEIVED_ON}
    ),
    # Local rules ask for it and say where (L21): the county's base is written when it is published.
    PublicationKind.LOSS_NOTICE: KindRule(
        article=None,
        facts=_PLACE
        | {Fact.CERTIFICATE_NAME, Fact.LICENCE_NUMBER, Fact.LOST_FORM, Fact.ANNOUNCED_IN},
        lasting=Lasting.UNTIL_DATE,
    ),
    PublicationKind.TERMINATION_NOTICE: KindRule(
        article=Article.TERMINATION_BY_OWN_REQUEST,
        facts=_PLACE | {Fact.LICENCE_NUMBER, Fact.ENDS_ON},
        lasting=Lasting.UNTIL_DATE,
    ),
    # Off by practice 2.2.  A county that departs from it has two people look: it touches the applicant.
    PublicationKind.LICENCE_REFUSED: KindRule(
        article=None, facts=_DECISION | {Fact.GROUND}, is_on=False, needs_second=True
    ),
}

CREDIT_KINDS = tuple(kind for kind, rule in KINDS.items() if rule.in_credit_sheet)


def is_on(kind: PublicationKind, switches: Mapping[str, bool]) -> bool:
    """Tell whether a kind is published, by the county's switches over the table."""
    return switches.get(kind.value, KINDS[kind].is_on)


def needs_second(kind: PublicationKind, further: Collection[str]) -> bool:
    """Tell whether a second person publishes: by the table, or because the county asks for it."""
    return KINDS[kind].needs_second or kind.value in further

"""Everything the register knows of one kindergarten on a day, for the pages that show it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from kgsup.areas.queries import town_names
from kgsup.configuration import queries as configuration
from kgsup.configuration.rules import Key
from kgsup.kindergartens.models import (
    FeeItem,
    InclusiveRecognition,
    Kindergarten,
    RegisterAlarm,
    Site,
)
from kgsup.kindergartens.queries.details import (
    DuplicateRow,
    Figures,
    duplicates_of,
    fees_on,
    figures,
    open_alarms,
    recognition_on,
    sites_on,
    terms_counted,
)
from kgsup.kindergartens.queries.history import as_of
from kgsup.kindergartens.queries.licences import LicenceOnDay, licence_history
from kgsup.kindergartens.queries.single import get_by_id
from kgsup.kindergartens.rules.classification import KindergartenClass, classify, is_inclusive
from kgsup.kindergartens.rules.counts import AgeGroup
from kgsup.kindergartens.rules.facts import FactValue, Field
from kgsup.kindergartens.rules.fees import FEN, FeeKind, over_cap, to_pay_fen, to_yuan
from kgsup.kindergartens.rules.identity import Ownership
from kgsup.kindergartens.rules.licence_acts import PRINTED_FACTS, Disagreement, disagreements


@dataclass(frozen=True, kw_only=True)
class FiledFee:
    """A fee with its amount in yuan and what is left to pay in the free last year."""

    item: FeeItem
    last_year_fen: int | None  # None: not a care fee, or the county has configured no reduction

    @property
    def amount(self) -> Decimal:
        return to_yuan(self.item.amount_fen)

    @property
    def last_year(self) -> Decimal | None:
        return None if self.last_year_fen is None else to_yuan(self.last_year_fen)


@dataclass(frozen=True, kw_only=True)
class Card:
    """One kindergarten on one day.  Alarms and possible duplicates are those of today."""

    kindergarten: Kindergarten
    day: dt.date
    facts: Mapping[Field, FactValue]
    kind: KindergartenClass
    town_name: str | None
    recognition: InclusiveRecognition | None
    licences: list[LicenceOnDay]
    figures: Figures | None
    terms: list[str]
    fees: list[FiledFee]
    sites: list[Site]
    alarms: list[RegisterAlarm]
    duplicates: list[DuplicateRow]
    merged_into: Kindergarten | None

    @property
    def licence(self) -> LicenceOnDay | None:
        return next((licence for licence in self.licences if licence.is_current), None)

    @property
    def disagreements(self) -> list[Disagreement]:
        """Where the certificate says something else than the register on that day."""
        return disagreements(self.licence.printed, self.facts) if self.licence else []

    @property
    def is_inclusive(self) -> bool:
        return is_inclusive(self.kind)

    @property
    def cap(self) -> Decimal | None:
        """The highest care fee that the recognition allows, in yuan a month."""
        cap = self.recognition.cap_fen if self.recognition else None
        return None if cap is None else to_yuan(cap)

    @property
    def is_over_cap(self) -> bool:
        cap = self.recognition.cap_fen if self.recognition else None
        care = [fee.item.amount_fen for fee in self.fees if fee.item.kind is FeeKind.CARE]
        return over_cap(care, cap)


def card(kindergarten: Kindergarten, day: dt.date, term: str | None = None) -> Card:
    """All that the register knows on a day, in a fixed number of queries.

    ``term`` chooses the counts, without it those counted last.
    """
    facts = as_of(kindergarten, day)
    ownership, town_code = facts[Field.OWNERSHIP], facts[Field.TOWN_CODE]
    recognition = recognition_on(kindergarten, day)
    owned = ownership if isinstance(ownership, Ownership) else Ownership.UNKNOWN
    county_code, merged_into_id = kindergarten.county_code, kindergarten.merged_into_id
    return Card(
        kindergarten=kindergarten,
        day=day,
        facts=facts,
        kind=classify(owned, recognition is not None),
        town_name=town_names(county_code).get(str(town_code)) if town_code else None,
        recognition=recognition,
        licences=licence_history(kindergarten, day),
        figures=figures(kindergarten, term),
        terms=terms_counted(kindergarten),
        fees=_filed_fees(kindergarten, day, owned, str(facts[Field.PLACE_GRADE] or "")),
        sites=sites_on(kindergarten, day),
        alarms=open_alarms(kindergarten),
        duplicates=duplicates_of(kindergarten),
        merged_into=get_by_id(county_code, merged_into_id) if merged_into_id else None,
    )


def _filed_fees(
    kindergarten: Kindergarten, day: dt.date, ownership: Ownership, place_grade: str
) -> list[FiledFee]:
    reductions = configuration.value(
        kindergarten.county_code, Key.FREE_LAST_YEAR_REDUCTIONS, on=day
    )
    yuan = reductions.get(place_grade)
    reduction_fen = None if yuan is None else round(Decimal(str(yuan)) * FEN)
    return [
        FiledFee(item=fee, last_year_fen=_last_year(fee, ownership, reduction_fen))
        for fee in fees_on(kindergarten, day)
    ]


def _last_year(fee: FeeItem, ownership: Ownership, reduction_fen: int | None) -> int | None:
    """Only a care fee that seniors pay is reduced."""
    if fee.kind is not FeeKind.CARE or fee.age_group not in {None, AgeGroup.SENIOR}:
        return None
    return to_pay_fen(fee.amount_fen, AgeGroup.SENIOR, ownership, reduction_fen)


def printed_from_register(kindergarten: Kindergarten, day: dt.date) -> dict[str, str]:
    """What a certificate made on a day would print of the register, with the issuing authority.

    What is not known is left out; what is taught and remarks are added by who issues it.
    """
    facts = as_of(kindergarten, day)
    bureau = configuration.value(kindergarten.county_code, Key.BUREAU_NAME, on=day)
    printed = {name: facts[field] for name, field in PRINTED_FACTS.items()}
    printed |= {
        "type": "幼儿园",
        "managing_department": facts[Field.MANAGING_DEPARTMENT] or bureau,
        "issuing_authority": bureau,
    }
    return {name: str(value) for name, value in printed.items() if value}

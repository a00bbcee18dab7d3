"""What is entered and changed, as values: for one kindergarten by hand, for a batch by an import."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from kgsup.kindergartens.rules.classification import NewRecognition
from kgsup.kindergartens.rules.counts import GroupCount, StaffCount
from kgsup.kindergartens.rules.facts import PAGE, FactValue, Field, Source
from kgsup.kindergartens.rules.fees import NewFee
from kgsup.kindergartens.rules.licences import NewLicence


@dataclass(frozen=True, kw_only=True)
class TermFigures:
    """The counts of one term."""

    term: str
    counted_on: dt.date
    groups: tuple[GroupCount, ...] = ()
    staff: tuple[StaffCount, ...] = ()


@dataclass(frozen=True, kw_only=True)
class NewSite:
    """A campus; areas in m²."""

    name: str | None = None
    address: str | None = None
    land_m2: float | None = None
    building_m2: float | None = None
    outdoor_m2: float | None = None
    floors: int | None = None


@dataclass(frozen=True, kw_only=True)
class Additions:
    """What comes with the facts: figures, fees, licence, recognition, site."""

    figures: TermFigures | None = None
    fees: tuple[NewFee, ...] = ()
    licence: NewLicence | None = None
    recognition: NewRecognition | None = None
    site: NewSite | None = None


NOTHING = Additions()


@dataclass(frozen=True, kw_only=True)
class NewKindergarten:
    """A kindergarten to enter.  ``facts`` needs NAME; what is absent has its default (not known).

    The facts hold from ``from_on``; ``None`` = the day of recording.
    """

    facts: Mapping[Field, FactValue]
    additions: Additions = NOTHING
    from_on: dt.date | None = None

    @property
    def name(self) -> str:
        return str(self.facts[Field.NAME])


@dataclass(frozen=True, kw_only=True)
class FactChange:
    """New values from a day on, as a form has them; ``version`` guards against an older page."""

    values: Mapping[Field, FactValue]
    effective_on: dt.date
    version: int | None = None
    source: Source = PAGE


@dataclass(frozen=True, kw_only=True)
class BatchChange:
    """What an import changes of one known kindergarten."""

    public_id: str
    values: Mapping[Field, FactValue] = field(default_factory=dict)
    additions: Additions = NOTHING

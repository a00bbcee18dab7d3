"""The four classes and the combinations that the law does not allow.

The class follows from ownership and the recognition of the day; it is never typed.  Unlawful
combinations are refused as acts (``require_lawful``) and alarmed as facts (``unlawful``): what exists is
recorded, never hidden.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from kgsup.core.errors import N_, RuleViolation
from kgsup.core.labels import register_labels
from kgsup.core.law import Article
from kgsup.kindergartens.rules.identity import AssetKind, Ownership, SponsorKind


class KindergartenClass(StrEnum):
    """The classes that users see; public and inclusive private together are 普惠性."""

    PUBLIC = "public"
    INCLUSIVE_PRIVATE = "inclusive_private"
    OTHER_NON_PROFIT = "other_non_profit"
    FOR_PROFIT = "for_profit"
    UNKNOWN = "unknown"


class AlarmKind(StrEnum):
    """What is wrong with what the register says."""

    FOR_PROFIT_RECOGNISED = "for_profit_recognised"
    PUBLIC_RECOGNISED = "public_recognised"
    FOR_PROFIT_IN_RESIDENTIAL_AREA = "for_profit_in_residential_area"
    NOT_INCLUSIVE_IN_RESIDENTIAL_AREA = "not_inclusive_in_residential_area"
    FOR_PROFIT_WITH_PUBLIC_ASSETS = "for_profit_with_public_assets"
    LICENCE_NUMBER_TWICE = "licence_number_twice"
    CREDIT_CODE_TWICE = "credit_code_twice"
    CREDIT_CODE_AGAINST_OWNERSHIP = "credit_code_against_ownership"
    CREDIT_CODE_WRONG = "credit_code_wrong"
    INSTITUTION_CODE_WRONG = "institution_code_wrong"
    LICENCE_NUMBER_UNUSUAL = "licence_number_unusual"
    OVERSIZE = "oversize"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What decides the class and its lawfulness on a day."""

    ownership: Ownership
    is_recognised: bool
    residential_area: bool
    asset_kinds: frozenset[AssetKind] = frozenset()


@dataclass(frozen=True, kw_only=True)
class NewRecognition:
    """Recognition as inclusive; both days are days of recognition (inclusive).  The cap is per month."""

    valid_from: dt.date
    valid_until: dt.date | None  # inclusive
    cap_fen: int | None = None


ARTICLES: dict[AlarmKind, Article] = {
    AlarmKind.FOR_PROFIT_RECOGNISED: Article.INCLUSIVE_ONLY_NON_PROFIT,
    AlarmKind.PUBLIC_RECOGNISED: Article.INCLUSIVE_ONLY_NON_PROFIT,
    AlarmKind.FOR_PROFIT_IN_RESIDENTIAL_AREA: Article.RESIDENTIAL_AREA_IS_INCLUSIVE,
    AlarmKind.NOT_INCLUSIVE_IN_RESIDENTIAL_AREA: Article.RESIDENTIAL_AREA_IS_INCLUSIVE,
    AlarmKind.FOR_PROFIT_WITH_PUBLIC_ASSETS: Article.NO_PUBLIC_ASSETS_FOR_PROFIT,
    AlarmKind.LICENCE_NUMBER_TWICE: Article.LICENCE_FORM,
    AlarmKind.LICENCE_NUMBER_UNUSUAL: Article.LICENCE_FORM,
    AlarmKind.CREDIT_CODE_TWICE: Article.CREDIT_CODE,
    AlarmKind.CREDIT_CODE_AGAINST_OWNERSHIP: Article.CREDIT_CODE,
    AlarmKind.CREDIT_CODE_WRONG: Article.CREDIT_CODE,
    AlarmKind.OVERSIZE: Article.SCALE_AND_CLASS_SIZE,
}
"""The article behind each alarm; the institution code rests on a measure that is not verified."""

UNLAWFUL = frozenset(
    {
        AlarmKind.FOR_PROFIT_RECOGNISED,
        AlarmKind.PUBLIC_RECOGNISED,
        AlarmKind.FOR_PROFIT_IN_RESIDENTIAL_AREA,
        AlarmKind.NOT_INCLUSIVE_IN_RESIDENTIAL_AREA,
        AlarmKind.FOR_PROFIT_WITH_PUBLIC_ASSETS,
    }
)


def classify(ownership: Ownership, is_recognised: bool) -> KindergartenClass:
    """The class of users.  Recognition counts for non-profit private kindergartens alone (学前教育法 24)."""
    match ownership:
        case Ownership.PUBLIC:
            return KindergartenClass.PUBLIC
        case Ownership.PRIVATE_FOR_PROFIT:
            return KindergartenClass.FOR_PROFIT
        case Ownership.PRIVATE_NON_PROFIT if is_recognised:
            return KindergartenClass.INCLUSIVE_PRIVATE
        case Ownership.PRIVATE_NON_PROFIT:
            return KindergartenClass.OTHER_NON_PROFIT
        case _:
            return KindergartenClass.UNKNOWN


def counted_ownership(ownership: Ownership, sponsor_kind: SponsorKind | None) -> Ownership:
    """The ownership that counts: a private kindergarten not classified yet is non-profit (R42)."""
    if ownership is Ownership.UNKNOWN and sponsor_kind is SponsorKind.PRIVATE:
        return Ownership.PRIVATE_NON_PROFIT
    return ownership


def is_inclusive(kind: KindergartenClass) -> bool:
    """普惠性: public or recognised inclusive private."""
    return kind in {KindergartenClass.PUBLIC, KindergartenClass.INCLUSIVE_PRIVATE}


def unlawful(facts: Facts) -> list[AlarmKind]:
    """The unlawful combinations in these facts, in the order of their articles (24, 26, 34)."""
    is_for_profit = facts.ownership is Ownership.PRIVATE_FOR_PROFIT
    is_private = is_for_profit or facts.ownership is Ownership.PRIVATE_NON_PROFIT
    is_excluded = facts.residential_area and not facts.is_recognised
    found = {
        AlarmKind.FOR_PROFIT_RECOGNISED: is_for_profit and facts.is_recognised,
        AlarmKind.PUBLIC_RECOGNISED: facts.ownership is Ownership.PUBLIC and facts.is_recognised,
        AlarmKind.FOR_PROFIT_IN_RESIDENTIAL_AREA: is_for_profit and facts.residential_area,
        AlarmKind.NOT_INCLUSIVE_IN_RESIDENTIAL_AREA: is_private
        and not is_for_profit
        and is_excluded,
        AlarmKind.FOR_PROFIT_WITH_PUBLIC_ASSETS: is_for_profit and bool(facts.asset_kinds),
    }
    return [kind for kind, holds in found.items() if holds]


REFUSALS: dict[AlarmKind, str] = {
    AlarmKind.FOR_PROFIT_RECOGNISED: N_(
        "A for-profit kindergarten cannot be recognised as inclusive."
    ),
    AlarmKind.PUBLIC_RECOGNISED: N_(
        "A public kindergarten is inclusive by itself and is not recognised."
    ),
    AlarmKind.FOR_PROFIT_IN_RESIDENTIAL_AREA: N_(
        "A residential-area kindergarten cannot be for-profit."
    ),
    AlarmKind.NOT_INCLUSIVE_IN_RESIDENTIAL_AREA: N_(
        "A residential-area kindergarten is public or recognised as inclusive."
    ),
    AlarmKind.FOR_PROFIT_WITH_PUBLIC_ASSETS: N_(
        "Fiscal money, state-owned, collective or donated assets exclude for-profit."
    ),
}


def require_lawful(facts: Facts) -> None:
    """Refuse an act (application, recognition, change, renewal) whose result would be unlawful."""
    found = unlawful(facts)
    if found:
        raise RuleViolation(REFUSALS[found[0]], ARTICLES[found[0]])


register_labels(
    {
        KindergartenClass.PUBLIC: N_("Public"),
        KindergartenClass.INCLUSIVE_PRIVATE: N_("Inclusive private"),
        KindergartenClass.OTHER_NON_PROFIT: N_("Other non-profit private"),
        KindergartenClass.FOR_PROFIT: N_("For-profit private"),
        KindergartenClass.UNKNOWN: N_("Class not known"),
    }
)
register_labels(
    {
        AlarmKind.FOR_PROFIT_RECOGNISED: N_("For-profit, but recognised as inclusive"),
        AlarmKind.PUBLIC_RECOGNISED: N_("Public, but recognised as inclusive private"),
        AlarmKind.FOR_PROFIT_IN_RESIDENTIAL_AREA: N_(
            "For-profit in a residential-area kindergarten"
        ),
        AlarmKind.NOT_INCLUSIVE_IN_RESIDENTIAL_AREA: N_(
            "Residential-area kindergarten, but not inclusive"
        ),
        AlarmKind.FOR_PROFIT_WITH_PUBLIC_ASSETS: N_(
            "For-profit with public, collective or donated assets"
        ),
        AlarmKind.LICENCE_NUMBER_TWICE: N_("Licence number used twice"),
        AlarmKind.CREDIT_CODE_TWICE: N_("Credit code used twice"),
        AlarmKind.CREDIT_CODE_AGAINST_OWNERSHIP: N_("Credit code does not fit the ownership"),
        AlarmKind.CREDIT_CODE_WRONG: N_("Credit code is wrong"),
        AlarmKind.INSTITUTION_CODE_WRONG: N_("Institution code is wrong"),
        AlarmKind.LICENCE_NUMBER_UNUSUAL: N_("Licence number is unusual"),
        AlarmKind.OVERSIZE: N_("Over the size of the law"),
    }
)

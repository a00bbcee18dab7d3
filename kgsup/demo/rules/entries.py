"""The sixty and their predecessors as the register takes them.  Pure."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from kgsup.core.clocks import Term
from kgsup.demo.rules.county import POSTS, TODDLER_CLASS_SIZE, Closed, Kindergarten
from kgsup.kindergartens.rules.classification import NewRecognition
from kgsup.kindergartens.rules.counts import CLASS_SIZE, AgeGroup, GroupCount, Post, StaffCount
from kgsup.kindergartens.rules.entries import Additions, NewKindergarten, TermFigures
from kgsup.kindergartens.rules.facts import FactValue, Field
from kgsup.kindergartens.rules.fees import FEN, FeeKind, FeeUnit, NewFee
from kgsup.kindergartens.rules.identity import AssetKind, Ownership, SponsorKind
from kgsup.kindergartens.rules.licences import NewLicence

BUREAU = "青禾县教育局"
BEDDING_YUAN = 120  # once, at cost
COUNT_AFTER = dt.timedelta(days=14)  # a term's heads are counted two weeks after its first day
SPRING_JUNIORS = 0.96  # 小班 were 4 % fewer in spring; births fall

# Inclusive caps by county notice and the free last year's reductions by grade of place, yuan a month.
CAPS = {"县城": 540, "乡镇": 400, "村": 340}
REDUCTIONS = {"县城": 360, "乡镇": 260, "村": 180}


def new_kindergarten(row: Kindergarten) -> NewKindergarten:
    """One of the sixty as it is entered: facts from its opening on, licence, recognition and fees."""
    facts: dict[Field, FactValue] = {
        Field.NAME: row.registered_name,
        Field.TOWN_CODE: row.town_code,
        Field.ADDRESS: row.address,
        Field.TELEPHONE: row.telephone,
        Field.MAIL: row.mail or None,
        Field.HEAD: row.head,
        Field.SPONSOR_NAME: row.sponsor,
        Field.SPONSOR_KIND: SponsorKind(row.sponsor_kind),
        Field.OWNERSHIP: Ownership(row.ownership),
        Field.RESIDENTIAL_AREA: row.residential_area,
        Field.ASSET_KINDS: _assets(row),
        Field.CREDIT_CODE: row.credit_code,
        Field.INSTITUTION_CODE: row.school_code,
        Field.GRADE: row.grade,
        Field.CAPACITY: _capacity(row),
        Field.MANAGING_DEPARTMENT: BUREAU,
        Field.HANDED_OVER_ON: row.handed_over_on,
    }
    additions = Additions(
        fees=_fees(row), licence=first_edition(row), recognition=_recognition(row), site=None
    )
    return NewKindergarten(facts=facts, additions=additions, from_on=row.established_on)


def _assets(row: Kindergarten) -> frozenset[AssetKind]:
    match SponsorKind(row.sponsor_kind):
        case SponsorKind.EDUCATION | SponsorKind.OTHER_DEPARTMENT:
            return frozenset({AssetKind.FISCAL_MONEY, AssetKind.STATE_OWNED})
        case SponsorKind.LOCAL_ENTERPRISE:
            return frozenset({AssetKind.STATE_OWNED})
        case SponsorKind.COLLECTIVE:
            return frozenset({AssetKind.COLLECTIVE})
        case _:
            return frozenset()


def _capacity(row: Kindergarten) -> int:
    """Places: every class at the size of the law."""
    return sum(
        len(sizes) * CLASS_SIZE.get(group, TODDLER_CLASS_SIZE) for group, sizes in row.class_sizes
    )


def _fees(row: Kindergarten) -> tuple[NewFee, ...]:
    from_on = max(row.established_on, row.licence_from)
    return (
        NewFee(
            kind=FeeKind.CARE, amount_fen=row.care_fee * FEN, unit=FeeUnit.MONTH, from_on=from_on
        ),
        NewFee(
            kind=FeeKind.MEALS, amount_fen=row.meal_fee * FEN, unit=FeeUnit.DAY, from_on=from_on
        ),
        NewFee(
            kind=FeeKind.BEDDING, amount_fen=BEDDING_YUAN * FEN, unit=FeeUnit.ONCE, from_on=from_on
        ),
    )


def first_edition(row: Kindergarten) -> NewLicence:
    """The licence as it was first printed: until the day before the present term, or the present one."""
    present = present_edition(row)
    if row.established_on >= row.licence_from:
        return present
    return replace(
        present,
        valid_from=row.established_on,
        valid_until=row.licence_from - dt.timedelta(days=1),
        issued_on=row.established_on,
    )


def present_edition(row: Kindergarten) -> NewLicence:
    """The licence as it hangs on the wall."""
    return NewLicence(
        number=row.licence_number,
        valid_from=row.licence_from,
        valid_until=row.licence_until,
        issued_on=row.licence_from,
        printed={
            "name": row.registered_name,
            "address": row.address,
            "head": row.head,
            "sponsor": row.sponsor,
            "type": "幼儿园",
            "content": "学前教育（全日制）",
            "managing_department": BUREAU,
            "issuing_authority": BUREAU,
        },
    )


def _recognition(row: Kindergarten) -> NewRecognition | None:
    if row.inclusive_from is None:
        return None
    cap = CAPS["县城" if row.number <= TOWN_KINDERGARTENS else "乡镇"]
    return NewRecognition(
        valid_from=row.inclusive_from, valid_until=row.inclusive_until, cap_fen=cap * FEN
    )


TOWN_KINDERGARTENS = 23  # the first 23 lie in the county town's two streets


def figures_of(row: Kindergarten, term: Term, *, is_spring: bool) -> TermFigures:
    """The heads of one term as they are reported a fortnight after it began."""
    groups = tuple(_group(group, sizes, is_spring) for group, sizes in row.class_sizes)
    certified: Mapping[Post, int] = _certified(row)
    staff = tuple(
        StaffCount(post=post, people=people, certified=certified.get(post))
        for post, people in zip(POSTS, row.staff, strict=True)
        if people
    )
    return TermFigures(
        term=term.name, counted_on=term.first_day + COUNT_AFTER, groups=groups, staff=staff
    )


def _group(group: AgeGroup, sizes: Sequence[int], is_spring: bool) -> GroupCount:
    if is_spring and group is AgeGroup.JUNIOR:
        sizes = [round(size * SPRING_JUNIORS) for size in sizes]
    limit = CLASS_SIZE.get(group, TODDLER_CLASS_SIZE)
    return GroupCount(
        age_group=group,
        classes=len(sizes),
        children=sum(sizes),
        largest_class=max(sizes),
        oversize_classes=sum(size > limit for size in sizes),
    )


def _certified(row: Kindergarten) -> dict[Post, int]:
    """Heads hold the certificate; those without one are teachers."""
    heads = row.staff[0]
    return {Post.HEAD: heads, Post.TEACHER: row.certified - heads}


def past_kindergarten(row: Closed) -> NewKindergarten:
    """A kindergarten of the past as it is entered: what the old register still says."""
    facts: dict[Field, FactValue] = {
        Field.NAME: row.registered_name,
        Field.TOWN_CODE: row.town_code,
        Field.ADDRESS: row.address,
        Field.SPONSOR_NAME: row.sponsor,
        Field.SPONSOR_KIND: SponsorKind.EDUCATION
        if row.ownership == Ownership.PUBLIC
        else SponsorKind.PRIVATE,
        Field.OWNERSHIP: Ownership(row.ownership),
        Field.CREDIT_CODE: row.credit_code,
        Field.MANAGING_DEPARTMENT: BUREAU,
    }
    licence = NewLicence(number=row.licence_number, valid_from=row.established_on, valid_until=None)
    return NewKindergarten(
        facts=facts, additions=Additions(licence=licence), from_on=row.established_on
    )


def second_edition(row: Kindergarten) -> NewLicence:
    """The licence as it was printed anew after a year: same number, same end, edition 2."""
    first = present_edition(row)
    printed = dict(first.printed) | {"remark": "地址门牌变更，换发第2版"}
    issued_on = row.licence_from.replace(year=row.licence_from.year + 1)
    return replace(first, issued_on=issued_on, printed=printed)

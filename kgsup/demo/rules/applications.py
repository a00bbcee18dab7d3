"""The year's applications and filings: who applied for what, how long it took, what came of it.  Pure."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kgsup.licensing.rules.fields import ApplicationField
from kgsup.licensing.rules.kinds import PermitKind

F = ApplicationField


class Fate(StrEnum):
    """What came of an application, or how far it is today."""

    GRANTED = "granted"
    FILED = "filed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    RECEIVED = "received"
    CORRECTING = "correcting"
    ACCEPTED = "accepted"
    HEARING = "hearing"
    PROPOSED = "proposed"


DECIDED = frozenset({Fate.GRANTED, Fate.FILED, Fate.REFUSED})


@dataclass(frozen=True, kw_only=True)
class Application:
    """A row of the table; ``kindergarten`` 0 is a founder's; days are working days after acceptance."""

    kindergarten: int
    kind: PermitKind
    received_on: dt.date
    corrected: bool
    working_days: int
    fate: Fate
    text: str = ""


FOUNDER = "青禾县青苗教育发展中心"

# What every application says beside what is its own.
COMMON: Mapping[ApplicationField, str] = {
    F.ADDRESS_CHANGE: "move",
    F.INCLUSIVE_INTENDED: "yes",
    F.RESIDENTIAL_AREA: "no",
    F.CAPACITY: "180",
    F.CLASSES: "6",
    F.TODDLER_CLASSES: "1",
    F.LAND_M2: "3200",
    F.BUILDING_M2: "2400",
    F.ACTIVITY_M2: "1600",
    F.OUTDOOR_M2: "1100",
    F.FLOORS: "3",
    F.HEALTH_EVALUATION: "青卫评〔2026〕9号",
    F.FIRE_SAFETY: "青消验〔2026〕31号",
    F.LISTED_COMPANY: "no",
    F.OPENING_CAPITAL: "800000",
    F.HEAD_CERTIFICATE: "20169901261000123",
    F.HEAD_EDUCATION: "bachelor",
    F.HEAD_EXPERIENCE_YEARS: "8",
    F.TEACHERS: "12",
    F.CARERS: "6",
    F.HEALTH_STAFF: "2",
    F.GUARDS: "3",
    F.BOARD_MEMBERS: "5",
    F.BOARD_EXPERIENCED: "2",
    F.RENEWAL_YEARS: "3",
    F.UNCHANGED: "yes",
    F.LOST_PART: "copy",
    F.LOST_ON: "2026-08-28",
    F.ANNOUNCED_IN: "青禾县人民政府门户网站",
    F.ANNOUNCED_ON: "2026-09-02",
    F.TERMINATION_CASE: "own_request",
    F.ENDS_ON: "2027-04-09",
    F.CHILDREN: "27",
    F.PLACEMENT_PLAN: "19名幼儿转入临江镇中心幼儿园，8名幼儿待安置。",
    F.STAFF_COUNT: "7",
    F.WAGES_SETTLED: "no",
    F.FEES_REFUNDED: "no",
    F.LIQUIDATED_BY: "举办者组织清算",
    F.FILES_TO: "青禾县教育局",
    F.FILED_CONTENT: "见所附材料。",
    F.REASON: "按决策机构的决议办理。",
}


def answers_of(row: Application) -> dict[ApplicationField, str]:
    """What the application says: the common answers with those of its own."""
    own: dict[ApplicationField, str] = {}
    if row.kind is PermitKind.CHANGE_HEAD:
        own[F.HEAD_NAME] = row.text if len(row.text) <= 4 else "文知秋"
        if row.fate is Fate.RECEIVED:
            own |= {F.HEAD_EXPERIENCE_YEARS: "3", F.REASON: row.text}
    elif row.kind is PermitKind.CHANGE_SPONSOR:
        own[F.SPONSOR_NAME] = row.text if row.fate is Fate.GRANTED else "青禾县新苗教育科技有限公司"
        own[F.SPONSOR_KIND] = "private"
    elif row.kind is PermitKind.CHANGE_NAME:
        own |= {F.NAME: "青禾县青阳街道启明星幼儿园", F.NAME_CHECK_NUMBER: "青民名〔2026〕18号"}
        own[F.NAME_CHECK_UNTIL] = "2027-04-26"
    elif row.kind is PermitKind.CHANGE_ADDRESS:
        own |= {F.ADDRESS: "青禾县青阳街道种子站路220号", F.TOWN: "990126001", F.SITE_NAME: "本部"}
    elif row.kind in {PermitKind.ESTABLISHMENT, PermitKind.PREPARATION}:
        own |= _founding(row)
    return {**COMMON, **own}


def _founding(row: Application) -> dict[ApplicationField, str]:
    refused = row.fate is Fate.REFUSED
    river = "河东" in row.text
    return {
        F.NAME: row.text,
        F.NAME_CHECK_NUMBER: "青民名〔2026〕9号",
        F.NAME_CHECK_UNTIL: "2027-05-01",
        F.TOWN: "990126002" if river else "990126001",
        F.ADDRESS: "青禾县河东街道晴川路6号" if river else "青禾县青阳街道云锦路8号",
        F.OWNERSHIP: "private_non_profit",
        F.SPONSOR_NAME: FOUNDER,
        F.SPONSOR_KIND: "private",
        F.HEAD_NAME: "俞清和",
        F.OUTDOOR_M2: "210" if refused else "1100",
        F.ACTIVITY_M2: "620" if refused else "1600",
        F.OPENS_ON: "2027-09-01",
    }

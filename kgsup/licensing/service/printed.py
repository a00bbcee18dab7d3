"""What the certificate prints: the register's facts in the words of the state form (教发厅〔2008〕2号)."""

import datetime as dt
from collections.abc import Mapping

from kgsup.configuration.queries import value
from kgsup.configuration.rules import Key
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.rules.identity import Ownership
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.rules.fields import ApplicationField

OWNERSHIP_WORDS: Mapping[Ownership, str] = {
    Ownership.PUBLIC: "公办",
    Ownership.PRIVATE_NON_PROFIT: "民办非营利性",
    Ownership.PRIVATE_FOR_PROFIT: "民办营利性",
    Ownership.UNKNOWN: "",
}


def printed_of(
    kindergarten: Kindergarten, application: PermitApplication, day: dt.date, *, remark: str = ""
) -> dict[str, str]:
    """The fields of the certificate of a kindergarten as it stands after a decision."""
    bureau = value(kindergarten.county_code, Key.BUREAU_NAME, on=day)
    words = [OWNERSHIP_WORDS[kindergarten.ownership], remark.strip()]
    short = application.values.get(ApplicationField.SHORT_NAME, "").strip()
    if short and kindergarten.ownership is Ownership.PRIVATE_FOR_PROFIT:
        words.append(f"简称：{short}")
    return {
        "name": kindergarten.name,
        "address": kindergarten.address or "",
        "head": kindergarten.head or "",
        "sponsor": kindergarten.sponsor_name or "",
        "type": "幼儿园",
        "content": content_of(application),
        "managing_department": kindergarten.managing_department or bureau,
        "issuing_authority": bureau,
        "remark": "；".join(word for word in words if word),
    }


def content_of(application: PermitApplication) -> str:
    """办学内容: preschool education, with toddler classes where there are some."""
    toddlers = application.values.get(ApplicationField.TODDLER_CLASSES, "").strip()
    return "学前教育（含托班）" if toddlers not in {"", "0"} else "学前教育"


def scale_of(application: PermitApplication, kindergarten: Kindergarten) -> str:
    """The scale in words: 九个班 becomes 9个班、270名幼儿."""
    classes = application.values.get(ApplicationField.CLASSES, "").strip()
    places = application.values.get(ApplicationField.CAPACITY, "").strip() or (
        str(kindergarten.capacity) if kindergarten.capacity else ""
    )
    parts = [f"{classes}个班" if classes else "", f"{places}名幼儿" if places else ""]
    return "、".join(part for part in parts if part)

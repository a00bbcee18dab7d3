"""Whether a renewal can be applied for on a day, and what the slip says of one that comes late."""

import datetime as dt

from kgsup.core.formats import date_zh
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.queries import current_licence
from kgsup.licensing import queries
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.queries.renewing import last_day_for
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.renewing import Renewable, check_renewable, is_late


def require_renewable(kind: PermitKind, kindergarten: Kindergarten | None, on: dt.date) -> None:
    """Refuse a renewal of a licence that has ended: a new establishment is applied for.

    A licence that the register does not know yet is no obstacle to the papers; it is one to the grant.
    """
    if kind is not PermitKind.RENEWAL or kindergarten is None:
        return
    licence = current_licence(kindergarten, on)
    if licence is not None:
        check_renewable(Renewable(state=licence.state, valid_until=licence.valid_until))


def late_remark(application: PermitApplication, on: dt.date) -> str:
    """What the receipt says of a renewal after the last day for applying; it is taken all the same."""
    kindergarten = queries.kindergarten_of(application)
    if application.kind is not PermitKind.RENEWAL or kindergarten is None:
        return ""
    licence = current_licence(kindergarten, on)
    if licence is None or licence.valid_until is None:
        return ""
    last_day = last_day_for(licence.valid_until, application.county_code, on)
    if not is_late(on, last_day):
        return ""
    return f"依法应当于{date_zh(last_day)}前提出延续申请，本申请逾期提出，仍予接收。"

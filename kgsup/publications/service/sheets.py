"""The 双公示 sheet of a period as a workbook."""

import datetime as dt
from typing import IO

from kgsup.access.actor import Actor
from kgsup.publications import queries
from kgsup.publications.adapters.credit_workbook import write_workbook
from kgsup.publications.rules import credit_sheet


def write_credit_sheet(
    county_code: str, first: dt.date, last: dt.date, actor: Actor, on: dt.date
) -> IO[bytes]:
    """A workbook with what is to be filled first, then the published decisions of the period.

    Both days are inclusive; ``on`` is the day whose rules name the bureau.  Closing it removes its file.
    """
    credit_sheet.check_span(first, last)
    decisions = queries.dual_publicity_rows(county_code, first, last, actor)
    to_fill, lines = credit_sheet.sheet(decisions, queries.sheet_unit(county_code, on))
    return write_workbook(to_fill, lines)

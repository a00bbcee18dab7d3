"""Which page shows the case behind a paper.  Cases lie above papers: they register themselves here."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class CasePage:
    """The page of a kind of case; ``leads`` when its papers are sealed, served and voided from there."""

    endpoint: str  # takes the case's public id as ``public_id``
    leads: bool = False


_PAGES: dict[str, CasePage] = {}


def register_case_page(subject_kind: str, page: CasePage) -> CasePage:
    """Register the page of the cases that papers call by ``subject_kind``."""
    _PAGES[subject_kind] = page
    return page


def find_case_page(subject_kind: str) -> CasePage | None:
    """The page of a kind of case, if it has one."""
    return _PAGES.get(subject_kind)

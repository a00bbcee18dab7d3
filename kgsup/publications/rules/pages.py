"""Which page shows the case behind a publication.  Cases lie above: they register themselves here."""

_PAGES: dict[str, str] = {}


def register_subject_page(subject_kind: str, endpoint: str) -> None:
    """Register the endpoint that shows a kind of case; it takes the case's public id as ``public_id``."""
    _PAGES[subject_kind] = endpoint


def find_subject_page(subject_kind: str) -> str | None:
    """The endpoint of a kind of case, if it has one."""
    return _PAGES.get(subject_kind)

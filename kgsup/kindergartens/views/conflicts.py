"""What others did to a kindergarten while a page of it was open."""

from kgsup.audit.queries import TimelineEntry, timeline


def last_act(*public_ids: str) -> int:
    """The number of the newest ledger row on these kindergartens; 0 when there is none."""
    rows = [row for public_id in public_ids for row in timeline("kindergarten", public_id, limit=1)]
    return max((row.sequence for row in rows), default=0)


def acts_since(sequence: int, *public_ids: str) -> list[TimelineEntry]:
    """The acts on these kindergartens after a ledger row, newest first.

    Empty when only an import changed them: its ledger row stands for the whole list.
    """
    rows = [row for public_id in public_ids for row in timeline("kindergarten", public_id)]
    later = [row for row in rows if row.sequence > sequence]
    return sorted(later, key=lambda row: row.sequence, reverse=True)

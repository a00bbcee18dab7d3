"""Publishing, withholding and withdrawing."""

import datetime as dt
from dataclasses import dataclass

from kgsup.access.actor import Actor
from kgsup.core.clock import local_date
from kgsup.core.db import require_version
from kgsup.publications import queries, rules
from kgsup.publications.models import Publication
from kgsup.publications.rules import State
from kgsup.publications.service.ledger import record_on, stop_clock


@dataclass(frozen=True, kw_only=True)
class Publishing:
    """How something is published: the county's article where the law has none, why it comes late."""

    version: int | None
    article: str | None = None
    late_reason: str | None = None


def publish(public_id: str, how: Publishing, actor: Actor, at: dt.datetime) -> Publication:
    """Publish what was planned; what it corrects goes at the same moment.

    Raises ``RuleViolation`` without an article, by one person where two are asked for, and late
    without a reason.
    """
    publication = _load(public_id, how.version, actor)
    today = local_date(at)
    article = publication.article or (how.article or "").strip() or None
    rules.refuse_personal(article or "")
    due_on = queries.due_on(publication)
    draft = rules.Draft(
        state=publication.state,
        article=article,
        until=publication.until,
        due_on=due_on,
        needs_second=publication.needs_second,
        planned_by=publication.planned_by,
    )
    after = rules.publish(draft, publisher=actor.id, today=today, late_reason=how.late_reason)
    is_late = rules.is_late(publication.state, due_on, today)
    replaced = queries.find_replaced(publication, for_update=True)
    publication.state, publication.article = after, article
    publication.published_at, publication.published_on = at, today
    publication.published_by, publication.published_by_name = actor.id, actor.name
    publication.late_reason = (how.late_reason or "").strip() if is_late else None
    stop_clock(publication, "published", actor, at)
    changes = {"state": [State.PLANNED.value, after.value], "article": [None, article]}
    if publication.late_reason:
        changes["late_reason"] = [None, publication.late_reason]
    record_on(publication, "publish", changes, actor, at)
    if replaced and replaced.state is State.PUBLISHED:
        _take_away(replaced, rules.CORRECTED, "replace", actor, at)
    return publication


def withhold(
    public_id: str, reason: str, version: int | None, actor: Actor, at: dt.datetime
) -> Publication:
    """Keep back what was planned; its clock stops."""
    publication = _load(public_id, version, actor)
    before, publication.state = publication.state, rules.withhold(publication.state, reason)
    publication.withheld_reason = reason.strip()
    stop_clock(publication, "withheld", actor, at)
    changes = {
        "state": [before.value, publication.state.value],
        "reason": [None, publication.withheld_reason],
    }
    record_on(publication, "withhold", changes, actor, at)
    return publication


def withdraw(
    public_id: str, reason: str, version: int | None, actor: Actor, at: dt.datetime
) -> Publication:
    """Take something off the public list, with the public reason."""
    publication = _load(public_id, version, actor)
    _take_away(publication, reason, "withdraw", actor, at)
    return publication


def withdraw_run_out(public_id: str, actor: Actor, at: dt.datetime) -> bool:
    """Withdraw what is past its last public day; tells whether it still was to be."""
    publication = queries.get_publication(public_id, actor, for_update=True)
    is_due = publication.until is not None and publication.until < local_date(at)
    if publication.state is not State.PUBLISHED or not is_due:
        return False  # somebody withdrew it meanwhile
    _take_away(publication, rules.RUN_OUT, "withdraw", actor, at)
    return True


def _take_away(
    publication: Publication, reason: str, act: str, actor: Actor, at: dt.datetime
) -> None:
    before, publication.state = publication.state, rules.withdraw(publication.state, reason)
    publication.withdrawn_on = local_date(at)
    publication.withdrawn_reason = reason.strip()
    changes = {
        "state": [before.value, publication.state.value],
        "reason": [None, publication.withdrawn_reason],
    }
    record_on(publication, act, changes, actor, at)


def _load(public_id: str, version: int | None, actor: Actor) -> Publication:
    publication = queries.get_publication(public_id, actor, for_update=True)
    require_version(publication, version)
    return publication

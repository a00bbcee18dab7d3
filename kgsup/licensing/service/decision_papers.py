"""The paper of a decision: which kind it is and what it says (行政许可法 38)."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kgsup.documents.rules.facts import (
    ChangeAct,
    ChangedItem,
    ChangeFacts,
    Facts,
    FilingFacts,
    FilingObjectionFacts,
    GrantFacts,
    LicenceLine,
    PlacementLine,
    PreparationFacts,
    RefusalFacts,
    RenewalFacts,
    ReplacementFacts,
    TerminationFacts,
)
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.licensing import queries
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.queries.terminating import notice_of
from kgsup.licensing.rules.certificates import BODY_OF
from kgsup.licensing.rules.deciding import Outcome
from kgsup.licensing.rules.fields import ApplicationField
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.matters import BODY_WORDS, field_words
from kgsup.licensing.rules.terminating import breach_words
from kgsup.licensing.service.effects import Effect
from kgsup.licensing.service.papers import common
from kgsup.licensing.service.printed import OWNERSHIP_WORDS, content_of, scale_of


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What the paper is made from.  ``effect`` is there when it is granted or filed."""

    application: PermitApplication
    outcome: Outcome
    day: dt.date
    basis: tuple[str, ...]
    reasons: tuple[str, ...] = ()
    effect: Effect | None = None
    before: LicenceLine | None = None  # the licence as it stood before


def kind_of(application: PermitApplication, outcome: Outcome, *, as_reply: bool) -> DocumentKind:
    """The kind of paper of a decision; ``as_reply``: an establishment by 批复 instead of the form."""
    if outcome is Outcome.OBJECT:
        return DocumentKind.FILING_OBJECTION
    if outcome is Outcome.REFUSE:
        return _REFUSALS.get(application.kind, DocumentKind.PERMIT_REFUSED)
    if application.kind is PermitKind.ESTABLISHMENT:
        return DocumentKind.ESTABLISHMENT_REPLY if as_reply else DocumentKind.PERMIT_GRANTED
    return _GRANTS[application.kind]


_REFUSALS = {
    PermitKind.PREPARATION: DocumentKind.PREPARATION_REFUSAL,
    PermitKind.RENEWAL: DocumentKind.RENEWAL_DECISION,
}
_CHANGES = {
    PermitKind.CHANGE_NAME: ChangeAct.APPROVED,
    PermitKind.CHANGE_ADDRESS: ChangeAct.APPROVED,
    PermitKind.CHANGE_HEAD: ChangeAct.FILED,
    PermitKind.CHANGE_SPONSOR: ChangeAct.CONFIRMED,
    PermitKind.CHANGE_SCOPE: ChangeAct.APPROVED,
}
_GRANTS: Mapping[PermitKind, DocumentKind] = {
    PermitKind.PREPARATION: DocumentKind.PREPARATION_APPROVAL,
    **dict.fromkeys(_CHANGES, DocumentKind.CHANGE_APPROVED),
    PermitKind.SPLIT: DocumentKind.PERMIT_GRANTED,
    PermitKind.MERGE: DocumentKind.PERMIT_GRANTED,
    PermitKind.RENEWAL: DocumentKind.RENEWAL_DECISION,
    PermitKind.REPLACEMENT: DocumentKind.REPLACEMENT_DECISION,
    PermitKind.TERMINATION: DocumentKind.TERMINATION_REPLY,
    **{
        kind: DocumentKind.FILING_RECEIPT for kind in PermitKind if kind.value.startswith("filing_")
    },
}


def paper_of(decision: Decision) -> Facts:
    """What the paper of a decision says."""
    if decision.outcome is Outcome.OBJECT:
        return _objection(decision)
    if decision.outcome is Outcome.REFUSE:
        return _refused_renewal(decision) if _is_renewal(decision) else _refusal(decision)
    return _WRITERS[_GRANTS.get(decision.application.kind, DocumentKind.PERMIT_GRANTED)](decision)


def _is_renewal(decision: Decision) -> bool:
    return decision.application.kind is PermitKind.RENEWAL and decision.before is not None


def _typed(decision: Decision, field: ApplicationField) -> str:
    return str(decision.application.values.get(field, "")).strip()


def _day(decision: Decision, field: ApplicationField) -> dt.date | None:
    text = _typed(decision, field)
    return dt.date.fromisoformat(text) if text else None


def _line(decision: Decision) -> LicenceLine | None:
    effect = decision.effect
    if effect is None or effect.edition is None:
        return None
    return LicenceLine(
        number=effect.licence_number or "",
        valid_from=effect.edition.valid_from,
        valid_until=effect.edition.valid_until,
        edition=effect.edition.edition,
    )


def _refusal(decision: Decision) -> RefusalFacts:
    return RefusalFacts(
        **common(decision.application, decision.day),
        reasons=decision.reasons,
        basis=decision.basis,
        accepted_on=decision.application.accepted_on,
    )


def _refused_renewal(decision: Decision) -> RenewalFacts:
    assert decision.before is not None  # noqa: S101 - the caller has looked
    return RenewalFacts(
        **common(decision.application, decision.day),
        old=decision.before,
        reasons=decision.reasons,
        basis=decision.basis,
    )


def _objection(decision: Decision) -> FilingObjectionFacts:
    return FilingObjectionFacts(
        **common(decision.application, decision.day),
        reasons=decision.reasons,
        basis=decision.basis,
    )


def _preparation(decision: Decision) -> PreparationFacts:
    assert decision.effect is not None and decision.effect.valid_until is not None  # noqa: S101, PT018
    return PreparationFacts(
        **common(decision.application, decision.day),
        sponsor=_typed(decision, ApplicationField.SPONSOR_NAME),
        valid_until=decision.effect.valid_until,
        ownership=OWNERSHIP_WORDS[decision.effect.kindergarten.ownership],
        scale=scale_of(decision.application, decision.effect.kindergarten),
        accepted_on=decision.application.accepted_on,
    )


def _grant(decision: Decision) -> GrantFacts:
    assert decision.effect is not None  # noqa: S101
    kindergarten = decision.effect.kindergarten
    body = BODY_OF.get(kindergarten.ownership)
    founds = decision.application.kind is PermitKind.ESTABLISHMENT
    return GrantFacts(
        **common(decision.application, decision.day),
        sponsor=kindergarten.sponsor_name or "",
        head=kindergarten.head or "",
        ownership=OWNERSHIP_WORDS[kindergarten.ownership],
        scale=scale_of(decision.application, kindergarten),
        licence=_line(decision),
        content=content_of(decision.application),
        accepted_on=decision.application.accepted_on,
        registration_body=BODY_WORDS[body] if body and founds else "",
        basis=decision.basis,
    )


def _change(decision: Decision) -> ChangeFacts:
    return ChangeFacts(
        **common(decision.application, decision.day),
        act=_CHANGES[decision.application.kind],
        changes=changed_items(decision.application, decision.day),
        effective_on=decision.day,
        basis=decision.basis,
        licence=_line(decision),
        accepted_on=decision.application.accepted_on,
    )


_NOT_A_CHANGE = frozenset(
    {ApplicationField.REASON, ApplicationField.EFFECTIVE_ON, ApplicationField.ADDRESS_CHANGE}
)


def changed_items(application: PermitApplication, day: dt.date) -> tuple[ChangedItem, ...]:
    """What an application changes, before and after, in the words of papers."""
    fields = queries.rule_of(application, day).fields
    return tuple(
        ChangedItem(label=field_words(field), before=before, after=after)
        for field in fields
        if field not in _NOT_A_CHANGE
        for before, after in [queries.in_words(application, field)]
        if after and before != after
    )


def _renewal(decision: Decision) -> RenewalFacts:
    assert decision.before is not None  # noqa: S101 - only what exists is renewed
    return RenewalFacts(
        **common(decision.application, decision.day),
        old=decision.before,
        new=_line(decision),
        basis=decision.basis,
    )


def _replacement(decision: Decision) -> ReplacementFacts:
    licence = _line(decision)
    assert licence is not None  # noqa: S101
    return ReplacementFacts(
        **common(decision.application, decision.day),
        licence=licence,
        announced_in=_typed(decision, ApplicationField.ANNOUNCED_IN),
        announced_on=_day(decision, ApplicationField.ANNOUNCED_ON),
        basis=decision.basis,
    )


def _termination(decision: Decision) -> TerminationFacts:
    ends_on = _day(decision, ApplicationField.ENDS_ON)
    assert ends_on is not None  # noqa: S101 - the application was complete
    children = _typed(decision, ApplicationField.CHILDREN)
    plan = _typed(decision, ApplicationField.PLACEMENT_PLAN)
    return TerminationFacts(
        **common(decision.application, decision.day),
        ends_on=ends_on,
        reason=_typed(decision, ApplicationField.REASON),
        licence_number=decision.before.number if decision.before else "",
        announced_on=_day(decision, ApplicationField.ANNOUNCED_ON),
        late_notice=_late_notice(decision),
        placements=(PlacementLine(group="全园", children=int(children or 0), to=plan),),
        files_to=_typed(decision, ApplicationField.FILES_TO),
        settlement=_typed(decision, ApplicationField.LIQUIDATED_BY),
        basis=decision.basis,
    )


def _late_notice(decision: Decision) -> str:
    notice = notice_of(decision.application)
    return breach_words(notice) if notice else ""


def _filing(decision: Decision) -> FilingFacts:
    return FilingFacts(
        **common(decision.application, decision.day),
        filed_on=decision.day,
        content=changed_items(decision.application, decision.day),
        papers=tuple(row.name for row in queries.papers_of(decision.application)),
        basis=decision.basis,
    )


_WRITERS: Mapping[DocumentKind, Callable[[Decision], Facts]] = {
    DocumentKind.PREPARATION_APPROVAL: _preparation,
    DocumentKind.PERMIT_GRANTED: _grant,
    DocumentKind.CHANGE_APPROVED: _change,
    DocumentKind.RENEWAL_DECISION: _renewal,
    DocumentKind.REPLACEMENT_DECISION: _replacement,
    DocumentKind.TERMINATION_REPLY: _termination,
    DocumentKind.FILING_RECEIPT: _filing,
}

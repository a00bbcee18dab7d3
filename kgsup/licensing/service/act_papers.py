"""The papers of the four acts: what the holder is told, and the decision."""

import datetime as dt
from collections.abc import Mapping

from kgsup.core.formats import date_zh
from kgsup.documents.rules.facts import (
    Applicant,
    CancellationFacts,
    Facts,
    FormLine,
    FormsTakenBackFacts,
    KindergartenFacts,
    LicenceLine,
    RevocationFacts,
    TakingBackFacts,
    TakingBackIntentFacts,
)
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.kindergartens.queries import current_licence
from kgsup.kindergartens.queries.licences import LicenceOnDay
from kgsup.licensing.models import LicenceAct
from kgsup.licensing.queries.acts import kindergarten_of_act
from kgsup.licensing.rules.acts import ANSWER_WORKING_DAYS, ARTICLES, ActKind, Ground
from kgsup.licensing.rules.matters import GROUND_WORDS

_INTENTS: Mapping[ActKind, DocumentKind] = {
    ActKind.WITHDRAW: DocumentKind.WITHDRAWAL_INTENT,
    ActKind.ANNUL: DocumentKind.ANNULMENT_INTENT,
}
_DECISIONS: Mapping[ActKind, DocumentKind] = {
    ActKind.WITHDRAW: DocumentKind.WITHDRAWAL_DECISION,
    ActKind.ANNUL: DocumentKind.ANNULMENT_DECISION,
    ActKind.REVOKE: DocumentKind.REVOCATION_DECISION,
    ActKind.CANCEL: DocumentKind.CANCELLATION_DECISION,
}


def intent_kind(act: LicenceAct) -> DocumentKind:
    """The paper that tells the holder of a withdrawal or annulment."""
    return _INTENTS[act.kind]


def decision_kind(act: LicenceAct) -> DocumentKind:
    """The paper of the decision."""
    return _DECISIONS[act.kind]


def _holder(act: LicenceAct) -> dict[str, object]:
    row = kindergarten_of_act(act)
    return {
        "applicant": Applicant(
            name=row.name,
            code=row.credit_code or "",
            representative=row.head or "",
            address=row.address or "",
            telephone=row.telephone or "",
        ),
        "kindergarten": KindergartenFacts(
            name=row.name,
            address=row.address or "",
            credit_code=row.credit_code or "",
            licence_number=act.licence_number,
            head=row.head or "",
        ),
        "matter": "办学许可",
    }


def line_of(act: LicenceAct, licence: LicenceOnDay | None) -> LicenceLine:
    """The licence that ends, as papers name it."""
    return LicenceLine(
        number=act.licence_number,
        valid_from=licence.valid_from if licence else None,
        valid_until=licence.valid_until if licence else None,
        edition=licence.edition if licence else None,
    )


def intent_of(act: LicenceAct, day: dt.date) -> TakingBackIntentFacts:
    """What the holder is told before a withdrawal or annulment."""
    licence = current_licence(kindergarten_of_act(act), day)
    return TakingBackIntentFacts(
        **_holder(act),  # type: ignore[arg-type]
        licence=line_of(act, licence),
        found=act.facts_text,
        ground=GROUND_WORDS[act.ground],
        article=ARTICLES[act.ground],
        answer_words=f"{'五' if ANSWER_WORKING_DAYS == 5 else ANSWER_WORKING_DAYS}个工作日",
        has_hearing=True,
        compensation=act.compensation,
    )


def decision_of(act: LicenceAct, licence: LicenceOnDay | None, day: dt.date) -> Facts:
    """What the decision says."""
    line, effective_on = line_of(act, licence), act.effective_on or day
    if act.kind is ActKind.CANCEL:
        return CancellationFacts(
            **_holder(act),  # type: ignore[arg-type]
            licence=line,
            ground=GROUND_WORDS[act.ground],
            cancelled_on=effective_on,
            article=ARTICLES[act.ground],
        )
    if act.kind is ActKind.REVOKE:
        return RevocationFacts(
            **_holder(act),  # type: ignore[arg-type]
            licence=line,
            penalty_number=act.penalty_number,
            penalty_on=day,
            effective_on=effective_on,
            breach=act.facts_text,
            basis=(ARTICLES[Ground.PENALTY_DECISION],),
        )
    return TakingBackFacts(
        **_holder(act),  # type: ignore[arg-type]
        licence=line,
        found=act.facts_text,
        ground=GROUND_WORDS[act.ground],
        article=ARTICLES[act.ground],
        effective_on=effective_on,
        heard=act.statement,
        compensation=act.compensation,
    )


def taken_back_of(
    act: LicenceAct, *, taken_on: dt.date, by: tuple[str, str], remark: str
) -> FormsTakenBackFacts:
    """The list of what was taken back; ``by``: who handed it over and who took it."""
    forms = [
        FormLine(name="办学许可证", number=serial, remark=f"证号{act.licence_number}")
        for serial in act.forms_taken_back
    ]
    if not forms:
        forms.append(
            FormLine(name="办学许可证", number=act.licence_number, state="未收回", remark=remark)
        )
    if act.seal_destroyed_on is not None:
        forms.append(FormLine(name="印章", state="销毁", remark=_day_words(act.seal_destroyed_on)))
    return FormsTakenBackFacts(
        **_holder(act),  # type: ignore[arg-type]
        forms=tuple(forms),
        taken_on=taken_on,
        handed_over_by=by[0],
        received_by=by[1],
        follows=act.document_number or "",
    )


def _day_words(day: dt.date) -> str:
    return f"{date_zh(day)}销毁"

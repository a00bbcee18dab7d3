"""What the review of an application finds: papers, name, people, figures, ownership, what others say."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from kgsup.access.actor import Actor
from kgsup.areas.queries import get_county, town_names
from kgsup.configuration.queries import value
from kgsup.configuration.rules import Key
from kgsup.core.clock import local_date
from kgsup.core.errors import N_, IllegalTransition
from kgsup.licensing import queries
from kgsup.licensing.models import PermitApplication
from kgsup.licensing.queries.reviewing import ownership_applied_for, taken_names
from kgsup.licensing.queries.terminating import notice_of
from kgsup.licensing.rules.deciding import Finding
from kgsup.licensing.rules.fields import ApplicationField, BadValue, Value, read_value
from kgsup.licensing.rules.kinds import KindRule, PermitKind
from kgsup.licensing.rules.names import NameQuestion, check_name
from kgsup.licensing.rules.people import (
    HeadQuestion,
    check_board,
    check_head_of,
    check_staff,
    same_person,
)
from kgsup.licensing.rules.reviewing import (
    Check,
    ConditionAnswer,
    check_answers,
    condition_checks,
    findings_from,
    missing_papers,
    objections,
    unanswered,
)
from kgsup.licensing.rules.standards import (
    Standards,
    check_figures,
    check_power,
    missing_conditions,
)
from kgsup.licensing.rules.states import OPEN
from kgsup.licensing.rules.terminating import notice_findings
from kgsup.licensing.rules.verifying import measured_values, verification_checks
from kgsup.licensing.service.intake import load
from kgsup.licensing.service.ledger import record_on, remember_preparer, subject_of
from kgsup.licensing.service.owners import ownership_of
from kgsup.referrals import queries as referrals
from kgsup.referrals.rules import Opinion
from kgsup.referrals.rules import State as ReferralState
from kgsup.staff import queries as staff

F = ApplicationField
_OF_29 = frozenset({PermitKind.ESTABLISHMENT, PermitKind.CHANGE_ADDRESS})


@dataclass(frozen=True, kw_only=True)
class Review:
    """What the rules see of an application: its kind's rule, what can be read of its values, the day."""

    application: PermitApplication
    rule: KindRule
    values: dict[ApplicationField, Value]
    actor: Actor
    day: dt.date

    def text(self, field: ApplicationField) -> str:
        """A text of the application; empty when the kind does not ask for it."""
        found = self.values.get(field)
        return found if isinstance(found, str) else ""


def review_of(application: PermitApplication, actor: Actor, at: dt.datetime) -> Review:
    """Read an application for its review; what cannot be read counts as not given."""
    rule = queries.rule_of(application, local_date(at))
    values = {field: _read(field, application.values.get(field, "")) for field in rule.fields}
    return Review(
        application=application, rule=rule, values=values, actor=actor, day=local_date(at)
    )


def _read(field: ApplicationField, text: str) -> Value:
    try:
        return read_value(field, text)
    except BadValue:
        return None


def checks_of(application: PermitApplication, actor: Actor, at: dt.datetime) -> list[Check]:
    """Everything that can be judged of an application, in the order of the page."""
    review = review_of(application, actor, at)
    asked = review.rule.fields
    return [
        *_power(review),
        *_missing(review),
        *_name(review),
        *check_figures(_measured(review), asked, _standards(review)),
        *_head(review),
        *check_staff(review.values, asked, review.day),
        *check_board(review.values, asked),
        *ownership_of(review.application, review.values, review.actor, review.day),
        *condition_checks(review.rule, application.conditions),
        *_verified(application),
    ]


def findings_of(application: PermitApplication, actor: Actor, at: dt.datetime) -> list[Finding]:
    """Everything that whoever decides must answer, and what no reason can answer (hard)."""
    rule = queries.rule_of(application, local_date(at))
    codes = [paper.code for paper in queries.papers_of(application)]
    asked = [row.referral for row in referrals.list_of(subject_of(application), actor)]
    return [
        *missing_papers(rule, codes),
        *findings_from(checks_of(application, actor, at)),
        *objections(
            (row.public_id, row.department, row.answer)
            for row in asked
            if row.opinion is Opinion.OBJECTS
        ),
        *unanswered(
            (row.public_id, row.department, row.silence)
            for row in asked
            if row.state is ReferralState.ASKED
        ),
        *_short_notice(application),
    ]


def _short_notice(application: PermitApplication) -> list[Finding]:
    notice = notice_of(application)
    return notice_findings(notice) if notice else []


def _power(review: Review) -> list[Check]:
    towns = frozenset(town_names(review.application.county_code))
    return list(check_power(review.text(F.TOWN), towns))


def _missing(review: Review) -> list[Check]:
    if review.application.kind not in _OF_29:
        return []
    return missing_conditions(review.values, review.rule.fields)


def _name(review: Review) -> list[Check]:
    application, name = review.application, review.text(F.NAME)
    if F.NAME not in review.rule.fields:
        return []
    until = review.values.get(F.NAME_CHECK_UNTIL)
    question = NameQuestion(
        name=name,
        short_name=review.text(F.SHORT_NAME),
        on=review.day,
        county_name=get_county(application.county_code).name,
        is_private=ownership_applied_for(application).startswith("private"),
        more_words=tuple(value(application.county_code, Key.NAME_WORDS, on=review.day)),
        taken=taken_names(application.county_code, application.kindergarten_id),
        check_number=review.text(F.NAME_CHECK_NUMBER),
        check_until=until if isinstance(until, dt.date) else None,
        asks_for_check=F.NAME_CHECK_NUMBER in review.rule.fields,
    )
    return check_name(question)


def _standards(review: Review) -> Standards:
    return Standards(areas=value(review.application.county_code, Key.AREA_STANDARDS, on=review.day))


def _head(review: Review) -> list[Check]:
    name = review.text(F.HEAD_NAME)
    if not name:
        return []
    application = review.application
    members = staff.members_by_name(application.county_code, [name]).get(name, [])
    kindergarten = queries.kindergarten_of(application)
    person = same_person(
        staff.people_of(members, review.actor),
        kindergarten.public_id if kindergarten else None,
        review.text(F.HEAD_CERTIFICATE),
    )
    question = HeadQuestion(
        name=name,
        on=review.day,
        person=person,
        namesakes=tuple(staff.bans_of_namesakes(name, review.day)),
    )
    return check_head_of(question, review.values, review.rule.fields)


def _measured(review: Review) -> dict[ApplicationField, Value]:
    """The values with what was measured on site in the place of what was declared."""
    last = queries.verifications_of(review.application)[-1:]
    return {**review.values, **(measured_values(last[0].figures) if last else {})}


def _verified(application: PermitApplication) -> list[Check]:
    last = queries.verifications_of(application)[-1:]
    if not last:
        return []
    return verification_checks(
        last[0].figures,
        is_passed=last[0].is_passed,
        opinion=last[0].opinion,
        done_on=last[0].done_on,
    )


def record_conditions(
    public_id: str,
    answers: Iterable[ConditionAnswer],
    version: int | None,
    actor: Actor,
    at: dt.datetime,
) -> PermitApplication:
    """Store what the reviewer says of each condition of the kind; who says it has prepared the case.

    Raises ``RuleViolation`` for "not met" without words, ``IllegalTransition`` when nothing is under
    review.
    """
    application = load(public_id, version, actor)
    if application.state not in OPEN:
        raise IllegalTransition(N_("This application is not under review."))
    given, today = list(answers), local_date(at)
    check_answers(queries.rule_of(application, today), given)
    before = {row["code"]: row for row in application.conditions}
    after = before | {
        answer.code: _stored(answer, before.get(answer.code), actor, today) for answer in given
    }
    if after == before:
        return application
    remember_preparer(application, actor)
    application.conditions = list(after.values())
    changes = {"conditions": [_in_ledger(before.values()), _in_ledger(after.values())]}
    record_on(application, "review", changes, actor, at)
    return application


def _stored(
    answer: ConditionAnswer, before: dict[str, str] | None, actor: Actor, day: dt.date
) -> dict[str, str]:
    """An answer with who gave it when; one that says the same stays as it was."""
    said = {"code": answer.code, "met": answer.met.value, "remark": answer.remark.strip()}
    if before is not None and said.items() <= before.items():
        return before
    return {**said, "by": actor.name, "on": day.isoformat()}


def _in_ledger(rows: Iterable[dict[str, str]]) -> str | None:
    return "；".join(f"{row['code']}={row['met']} {row['remark']}".strip() for row in rows) or None

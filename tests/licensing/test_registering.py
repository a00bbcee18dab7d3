"""先证后照: waiting for the registration, recording it, and what does not agree."""

import datetime as dt

import pytest
import sqlalchemy as sa

from kgsup.access.actor import Role
from kgsup.core.db import db
from kgsup.core.errors import Conflict, Missing, RuleViolation
from kgsup.deadlines import queries as clocks
from kgsup.deadlines.rules import DeadlineKind
from kgsup.kindergartens.models import RegisterAlarm
from kgsup.kindergartens.rules.classification import AlarmKind
from kgsup.kindergartens.rules.identity import Ownership
from kgsup.licensing import queries
from kgsup.licensing.models import RegistrationStep
from kgsup.licensing.queries import registering
from kgsup.licensing.rules.certificates import RegistrationBody
from kgsup.licensing.rules.deciding import Outcome
from kgsup.licensing.rules.fields import ApplicationField
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.registering import (
    Expected,
    Mismatch,
    Registration,
    Shown,
    check_registration,
    joined,
    mismatches_of,
    split,
)
from kgsup.licensing.service import registering as service
from kgsup.licensing.service.ledger import subject_of
from tests.conftest import AT, OTHER_COUNTY, make_actor
from tests.factories import licensing
from tests.factories.kindergartens import make_kindergarten
from tests.licensing.test_certificates import granted
from tests.licensing.test_delivering import runs, serve

TODAY = licensing.TODAY
CLERK = make_actor(Role.CLERK)
NAME = "青禾县云锦小区幼儿园"
B = RegistrationBody


def code(prefix: str, body: str = "MJA12345") -> str:
    """A fictional credit code of county 990126 that passes both of its checks."""
    letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    inner = 11 - sum(letters.index(c) * w for c, w in zip(body, weights, strict=True)) % 11
    start = f"{prefix}990126{body}{ {10: 'X', 11: '0'}.get(inner, str(inner)) }"
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(alphabet.index(c) * 3**i for i, c in enumerate(start))
    return start + alphabet[(31 - total % 31) % 31]


NON_PROFIT, PUBLIC, COMPANY = code("52"), code("12"), code("91")


def given(**changed: object) -> Registration:
    plain = {"credit_code": NON_PROFIT, "body": B.CIVIL_AFFAIRS, "name": NAME, "on": TODAY}
    return Registration(**{**plain, **changed})  # type: ignore[arg-type]


def expected(**changed: object) -> Expected:
    plain = {
        "body": B.CIVIL_AFFAIRS,
        "ownership": Ownership.PRIVATE_NON_PROFIT,
        "name": NAME,
        "not_before": dt.date(2026, 11, 20),
    }
    return Expected(**{**plain, **changed})  # type: ignore[arg-type]


def step_of(application: object) -> RegistrationStep:
    step = registering.registration_of(application)
    assert step is not None
    return step


# ── rules


@pytest.mark.parametrize(
    ("registration", "found"),
    [
        (given(), ()),
        (given(name="青禾县云锦小区 幼儿园"), ()),
        (given(name="青禾县云锦幼儿园"), (Mismatch.NAME,)),
        (
            given(body=B.MARKET_SUPERVISION, credit_code=COMPANY),
            (Mismatch.BODY, Mismatch.PREFIX_OF_OWNERSHIP),
        ),
        (given(body=B.MARKET_SUPERVISION), (Mismatch.BODY, Mismatch.PREFIX_OF_BODY)),
        (given(credit_code=COMPANY), (Mismatch.PREFIX_OF_BODY, Mismatch.PREFIX_OF_OWNERSHIP)),
        (
            given(body=B.ESTABLISHMENT_OFFICE, credit_code=PUBLIC, name="别的园"),
            (Mismatch.BODY, Mismatch.PREFIX_OF_OWNERSHIP, Mismatch.NAME),
        ),
    ],
)
def test_everything_that_does_not_agree_is_named(
    registration: Registration, found: tuple[Mismatch, ...]
):
    assert mismatches_of(registration, expected()) == found
    assert split(joined(found)) == found


@pytest.mark.parametrize(
    ("ownership", "body", "credit_code"),
    [
        (Ownership.PUBLIC, B.ESTABLISHMENT_OFFICE, PUBLIC),
        (Ownership.PRIVATE_NON_PROFIT, B.CIVIL_AFFAIRS, NON_PROFIT),
        (Ownership.PRIVATE_FOR_PROFIT, B.MARKET_SUPERVISION, COMPANY),
    ],
)
def test_each_ownership_agrees_with_its_body_and_its_codes(
    ownership: Ownership, body: RegistrationBody, credit_code: str
):
    registration = given(body=body, credit_code=credit_code)
    assert mismatches_of(registration, expected(ownership=ownership, body=body)) == ()


@pytest.mark.parametrize(
    ("registration", "refusal"),
    [
        (given(credit_code=NON_PROFIT[:-1]), "18 characters"),
        (
            given(credit_code=NON_PROFIT[:-1] + ("0" if NON_PROFIT[-1] != "0" else "1")),
            "last check",
        ),
        (given(credit_code="I" * 18), "without I"),
        (given(on=dt.date(2026, 11, 22)), "future"),
        (given(on=dt.date(2026, 11, 19)), "licence comes before"),
    ],
)
def test_a_code_that_fails_its_checks_and_an_impossible_day_are_refused(
    registration: Registration, refusal: str
):
    with pytest.raises(RuleViolation, match=refusal):
        check_registration(registration, expected(), TODAY)


def test_a_code_is_kept_without_blanks_and_small_letters():
    typed = f" {NON_PROFIT[:8].lower()} {NON_PROFIT[8:]}"
    assert check_registration(given(credit_code=typed), expected(), TODAY) == NON_PROFIT


# ── service


def test_an_establishment_waits_for_the_body_of_its_ownership(county: object):
    step = step_of(granted())
    assert (step.expected_body, step.expected_from) == (B.CIVIL_AFFAIRS, TODAY)
    assert step.registered_on is None


def test_the_clock_runs_from_the_service_of_the_decision(county: object):
    application = granted()
    assert not runs(application, DeadlineKind.REGISTRATION)
    serve(application)
    clock = clocks.find_running(DeadlineKind.REGISTRATION, subject_of(application))
    assert (clock.started_on, clock.due_on) == (TODAY, TODAY + dt.timedelta(days=60))
    assert clock.article == "民办非企业单位登记管理暂行条例 11"


def test_no_clock_runs_for_a_company_for_which_no_act_names_a_period(county: object):
    answers = {**licensing.ANSWERS, ApplicationField.OWNERSHIP: "private_for_profit"}
    draft = licensing.fill(licensing.start(PermitKind.ESTABLISHMENT), answers)
    licensing.service.receive(
        draft.public_id, licensing.service.Receipt(received_at=AT), licensing.clerk("收件员"), AT
    )
    licensing.service.accept(draft.public_id, TODAY, None, licensing.clerk("受理员"), AT)
    licensing.decided(draft, Outcome.GRANT, office_number="青教〔2026〕57号")
    serve(draft)
    assert step_of(draft).expected_body is B.MARKET_SUPERVISION
    assert not runs(draft, DeadlineKind.REGISTRATION)


def record(step: RegistrationStep, version: int | None = None, **changed: object) -> None:
    service.record_registration(step.public_id, given(**changed), version, CLERK, AT)


def test_the_code_stands_in_the_register_and_the_clock_stops(county: object):
    application = granted()
    serve(application)
    step = step_of(application)
    record(step)
    kindergarten = queries.kindergarten_of(application)
    assert kindergarten.credit_code == NON_PROFIT
    assert (step.credit_code, step.mismatches) == (NON_PROFIT, "")
    assert not runs(application, DeadlineKind.REGISTRATION)


def alarms(kindergarten_id: int) -> set[AlarmKind]:
    statement = sa.select(RegisterAlarm.kind).where(
        RegisterAlarm.kindergarten_id == kindergarten_id, RegisterAlarm.closed_on.is_(None)
    )
    return set(db.session.execute(statement).scalars())


def test_a_code_against_the_ownership_is_alarmed_until_it_is_recorded_anew(county: object):
    step = step_of(granted())
    record(step, credit_code=COMPANY, body=B.MARKET_SUPERVISION)
    assert split(step.mismatches) == (Mismatch.BODY, Mismatch.PREFIX_OF_OWNERSHIP)
    assert AlarmKind.CREDIT_CODE_AGAINST_OWNERSHIP in alarms(step.kindergarten_id)
    record(step)
    assert step.mismatches == ""
    assert AlarmKind.CREDIT_CODE_AGAINST_OWNERSHIP not in alarms(step.kindergarten_id)


def test_a_code_that_another_kindergarten_bears_is_alarmed(county: object):
    make_kindergarten(name="青禾县晨光幼儿园", credit_code=NON_PROFIT)
    step = step_of(granted())
    record(step)
    assert AlarmKind.CREDIT_CODE_TWICE in alarms(step.kindergarten_id)


def test_two_who_record_at_once_are_told(county: object):
    step = step_of(granted())
    seen = step.version
    record(step, seen)
    with pytest.raises(Conflict):
        record(step, seen, name="别的园")
    assert step.registered_name == NAME


def test_another_county_records_nothing(county: object):
    step = step_of(granted())
    with pytest.raises(Missing):
        service.record_registration(
            step.public_id, given(), None, make_actor(Role.CLERK, OTHER_COUNTY), AT
        )


def test_the_list_shows_what_is_waited_for_and_what_does_not_agree(county: object):
    first, second = step_of(granted()), step_of(_another())
    record(second, credit_code=code("52", "MJB54321"), name="别的园")

    def listed(shown: Shown) -> list[str]:
        rows = registering.list_registrations(shown, CLERK, None, 50)
        assert registering.count_registrations(shown, CLERK) == len(rows)
        return [row.step.public_id for row in rows]

    assert listed(Shown.WAITING) == [first.public_id]
    assert listed(Shown.MISMATCHED) == [second.public_id]
    assert listed(Shown.RECORDED) == [second.public_id]
    assert listed(Shown.ALL) == [first.public_id, second.public_id]
    rows = registering.list_registrations(Shown.ALL, CLERK, None, 1)
    after = list(registering.registration_key(rows[0]))
    rest = registering.list_registrations(Shown.ALL, CLERK, after, 50)
    assert [row.step.public_id for row in rest] == [second.public_id]


def _another() -> object:
    answers = {**licensing.ANSWERS, ApplicationField.NAME: "青禾县河东小区幼儿园"}
    draft = licensing.fill(licensing.start(PermitKind.ESTABLISHMENT), answers)
    licensing.service.receive(
        draft.public_id, licensing.service.Receipt(received_at=AT), licensing.clerk("收件员"), AT
    )
    licensing.service.accept(draft.public_id, TODAY, None, licensing.clerk("受理员"), AT)
    return licensing.decided(draft, Outcome.GRANT, office_number="青教〔2026〕58号")

"""Numbers and names, where a person stands, what is missing."""

import pytest

from kgsup.core.errors import RuleViolation
from kgsup.core.law import Article
from kgsup.kindergartens.rules.counts import Post
from kgsup.staff.rules.certificates import teacher_kind
from kgsup.staff.rules.identity import (
    IdentityKind,
    Sex,
    check_name,
    mask,
    masked_tail,
    read_identity,
)
from kgsup.staff.rules.people import (
    CheckResult,
    Person,
)
from kgsup.staff.rules.standing import (
    REQUIRED,
    Gap,
    GapState,
    PersonState,
    fits_post,
    has_hit,
    lacks_of,
    must_stop,
    person_state,
    require_not_barred,
)
from tests.factories.staff import identity_number
from tests.staff.people import (
    HERE,
    ON,
    TOMORROW,
    YESTERDAY,
    K,
    asked,
    barred,
    day,
    examined,
    held,
    work,
)

# ── names and numbers ──


@pytest.mark.parametrize(
    "name",
    ["田", "阿依古丽·买买提", "阿依古丽•买买提", "欧阳 小禾", "Ann O'Neil", "㐱𠮷", "龴" * 50],
)
def test_a_name_stays_as_it_is_typed(name):
    assert check_name(f" {name} ") == name


@pytest.mark.parametrize(
    "name", ["", "  ", "龴" * 51, "田小禾2", "=1+1", "田<b>", "田\n小禾", "@田"]
)
def test_what_is_no_name_is_refused(name):
    with pytest.raises(RuleViolation):
        check_name(name)


@pytest.mark.parametrize(
    ("text", "kind", "born", "sex"),
    [
        (identity_number(24), IdentityKind.RESIDENT, 1990, Sex.FEMALE),
        (identity_number(23), IdentityKind.RESIDENT, 1990, Sex.MALE),
        (identity_number(24).lower(), IdentityKind.RESIDENT, 1990, Sex.FEMALE),
        (f" {identity_number(24)[:6]} {identity_number(24)[6:]} ", IdentityKind.RESIDENT, 1990, Sex.FEMALE),
        (identity_number(24, area="810000"), IdentityKind.RESIDENCE_PERMIT, 1990, Sex.FEMALE),
        (identity_number(24, area="820000"), IdentityKind.RESIDENCE_PERMIT, 1990, Sex.FEMALE),
        (identity_number(24, area="830000"), IdentityKind.RESIDENCE_PERMIT, 1990, Sex.FEMALE),
        ("E12345678", IdentityKind.OTHER, None, None),
        ("H01234567(8)", IdentityKind.OTHER, None, None),
    ],
)  # fmt: skip
def test_numbers_are_read_by_what_can_be_checked_of_them(text, kind, born, sex):
    identity = read_identity(text)
    assert (identity.kind, identity.birth_year, identity.sex) == (kind, born, sex)
    assert len(identity.tail) == 4


def test_an_old_number_of_15_digits_is_the_one_of_18():
    number = identity_number(24, born="19700215")
    assert read_identity(number[:6] + number[8:17]).number == number


def wrong_check(number: str) -> str:
    return number[:-1] + ("0" if number[-1] != "0" else "1")


@pytest.mark.parametrize(
    "text",
    [
        wrong_check(identity_number(24)),
        wrong_check(identity_number(24, area="830000")),
        identity_number(24, born="19900231"),
        identity_number(24)[:-1],
        identity_number(24) + "1",
        "123456",
        "",
        "没有",
        "A1",
    ],
)
def test_a_wrong_number_is_refused_and_not_repeated(text):
    with pytest.raises(RuleViolation) as refusal:
        read_identity(text)
    assert not text or text not in str(refusal.value)


def test_an_identity_does_not_print_its_number():
    assert identity_number(24) not in repr(read_identity(identity_number(24)))


@pytest.mark.parametrize(
    ("text", "tail"),
    [(mask("002X"), "002X"), ("****1234", "1234"), ("**1234", None), (identity_number(1), None)],
)
def test_a_masked_number_is_known_by_its_tail(text, tail):
    assert masked_tail(text) == tail


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("159901261200001", K.KINDERGARTEN_TEACHER),
        ("159901262200001", K.OTHER_TEACHER),
        ("20159901261200001", K.KINDERGARTEN_TEACHER),
        ("20159901264200001", K.OTHER_TEACHER),
        ("2015990126120000", None),
        ("2015990126120000X", None),
    ],
)
def test_a_teacher_certificate_tells_its_kind_by_its_number(number, kind):
    assert teacher_kind(number) is kind


# ── where a person stands ──


@pytest.mark.parametrize(
    ("person", "state"),
    [
        (Person(name="甲"), PersonState.NOT_EMPLOYED),
        (Person(name="甲", employments=(work(from_on=TOMORROW),)), PersonState.NOT_EMPLOYED),
        (Person(name="甲", employments=(work(),)), PersonState.EMPLOYED),
        (Person(name="甲", employments=(work(until_on=TOMORROW),)), PersonState.EMPLOYED),
        (Person(name="甲", employments=(work(until_on=ON),)), PersonState.ENDED),
        (Person(name="甲", employments=(work(suspended_on=ON),)), PersonState.SUSPENDED),
        (Person(name="甲", employments=(work(suspended_on=TOMORROW),)), PersonState.EMPLOYED),
        (
            Person(name="甲", employments=(work(suspended_on=YESTERDAY, resumed_on=ON),)),
            PersonState.EMPLOYED,
        ),
        (
            Person(name="甲", employments=(work(suspended_on=ON), work(Post.COOK))),
            PersonState.EMPLOYED,
        ),
        (Person(name="甲", employments=(work(),), bans=(barred(),)), PersonState.BARRED),
        (Person(name="甲", bans=(barred(),)), PersonState.BARRED),
        (
            Person(name="甲", employments=(work(),), bans=(barred(valid_until=YESTERDAY),)),
            PersonState.EMPLOYED,
        ),
    ],
)
def test_the_state_of_a_person_on_a_day(person, state):
    assert person_state(person, ON) is state


@pytest.mark.parametrize(
    ("ban", "in_force"),
    [
        (barred(), True),
        (barred(from_on=ON), True),
        (barred(from_on=TOMORROW), False),
        (barred(valid_until=ON), True),
        (barred(valid_until=YESTERDAY), False),
        (barred(lifted_on=ON), False),
        (barred(lifted_on=TOMORROW), True),
    ],
)
def test_a_ban_is_in_force_from_its_first_to_its_last_day(ban, in_force):
    assert ban.is_in_force(ON) is in_force
    if not in_force:
        require_not_barred([ban], ON)
        return
    with pytest.raises(RuleViolation) as refusal:
        require_not_barred([ban], ON)
    assert refusal.value.article is Article.NOBODY_BARRED


FIT = [
    (Post.HEAD, (K.KINDERGARTEN_TEACHER,), True),
    (Post.HEAD, (K.OTHER_TEACHER,), True),
    (Post.HEAD, (K.HEAD_TRAINING,), False),
    (Post.TEACHER, (K.KINDERGARTEN_TEACHER,), True),
    (Post.TEACHER, (K.OTHER_TEACHER,), False),
    (Post.TEACHER, (K.OTHER_TEACHER, K.CONVERSION_TRAINING), True),
    (Post.TEACHER, (K.CONVERSION_TRAINING,), False),
    (Post.TEACHER, (K.CARER,), False),
    (Post.CARER, (K.CARER,), True),
    (Post.CARER, (K.KINDERGARTEN_TEACHER,), False),
    (Post.HEALTH, (K.DOCTOR,), True),
    (Post.HEALTH, (K.NURSE,), True),
    (Post.HEALTH, (K.HEALTH_WORKER,), True),
    (Post.HEALTH, (K.CARER,), False),
    (Post.COOK, (K.FOOD_HANDLER,), True),
    (Post.COOK, (), False),
    (Post.GUARD, (), True),
    (Post.OTHER, (), True),
]


@pytest.mark.parametrize(("post", "kinds", "fits"), FIT)
def test_certificates_fit_a_post(post, kinds, fits):
    person = Person(name="甲", employments=(work(post),), certificates=held(*kinds))
    assert fits_post(person, post, ON) is fits
    lacks = [lack for lack in lacks_of(person, ON) if lack.gap is Gap.CERTIFICATE]
    assert bool(lacks) is not fits
    if lacks:
        assert lacks[0].article is REQUIRED[post].article


@pytest.mark.parametrize(
    ("certificate", "state"),
    [
        ({}, None),
        ({"valid_until": day("2027-01-20")}, GapState.EXPIRING),  # the 60th day
        ({"valid_until": day("2027-01-21")}, None),
        ({"valid_until": ON}, GapState.EXPIRING),
        ({"valid_until": YESTERDAY}, GapState.EXPIRED),
        ({"withdrawn_on": ON}, GapState.MISSING),
        ({"withdrawn_on": TOMORROW}, None),
        ({"issued_on": TOMORROW}, GapState.MISSING),
    ],
)
def test_a_certificate_counts_from_its_issue_to_its_last_day(certificate, state):
    person = Person(
        name="甲", employments=(work(),), certificates=held(K.KINDERGARTEN_TEACHER, **certificate)
    )
    lacks = [lack for lack in lacks_of(person, ON) if lack.gap is Gap.CERTIFICATE]
    assert [lack.state for lack in lacks] == ([state] if state else [])


@pytest.mark.parametrize(
    ("checked_on", "state"),
    [
        (None, GapState.MISSING),
        ("2025-11-20", GapState.EXPIRED),  # its last day was yesterday
        ("2025-11-21", GapState.EXPIRING),  # today is its last day
        ("2026-01-20", GapState.EXPIRING),
        ("2026-01-21", None),
        ("2024-02-29", GapState.EXPIRED),
    ],
)
def test_checks_are_good_for_a_year(checked_on, state):
    checks = {}
    if checked_on:
        checks = {
            "background_checks": (asked(checked_on),),
            "health_checks": (examined(checked_on),),
        }
    person = Person(name="甲", employments=(work(Post.GUARD, contract_filed_on=ON),), **checks)
    found = {lack.gap: lack.state for lack in lacks_of(person, ON)}
    wanted = {Gap.BACKGROUND_CHECK: state, Gap.HEALTH_CHECK: state} if state else {}
    assert found == wanted


def test_nothing_is_missing_of_somebody_who_does_not_work_here():
    person = Person(name="甲", employments=(work(kindergarten="ELSEWHERE"),))
    assert lacks_of(person, ON, HERE) == []
    assert {lack.gap for lack in lacks_of(person, ON)} == set(Gap)


def test_a_contract_that_is_not_filed_is_missing():
    lacks = lacks_of(Person(name="甲", employments=(work(),)), ON)
    assert Article.CONTRACTS_FILED in {lack.article for lack in lacks}


@pytest.mark.parametrize(
    ("checks", "hit"),
    [
        ([], False),
        ([asked("2026-09-01")], False),
        ([asked("2026-09-01", CheckResult.HIT)], True),
        ([asked("2026-09-01", CheckResult.HIT), asked("2026-10-01")], False),
        ([asked("2026-09-01", CheckResult.HIT), asked("2026-09-01")], True),
        ([asked("2026-09-01"), asked("2026-10-01", CheckResult.HIT)], True),
    ],
)
def test_the_latest_answer_counts_and_of_one_day_the_hit(checks, hit):
    person = Person(name="甲", employments=(work(),), background_checks=tuple(checks))
    assert has_hit(person, ON) is hit
    assert must_stop(person, ON) is hit


def test_work_stops_only_for_who_works():
    assert not must_stop(Person(name="甲", bans=(barred(),)), ON)
    assert must_stop(Person(name="甲", employments=(work(),), bans=(barred(),)), ON)

"""The rules of people: numbers and names, states, what is missing, heads, bans and staffing."""

import datetime as dt

import pytest

from kgsup.core.errors import RuleViolation
from kgsup.core.law import Article
from kgsup.kindergartens.rules.counts import Post
from kgsup.staff.rules.certificates import teacher_kind
from kgsup.staff.rules.entries import (
    Ending,
    NewBackgroundCheck,
    NewFacts,
    NewHealthCheck,
    background_check,
    check_ban,
    check_certificate,
    check_employment,
    check_ending,
    check_experience,
    check_lifting,
    check_training,
    health_check,
)
from kgsup.staff.rules.identity import (
    IdentityKind,
    Sex,
    check_name,
    mask,
    masked_tail,
    read_identity,
)
from kgsup.staff.rules.judging import Result, Rule
from kgsup.staff.rules.people import (
    BackgroundCheck,
    Ban,
    BanGround,
    Certificate,
    CertificateKind,
    CheckResult,
    Education,
    Employment,
    EndReason,
    Experience,
    HealthCheck,
    Occasion,
    Person,
    Training,
)
from kgsup.staff.rules.qualification import check_head, years_of_service
from kgsup.staff.rules.staffing import DayKind, StaffingFacts, judge, most_heads
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

ON = dt.date(2026, 11, 21)
YESTERDAY, TOMORROW = dt.date(2026, 11, 20), dt.date(2026, 11, 22)
HERE = "PLACE"
K = CertificateKind


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def work(post: Post = Post.TEACHER, **values) -> Employment:
    return Employment(
        **{"kindergarten": HERE, "post": post, "from_on": day("2024-09-01"), **values}
    )


def held(*kinds: CertificateKind, **values) -> tuple[Certificate, ...]:
    return tuple(Certificate(kind=kind, **values) for kind in kinds)


def asked(on: str, result: CheckResult = CheckResult.CLEAR) -> BackgroundCheck:
    check = NewBackgroundCheck(
        occasion=Occasion.YEARLY, asked_on=day(on), authority="青禾县公安局", result=result
    )
    return background_check(check, ON)


def examined(on: str) -> HealthCheck:
    return health_check(NewHealthCheck(done_on=day(on)), ON)


def barred(**values) -> Ban:
    return Ban(
        **{
            "ground": BanGround.PRESCHOOL_80,
            "from_on": day("2026-11-01"),
            "valid_until": None,
            "decision_number": "青教禁〔2026〕1号",
            "decided_by": "青禾县教育局",
            **values,
        }
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


# ── what can be entered ──


@pytest.mark.parametrize(
    ("new", "others"),
    [
        (work(from_on=day("1949-09-30")), []),
        (work(from_on=day("2027-11-22")), []),
        (work(from_on=ON, until_on=YESTERDAY, end_reason=EndReason.LEFT), []),
        (work(Post.TOTAL_ONLY), []),
        (work(contract_filed_on=TOMORROW), []),
        (work(from_on=ON), [work()]),
        (work(), [work(until_on=day("2024-09-02"))]),
    ],
)
def test_an_employment_that_cannot_be_is_refused(new, others):
    with pytest.raises(RuleViolation):
        check_employment(new, others, ON)


@pytest.mark.parametrize(
    ("new", "others"),
    [
        (work(from_on=day("2027-11-21")), []),
        (work(from_on=ON), [work(until_on=ON)]),
        (work(from_on=ON), [work(Post.COOK)]),
        (work(from_on=ON), [work(kindergarten="ELSEWHERE")]),
    ],
)
def test_an_employment_that_can_be_is_taken(new, others):
    check_employment(new, others, ON)


@pytest.mark.parametrize(
    "check",
    [
        lambda: check_certificate(Certificate(kind=K.CARER, issued_on=TOMORROW), ON),
        lambda: check_certificate(
            Certificate(kind=K.CARER, issued_on=ON, valid_until=YESTERDAY), ON
        ),
        lambda: check_training(Training(topic=" ", hours=1, held_on=ON), ON),
        lambda: check_training(Training(topic="师德", hours=0, held_on=ON), ON),
        lambda: check_training(Training(topic="师德", hours=2001, held_on=ON), ON),
        lambda: check_training(Training(topic="师德", hours=1, held_on=TOMORROW), ON),
        lambda: health_check(NewHealthCheck(done_on=ON, valid_until=day("2027-11-22")), ON),
        lambda: health_check(NewHealthCheck(done_on=ON, valid_until=YESTERDAY), ON),
        lambda: asked("2026-11-22"),
        lambda: check_ending(work(until_on=ON), Ending(until_on=ON, reason=EndReason.LEFT), ON),
        lambda: check_ending(
            work(from_on=ON), Ending(until_on=YESTERDAY, reason=EndReason.LEFT), ON
        ),
        lambda: check_experience(earlier("2020-09-01", "2020-09-01"), ON),
        lambda: check_experience(earlier("2020-09-01", "2021-07-01", proof=" "), ON),
    ],
)
def test_what_cannot_be_is_refused(check):
    with pytest.raises(RuleViolation):
        check()


def earlier(from_on: str, until_on: str, post: Post = Post.TEACHER, proof="合同") -> Experience:
    return Experience(
        place="旧园", post=post, from_on=day(from_on), until_on=day(until_on), proof=proof
    )


@pytest.mark.parametrize(
    ("ground", "last_day", "is_taken"),
    [
        (BanGround.PRESCHOOL_80, None, True),
        (BanGround.PRESCHOOL_80, "2026-12-01", True),
        (BanGround.PRESCHOOL_44, "2040-01-01", True),
        (BanGround.PRIVATE_62, None, True),
        (BanGround.PRIVATE_62, "2027-10-31", True),
        (BanGround.PRIVATE_62, "2027-10-30", False),
        (BanGround.PRIVATE_62, "2031-11-01", True),
        (BanGround.PRIVATE_62, "2031-11-02", False),
        (BanGround.PRIVATE_62, "2036-10-31", False),
        (BanGround.PRIVATE_64, "2036-10-31", True),
        (BanGround.PRIVATE_64, "2036-11-01", True),
        (BanGround.PRIVATE_64, "2035-11-01", False),
        (BanGround.PRESCHOOL_80, "2026-10-31", False),
    ],
)
def test_the_term_of_a_ban_is_one_that_its_article_knows(ground, last_day, is_taken):
    ban = barred(ground=ground, valid_until=day(last_day) if last_day else None)
    if is_taken:
        check_ban(ban, ON)
    else:
        with pytest.raises(RuleViolation):
            check_ban(ban, ON)


@pytest.mark.parametrize(
    ("ban", "on", "is_lifted"),
    [
        (barred(), ON, True),
        (barred(), day("2026-11-01"), True),
        (barred(), day("2026-10-31"), False),
        (barred(), TOMORROW, False),
        (barred(lifted_on=YESTERDAY), ON, False),
        (barred(valid_until=YESTERDAY), ON, False),
        (barred(valid_until=ON), ON, True),
    ],
)
def test_a_ban_is_lifted_while_it_is_in_force(ban, on, is_lifted):
    if is_lifted:
        check_lifting(ban, on, ON)
    else:
        with pytest.raises(RuleViolation):
            check_lifting(ban, on, ON)


# ── heads ──


@pytest.mark.parametrize(
    ("spans", "since", "complete_on"),
    [
        ([], None, None),
        ([("2021-11-21", None)], "2021-11-21", "2026-11-21"),
        ([("2021-11-22", None)], "2021-11-22", None),
        ([("2015-09-01", "2020-09-01")], "2015-09-01", "2020-09-01"),
        ([("2015-09-01", "2020-08-31")], "2015-09-01", None),
        # a year's gap puts the day off by a year
        ([("2015-09-01", "2019-09-01"), ("2020-09-01", None)], "2015-09-01", "2021-09-01"),
        # days left over are carried on: 100 of the first span, so 265 of the second are missing
        ([("2016-01-01", "2019-04-11"), ("2020-01-01", None)], "2016-01-01", "2021-09-23"),
        # days counted twice count once
        ([("2016-09-01", "2019-09-01"), ("2017-09-01", "2020-09-01")], "2016-09-01", None),
        ([("2016-09-01", "2019-09-01"), ("2019-09-01", "2021-09-01")], "2016-09-01", "2021-09-01"),
        ([("2020-02-29", None)], "2020-02-29", "2025-02-28"),
        ([("2027-01-01", None)], None, None),
    ],
)
def test_years_of_service_are_counted_from_the_first_day_to_the_day_they_are_complete(
    spans, since, complete_on
):
    given = [(day(first), day(end) if end else None) for first, end in spans]
    service = years_of_service(given, 5, ON)
    assert service.since == (day(since) if since else None)
    assert service.complete_on == (day(complete_on) if complete_on else None)


GOOD_HEAD = {
    "certificates": held(K.KINDERGARTEN_TEACHER, K.HEAD_TRAINING),
    "education": Education.JUNIOR_COLLEGE,
    "experiences": (earlier("2010-09-01", "2016-07-01"),),
}


@pytest.mark.parametrize(
    ("change", "rule", "result"),
    [
        ({}, None, None),
        ({"certificates": held(K.HEAD_TRAINING)}, Rule.HEAD_CERTIFICATE, Result.FAIL),
        ({"education": Education.BELOW_COLLEGE}, Rule.HEAD_EDUCATION, Result.FAIL),
        ({"education": None}, Rule.HEAD_EDUCATION, Result.NOT_ENOUGH_DATA),
        (
            {"experiences": (earlier("2022-09-01", "2026-07-01"),)},
            Rule.HEAD_EXPERIENCE,
            Result.FAIL,
        ),
        (
            {"experiences": (earlier("2010-09-01", "2016-07-01", Post.COOK),)},
            Rule.HEAD_EXPERIENCE,
            Result.NOT_ENOUGH_DATA,
        ),
        ({"certificates": held(K.OTHER_TEACHER)}, Rule.HEAD_TRAINING, Result.FAIL),
        ({"bans": (barred(),)}, Rule.HEAD_NOT_BARRED, Result.FAIL),
    ],
)
def test_a_head_is_judged_on_each_condition(change, rule, result):
    person = Person(name="甲", **{**GOOD_HEAD, **change})
    odd = {j.rule: j.result for j in check_head(person, ON) if j.result is not Result.PASS}
    assert odd == ({rule: result} if rule else {})


def test_the_years_of_a_head_name_both_days():
    person = Person(name="甲", employments=(work(Post.HEAD, from_on=day("2020-09-01")),))
    answer = next(j for j in check_head(person, ON) if j.rule is Rule.HEAD_EXPERIENCE)
    assert str(answer) == "Counted from 2020-09-01, 5 years complete on 2025-09-01."
    assert answer.article is Article.HEAD_QUALIFIED


# ── staffing ──


def answers(reported: dict[Post, int], children, classes, kind: DayKind = DayKind.FULL_DAY):
    facts = StaffingFacts(kindergarten=HERE, on=ON, reported=reported)
    return {judgement.rule: judgement for judgement in judge(facts, children, classes, kind)}


@pytest.mark.parametrize(
    ("people", "children", "kind", "result", "figure"),
    [
        (10, 70, DayKind.FULL_DAY, Result.PASS, "1:7.0"),
        (10, 71, DayKind.FULL_DAY, Result.FAIL, "1:7.1"),
        (10, 20, DayKind.FULL_DAY, Result.PASS, "1:2.0"),
        (10, 100, DayKind.HALF_DAY, Result.PASS, "1:10.0"),
        (10, 101, DayKind.HALF_DAY, Result.FAIL, "1:10.1"),
        (0, 20, DayKind.FULL_DAY, Result.NOT_ENOUGH_DATA, ""),
        (10, 0, DayKind.FULL_DAY, Result.NOT_ENOUGH_DATA, ""),
        (10, None, DayKind.FULL_DAY, Result.NOT_ENOUGH_DATA, ""),
    ],
)
def test_staff_to_children(people, children, kind, result, figure):
    answer = answers({Post.OTHER: people} if people else {}, children, 3, kind)[
        Rule.STAFF_PER_CHILD
    ]
    assert (answer.result, answer.figure) == (result, figure)
    assert answer.article is Article.STAFFING_STANDARD


@pytest.mark.parametrize(
    ("teachers", "carers", "children", "kind", "result"),
    [
        (8, 2, 90, DayKind.FULL_DAY, Result.PASS),
        (8, 2, 91, DayKind.FULL_DAY, Result.FAIL),
        (10, 0, 130, DayKind.HALF_DAY, Result.PASS),
        (10, 0, 131, DayKind.HALF_DAY, Result.FAIL),
        (0, 0, 10, DayKind.FULL_DAY, Result.FAIL),
    ],
)
def test_teachers_and_carers_to_children(teachers, carers, children, kind, result):
    reported = {Post.HEAD: 1, Post.TEACHER: teachers, Post.CARER: carers}
    assert answers(reported, children, 3, kind)[Rule.CARE_STAFF_PER_CHILD].result is result


@pytest.mark.parametrize(
    ("teachers", "carers", "classes", "kind", "result"),
    [
        (6, 3, 3, DayKind.FULL_DAY, Result.PASS),
        (9, 0, 3, DayKind.FULL_DAY, Result.PASS),  # three teachers a class
        (7, 2, 3, DayKind.FULL_DAY, Result.PASS),
        (6, 2, 3, DayKind.FULL_DAY, Result.FAIL),
        (5, 6, 3, DayKind.FULL_DAY, Result.FAIL),  # a carer is no teacher
        (2, 0, 1, DayKind.FULL_DAY, Result.PASS),  # a single class: two teachers
        (1, 1, 1, DayKind.FULL_DAY, Result.FAIL),
        (6, 0, 3, DayKind.HALF_DAY, Result.PASS),
        (5, 0, 3, DayKind.HALF_DAY, Result.FAIL),
        (6, 3, None, DayKind.FULL_DAY, Result.NOT_ENOUGH_DATA),
    ],
)
def test_two_teachers_and_one_carer_or_three_teachers(teachers, carers, classes, kind, result):
    reported = {Post.TEACHER: teachers, Post.CARER: carers}
    assert answers(reported, 60, classes, kind)[Rule.TWO_TEACHERS_ONE_CARER].result is result


@pytest.mark.parametrize(
    ("heads", "classes", "result"),
    [
        (1, 5, Result.PASS),
        (2, 5, Result.FAIL),
        (0, 5, Result.FAIL),
        (1, 6, Result.PASS),
        (2, 6, Result.PASS),
        (2, 9, Result.PASS),
        (3, 9, Result.FAIL),
        (3, 10, Result.PASS),
        (4, 10, Result.FAIL),
    ],
)
def test_heads_by_classes(heads, classes, result):
    assert answers({Post.HEAD: heads, Post.COOK: 1}, 60, classes)[Rule.HEADS].result is result


def test_the_most_heads_by_classes():
    assert [most_heads(n) for n in (1, 5, 6, 9, 10, 20)] == [1, 1, 2, 2, 3, 3]


@pytest.mark.parametrize(
    ("number", "children", "result"),
    [
        (1, 20, Result.PASS),
        (0, 20, Result.FAIL),
        (1, 150, Result.PASS),
        (1, 299, Result.PASS),
        (1, 300, Result.FAIL),
        (2, 300, Result.PASS),
    ],
)
def test_health_staff_by_children_is_provisional(number, children, result):
    answer = answers({Post.HEALTH: number, Post.COOK: 1}, children, 3)[Rule.HEALTH_STAFF]
    assert (answer.result, answer.provisional) == (result, True)


def test_a_total_alone_says_nothing_of_posts():
    found = answers({Post.TOTAL_ONLY: 12}, 60, 3)
    assert found[Rule.STAFF_PER_CHILD].result is Result.PASS
    for rule in (Rule.CARE_STAFF_PER_CHILD, Rule.TWO_TEACHERS_ONE_CARER, Rule.HEADS):
        assert found[rule].result is Result.NOT_ENOUGH_DATA


def test_people_at_work_are_counted_once_and_the_suspended_not_at_all():
    people = (
        Person(name="甲", employments=(work(), work(Post.HEAD))),
        Person(name="乙", employments=(work(suspended_on=ON),)),
        Person(name="丙", employments=(work(Post.CARER),)),
    )
    facts = StaffingFacts(kindergarten=HERE, on=ON, people=people, reported={Post.TEACHER: 9})
    assert dict(facts.counts) == {Post.HEAD: 1, Post.CARER: 1}
    assert [person.name for person in facts.at_work()] == ["甲", "丙"]


def test_what_people_lack_is_told_with_their_names():
    good = Person(
        name="周到",
        employments=(work(contract_filed_on=ON),),
        certificates=held(K.KINDERGARTEN_TEACHER),
        background_checks=(asked("2026-09-01"),),
        health_checks=(examined("2026-09-01"),),
    )
    bad = Person(name="欠缺", employments=(work(),), bans=(barred(),))
    facts = StaffingFacts(kindergarten=HERE, on=ON, people=(good, bad), reported={Post.TEACHER: 3})
    found = {judgement.rule: judgement for judgement in judge(facts, 10, 1)}
    for rule, article in (
        (Rule.CERTIFICATES, Article.TEACHERS_CERTIFIED),
        (Rule.BACKGROUND_CHECKS, Article.BACKGROUND_CHECK),
        (Rule.HEALTH_CHECKS, Article.STAFF_HEALTH_CHECK),
        (Rule.CONTRACTS, Article.CONTRACTS_FILED),
    ):
        assert found[rule].result is Result.FAIL
        assert found[rule].people == ("欠缺",)
        assert found[rule].figure == "1/2"
        assert found[rule].article is article
    assert found[Rule.NOBODY_BARRED].people == ("欠缺",)
    assert found[Rule.REPORTED_COUNTS].result is Result.FAIL


def test_facts_that_say_nothing_are_empty():
    assert NewFacts().is_empty
    assert not NewFacts(employments=(work(),)).is_empty

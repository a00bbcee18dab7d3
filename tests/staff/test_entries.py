"""What can be entered of a person, and bans with their terms."""

import pytest

from kgsup.core.errors import RuleViolation
from kgsup.kindergartens.rules.counts import Post
from kgsup.staff.rules.entries import (
    Ending,
    NewHealthCheck,
    check_ban,
    check_certificate,
    check_employment,
    check_ending,
    check_experience,
    check_lifting,
    check_training,
    health_check,
)
from kgsup.staff.rules.people import (
    BanGround,
    Certificate,
    EndReason,
    Training,
)
from tests.staff.people import ON, TOMORROW, YESTERDAY, K, asked, barred, day, earlier, work

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

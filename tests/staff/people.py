"""Values of people for tests of rules: nothing of them is in a database."""

import datetime as dt

from kgsup.kindergartens.rules.counts import Post
from kgsup.staff.rules.entries import (
    NewBackgroundCheck,
    NewHealthCheck,
    background_check,
    health_check,
)
from kgsup.staff.rules.people import (
    BackgroundCheck,
    Ban,
    BanGround,
    Certificate,
    CertificateKind,
    CheckResult,
    Employment,
    Experience,
    HealthCheck,
    Occasion,
)

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


def earlier(from_on: str, until_on: str, post: Post = Post.TEACHER, proof="合同") -> Experience:
    return Experience(
        place="旧园", post=post, from_on=day(from_on), until_on=day(until_on), proof=proof
    )

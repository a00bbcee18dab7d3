"""People of 青禾县 for tests: fictional, entered through the service."""

import datetime as dt
from typing import Any

from stdnum.cn import ric

from kgsup.access.actor import Actor, system_actor
from kgsup.core.clock import local_date
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.rules.counts import Post
from kgsup.staff import service
from kgsup.staff.models import StaffMember
from kgsup.staff.rules.entries import (
    NewBackgroundCheck,
    NewFacts,
    NewHealthCheck,
    NewPerson,
)
from kgsup.staff.rules.people import (
    Ban,
    BanGround,
    Certificate,
    CertificateKind,
    Education,
    Employment,
    Occasion,
)
from kgsup.staff.service import Entry
from tests.conftest import AT, COUNTY

CLERK = system_actor("test clerk")
TODAY = local_date(AT)


def identity_number(serial: int = 1, *, born: str = "19900215", area: str = "990126") -> str:
    """A number with a valid check character of a county that does not exist."""
    body = f"{area}{born}{serial:03d}"
    return body + ric.calc_check_digit(body + "0")


def work_in(
    kindergarten: Kindergarten,
    post: Post = Post.TEACHER,
    from_on: dt.date = dt.date(2024, 9, 1),
    **values: Any,
) -> Employment:
    """An employment to enter."""
    return Employment(
        kindergarten=kindergarten.public_id,
        kindergarten_name=kindergarten.name,
        post=post,
        from_on=from_on,
        **values,
    )


TEACHER_CERTIFICATE = Certificate(
    kind=CertificateKind.KINDERGARTEN_TEACHER, issued_on=dt.date(2015, 7, 1)
)
CHECKED = NewFacts(
    background_checks=(
        NewBackgroundCheck(
            occasion=Occasion.YEARLY, asked_on=dt.date(2026, 9, 1), authority="青禾县公安局"
        ),
    ),
    health_checks=(NewHealthCheck(done_on=dt.date(2026, 8, 20)),),
)


def make_person(
    name: str = "田小禾",
    *employments: Employment,
    number: str | None = None,
    certificates: tuple[Certificate, ...] = (),
    facts: NewFacts = NewFacts(),  # noqa: B008 - a frozen value
    county_code: str = COUNTY,
    actor: Actor = CLERK,
    at: dt.datetime = AT,
    education: Education | None = None,
) -> StaffMember:
    """Enter a person; the county and the kindergartens must exist."""
    person = NewPerson(name=name, identity_number=number, education=education)
    given = NewFacts(
        employments=employments,
        certificates=certificates or facts.certificates,
        trainings=facts.trainings,
        background_checks=facts.background_checks,
        health_checks=facts.health_checks,
        experiences=facts.experiences,
    )
    return service.enter_person(county_code, person, given, actor, at)


def entry_of(
    member: StaffMember,
    *,
    actor: Actor = CLERK,
    at: dt.datetime = AT,
    version: int | None = None,
) -> Entry:
    """Who enters something of a person."""
    return Entry(member=member.public_id, actor=actor, at=at, version=version)


def ban_of(**values: Any) -> Ban:
    """A ban for life on the ground of harm to children."""
    defaults: dict[str, Any] = {
        "ground": BanGround.PRESCHOOL_80,
        "from_on": TODAY,
        "valid_until": None,
        "decision_number": "青教禁〔2026〕1号",
        "decided_by": "青禾县教育局",
    }
    return Ban(**(defaults | values))

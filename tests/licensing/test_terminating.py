"""A termination from its approval to the closed kindergarten: service, job and pages."""

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from kgsup.access.actor import Role
from kgsup.accounts.models import User
from kgsup.core.clock import SHANGHAI
from kgsup.core.db import db
from kgsup.core.errors import IllegalTransition, RuleViolation
from kgsup.deadlines import queries as clocks
from kgsup.deadlines.rules import DeadlineKind
from kgsup.documents.queries import list_of_subject
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.queries import current_licence
from kgsup.kindergartens.rules.identity import State as KindergartenState
from kgsup.kindergartens.rules.licences import LicenceState
from kgsup.licensing import jobs, service
from kgsup.licensing.models import LicenceAct, PermitApplication
from kgsup.licensing.rules.acts import ActKind, ActState, Ground
from kgsup.licensing.rules.deciding import Outcome
from kgsup.licensing.rules.fields import ApplicationField
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.rules.terminating import Duty, EndConfirmed, Placement
from kgsup.licensing.service import act_deciding, acts
from kgsup.licensing.service.ledger import SUBJECT, subject_of
from kgsup.licensing.service.terminating import confirm_end
from tests.conftest import AT
from tests.factories import licensing

assert act_deciding.carry_out_act
SignIn = Callable[..., User]


@pytest.fixture
def client(client: FlaskClient) -> FlaskClient:
    """Pages in English, whatever the Chinese catalogue holds."""
    client.set_cookie("language", "en")
    return client


TODAY = dt.date(2026, 11, 21)
END = dt.date(2027, 7, 10)
PLACED = EndConfirmed(
    placements=(
        Placement(group="混龄班", children=19, to="临江镇中心幼儿园"),
        Placement(group="大班", children=8, to="升入小学"),
    ),
    children=27,
    done=frozenset(Duty),
)


def approved(kindergarten: Kindergarten | None = None) -> PermitApplication:
    """The termination of story 38: 27 children, notice on 2 November, end on 10 July."""
    application = licensing.accepted(PermitKind.TERMINATION, kindergarten or licensing.licensed())
    return licensing.decided(application, Outcome.GRANT, office_number="青教〔2026〕58号")


def holder_of(application: PermitApplication) -> Kindergarten:
    return db.session.get_one(Kindergarten, application.kindergarten_id)


def acts_on() -> list[LicenceAct]:
    return list(db.session.execute(sa.select(LicenceAct)).scalars())


def morning(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(0, 30), SHANGHAI).astimezone(dt.UTC)


def test_the_clock_runs_from_the_approval_to_the_day_of_the_end(county: object):
    application = approved()
    clock = clocks.find_running(DeadlineKind.TERMINATION, subject_of(application))
    assert clock is not None
    assert clock.due_on == END
    assert holder_of(application).state is KindergartenState.CLOSING


def test_a_confirmed_end_cancels_the_licence_and_closes_the_kindergarten(county: object):
    application = approved()
    act = confirm_end(application.public_id, PLACED, None, licensing.clerk(), AT)
    assert (act.kind, act.ground, act.state) == (
        ActKind.CANCEL,
        Ground.TERMINATED,
        ActState.DRAFTED,
    )
    kinds = {paper.kind for paper in list_of_subject(SUBJECT, application.public_id, jobs.WORKER)}
    assert DocumentKind.PLACEMENT_LIST in kinds
    proposal = acts.propose_act(act.public_id, "各项善后已经完成。", None, licensing.clerk(), AT)
    licensing.signed(proposal)
    kindergarten = holder_of(application)
    licence = current_licence(kindergarten, TODAY)
    assert licence is not None
    assert licence.state is LicenceState.CANCELLED
    assert kindergarten.state is KindergartenState.CLOSED
    assert clocks.find_running(DeadlineKind.TERMINATION, subject_of(application)) is None


def test_an_end_is_confirmed_once_and_only_when_every_child_has_a_place(county: object):
    application = approved()
    short = EndConfirmed(placements=PLACED.placements, children=28, done=PLACED.done)
    unpaid = EndConfirmed(
        placements=PLACED.placements, children=27, done=frozenset(Duty) - {Duty.WAGES}
    )
    for confirmed in (short, unpaid):
        with pytest.raises(RuleViolation):
            confirm_end(application.public_id, confirmed, None, licensing.clerk(), AT)
    confirm_end(application.public_id, PLACED, None, licensing.clerk(), AT)
    with pytest.raises(IllegalTransition):
        confirm_end(application.public_id, PLACED, None, licensing.clerk(), AT)


def test_nothing_is_confirmed_before_the_approval(county: object):
    application = licensing.accepted(PermitKind.TERMINATION, licensing.licensed())
    with pytest.raises(IllegalTransition):
        confirm_end(application.public_id, PLACED, None, licensing.clerk(), AT)


def test_on_the_day_the_worker_prepares_the_act_and_children_still_come_first(county: object):
    application = approved()
    db.session.commit()
    assert jobs.prepare_ends(morning(END - dt.timedelta(days=1))) == 0
    assert jobs.prepare_ends(morning(END)) == 1
    assert jobs.prepare_ends(morning(END)) == 0
    (act,) = acts_on()
    assert act.prepared_by is None
    with pytest.raises(RuleViolation, match="every child has a place"):
        acts.propose_act(act.public_id, "照此办理。", None, licensing.clerk(), AT)
    assert confirm_end(application.public_id, PLACED, None, licensing.clerk(), AT) is act
    acts.propose_act(act.public_id, "照此办理。", None, licensing.clerk(), AT)


def test_a_short_notice_is_answered_and_printed_but_does_not_stop_the_case(county: object):
    kindergarten = licensing.licensed()
    application = licensing.start(PermitKind.TERMINATION, kindergarten)
    answers = {**licensing.ANSWERS, ApplicationField.ENDS_ON: "2026-12-31"}
    licensing.fill(application, answers)
    clerk = licensing.clerk()
    service.receive(application.public_id, service.Receipt(received_at=AT), clerk, AT)
    service.accept(application.public_id, TODAY, None, clerk, AT)
    (finding,) = [
        one
        for one in service.findings_of(application, clerk, AT)
        if one.code == "termination.notice"
    ]
    assert not finding.is_hard
    with pytest.raises(RuleViolation, match="Answer this"):
        licensing.decided(application, Outcome.GRANT, office_number="青教〔2026〕58号")


# ── pages


FIELDS = {
    "children": "27",
    "placements": "混龄班，19，临江镇中心幼儿园\n大班，8，升入小学",
    "refunded": "y",
    "wages": "y",
    "settled": "y",
    "files": "y",
}


def test_the_page_confirms_the_end(client: FlaskClient, sign_in: SignIn, county: object):
    application = approved()
    sign_in(client, Role.CLERK)
    address = f"/applications/{application.public_id}"
    assert f"{address}/confirm-end" in client.get(address).get_data(as_text=True)
    fields = {**FIELDS, "version": str(application.version)}
    assert (
        client.post(f"{address}/confirm-end", data={**fields, "children": "30"}).status_code == 422
    )
    answer = client.post(f"{address}/confirm-end", data=fields)
    assert answer.status_code == 302
    (act,) = acts_on()
    assert answer.location.endswith(f"/licence-acts/{act.public_id}")
    assert client.post(f"{address}/confirm-end", data=fields).status_code == 302
    assert len(acts_on()) == 1
    assert f"{address}/confirm-end" not in client.get(address).get_data(as_text=True)


@pytest.mark.parametrize(
    "wrong", [{"children": ""}, {"children": "-1"}, {"placements": "大班"}, {"wages": ""}]
)
def test_what_is_missing_is_said_and_nothing_is_made(
    client: FlaskClient, sign_in: SignIn, county: object, wrong: dict[str, str]
):
    application = approved()
    sign_in(client, Role.CLERK)
    fields = {**FIELDS, "version": str(application.version), **wrong}
    fields = {name: text for name, text in fields.items() if text or name == "children"}
    assert (
        client.post(f"/applications/{application.public_id}/confirm-end", data=fields).status_code
        == 422
    )
    assert acts_on() == []


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_who_may_confirm(client: FlaskClient, sign_in: SignIn, county: object, role: Role):
    application = approved()
    own = holder_of(application).public_id if role is Role.KINDERGARTEN else None
    sign_in(client, role, kindergarten=own)
    expected = 200 if role is Role.CLERK else 403
    assert client.get(f"/applications/{application.public_id}/confirm-end").status_code == expected

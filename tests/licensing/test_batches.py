"""Nine kindergartens in one decision, as a county's bureau does in August: service and pages."""

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from kgsup.access.actor import Role
from kgsup.accounts.models import User
from kgsup.casework.models import Proposal
from kgsup.casework.queries import find_open
from kgsup.core.db import db, transaction
from kgsup.core.errors import RuleViolation
from kgsup.documents.queries import get_document, list_of_subject
from kgsup.documents.rules.kinds import DocumentKind
from kgsup.documents.rules.states import Service, ServiceWay
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.queries import current_licence
from kgsup.kindergartens.rules.facts import Source, SourceKind
from kgsup.kindergartens.rules.identity import Ownership, State
from kgsup.kindergartens.rules.licences import LicenceState
from kgsup.licensing.models import BatchAct
from kgsup.licensing.queries.batches import acts_of_batch, items_of
from kgsup.licensing.rules.acts import ActKind, ActState, Ground, NewAct
from kgsup.licensing.rules.batches import DECIDE, Line, NewBatch
from kgsup.licensing.service import act_closing, acts, batches
from kgsup.licensing.service.act_closing import TakenBack
from kgsup.licensing.service.ending import close_kindergarten
from kgsup.publications.models import Publication
from tests.conftest import AT, COUNTY, OTHER_COUNTY
from tests.factories import casework as people
from tests.factories import licensing
from tests.licensing.test_acts_views import READERS

SignIn = Callable[..., User]


@pytest.fixture
def client(client: FlaskClient) -> FlaskClient:
    """Pages in English, whatever the Chinese catalogue holds."""
    client.set_cookie("language", "en")
    return client


TODAY = dt.date(2026, 11, 21)
NUMBER = "青教〔2026〕61号"


def nine() -> list[Kindergarten]:
    """Five private kindergartens with licences and four attached public ones without."""
    private = [
        licensing.licensed(number=f"教民19901266{n:06d}0号", name=f"青禾县民办{n}号幼儿园")
        for n in range(1, 6)
    ]
    public = [
        licensing.make_applicant(name=f"青禾县附属{n}号幼儿园", ownership=Ownership.PUBLIC)
        for n in range(1, 5)
    ]
    return [*private, *public]


def line(kindergarten: Kindergarten, **values: object) -> Line:
    facts: dict[str, object] = {
        "ground": Ground.TERMINATED,
        "basis": f"{kindergarten.name}生源不足。",
        "effective_on": TODAY,
        "children": 8,
        "placements": (("临江镇中心幼儿园", 8),),
    }
    return Line(name=kindergarten.name, **(facts | values))  # type: ignore[arg-type]


def drafted(kindergartens: list[Kindergarten], **values: object) -> BatchAct:
    lines = tuple(line(one, **values) for one in kindergartens)
    new = NewBatch(title="终止部分幼儿园办学", reason="布局调整。", lines=lines)
    return batches.draft_batch(COUNTY, new, licensing.clerk(), AT)


def proposed(batch: BatchAct) -> Proposal:
    return batches.propose_batch(batch.public_id, "建议照此办理。", None, licensing.clerk(), AT)


def test_one_decision_ends_every_licence_and_closes_every_kindergarten(county: object):
    kindergartens = nine()
    batch = drafted(kindergartens)
    licensing.signed(proposed(batch), office_number=NUMBER)
    assert batch.state is ActState.DECIDED
    assert batch.document_number == NUMBER
    for one in kindergartens:
        db.session.refresh(one)
        licence = current_licence(one, TODAY)
        assert one.state is State.CLOSED
        assert licence is None or licence.state is LicenceState.CANCELLED
    made = acts_of_batch(batch)
    assert len(made) == 9
    assert {act.document_number for act in made} == {NUMBER}
    (paper,) = [
        paper
        for paper in list_of_subject(batches.SUBJECT, batch.public_id, licensing.clerk())
        if paper.kind is DocumentKind.BATCH_DECISION
    ]
    assert all(one.name in str(paper.frozen) for one in kindergartens)
    told = db.session.execute(sa.select(Publication.subject_id)).scalars().all()
    assert set(told) == {act.public_id for act in made if act.licence_number}


def test_one_bad_item_undoes_all_and_is_named(county: object):
    kindergartens = nine()
    batch = drafted(kindergartens)
    bad = kindergartens[4]
    proposal, head = licensing.to_sign(proposed(batch)), people.head()
    revocation = NewAct(
        kind=ActKind.REVOKE,
        ground=Ground.PENALTY_DECISION,
        facts_text="另案处罚。",
        penalty_number="青教罚〔2026〕3号",
    )
    acts.draft_act(bad.public_id, revocation, licensing.clerk(), AT)  # meanwhile, in another case
    db.session.commit()
    with pytest.raises(RuleViolation) as refused, transaction():
        people.sign(proposal, head, office_number=NUMBER)
    assert refused.value.parameters["name"] == bad.name
    assert batch.state is ActState.DRAFTED
    assert batch.document is None
    assert {one.state for one in kindergartens} == before_of(kindergartens)
    assert acts_of_batch(batch) == []
    assert db.session.execute(sa.select(Publication)).first() is None


def before_of(kindergartens: list[Kindergarten]) -> set[State]:
    """The states of kindergartens that nobody has closed."""
    return {one.state for one in kindergartens} - {State.CLOSED}


def test_an_end_on_a_day_to_come_is_named(county: object):
    kindergartens = nine()[:1]
    batch = drafted(kindergartens, effective_on=dt.date(2026, 11, 30))
    with pytest.raises(RuleViolation) as refused:
        licensing.signed(proposed(batch), office_number=NUMBER)
    assert refused.value.parameters["name"] == kindergartens[0].name


def test_names_are_looked_up_exactly_and_once(county: object):
    one = nine()[0]
    with pytest.raises(RuleViolation, match="no such name"):
        new = NewBatch(
            title="t",
            reason="r",
            lines=(
                line(one),
                Line(
                    name="青禾县不存在幼儿园",
                    ground=Ground.TERMINATED,
                    basis="b",
                    effective_on=TODAY,
                ),
            ),
        )
        batches.draft_batch(COUNTY, new, licensing.clerk(), AT)
    licensing.make_applicant(name=one.name)
    with pytest.raises(RuleViolation, match="twice"):
        drafted([one])


def test_a_licence_that_has_not_expired_is_not_cancelled_as_expired(county: object):
    one = nine()[0]
    with pytest.raises(RuleViolation) as refused:
        drafted([one], ground=Ground.EXPIRED)
    assert refused.value.parameters["name"] == one.name


def test_a_dropped_batch_takes_its_proposal_along(county: object):
    batch = drafted(nine()[:2])
    proposal = proposed(batch)
    batches.drop_batch(batch.public_id, None, licensing.clerk(), AT)
    assert batch.state is ActState.DROPPED
    assert proposal.state == "withdrawn"


def test_a_kindergarten_that_closed_meanwhile_stays_closed(county: object):
    public = nine()[-1]
    batch = drafted([public])
    source = Source(kind=SourceKind.CASE, reference="A000000000000001")
    close_kindergarten(public.public_id, TODAY, source, licensing.clerk(), AT)
    licensing.signed(proposed(batch), office_number=NUMBER)
    assert batch.state is ActState.DECIDED


# ── pages


def version_of(batch: BatchAct) -> int:
    assert batch.document is not None
    return get_document(batch.document, licensing.clerk()).version


SHEET = (
    "名称\t依据\t终止日期\t幼儿数\t安置\t资产\n"
    "青禾县民办1号幼儿园\t生源不足\t2026-11-21\t8\t临江镇中心幼儿园:8\t青禾县教育局\n"
    "青禾县附属1号幼儿园\t布局调整\t2026-11-21\t0\t\t青禾县教育局\n"
)


def test_a_sheet_goes_from_the_page_to_the_closed_act(
    client: FlaskClient, sign_in: SignIn, county: object
):
    nine()
    sign_in(client, Role.CLERK)
    assert f"/batches/{COUNTY}/new" in client.get("/batches").get_data(as_text=True)
    fields = {"title": "终止部分幼儿园办学", "reason": "布局调整。", "ground": "terminated"}
    bad = {**fields, "lines": SHEET.replace("附属1号", "附属9号")}
    page = client.post(f"/batches/{COUNTY}/new", data=bad)
    assert page.status_code == 422
    assert "附属9号" in page.get_data(as_text=True)
    assert client.post(f"/batches/{COUNTY}/new", data={**fields, "lines": SHEET}).status_code == 302
    batch = db.session.execute(sa.select(BatchAct)).scalar_one()
    assert len(items_of(batch)) == 2
    address = f"/batches/{batch.public_id}"
    text = {"text": "建议照此办理。", "version": str(batch.version)}
    assert client.post(f"{address}/propose", data=text).status_code == 302
    proposal = find_open(batches.subject_of_batch(batch), DECIDE)
    assert proposal is not None
    licensing.signed(proposal, office_number=NUMBER)
    db.session.commit()
    page = client.get(address).get_data(as_text=True)
    assert NUMBER in page
    assert batch.document is not None
    paper = f"/batches/papers/{batch.document}"
    seal = {"version": str(version_of(batch)), "sealed_on": "2026-11-21"}
    assert client.post(f"{paper}/seal", data=seal).status_code == 302
    served = {
        "version": str(version_of(batch)),
        "way": "direct",
        "served_on": "2026-11-21",
        "receiver": "各园负责人",
    }
    assert client.post(f"{paper}/service", data=served).status_code == 302
    assert {act.served_on for act in acts_of_batch(batch)} == {TODAY}


def test_the_paper_is_sealed_and_served_once_for_all(county: object):
    batch = drafted(nine()[:3])
    licensing.signed(proposed(batch), office_number=NUMBER)
    assert batch.document is not None
    clerk = licensing.clerk()
    batches.seal_batch_paper(batch.document, TODAY, None, clerk, AT)
    served = Service(way=ServiceWay.DIRECT, served_on=TODAY, receiver="各园负责人")
    batches.serve_batch_paper(batch.document, served, None, clerk, AT)
    for act in acts_of_batch(batch):
        taken = TakenBack(serials=["A" + act.public_id], taken_on=TODAY)
        act_closing.close_act(act.public_id, taken, None, clerk, AT)
        assert act.state is ActState.CLOSED


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_who_may_open_the_pages(client: FlaskClient, sign_in: SignIn, county: object, role: Role):
    kindergartens = nine()[:1]
    batch = drafted(kindergartens)
    own = kindergartens[0].public_id if role is Role.KINDERGARTEN else None
    sign_in(client, role, kindergarten=own)
    reads = 200 if role in READERS else 403
    assert client.get("/batches").status_code == reads
    assert client.get(f"/batches/{batch.public_id}").status_code == reads
    proposes = 200 if role is Role.CLERK else 403
    for page in (f"{COUNTY}/new", f"{batch.public_id}/propose", f"{batch.public_id}/drop"):
        assert client.get(f"/batches/{page}").status_code == proposes


def test_another_county_is_not_there(client: FlaskClient, sign_in: SignIn, county: object):
    batch = drafted(nine()[:1])
    sign_in(client, Role.CLERK, county=OTHER_COUNTY)
    assert client.get(f"/batches/{batch.public_id}").status_code == 404
    assert client.get(f"/batches/{COUNTY}/new").status_code == 404

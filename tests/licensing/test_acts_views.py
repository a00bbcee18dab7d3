"""The pages of the four acts: from the dossier to the close, and who may open them."""

import datetime as dt
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from kgsup.access.actor import Role
from kgsup.accounts.models import User
from kgsup.casework import queries as casework
from kgsup.core.db import db
from kgsup.documents.models import Document
from kgsup.documents.queries import get_document
from kgsup.kindergartens.models import Kindergarten
from kgsup.kindergartens.queries import current_licence
from kgsup.kindergartens.rules.licences import LicenceState
from kgsup.licensing.models import LicenceAct
from kgsup.licensing.rules.acts import ActKind, ActState, Ground
from kgsup.licensing.service import acts
from tests.conftest import OTHER_COUNTY
from tests.factories import licensing
from tests.licensing.test_acts_service import decided, drafted

SignIn = Callable[..., User]


@pytest.fixture
def client(client: FlaskClient) -> FlaskClient:
    """Pages in English, whatever the Chinese catalogue holds."""
    client.set_cookie("language", "en")
    return client


TODAY = dt.date(2026, 11, 21)


def act_of(kindergarten: Kindergarten) -> LicenceAct:
    return db.session.execute(
        sa.select(LicenceAct).where(LicenceAct.kindergarten_id == kindergarten.id)
    ).scalar_one()


def paper_of(public_id: str | None) -> Document:
    assert public_id is not None
    return get_document(public_id, licensing.clerk())


def draft(client: FlaskClient, holder: Kindergarten, **fields: str) -> int:
    values = {
        "version": str(holder.version),
        "kind": "cancel",
        "ground": "other",
        "facts_text": "举办者书面申请注销。",
    }
    address = f"/kindergartens/{holder.public_id}/licence-acts"
    return client.post(address, data=values | fields).status_code


def post(client: FlaskClient, act: LicenceAct, step: str, **fields: str) -> int:
    address = f"/licence-acts/{act.public_id}/{step}"
    return client.post(address, data={"version": str(act.version), **fields}).status_code


def test_a_withdrawal_goes_from_the_dossier_to_its_close(
    client: FlaskClient, sign_in: SignIn, county: object
):
    holder = licensing.licensed()
    sign_in(client, Role.CLERK)
    dossier = client.get(f"/kindergartens/{holder.public_id}/dossier").get_data(as_text=True)
    assert f"/kindergartens/{holder.public_id}/licence-acts" in dossier
    fields = {"kind": "withdraw", "ground": "facts_changed", "compensation": "已协商。"}
    assert draft(client, holder, **fields) == 302
    act = act_of(holder)
    assert post(client, act, "notify") == 302
    notice = paper_of(act_of(holder).notice)
    seal = {"version": str(notice.version), "sealed_on": "2026-11-21"}
    address = f"/licence-acts/papers/{notice.public_id}"
    assert client.post(f"{address}/seal", data=seal).status_code == 302
    served = {
        "version": str(paper_of(notice.public_id).version),
        "way": "direct",
        "served_on": "2026-11-21",
        "receiver": "周晓禾",
    }
    assert client.post(f"{address}/service", data=served).status_code == 302
    assert post(client, act_of(holder), "statement", statement="没有意见。") == 302
    assert post(client, act_of(holder), "propose", text="建议撤回。") == 302
    proposal = casework.find_open(acts.subject_of_act(act_of(holder)), "licensing.act.decide")
    assert proposal is not None
    licensing.signed(proposal)
    licence = current_licence(holder, TODAY)
    assert licence is not None
    assert licence.state is LicenceState.WITHDRAWN
    decision = paper_of(act_of(holder).document)
    address = f"/licence-acts/papers/{decision.public_id}"
    seal["version"] = str(decision.version)
    assert client.post(f"{address}/seal", data=seal).status_code == 302
    served["version"] = str(paper_of(decision.public_id).version)
    assert client.post(f"{address}/service", data=served).status_code == 302
    fields = {"taken_on": "2026-11-21", "serials": "A0001\nB0001", "seal_destroyed_on": ""}
    assert post(client, act_of(holder), "close", **fields) == 302
    assert act_of(holder).state is ActState.CLOSED
    page = client.get(f"/licence-acts/{act_of(holder).public_id}").get_data(as_text=True)
    assert "A0001、B0001" in page
    assert decision.number in page
    assert "Act closed" in page
    assert "Holder told of the intended decision" in page


@pytest.mark.parametrize(
    "fields",
    [
        {"facts_text": ""},
        {"kind": "revoke", "ground": "other"},
        {"kind": "revoke", "ground": "penalty_decision"},
        {"kind": "nonsense"},
        {"effective_on": "2026-02-30"},
        {"effective_on": "2027-01-01"},
        {"ground": "expired"},
    ],
)
def test_a_refused_draft_keeps_what_was_typed(
    client: FlaskClient, sign_in: SignIn, county: object, fields: dict[str, str]
):
    holder = licensing.licensed()
    sign_in(client, Role.CLERK)
    assert draft(client, holder, **fields) == 422
    assert db.session.execute(sa.select(LicenceAct)).first() is None


def test_a_second_act_is_told_of_the_first(client: FlaskClient, sign_in: SignIn, county: object):
    act = drafted(ActKind.CANCEL, Ground.OTHER)
    holder = db.session.get_one(Kindergarten, act.kindergarten_id)
    sign_in(client, Role.CLERK)
    assert draft(client, holder) == 422


def test_a_step_sent_twice_is_done_once(client: FlaskClient, sign_in: SignIn, county: object):
    act = drafted(ActKind.CANCEL, Ground.OTHER)
    sign_in(client, Role.CLERK)
    version = str(act.version)
    address = f"/licence-acts/{act.public_id}/drop"
    fields = {"version": version, "reason": "材料有误。"}
    assert client.post(address, data=fields).status_code == 302
    assert client.post(address, data=fields).status_code == 302
    assert client.post(address, data={**fields, "version": "999"}).status_code == 302


def test_an_expired_licence_offers_lapse_and_cancelling_only(
    client: FlaskClient, sign_in: SignIn, county: object
):
    holder = licensing.licensed(valid_until=dt.date(2026, 9, 30))
    sign_in(client, Role.CLERK)
    page = client.get(f"/kindergartens/{holder.public_id}/licence-acts").get_data(as_text=True)
    assert 'value="cancel"' in page
    assert 'value="withdraw"' not in page
    assert f"/kindergartens/{holder.public_id}/lapse" in page
    fields = {
        "version": str(holder.version),
        "facts_text": "自2024年起未招生。",
        "on": "2026-11-21",
    }
    address = f"/kindergartens/{holder.public_id}/lapse"
    assert client.post(address, data=fields).status_code == 302
    licence = current_licence(holder, TODAY)
    assert licence is not None
    assert licence.state is LicenceState.LAPSED


def test_a_cancelled_licence_offers_nothing(client: FlaskClient, sign_in: SignIn, county: object):
    act = decided(ActKind.CANCEL, Ground.TERMINATED)
    holder = db.session.get_one(Kindergarten, act.kindergarten_id)
    sign_in(client, Role.CLERK)
    page = client.get(f"/kindergartens/{holder.public_id}/licence-acts").get_data(as_text=True)
    assert 'name="ground"' not in page


def test_the_list_filters_and_exports(client: FlaskClient, sign_in: SignIn, county: object):
    act = drafted(ActKind.CANCEL, Ground.OTHER)
    sign_in(client, Role.AUDITOR)
    assert act.licence_number in client.get("/licence-acts").get_data(as_text=True)
    address = "/licence-acts?state=drafted&kind=cancel&text=向阳"
    assert act.licence_number in client.get(address).get_data(as_text=True)
    for other in ("?state=closed", "?kind=annul", "?text=不存在"):
        page = client.get(f"/licence-acts{other}").get_data(as_text=True)
        assert act.licence_number not in page
    assert client.get("/licence-acts.xlsx?state=x").status_code == 200


READERS = {
    Role.INSPECTOR,
    Role.CLERK,
    Role.APPROVER,
    Role.LEGAL_REVIEWER,
    Role.SEAL_KEEPER,
    Role.ARCHIVIST,
    Role.ADMINISTRATOR,
    Role.AUDITOR,
}
STEPS = ("notify", "statement", "propose", "drop", "close")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
def test_who_may_open_which_page(client: FlaskClient, sign_in: SignIn, county: object, role: Role):
    act = drafted(ActKind.CANCEL, Ground.OTHER)
    holder = db.session.get_one(Kindergarten, act.kindergarten_id)
    own = holder.public_id if role is Role.KINDERGARTEN else None
    sign_in(client, role, kindergarten=own)
    reads = 200 if role in READERS else 403
    assert client.get("/licence-acts").status_code == reads
    assert client.get(f"/licence-acts/{act.public_id}").status_code == reads
    proposes = 200 if role is Role.CLERK else 403
    for step in STEPS:
        assert client.get(f"/licence-acts/{act.public_id}/{step}").status_code == proposes
    for page in ("licence-acts", "lapse"):
        address = f"/kindergartens/{holder.public_id}/{page}"
        assert client.get(address).status_code == proposes


def test_acts_of_another_county_are_not_there(client: FlaskClient, sign_in: SignIn, county: object):
    act = drafted(ActKind.CANCEL, Ground.OTHER)
    sign_in(client, Role.CLERK, county=OTHER_COUNTY)
    assert client.get(f"/licence-acts/{act.public_id}").status_code == 404
    assert client.get("/licence-acts/nonsense").status_code == 404
    assert act.licence_number not in client.get("/licence-acts").get_data(as_text=True)

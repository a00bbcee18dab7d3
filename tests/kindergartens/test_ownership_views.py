"""Pages of sponsors and controllers, and of licence numbers used twice."""

import datetime as dt
import re

import pytest

from kgsup.access.actor import Role
from kgsup.core.db import db, transaction
from kgsup.core.errors import RuleViolation
from kgsup.kindergartens import queries, service
from kgsup.kindergartens.rules.classification import AlarmKind
from kgsup.kindergartens.rules.entries import Additions
from kgsup.kindergartens.rules.facts import Source, SourceKind
from kgsup.kindergartens.rules.licence_acts import Ending
from kgsup.kindergartens.rules.licences import LicenceState, NewLicence
from kgsup.kindergartens.rules.number_rulings import Ruling, RulingKind
from kgsup.kindergartens.rules.ownership.parties import NewParty, NewStake, PartyKind, StakeKind
from tests.conftest import AT, COUNTY, OTHER_COUNTY
from tests.factories.kindergartens import REGISTRAR, make_kindergarten

TODAY = dt.date(2026, 11, 21)
NUMBER = "教民199012660000010号"
DIGITS = "199012660000010"

pytestmark = pytest.mark.usefixtures("county")


@pytest.fixture(autouse=True)
def in_english(client):
    client.set_cookie("language", "en")


def text_of(response) -> str:
    return response.get_data(as_text=True)


def make_held():
    """A kindergarten sponsored by a company that a person controls."""
    with transaction():
        kindergarten = make_kindergarten()
        company = _party("青禾某某教育公司", PartyKind.COMPANY)
        person = _party("甘棠", PartyKind.PERSON)
        _hold(company, StakeKind.SPONSOR, 10_000, kindergarten=kindergarten.public_id)
        stake = _hold(person, StakeKind.SHAREHOLDER, 7_000, company=company.public_id)
    return kindergarten, company, person, stake


def _party(name: str, kind: PartyKind, county: str = COUNTY):
    return service.enter_party(county, NewParty(kind=kind, name=name), REGISTRAR, AT)


def _hold(holder, kind: StakeKind, share: int | None = None, **where):
    new = NewStake(
        holder=holder.public_id,
        kind=kind,
        share_bp=share,
        from_on=dt.date(2026, 9, 1),
        **where,
    )
    return service.enter_stake(new, REGISTRAR, AT)


# ── reading


def test_a_kindergartens_page_names_who_holds_it_through_whom(client, sign_in):
    kindergarten, _company, person, _ = make_held()
    sign_in(client, Role.INSPECTOR)
    for path in ("", "/dossier"):
        page = text_of(client.get(f"/kindergartens/{kindergarten.public_id}{path}"))
        section = page[page.index('id="holders"') :]
        assert section.index("青禾某某教育公司") < section.index("甘棠")
        assert "100 %" in section
        assert "70 %" in section
        assert "In control in the end" in section
        assert f"/parties/{person.public_id}" in section
    assert "/stakes/" not in page  # an inspector ends nothing


def test_a_past_day_shows_the_holders_of_that_day(client, sign_in):
    kindergarten, *_ = make_held()
    sign_in(client, Role.CLERK)
    page = text_of(client.get(f"/kindergartens/{kindergarten.public_id}?on=2026-08-31"))
    assert "No sponsor, shareholder or controller" in page


def test_a_partys_page_names_what_it_holds_and_who_holds_it(client, sign_in):
    kindergarten, company, person, _ = make_held()
    sign_in(client, Role.INSPECTOR)
    page = text_of(client.get(f"/parties/{company.public_id}"))
    assert kindergarten.name in page
    assert "甘棠" in page
    assert "Sponsor, controller or company entered" in page
    assert "青禾某某教育公司" in text_of(client.get(f"/parties/{person.public_id}"))


def test_parties_of_another_county_are_not_there(client, sign_in):
    stranger = _party("云川某人", PartyKind.PERSON, OTHER_COUNTY)
    db.session.commit()
    sign_in(client, Role.CLERK)
    for path in ("", "/change", "/stakes/new"):
        assert client.get(f"/parties/{stranger.public_id}{path}").status_code == 404
    assert client.get(f"/stakes/{'0' * 16}/end").status_code == 404


# ── entering and ending


def enter(client, path: str, **values):
    data = {
        "name": "林小满",
        "party_kind": "person",
        "kind": "sponsor",
        "share": "33.33",
        "from_on": "2026-09-01",
    }
    return client.post(f"{path}/stakes/new", data=data | values)


def test_a_clerk_enters_a_sponsor_who_is_new(client, sign_in):
    kindergarten = make_kindergarten()
    sign_in(client, Role.CLERK)
    path = f"/kindergartens/{kindergarten.public_id}"
    assert client.get(f"{path}/stakes/new").status_code == 200
    assert enter(client, path).status_code == 302
    page = text_of(client.get(path))
    assert "33.33 %" in page
    assert queries.get_kindergarten(kindergarten.public_id, REGISTRAR).sponsor_name == "林小满"


def test_a_name_that_is_known_is_asked_about_and_the_same_party_holds_both(client, sign_in):
    kindergarten, _, person, _ = make_held()
    sign_in(client, Role.CLERK)
    path = f"/kindergartens/{kindergarten.public_id}"
    refused = enter(client, path, name="甘棠", kind="controller", share="")
    assert refused.status_code == 422
    assert "say whether it is the same" in text_of(refused)
    assert person.public_id in text_of(refused)
    entered = enter(client, path, name="甘棠", kind="controller", share="", known=person.public_id)
    assert entered.status_code == 302
    assert len(queries.holdings_of(person, REGISTRAR)) == 2
    assert len(queries.find_parties(COUNTY, "甘棠", REGISTRAR)) == 1


def test_another_one_of_the_same_name_is_a_party_of_its_own(client, sign_in):
    kindergarten, *_ = make_held()
    sign_in(client, Role.CLERK)
    path = f"/kindergartens/{kindergarten.public_id}"
    assert enter(client, path, name="甘棠", known="new").status_code == 302
    assert len(queries.find_parties(COUNTY, "甘棠", REGISTRAR)) == 2


def test_an_impossible_stake_is_refused_and_leaves_no_party(client, sign_in):
    kindergarten = make_kindergarten()
    sign_in(client, Role.CLERK)
    path = f"/kindergartens/{kindergarten.public_id}"
    for values in ({"from_on": "2026-11-22"}, {"from_on": "2026-02-30"}, {"share": "120"}):
        assert enter(client, path, **values).status_code == 422
    controller = enter(client, path, kind="controller")
    assert "Only sponsors and shareholders have a share" in text_of(controller)
    assert queries.find_parties(COUNTY, "林小满", REGISTRAR) == []


def test_a_clerk_enters_who_holds_a_company(client, sign_in):
    _, company, *_ = make_held()
    sign_in(client, Role.CLERK)
    path = f"/parties/{company.public_id}"
    page = text_of(client.get(f"{path}/stakes/new"))
    assert 'value="shareholder"' in page
    assert 'value="sponsor"' not in page
    assert enter(client, path, kind="shareholder", share="30").status_code == 302
    assert "林小满" in text_of(client.get(path))


def version_in(page: str) -> str:
    found = re.search(r'name="version"[^>]* value="(\d+)"', page)
    assert found
    return found[1]


def test_a_stake_is_ended_on_a_page_of_its_own(client, sign_in):
    _, company, person, stake = make_held()
    sign_in(client, Role.CLERK)
    path = f"/stakes/{stake.public_id}/end"
    version = version_in(text_of(client.get(path)))
    without_day = client.post(path, data={"how": "ended", "version": version})
    assert "from which day on" in text_of(without_day)
    given = {"how": "ended", "until_on": "2026-11-01", "version": version}
    assert client.post(path, data=given).status_code == 302
    again = client.post(path, data=given)
    assert again.status_code == 422
    held = text_of(client.get(f"/parties/{company.public_id}")).split('id="timeline"')[0]
    assert "甘棠" not in held
    assert queries.get_stake(stake.public_id, REGISTRAR).until_on == dt.date(2026, 11, 1)
    assert company.name in text_of(client.get(f"/parties/{person.public_id}"))


def test_a_stake_entered_by_mistake_is_taken_back_with_its_reason(client, sign_in):
    _, _, person, stake = make_held()
    sign_in(client, Role.CLERK)
    path = f"/stakes/{stake.public_id}/end"
    given = {"how": "mistake", "version": version_in(text_of(client.get(path)))}
    assert "Say why" in text_of(client.post(path, data=given))
    assert client.post(path, data=given | {"reason": "看错了名字"}).status_code == 302
    assert queries.holdings_of(person, REGISTRAR) == []


def test_a_party_is_changed_on_the_version_that_was_shown(client, sign_in):
    _, company, *_ = make_held()
    sign_in(client, Role.CLERK)
    path = f"/parties/{company.public_id}/change"
    given = {
        "name": "青禾新名公司",
        "kind": "company",
        "is_listed": "y",
        "version": version_in(text_of(client.get(path))),
    }
    assert client.post(path, data=given).status_code == 302
    assert "Listed" in text_of(client.get(f"/parties/{company.public_id}"))
    assert client.post(path, data=given | {"name": "又一名"}).status_code == 422


def test_only_clerks_change_what_is_held(client, sign_in):
    kindergarten, company, _, stake = make_held()
    sign_in(client, Role.INSPECTOR)
    for path in (
        f"/kindergartens/{kindergarten.public_id}/stakes/new",
        f"/kindergartens/{kindergarten.public_id}/licence-number",
        f"/parties/{company.public_id}/change",
        f"/parties/{company.public_id}/stakes/new",
        f"/stakes/{stake.public_id}/end",
    ):
        assert client.get(path).status_code == 403


# ── what was done to a licence


def test_the_page_tells_what_was_done_to_the_licence_by_that_day(client, sign_in):
    licence = Additions(licence=NewLicence(number=NUMBER, valid_until=dt.date(2028, 8, 31)))
    kindergarten = make_kindergarten(additions=licence)
    case = Source(kind=SourceKind.CASE, reference="A000000000000001")
    ending = Ending(state=LicenceState.WITHDRAWN, on=dt.date(2026, 11, 1), reason="依据修改")
    service.end_licence(kindergarten.public_id, ending, case, REGISTRAR, AT)
    sign_in(client, Role.INSPECTOR)
    path = f"/kindergartens/{kindergarten.public_id}"
    assert "依据修改" in text_of(client.get(path))
    before = text_of(client.get(f"{path}?on=2026-10-31"))
    assert "依据修改" not in before.split('id="history"')[0]


def test_the_page_says_where_certificate_and_register_differ(client, sign_in):
    licence = NewLicence(number=NUMBER, printed={"name": "青禾县旧名幼儿园", "head": "田小禾"})
    kindergarten = make_kindergarten(head="田小禾", additions=Additions(licence=licence))
    sign_in(client, Role.INSPECTOR)
    page = text_of(client.get(f"/kindergartens/{kindergarten.public_id}"))
    assert "The certificate says “青禾县旧名幼儿园” where the register says" in page
    assert "The certificate says “田小禾”" not in page


# ── a number used twice


def make_twins():
    licence = Additions(licence=NewLicence(number=NUMBER))
    twins = [make_kindergarten(name, additions=licence) for name in ("甲幼儿园", "乙幼儿园")]
    db.session.commit()
    return twins


def alarms_of(kindergarten) -> set[AlarmKind]:
    return {alarm.kind for alarm in queries.open_alarms(kindergarten)}


def rule(keeper, kind: RulingKind = RulingKind.ONE_KEEPS_IT, reason: str = "见正本"):
    ruling = Ruling(digits=DIGITS, kind=kind, keeper=keeper.public_id, reason=reason)
    return service.rule_on_number(ruling, REGISTRAR, AT)


@pytest.mark.parametrize("kind", list(RulingKind))
def test_a_number_used_twice_is_settled_and_its_alarms_close(kind):
    keeper, other = make_twins()
    assert alarms_of(other) == {AlarmKind.LICENCE_NUMBER_TWICE}
    row = rule(keeper, kind)
    assert (row.keeper_id, row.others) == (keeper.id, [other.public_id])
    assert alarms_of(keeper) == alarms_of(other) == set()
    assert queries.current_licence(other, TODAY).is_number_settled
    assert not queries.current_licence(keeper, TODAY).is_number_settled


def test_a_bearer_that_comes_later_is_a_conflict_with_the_keeper_again():
    keeper, other = make_twins()
    rule(keeper)
    third = make_kindergarten("丙幼儿园", additions=Additions(licence=NewLicence(number=NUMBER)))
    assert alarms_of(keeper) == alarms_of(third) == {AlarmKind.LICENCE_NUMBER_TWICE}
    assert alarms_of(other) == set()


def test_a_ruling_has_a_reason_and_something_to_settle():
    keeper, _ = make_twins()
    with pytest.raises(RuleViolation, match="Say why"):
        rule(keeper, reason="  ")
    with transaction():
        rule(keeper)
    with pytest.raises(RuleViolation, match="nothing is to be settled"):
        rule(keeper)


def test_a_wrong_number_that_was_corrected_can_be_settled_too():
    """The former licence stays in the history; without a ruling its number would alarm for ever."""
    keeper, other = make_twins()
    right = NewLicence(number="教民199012660000020号")
    service.record_licence(other.public_id, right, REGISTRAR, AT)
    assert alarms_of(keeper) == {AlarmKind.LICENCE_NUMBER_TWICE}
    rule(keeper)
    assert alarms_of(keeper) == alarms_of(other) == set()


def test_the_conflict_is_settled_on_a_page_that_shows_all_bearers(client, sign_in):
    keeper, other = make_twins()
    sign_in(client, Role.CLERK)
    shown = text_of(client.get(f"/kindergartens/{other.public_id}"))
    path = f"/kindergartens/{other.public_id}/licence-number"
    assert path in shown
    page = text_of(client.get(path))
    assert "甲幼儿园" in page
    assert "乙幼儿园" in page
    given = {"keeper": keeper.public_id, "kind": "one_keeps_it"}
    assert client.post(path, data=given).status_code == 422
    assert client.post(path, data=given | {"reason": "见甲园正本"}).status_code == 302
    after = text_of(client.get(f"/kindergartens/{keeper.public_id}/dossier"))
    assert "Licence number used twice settled" in after
    assert "见甲园正本" in after
    assert "No number of this kindergarten is used twice" in text_of(client.get(path))

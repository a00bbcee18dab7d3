"""Pages of the register."""

import datetime as dt
import json
import re

import pytest

from kgsup.access.actor import Role
from kgsup.core.db import db, transaction
from kgsup.kindergartens import queries, service
from kgsup.kindergartens.rules.classification import NewRecognition
from kgsup.kindergartens.rules.counts import AgeGroup, GroupCount, Post, StaffCount
from kgsup.kindergartens.rules.entries import Additions, FactChange, NewSite, TermFigures
from kgsup.kindergartens.rules.facts import Field
from kgsup.kindergartens.rules.fees import FeeKind, FeeUnit, NewFee
from kgsup.kindergartens.rules.identity import AssetKind, Ownership
from kgsup.kindergartens.rules.licences import LicenceState, NewLicence
from tests.conftest import AT, COUNTY, OTHER_COUNTY, make_actor
from tests.factories.kindergartens import REGISTRAR, make_kindergarten
from tests.workbooks import read_in_pages_of, table_of

TODAY = dt.date(2026, 11, 21)

pytestmark = pytest.mark.usefixtures("county")


def text_of(response) -> str:
    return response.get_data(as_text=True)


def hidden_of(html: str) -> dict[str, str]:
    """The values of hidden inputs."""
    import html as entities

    found = {}
    for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", html):
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name:
            found[name[1]] = entities.unescape(value[1]) if value else ""
    return found


FULL = Additions(
    figures=TermFigures(
        term="2026秋",
        counted_on=TODAY,
        groups=(
            GroupCount(age_group=AgeGroup.JUNIOR, classes=1, children=24),
            GroupCount(age_group=AgeGroup.SENIOR, classes=1, children=38, largest_class=38),
        ),
        staff=(StaffCount(post=Post.TEACHER, people=4, certified=3),),
    ),
    fees=(
        NewFee(
            kind=FeeKind.CARE, amount_fen=54_000, unit=FeeUnit.MONTH, from_on=dt.date(2026, 9, 1)
        ),
        NewFee(kind=FeeKind.MEALS, amount_fen=1_300, unit=FeeUnit.DAY, from_on=dt.date(2026, 9, 1)),
    ),
    licence=NewLicence(
        number="教民199012660000011号",
        valid_from=dt.date(2024, 1, 1),
        valid_until=dt.date(2026, 12, 31),
        printed={"name": "青禾县向阳幼儿园"},
    ),
    recognition=NewRecognition(
        valid_from=dt.date(2024, 9, 1), valid_until=dt.date(2027, 8, 31), cap_fen=50_000
    ),
    site=NewSite(outdoor_m2=420.5, floors=3),
)


def make_full(name: str = "青禾县向阳幼儿园"):
    return make_kindergarten(
        name,
        additions=FULL,
        from_on=dt.date(2020, 9, 1),
        town_code="990126001",
        ownership=Ownership.PRIVATE_NON_PROFIT,
        asset_kinds=frozenset({AssetKind.COLLECTIVE}),
        head="田小禾",
        residential_area=True,
    )


# ── lists


def test_the_list_shows_what_the_filter_leaves(client, sign_in):
    make_full()
    make_kindergarten("白石镇小太阳幼儿园", ownership=Ownership.PUBLIC)
    sign_in(client, Role.INSPECTOR)
    everything = text_of(client.get("/kindergartens"))
    assert "向阳" in everything
    assert "小太阳" in everything
    inclusive = text_of(
        client.get("/kindergartens?kind=inclusive_private&town=990126001&alarm=any")
    )
    assert "向阳" in inclusive
    assert "小太阳" not in inclusive
    by_initials = text_of(client.get("/kindergartens?q=xty"))
    assert "小太阳" in by_initials
    assert "向阳" not in by_initials


def test_nonsense_in_the_address_means_everything(client, sign_in):
    make_kindergarten()
    sign_in(client, Role.CLERK)
    response = client.get("/kindergartens?kind=x&town=y&state=z&alarm=q&after=%%%&county=110101")
    assert response.status_code == 200
    assert "向阳" in text_of(response)


def test_another_county_is_not_listed_and_not_there(client, sign_in):
    other = make_kindergarten("云川县向阳幼儿园", county_code=OTHER_COUNTY)
    db.session.commit()
    sign_in(client, Role.CLERK)
    assert "云川" not in text_of(client.get("/kindergartens"))
    unknown = client.get(f"/kindergartens/{'0' * 16}")
    elsewhere = client.get(f"/kindergartens/{other.public_id}")
    assert (unknown.status_code, elsewhere.status_code) == (404, 404)
    for path in ("change", "counts", "fees", "licence", "recognition"):
        assert client.get(f"/kindergartens/{other.public_id}/{path}").status_code == 404


def test_the_list_makes_no_more_queries_with_more_rows(client, sign_in, count_queries):
    def queries_for(count: int) -> int:
        for number in range(count):
            make_kindergarten(f"第{count}批{number}号幼儿园")
        before = len(count_queries())
        assert client.get("/kindergartens").status_code == 200
        return len(count_queries()) - before

    sign_in(client, Role.CLERK)
    queries_for(1)
    assert queries_for(2) == queries_for(30)


def test_alarms_and_possible_duplicates_are_listed(client, sign_in):
    make_kindergarten("甲幼儿园", ownership=Ownership.PRIVATE_FOR_PROFIT, residential_area=True)
    make_kindergarten("乙幼儿园", credit_code="123")
    make_kindergarten("乙幼儿园", credit_code="123")
    sign_in(client, Role.APPROVER)
    alarms = text_of(client.get("/kindergartens/alarms"))
    assert "学前教育法 26" in alarms
    assert "甲幼儿园" in alarms
    only = text_of(client.get("/kindergartens/alarms?kind=credit_code_twice"))
    assert "甲幼儿园" not in only
    assert "乙幼儿园" in text_of(client.get("/kindergartens/duplicates"))


# ── one kindergarten


def test_the_page_shows_all_that_is_known(client, sign_in):
    kindergarten = make_full()
    sign_in(client, Role.CLERK)
    html = text_of(client.get(f"/kindergartens/{kindergarten.public_id}"))
    for part in ("青阳街道", "教民199012660000011号", "¥540", "¥500", "2026秋", "38", "420.5"):
        assert part in html


def test_any_past_day_can_be_shown(client, sign_in):
    kindergarten = make_full()
    edit = FactChange(values={Field.NAME: "青禾县新阳幼儿园"}, effective_on=dt.date(2025, 9, 1))
    service.change_facts(kindergarten.public_id, edit, REGISTRAR, AT)
    sign_in(client, Role.INSPECTOR)
    address = f"/kindergartens/{kindergarten.public_id}"
    assert "<h1>青禾县新阳幼儿园</h1>" in text_of(client.get(address))
    assert "<h1>青禾县向阳幼儿园</h1>" in text_of(client.get(f"{address}?on=2025-08-31"))
    assert client.get(f"{address}?on=yesterday").status_code == 200


# ── entering and changing


def test_a_kindergarten_is_entered_by_form(client, sign_in):
    sign_in(client, Role.CLERK)
    assert client.get("/kindergartens/new").status_code == 200
    answer = client.post(
        "/kindergartens/new",
        data={
            "name": "青禾县解家幼儿园",
            "town_code": "990126100",
            "ownership": "private_for_profit",
            "state": "operating",
            "sponsor_kind": "private",
            "asset_kinds": ["donated", "collective"],
            "residential_area": "y",
            "capacity": "180",
            "effective_on": "2026-09-01",
        },
    )
    assert answer.status_code == 302
    kindergarten = queries.find_by_name(COUNTY, "青禾县解家幼儿园", REGISTRAR)[0]
    assert kindergarten.assets == {AssetKind.DONATED, AssetKind.COLLECTIVE}
    assert kindergarten.alarmed
    assert kindergarten.pinyin.startswith("qing he xian xie jia")


def test_a_refused_entry_keeps_what_was_typed(client, sign_in):
    sign_in(client, Role.CLERK)
    answer = client.post(
        "/kindergartens/new",
        data={
            "name": "",
            "head": "田小禾",
            "ownership": "public",
            "state": "operating",
            "effective_on": "2026-09-01",
        },
    )
    assert answer.status_code == 422
    assert 'value="田小禾"' in text_of(answer)


def form_of(client, kindergarten) -> dict[str, object]:
    """What a browser would send of the untouched form."""
    html = text_of(client.get(f"/kindergartens/{kindergarten.public_id}/change"))
    hidden = hidden_of(html)
    base = json.loads(hidden["base"])
    data: dict[str, object] = {key: value or "" for key, value in base.items()}
    data |= {"version": hidden["version"], "base": hidden["base"], "effective_on": "2026-11-21"}
    data["asset_kinds"] = [kind for kind in base["asset_kinds"].split(",") if kind]
    if base["residential_area"] == "false":
        del data["residential_area"]
    return data


def test_only_what_was_touched_is_changed(client, sign_in):
    kindergarten = make_full()
    sign_in(client, Role.CLERK)
    data = form_of(client, kindergarten)
    answer = client.post(
        f"/kindergartens/{kindergarten.public_id}/change", data=data | {"telephone": "0990-1234567"}
    )
    assert answer.status_code == 302
    recent = [fact.field for fact in queries.fact_history(kindergarten) if fact.from_on == TODAY]
    assert recent == [Field.TELEPHONE]


def test_the_second_to_save_is_told_what_changed_and_loses_nothing_typed(client, sign_in):
    kindergarten = make_full()
    sign_in(client, Role.CLERK)
    data = form_of(client, kindergarten)
    edit = FactChange(values={Field.HEAD: "曾小禾"}, effective_on=TODAY)
    service.change_facts(kindergarten.public_id, edit, REGISTRAR, AT)
    db.session.commit()
    address = f"/kindergartens/{kindergarten.public_id}/change"
    answer = client.post(address, data=data | {"telephone": "0990-1234567"})
    html = text_of(answer)
    assert answer.status_code == 422
    assert "田小禾" in html
    assert 'value="曾小禾"' in html
    assert 'value="0990-1234567"' in html
    again = data | hidden_of(html) | {"telephone": "0990-1234567", "head": "曾小禾"}
    assert client.post(address, data=again).status_code == 302
    db.session.expire_all()
    saved = queries.get_kindergarten(kindergarten.public_id, REGISTRAR)
    assert (saved.head, saved.telephone) == ("曾小禾", "0990-1234567")


def test_an_inspector_reads_and_does_not_change(client, sign_in):
    kindergarten = make_kindergarten()
    sign_in(client, Role.INSPECTOR)
    assert client.get(f"/kindergartens/{kindergarten.public_id}").status_code == 200
    assert client.get(f"/kindergartens/{kindergarten.public_id}/change").status_code == 403
    assert client.get("/kindergartens/new").status_code == 403


# ── recording


def test_counts_are_recorded_by_form(client, sign_in):
    kindergarten = make_full()
    sign_in(client, Role.CLERK)
    address = f"/kindergartens/{kindergarten.public_id}/counts"
    assert client.get(address).status_code == 200
    data = {
        "term": "2026秋",
        "counted_on": "2026-11-20",
        "junior-classes": "2",
        "junior-children": "48",
        "teacher-people": "5",
    }
    data |= hidden_of(text_of(client.get(address)))
    assert client.post(address, data=data).status_code == 302
    counted = queries.figures(kindergarten)
    assert counted is not None
    assert (counted.children, counted.staff_total) == (48, 5)
    data |= hidden_of(text_of(client.get(address)))
    refused = client.post(address, data=data | {"total_only-children": "48"})
    assert refused.status_code == 422
    assert MEANWHILE not in text_of(refused)


def test_a_fee_is_recorded_by_form_in_yuan(client, sign_in):
    kindergarten = make_kindergarten()
    sign_in(client, Role.CLERK)
    address = f"/kindergartens/{kindergarten.public_id}/fees"
    assert client.get(address).status_code == 200
    data = {
        "kind": "care",
        "age_group": "",
        "amount": "540.5",
        "unit": "month",
        "from_on": "2026-09-01",
    }
    data |= hidden_of(text_of(client.get(address)))
    assert client.post(address, data=data).status_code == 302
    assert [fee.amount_fen for fee in queries.fees_on(kindergarten, TODAY)] == [54_050]
    data |= hidden_of(text_of(client.get(address)))
    refused = client.post(address, data=data | {"amount": "1.005"})
    assert refused.status_code == 422
    assert MEANWHILE not in text_of(refused)


def test_a_licence_is_recorded_by_form(client, sign_in):
    kindergarten = make_full()
    sign_in(client, Role.CLERK)
    address = f"/kindergartens/{kindergarten.public_id}/licence"
    assert "教民199012660000011号" in text_of(client.get(address))
    data = {
        "number": "教民199012660000011号",
        "valid_from": "2027-01-01",
        "valid_until": "2029-12-31",
        "state": "valid",
    }
    data |= hidden_of(text_of(client.get(address)))
    assert client.post(address, data=data).status_code == 302
    current = queries.current_licence(kindergarten, TODAY)
    assert current is not None
    assert (current.edition, current.state) == (2, LicenceState.VALID)


def test_a_recognition_is_recorded_by_form(client, sign_in):
    kindergarten = make_kindergarten(ownership=Ownership.PRIVATE_NON_PROFIT)
    sign_in(client, Role.CLERK)
    address = f"/kindergartens/{kindergarten.public_id}/recognition"
    assert client.get(address).status_code == 200
    data = {"valid_from": "2026-09-01", "valid_until": "2029-08-31", "cap": "540"}
    data |= hidden_of(text_of(client.get(address)))
    assert client.post(address, data=data).status_code == 302
    recognition = queries.recognition_on(kindergarten, TODAY)
    assert recognition is not None
    assert recognition.cap_fen == 54_000


MEANWHILE = '<h2 id="meanwhile">'
RECORDS = {
    "counts": {"term": "2026秋", "counted_on": "2026-11-20", "middle-children": "27"},
    "fees": {"kind": "care", "age_group": "", "amount": "601", "unit": "month"}
    | {"from_on": "2026-10-01"},
    "licence": {"number": "教民199012660000077号", "state": "valid"},
    "recognition": {"valid_from": "2026-09-01", "cap": "543"},
}
TYPED = {"counts": "27", "fees": "601", "licence": "教民199012660000077号", "recognition": "543"}


@pytest.mark.parametrize("page", RECORDS)
def test_a_second_saver_replaces_nothing_unseen_and_keeps_what_was_typed(client, sign_in, page):
    sign_in(client, Role.CLERK)
    with transaction():
        kindergarten = make_full()
    address = f"/kindergartens/{kindergarten.public_id}/{page}"
    data = hidden_of(text_of(client.get(address))) | RECORDS[page]
    meanwhile = NewFee(
        kind=FeeKind.BUS, amount_fen=8_800, unit=FeeUnit.TERM, from_on=dt.date(2026, 9, 1)
    )
    with transaction():
        service.record_fee(kindergarten.public_id, meanwhile, REGISTRAR, AT)
    answer = client.post(address, data=data)
    html = text_of(answer)
    assert answer.status_code == 422
    assert MEANWHILE in html
    assert html.count('<div class="timeline-head">') == 1  # the fee that the other recorded
    assert f'value="{TYPED[page]}"' in html
    assert client.post(address, data=data | hidden_of(html)).status_code == 302
    assert client.post(address, data=data | hidden_of(html)).status_code == 422  # it rose again


def test_a_form_without_a_version_saves_nothing(client, sign_in):
    kindergarten = make_kindergarten()
    sign_in(client, Role.CLERK)
    address = f"/kindergartens/{kindergarten.public_id}/fees"
    assert client.post(address, data=RECORDS["fees"]).status_code == 422
    assert queries.fees_on(kindergarten, TODAY) == []


@pytest.mark.parametrize("which", [0, 1])
def test_entries_that_changed_since_they_were_compared_are_not_merged(client, sign_in, which):
    pair = make_kindergarten("甲幼儿园"), make_kindergarten("甲幼儿园")
    sign_in(client, Role.CLERK)
    address = f"/kindergartens/{pair[0].public_id}/merge/{pair[1].public_id}"
    data = hidden_of(text_of(client.get(address))) | {"keep": pair[0].public_id}
    change = FactChange(values={Field.HEAD: "田小禾"}, effective_on=TODAY)
    with transaction():
        service.change_facts(pair[which].public_id, change, REGISTRAR, AT)
    answer = client.post(address, data=data)
    assert answer.status_code == 422
    assert MEANWHILE in text_of(answer)
    assert "田小禾" in text_of(answer)
    assert client.post(address, data=data | hidden_of(text_of(answer))).status_code == 302


# ── duplicates


def test_two_entries_are_merged_on_a_page_of_their_own(client, sign_in):
    one, other = make_kindergarten("甲幼儿园"), make_kindergarten("甲幼儿园", head="田小禾")
    sign_in(client, Role.CLERK)
    address = f"/kindergartens/{one.public_id}/merge/{other.public_id}"
    assert "田小禾" in text_of(client.get(address))
    data = hidden_of(text_of(client.get(address))) | {"keep": other.public_id}
    answer = client.post(address, data=data)
    assert answer.headers["Location"].endswith(other.public_id)
    assert "甲幼儿园" in text_of(client.get(f"/kindergartens/{one.public_id}"))
    refused = client.post(address, data=data | hidden_of(text_of(client.get(address))))
    assert refused.status_code == 422
    assert MEANWHILE not in text_of(refused)


def test_a_pair_is_dismissed(client, sign_in):
    one = make_kindergarten("甲幼儿园")
    make_kindergarten("甲幼儿园")
    pair = queries.duplicates_of(one)[0].pair
    sign_in(client, Role.CLERK)
    assert client.post(f"/kindergartens/duplicates/{pair.public_id}/dismiss").status_code == 302
    assert queries.list_duplicates(REGISTRAR) == []
    assert client.post(f"/kindergartens/duplicates/{pair.public_id}/dismiss").status_code == 422
    assert client.post("/kindergartens/duplicates/nothing/dismiss").status_code == 404


# ── workbooks

WRONG_CODE = "52990126MJ0000012Y"


@pytest.fixture
def clerk(client, sign_in):
    """A clerk who reads heads in English."""
    sign_in(client, Role.CLERK)
    client.set_cookie("language", "en")
    return client


def test_the_list_leads_to_its_workbook_with_the_filter(clerk):
    page = text_of(clerk.get("/kindergartens?q=xiangyang&after=WzFd"))
    assert 'href="/kindergartens.xlsx?q=xiangyang"' in page


def test_the_workbook_of_alarms_holds_every_alarm_of_the_filter(clerk, monkeypatch):
    for name in ("=1+1幼儿园", "@乙幼儿园", "＝丙幼儿园", "丁幼儿园", "戊幼儿园"):
        make_kindergarten(name, credit_code=WRONG_CODE)
    make_kindergarten("云川县外园", county_code=OTHER_COUNTY, credit_code=WRONG_CODE)
    db.session.commit()
    shown = queries.list_alarms(make_actor(Role.CLERK), limit=500)
    read_in_pages_of(2, monkeypatch)
    page = text_of(clerk.get("/kindergartens/alarms?kind=credit_code_twice"))
    assert 'href="/kindergartens/alarms.xlsx?kind=credit_code_twice"' in page
    rows = table_of(clerk.get("/kindergartens/alarms.xlsx"))
    assert [row["Kindergarten"] for row in rows] == [row.kindergarten.name for row in shown]
    assert len(rows) > 5
    twice = table_of(clerk.get("/kindergartens/alarms.xlsx?kind=credit_code_twice"))
    assert 0 < len(twice) < len(rows)
    assert all(row["Details"].startswith(WRONG_CODE) for row in twice)
    assert all("丁幼儿园" in row["Details"] for row in twice if "丁" not in row["Kindergarten"])


def test_alarms_and_pairs_are_shown_page_by_page():
    for number in range(8):
        make_kindergarten("同名幼儿园", telephone=f"0990-555000{number % 2}")
    db.session.commit()
    actor = make_actor(Role.CLERK)
    every = [row.sort_key for row in queries.list_duplicates(actor, limit=500)]
    assert len(every) == 28
    assert len({score for score, _key in every}) > 1
    read, after = [], None
    while rows := queries.list_duplicates(actor, after=after, limit=5):
        read += [row.sort_key for row in rows]
        after = read[-1]
    assert read == every
    for nonsense in ([], ["x", 1], [1], [1, 2, 3], [2**70, 1], {"a": 1}):
        assert len(queries.list_duplicates(actor, after=nonsense, limit=500)) == 28
        assert queries.list_alarms(actor, after=nonsense) == queries.list_alarms(actor)


def test_the_workbook_of_possible_duplicates_holds_every_pair(clerk, monkeypatch):
    read_in_pages_of(4, monkeypatch)
    for number in range(5):
        make_kindergarten("=同名()幼儿园", address=f"+青阳路{number}号", telephone="0990-5550001")
    for _ in range(2):
        make_kindergarten("云川县外园", county_code=OTHER_COUNTY)
    assert 'href="/kindergartens/duplicates.xlsx"' in text_of(
        clerk.get("/kindergartens/duplicates")
    )
    rows = table_of(clerk.get("/kindergartens/duplicates.xlsx"))
    assert len(rows) == 10
    assert {row["First entry"] for row in rows} == {"=同名()幼儿园"}
    assert {row["Address of the second"] for row in rows} <= {f"+青阳路{n}号" for n in range(5)}


@pytest.mark.parametrize("path", ["/kindergartens/alarms.xlsx", "/kindergartens/duplicates.xlsx"])
def test_workbooks_are_for_who_reads_the_register(client, sign_in, path):
    assert client.get(path).status_code == 302
    sign_in(client, Role.VIEWER)
    assert client.get(path).status_code == 403

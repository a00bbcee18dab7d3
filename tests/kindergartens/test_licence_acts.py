"""Licences as acts: which follows on which state; what is granted and established."""

import datetime as dt

import pytest

from kgsup.access.actor import Role
from kgsup.audit.queries import timeline
from kgsup.core.db import db, transaction
from kgsup.core.errors import IllegalTransition, Missing, RuleViolation
from kgsup.kindergartens import queries, service
from kgsup.kindergartens.rules.entries import Additions, NewKindergarten
from kgsup.kindergartens.rules.facts import PAGE, Field
from kgsup.kindergartens.rules.identity import AssetKind, Ownership, State
from kgsup.kindergartens.rules.licence_acts import (
    ENDING_ACTS,
    TABLE,
    EditionReason,
    LicenceAct,
    disagreements,
    follow,
)
from kgsup.kindergartens.rules.licences import ENDED, LicenceState, NewLicence
from tests.conftest import AT, COUNTY, make_actor
from tests.factories.kindergartens import REGISTRAR, make_kindergarten
from tests.kindergartens.licences import (
    CASE,
    NUMBER,
    TODAY,
    change,
    end,
    grant,
    granted,
)

S = LicenceState
A = LicenceAct


# ── which act follows on which state


FOLLOWS = {
    S.VALID: {A.RENEW, A.AWAIT_RENEWAL, A.STOP_ENROLMENT, A.WITHDRAW, A.ANNUL, A.REVOKE, A.CANCEL},
    S.ENROLMENT_STOPPED: {
        A.RENEW,
        A.AWAIT_RENEWAL,
        A.STOP_ENROLMENT,
        A.RESUME_ENROLMENT,
        A.WITHDRAW,
        A.ANNUL,
        A.REVOKE,
        A.CANCEL,
    },
    S.RENEWAL_UNDECIDED: {A.RENEW, A.END_WAITING, A.WITHDRAW, A.ANNUL, A.REVOKE, A.CANCEL},
    S.EXPIRED: {A.RENEW, A.AWAIT_RENEWAL, A.LAPSE, A.CANCEL},
    S.WITHDRAWN: {A.CANCEL},
    S.ANNULLED: {A.CANCEL},
    S.REVOKED: {A.CANCEL},
    S.LAPSED: {A.CANCEL},
    S.CANCELLED: set(),
    S.REPLACED: set(),
    S.UNKNOWN: {
        A.RENEW,
        A.AWAIT_RENEWAL,
        A.STOP_ENROLMENT,
        A.WITHDRAW,
        A.ANNUL,
        A.REVOKE,
        A.CANCEL,
    },
}


@pytest.mark.parametrize("state", list(LicenceState))
@pytest.mark.parametrize("act", list(LicenceAct))
def test_an_act_follows_on_a_state_as_the_table_says(state, act):
    if act in FOLLOWS[state]:
        assert follow(state, act) is TABLE[state, act]
    else:
        with pytest.raises(IllegalTransition):
            follow(state, act)


def test_every_end_has_its_own_act():
    assert ENDING_ACTS.keys() == ENDED
    assert len(set(ENDING_ACTS.values())) == len(ENDED)


@pytest.mark.parametrize(
    ("printed", "register", "differs"),
    [
        ({"name": "青禾县向阳幼儿园"}, {Field.NAME: "青禾县向阳幼儿园"}, False),
        ({"name": "青禾县 向阳幼儿园"}, {Field.NAME: "青禾县向阳幼儿园"}, False),
        ({"name": "青禾县朝阳幼儿园"}, {Field.NAME: "青禾县向阳幼儿园"}, True),
        ({"sponsor": "田小禾、白石"}, {Field.SPONSOR_NAME: "白石,田小禾"}, False),
        ({"sponsor": "田小禾"}, {Field.SPONSOR_NAME: "田小禾、白石"}, True),
        ({"head": "田小禾"}, {Field.HEAD: None}, False),
        ({"content": "学前教育"}, {Field.NAME: "青禾县向阳幼儿园"}, False),
    ],
)
def test_the_certificate_and_the_register_are_compared(printed, register, differs):
    assert bool(disagreements(printed, register)) is differs


# ── with a database


@pytest.fixture
def kindergarten(county):
    made = make_kindergarten(head="田小禾", ownership=Ownership.PRIVATE_NON_PROFIT)
    db.session.commit()
    return made


def test_a_granted_licence_is_current_and_names_its_case(kindergarten):
    with transaction():
        edition = grant(kindergarten)
    found = queries.current_licence(kindergarten, TODAY)
    assert (found.number, found.edition, found.state) == (NUMBER, 1, LicenceState.VALID)
    assert found.reason is EditionReason.FIRST
    assert (edition.source_kind, edition.source_reference) == (CASE.kind, CASE.reference)
    row = timeline("kindergarten", kindergarten.public_id, limit=1)[0]
    assert row.act == "kindergartens.licence.grant"
    assert ("number", None, NUMBER) in row.changes


def test_there_is_one_current_licence_at_most(kindergarten):
    grant(kindergarten)
    with pytest.raises(RuleViolation, match="one at most"):
        grant(kindergarten, "教民199012660000020号")


def test_a_licence_may_be_granted_after_the_former_has_ended(kindergarten):
    grant(kindergarten)
    end(kindergarten, LicenceState.CANCELLED)
    grant(kindergarten, "教民199012660000020号")
    assert queries.current_licence(kindergarten, TODAY).number == "教民199012660000020号"
    assert len(queries.licence_history(kindergarten, TODAY)) == 2


def test_an_expired_licence_is_cancelled_before_another_is_granted(county):
    old = NewLicence(number="教民199012660000990号", valid_until=dt.date(2025, 12, 31))
    kindergarten = make_kindergarten(additions=Additions(licence=old))
    with pytest.raises(RuleViolation, match="has expired"):
        grant(kindergarten)


@pytest.mark.parametrize("state", sorted(ENDED))
def test_no_number_is_ever_given_twice_whatever_became_of_its_licence(county, state):
    bearer = NewLicence(number=NUMBER, state=state)
    make_kindergarten("白石镇小太阳幼儿园", additions=Additions(licence=bearer))
    with pytest.raises(RuleViolation, match="already given"):
        grant(make_kindergarten())


def test_the_number_of_a_former_licence_of_the_same_kindergarten_is_not_given_again(kindergarten):
    grant(kindergarten)
    end(kindergarten, LicenceState.CANCELLED)
    with pytest.raises(RuleViolation, match="already given"):
        grant(kindergarten, "199012660000010")  # the same number written otherwise


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"number": "  "}, "has a number"),
        ({"valid_until": dt.date(2026, 11, 20)}, "before it begins"),
        ({"issued_on": dt.date(2026, 11, 22)}, "day to come"),
        ({"valid_from": dt.date(1949, 9, 30)}, "1949"),
        ({"printed": {"name": "另一幼儿园"}}, "where the register says"),
    ],
)
def test_impossible_licences_are_refused(kindergarten, values, message):
    with pytest.raises(RuleViolation, match=message):
        grant(kindergarten, **({"number": NUMBER} | values))


def test_a_closed_kindergarten_gets_no_certificate(county):
    with pytest.raises(RuleViolation, match="closed down"):
        grant(make_kindergarten(state=State.CLOSED))


def test_a_licence_is_granted_by_a_case_alone(kindergarten):
    with pytest.raises(RuleViolation, match="names its case"):
        service.grant_licence(kindergarten.public_id, granted(), PAGE, REGISTRAR, AT)


def test_unlawful_ownership_is_refused_as_an_act_with_its_article(county):
    unlawful = make_kindergarten(
        ownership=Ownership.PRIVATE_FOR_PROFIT, asset_kinds=frozenset({AssetKind.COLLECTIVE})
    )
    with pytest.raises(RuleViolation) as refused:
        grant(unlawful)
    assert refused.value.article == "学前教育法 34"


def test_another_county_has_no_such_kindergarten(kindergarten):
    stranger = make_actor(Role.CLERK, "990127")
    with pytest.raises(Missing):
        service.grant_licence(kindergarten.public_id, granted(), CASE, stranger, AT)


def test_a_certificate_made_of_the_register_agrees_with_it(kindergarten):
    printed = queries.printed_from_register(kindergarten, TODAY)
    assert printed["head"] == "田小禾"
    assert "address" not in printed
    assert grant(kindergarten, printed=printed).printed == printed


# ── establishment and change of facts


def test_an_establishment_makes_the_kindergarten_from_the_case(county):
    new = NewKindergarten(facts={Field.NAME: "青禾县新苗幼儿园", Field.STATE: State.IN_PREPARATION})
    entered = service.establish_kindergarten(COUNTY, new, CASE, REGISTRAR, AT)
    assert entered.state is State.IN_PREPARATION
    assert (entered.entered_by_kind, entered.entered_by) == (CASE.kind, CASE.reference)


def test_an_unlawful_kindergarten_is_not_established(county):
    facts = {
        Field.NAME: "青禾县新苗幼儿园",
        Field.OWNERSHIP: Ownership.PRIVATE_FOR_PROFIT,
        Field.RESIDENTIAL_AREA: True,
    }
    with pytest.raises(RuleViolation) as refused:
        service.establish_kindergarten(COUNTY, NewKindergarten(facts=facts), CASE, REGISTRAR, AT)
    assert refused.value.article == "学前教育法 26"


def test_a_granted_change_is_a_fact_of_its_case(kindergarten):
    change(kindergarten, head="林小满")
    history = queries.fact_history(kindergarten)
    assert history[0].value == "林小满"
    assert history[0].source_reference == CASE.reference


def test_a_change_into_an_unlawful_ownership_is_refused(county):
    on_public_ground = make_kindergarten(
        ownership=Ownership.PRIVATE_NON_PROFIT, asset_kinds=frozenset({AssetKind.DONATED})
    )
    with pytest.raises(RuleViolation) as refused:
        change(on_public_ground, ownership=Ownership.PRIVATE_FOR_PROFIT)
    assert refused.value.article == "学前教育法 34"


def test_another_change_of_what_is_unlawful_already_goes_through(county):
    legacy = make_kindergarten(
        ownership=Ownership.PRIVATE_FOR_PROFIT, asset_kinds=frozenset({AssetKind.DONATED})
    )
    assert change(legacy, head="林小满").head == "林小满"

"""Further editions of a licence, its ends, and what stops it or keeps it alive."""

import datetime as dt

import pytest
import sqlalchemy as sa

from kgsup.audit.queries import timeline
from kgsup.configuration import service as configuration
from kgsup.configuration.rules import Key
from kgsup.core.db import db, transaction
from kgsup.core.errors import IllegalTransition, RuleViolation
from kgsup.kindergartens import queries, service
from kgsup.kindergartens.models import Licence, LicenceEvent
from kgsup.kindergartens.rules.entries import Additions
from kgsup.kindergartens.rules.facts import SourceKind
from kgsup.kindergartens.rules.identity import Ownership
from kgsup.kindergartens.rules.licence_acts import (
    EditionReason,
    Ending,
    EnrolmentStop,
    Waiting,
)
from kgsup.kindergartens.rules.licences import ENDED, LicenceState, NewLicence
from tests.conftest import AT, COUNTY
from tests.factories.kindergartens import REGISTRAR, make_kindergarten
from tests.kindergartens.licences import (
    CASE,
    NUMBER,
    TODAY,
    change,
    end,
    grant,
    reissue,
    state_of,
)


@pytest.fixture
def kindergarten(county):
    made = make_kindergarten(head="田小禾", ownership=Ownership.PRIVATE_NON_PROFIT)
    db.session.commit()
    return made


# ── further editions


def test_a_change_makes_an_edition_under_the_same_number(kindergarten):
    grant(kindergarten)
    change(kindergarten, name="青禾县朝阳幼儿园")
    edition = reissue(kindergarten, EditionReason.CHANGE, printed={"name": "青禾县朝阳幼儿园"})
    found = queries.current_licence(kindergarten, TODAY)
    assert (edition.edition, found.number, found.edition) == (2, NUMBER, 2)
    assert found.valid_until == dt.date(2029, 11, 20)


def test_a_certificate_cannot_be_made_before_the_register_says_the_same(kindergarten):
    grant(kindergarten)
    with pytest.raises(RuleViolation, match="where the register says"):
        reissue(kindergarten, EditionReason.CHANGE, printed={"name": "青禾县朝阳幼儿园"})


def test_a_replacement_says_what_the_lost_certificate_said(kindergarten):
    grant(kindergarten)
    change(kindergarten, name="青禾县朝阳幼儿园")
    edition = reissue(kindergarten, EditionReason.REPLACEMENT)
    assert edition.printed == {"name": "青禾县向阳幼儿园"}
    with pytest.raises(RuleViolation, match="lost certificate"):
        reissue(kindergarten, EditionReason.REPLACEMENT, printed={"name": "青禾县朝阳幼儿园"})


@pytest.mark.parametrize("reason", [EditionReason.CHANGE, EditionReason.REPLACEMENT])
def test_the_days_change_by_renewal_or_correction_alone(kindergarten, reason):
    grant(kindergarten)
    with pytest.raises(RuleViolation, match="days of validity"):
        reissue(kindergarten, reason, valid_until=dt.date(2031, 1, 1))


def test_a_correction_may_change_the_days(kindergarten):
    grant(kindergarten)
    edition = reissue(kindergarten, EditionReason.CORRECTION, valid_until=dt.date(2029, 11, 19))
    assert edition.valid_until == dt.date(2029, 11, 19)


def test_a_first_edition_is_no_reissue(kindergarten):
    grant(kindergarten)
    with pytest.raises(RuleViolation, match="first edition"):
        reissue(kindergarten, EditionReason.FIRST)


def test_a_renewal_reaches_beyond_the_edition_before(kindergarten):
    grant(kindergarten)
    with pytest.raises(RuleViolation, match="until when"):
        reissue(kindergarten, EditionReason.RENEWAL)
    with pytest.raises(RuleViolation, match="ends later"):
        reissue(kindergarten, EditionReason.RENEWAL, valid_until=dt.date(2029, 11, 20))
    edition = reissue(
        kindergarten,
        EditionReason.RENEWAL,
        valid_from=dt.date(2029, 11, 21),
        valid_until=dt.date(2032, 11, 20),
    )
    assert (edition.edition, edition.valid_until) == (2, dt.date(2032, 11, 20))
    assert queries.current_licence(kindergarten, TODAY).number == NUMBER


def test_a_renewal_gets_a_new_number_where_the_county_says_so(kindergarten):
    grant(kindergarten)
    until = dt.date(2032, 11, 20)
    with pytest.raises(RuleViolation, match="share its number"):
        reissue(
            kindergarten, EditionReason.RENEWAL, valid_until=until, number="教民199012660000020号"
        )
    _configure(Key.RENUMBER_AT_RENEWAL, True)
    with pytest.raises(RuleViolation, match="gets a new number"):
        reissue(kindergarten, EditionReason.RENEWAL, valid_until=until)
    with pytest.raises(RuleViolation, match="already given"):
        reissue(kindergarten, EditionReason.RENEWAL, valid_until=until, number=NUMBER)
    db.session.rollback()


def test_a_renumbered_licence_is_another_licence_and_the_only_current_one(kindergarten):
    grant(kindergarten)
    _configure(Key.RENUMBER_AT_RENEWAL, True)
    until, number = dt.date(2032, 11, 20), "教民199012660000020号"
    edition = reissue(kindergarten, EditionReason.RENEWAL, valid_until=until, number=number)
    assert edition.edition == 1
    history = queries.licence_history(kindergarten, TODAY)
    assert [(row.number, row.state) for row in history] == [
        (number, LicenceState.VALID),
        (NUMBER, LicenceState.REPLACED),
    ]


def _configure(key: Key, value: object) -> None:
    configuration.set_value(COUNTY, key, value, TODAY, REGISTRAR, AT)


@pytest.mark.parametrize("state", sorted(ENDED - {LicenceState.LAPSED}))
def test_an_ended_licence_has_no_further_edition(kindergarten, state):
    grant(kindergarten)
    end(kindergarten, state)
    for reason in (EditionReason.CHANGE, EditionReason.REPLACEMENT, EditionReason.RENEWAL):
        with pytest.raises(IllegalTransition):
            reissue(kindergarten, reason, **_renewed(reason))


def _renewed(reason: EditionReason) -> dict[str, dt.date]:
    return {"valid_until": dt.date(2032, 1, 1)} if reason is EditionReason.RENEWAL else {}


# ── ends


@pytest.mark.parametrize(
    "state", [LicenceState.WITHDRAWN, LicenceState.ANNULLED, LicenceState.REVOKED]
)
def test_cancelling_follows_the_other_three_and_nothing_follows_cancelling(kindergarten, state):
    grant(kindergarten)
    end(kindergarten, state)
    assert state_of(kindergarten) is state
    end(kindergarten, LicenceState.CANCELLED)
    assert state_of(kindergarten) is LicenceState.CANCELLED
    with pytest.raises(IllegalTransition, match="nothing follows"):
        end(kindergarten, state)


def test_a_licence_lapses_at_its_end_never_before(county):
    old = NewLicence(number=NUMBER, valid_until=dt.date(2026, 10, 31))
    over = make_kindergarten(additions=Additions(licence=old))
    with pytest.raises(IllegalTransition):
        end(over, LicenceState.LAPSED, dt.date(2026, 10, 31))
    end(over, LicenceState.LAPSED, dt.date(2026, 11, 1))
    assert state_of(over) is LicenceState.LAPSED


def test_an_end_counts_from_its_day_and_the_day_before_is_as_it_was(kindergarten):
    grant(kindergarten, valid_from=dt.date(2024, 1, 1), issued_on=dt.date(2024, 1, 1))
    end(kindergarten, LicenceState.WITHDRAWN, dt.date(2026, 11, 1))
    end(kindergarten, LicenceState.CANCELLED, dt.date(2026, 11, 10))
    days = [dt.date(2026, 10, 31), dt.date(2026, 11, 1), dt.date(2026, 11, 9), TODAY]
    assert [state_of(kindergarten, day) for day in days] == [
        LicenceState.VALID,
        LicenceState.WITHDRAWN,
        LicenceState.WITHDRAWN,
        LicenceState.CANCELLED,
    ]


def test_no_act_is_recorded_for_a_day_to_come_or_before_the_last_one(kindergarten):
    grant(kindergarten)
    with pytest.raises(RuleViolation, match="today or an earlier day"):
        end(kindergarten, LicenceState.REVOKED, dt.date(2026, 11, 22))
    end(kindergarten, LicenceState.REVOKED)
    with pytest.raises(IllegalTransition, match="nothing can come before"):
        end(kindergarten, LicenceState.CANCELLED, dt.date(2026, 11, 20))


def test_a_state_that_is_no_end_does_not_end_a_licence(kindergarten):
    grant(kindergarten)
    with pytest.raises(RuleViolation, match="does not end"):
        end(kindergarten, LicenceState.VALID)


def test_without_a_licence_nothing_can_be_done_to_it(kindergarten):
    with pytest.raises(RuleViolation, match="has no licence"):
        end(kindergarten, LicenceState.REVOKED)


def test_the_ledger_names_state_day_reason_and_article(kindergarten):
    ending = Ending(state=LicenceState.ANNULLED, on=TODAY, reason="以欺骗手段取得")
    with transaction():
        grant(kindergarten)
        service.end_licence(kindergarten.public_id, ending, CASE, REGISTRAR, AT)
    row = timeline("kindergarten", kindergarten.public_id, limit=1)[0]
    assert row.article == "行政许可法 69"
    assert ("state", "valid", "annulled") in row.changes
    assert ("effective_on", None, "2026-11-21") in row.changes
    assert ("reason", None, "以欺骗手段取得") in row.changes


# ── renewal undecided, enrolment stopped


def make_expiring(until: dt.date = dt.date(2026, 11, 20)):
    licence = NewLicence(number=NUMBER, valid_from=dt.date(2023, 11, 21), valid_until=until)
    return make_kindergarten(additions=Additions(licence=licence))


def test_a_licence_holds_on_while_its_renewal_is_undecided_and_is_renewed(county):
    kindergarten = make_expiring()
    assert state_of(kindergarten) is LicenceState.EXPIRED
    waiting = Waiting(on=TODAY, until=dt.date(2026, 12, 31))
    service.await_renewal(kindergarten.public_id, waiting, CASE, REGISTRAR, AT)
    assert state_of(kindergarten) is LicenceState.RENEWAL_UNDECIDED
    reissue(kindergarten, EditionReason.RENEWAL, valid_until=dt.date(2029, 11, 20))
    assert state_of(kindergarten) is LicenceState.VALID


def test_a_renewal_refused_leaves_the_dates_of_the_certificate(county):
    kindergarten = make_expiring()
    service.await_renewal(kindergarten.public_id, Waiting(on=TODAY), CASE, REGISTRAR, AT)
    service.end_waiting(kindergarten.public_id, TODAY, CASE, REGISTRAR, AT)
    assert state_of(kindergarten) is LicenceState.EXPIRED


def test_a_stop_of_enrolment_leaves_the_licence_valid_until_its_last_day(kindergarten):
    grant(kindergarten)
    stop = EnrolmentStop(on=TODAY, until=dt.date(2027, 2, 28))
    service.stop_enrolment(kindergarten.public_id, stop, CASE, REGISTRAR, AT)
    assert state_of(kindergarten, dt.date(2027, 2, 28)) is LicenceState.ENROLMENT_STOPPED
    assert state_of(kindergarten, dt.date(2027, 3, 1)) is LicenceState.VALID
    service.resume_enrolment(kindergarten.public_id, TODAY, CASE, REGISTRAR, AT)
    assert state_of(kindergarten) is LicenceState.VALID


def test_a_stop_ends_not_before_it_begins(kindergarten):
    grant(kindergarten)
    stop = EnrolmentStop(on=TODAY, until=dt.date(2026, 11, 20))
    with pytest.raises(RuleViolation, match="before the first"):
        service.stop_enrolment(kindergarten.public_id, stop, CASE, REGISTRAR, AT)


def test_a_stop_of_enrolment_outlives_the_renewal(county):
    kindergarten = make_expiring()
    on = dt.date(2026, 11, 1)
    stop = EnrolmentStop(on=on)
    service.stop_enrolment(kindergarten.public_id, stop, CASE, REGISTRAR, AT)
    service.await_renewal(kindergarten.public_id, Waiting(on=TODAY), CASE, REGISTRAR, AT)
    reissue(kindergarten, EditionReason.RENEWAL, valid_until=dt.date(2029, 11, 20))
    assert state_of(kindergarten) is LicenceState.ENROLMENT_STOPPED


# ── what the database itself refuses


def test_events_of_a_licence_are_final(kindergarten):
    grant(kindergarten)
    end(kindergarten, LicenceState.WITHDRAWN)
    for statement in (
        sa.update(LicenceEvent).values(state=LicenceState.VALID),
        sa.delete(LicenceEvent),
    ):
        with pytest.raises(sa.exc.DatabaseError, match="final"), db.session.begin_nested():
            db.session.execute(statement)


def test_a_second_current_licence_is_refused_by_the_database(kindergarten):
    grant(kindergarten)
    twin = Licence(
        county_code=COUNTY,
        kindergarten_id=kindergarten.id,
        number="x",
        digits="x",
        state=LicenceState.VALID,
        source_kind=SourceKind.CASE,
    )
    with pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
        db.session.add(twin)
        db.session.flush()

"""State forms: from their delivery to the edition for which each is used, once."""

import datetime as dt

import pytest

from kgsup.access.actor import Role
from kgsup.audit.queries import timeline
from kgsup.core.db import db, transaction
from kgsup.core.errors import Conflict, IllegalTransition, Missing, RuleViolation
from kgsup.core.workflow import advance
from kgsup.kindergartens.rules.entries import Additions
from kgsup.kindergartens.rules.licences import NewLicence
from kgsup.licensing.models import CertificateForm, PermitApplication
from kgsup.licensing.queries import certificates as queries
from kgsup.licensing.rules.certificates import (
    FORM_TRANSITIONS,
    MOST_AT_ONCE,
    FormAction,
    FormEnd,
    FormState,
    FormUse,
    check_form_end,
    check_handing_over,
    check_use,
    plain_serial,
    serials_between,
)
from kgsup.licensing.rules.deciding import Outcome
from kgsup.licensing.rules.fields import CertificatePart
from kgsup.licensing.rules.kinds import PermitKind
from kgsup.licensing.service import certificates as service
from tests.conftest import AT, COUNTY, OTHER_COUNTY, make_actor
from tests.factories import licensing

TODAY = licensing.TODAY
ORIGINAL, COPY = CertificatePart.ORIGINAL, CertificatePart.COPY
CLERK = make_actor(Role.CLERK)
OLD = NewLicence(
    number="教民199012660000120号",
    valid_from=dt.date(2024, 1, 1),
    valid_until=dt.date(2026, 12, 31),
    issued_on=dt.date(2024, 1, 1),
)


def stock(first: str = "0001201", last: str = "0001205") -> None:
    """Five originals and five copies of the same numbers."""
    for part in CertificatePart:
        delivery = service.Delivery(part=part, first=first, last=last, received_on=TODAY)
        service.receive_forms(COUNTY, delivery, CLERK, AT)


def granted(kind: PermitKind = PermitKind.ESTABLISHMENT) -> PermitApplication:
    if kind is PermitKind.ESTABLISHMENT:
        application = licensing.accepted(kind)
        return licensing.decided(application, Outcome.GRANT, office_number="青教〔2026〕57号")
    holder = licensing.make_applicant(additions=Additions(licence=OLD))
    return licensing.decided(licensing.accepted(kind, holder), Outcome.GRANT)


def use(application: PermitApplication, part: CertificatePart, serial: str) -> CertificateForm:
    wanted = service.Use(part=part, serial=serial, on=TODAY)
    return service.use_form(application.public_id, wanted, None, licensing.clerk("制证员"), AT)


def end(
    form: CertificateForm, action: FormAction, reason: str = "", on: dt.date = TODAY
) -> CertificateForm:
    wanted = FormEnd(action=action, on=on, reason=reason)
    return service.end_form(form.public_id, wanted, None, CLERK, AT)


def state(part: CertificatePart, serial: str) -> FormState:
    form = queries.find_form(COUNTY, part, serial)
    assert form is not None
    return form.state


# ── rules


@pytest.mark.parametrize(
    ("first", "last", "serials"),
    [
        ("0001201", "", ["0001201"]),
        ("0001201", "0001201", ["0001201"]),
        ("0009", "0011", ["0009", "0010", "0011"]),
        ("a 098", "A100", ["A098", "A099", "A100"]),
        ("Ａ９", "A9", ["A9"]),
        ("2026-09号", "2026-11号", ["2026-09号", "2026-10号", "2026-11号"]),
        ("12B08", "12B10", ["12B08", "12B09", "12B10"]),
    ],
)
def test_a_delivery_runs_from_its_first_number_to_its_last(
    first: str, last: str, serials: list[str]
):
    assert serials_between(first, last) == serials


@pytest.mark.parametrize(
    ("first", "last", "refusal"),
    [
        ("A001", "B002", "not of one series"),
        ("001", "0002", "not of one series"),
        ("A", "B", "not of one series"),
        ("010", "009", "comes before"),
        ("000001", f"{MOST_AT_ONCE + 1:06d}", "at most"),
        ("", "002", "printed on the form"),
        (" ", "", "printed on the form"),
        ("1" * 41, "", "printed on the form"),
    ],
)
def test_numbers_that_are_no_series_are_refused(first: str, last: str, refusal: str):
    with pytest.raises(RuleViolation, match=refusal):
        serials_between(first, last)


def test_the_most_forms_that_are_entered_at_once():
    assert len(serials_between("000001", f"{MOST_AT_ONCE:06d}")) == MOST_AT_ONCE


S, A = FormState, FormAction


@pytest.mark.parametrize("before", FormState)
@pytest.mark.parametrize("action", FormAction)
def test_every_state_and_action_of_a_form(before: FormState, action: FormAction):
    after = {
        (S.IN_STOCK, A.USE): S.USED,
        (S.IN_STOCK, A.SPOIL): S.SPOILED,
        (S.IN_STOCK, A.LOSE): S.LOST,
        (S.USED, A.SPOIL): S.SPOILED,
        (S.USED, A.LOSE): S.LOST,
        (S.USED, A.TAKE_BACK): S.TAKEN_BACK,
        (S.LOST, A.TAKE_BACK): S.TAKEN_BACK,
    }
    if (before, action) in after:
        assert advance(FORM_TRANSITIONS, before, action) is after[before, action]
    else:
        with pytest.raises(IllegalTransition):
            advance(FORM_TRANSITIONS, before, action)


YESTERDAY, TOMORROW = dt.date(2026, 11, 20), dt.date(2026, 11, 22)


def form_use(**changed: object) -> FormUse:
    plain = {
        "received_on": YESTERDAY,
        "decided_on": YESTERDAY,
        "parts_made": frozenset(),
        "parts_needed": frozenset(CertificatePart),
    }
    return FormUse(**{**plain, **changed})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changed", "on", "refusal"),
    [
        ({}, YESTERDAY, None),
        ({}, TODAY, None),
        ({}, TOMORROW, "future"),
        ({"received_on": TODAY}, YESTERDAY, "before that"),
        ({"decided_on": TODAY}, YESTERDAY, "before that"),
        ({"parts_made": frozenset({COPY})}, TODAY, "recorded for this part already"),
        ({"parts_made": frozenset({ORIGINAL})}, TODAY, None),
        ({"parts_needed": frozenset({ORIGINAL})}, TODAY, "not made anew"),
    ],
)
def test_when_a_form_may_be_used_for_a_copy(
    changed: dict[str, object], on: dt.date, refusal: str | None
):
    if refusal is None:
        check_use(COPY, form_use(**changed), on, TODAY)
    else:
        with pytest.raises(RuleViolation, match=refusal):
            check_use(COPY, form_use(**changed), on, TODAY)


@pytest.mark.parametrize(
    ("action", "reason", "on", "handed_over", "refusal"),
    [
        (A.SPOIL, "卡纸", TODAY, False, None),
        (A.SPOIL, " ", TODAY, False, "what happened"),
        (A.SPOIL, "卡纸", TODAY, True, "handed over"),
        (A.LOSE, "", TODAY, True, "what happened"),
        (A.LOSE, "园方遗失", TODAY, True, None),
        (A.TAKE_BACK, "", TODAY, True, None),
        (A.TAKE_BACK, "", TOMORROW, True, "future"),
        (A.TAKE_BACK, "", dt.date(2026, 11, 19), True, "before that"),
    ],
)
def test_how_a_form_may_end(
    action: FormAction, reason: str, on: dt.date, handed_over: bool, refusal: str | None
):
    wanted = FormEnd(action=action, on=on, reason=reason)
    if refusal is None:
        check_form_end(wanted, YESTERDAY, TODAY, handed_over=handed_over)
    else:
        with pytest.raises(RuleViolation, match=refusal):
            check_form_end(wanted, YESTERDAY, TODAY, handed_over=handed_over)


@pytest.mark.parametrize(
    ("on", "made_on", "done", "receiver", "refusal"),
    [
        (TODAY, YESTERDAY, False, "许禾", None),
        (YESTERDAY, YESTERDAY, False, "许禾", None),
        (TODAY, YESTERDAY, True, "许禾", "already"),
        (TODAY, None, False, "许禾", "Record the forms"),
        (TODAY, YESTERDAY, False, " ", "who received"),
        (TOMORROW, YESTERDAY, False, "许禾", "future"),
        (YESTERDAY, TODAY, False, "许禾", "before that"),
    ],
)
def test_when_a_certificate_may_be_handed_over(
    on: dt.date, made_on: dt.date | None, done: bool, receiver: str, refusal: str | None
):
    if refusal is None:
        check_handing_over(on, made_on, TODAY, done=done, receiver=receiver)
    else:
        with pytest.raises(RuleViolation, match=refusal):
            check_handing_over(on, made_on, TODAY, done=done, receiver=receiver)


def test_a_number_is_read_as_it_is_printed():
    assert plain_serial("　ｎｏ 00 12 ") == "NO0012"


# ── service


def test_a_delivery_is_in_the_book_and_in_the_ledger(county: object):
    with transaction():
        stock()
    counts = queries.count_by_state(CLERK)
    assert counts == {(ORIGINAL, S.IN_STOCK): 5, (COPY, S.IN_STOCK): 5}
    first = queries.find_form(COUNTY, ORIGINAL, "0001201")
    assert [entry.act for entry in timeline("certificate_form", first.public_id)] == [
        "licensing.form.receive"
    ]


def test_a_number_is_entered_once_and_nothing_of_a_delivery_that_holds_one_twice(county: object):
    stock()
    late = service.Delivery(part=COPY, first="0001205", last="0001209", received_on=TODAY)
    with pytest.raises(RuleViolation, match="entered already"):
        service.receive_forms(COUNTY, late, CLERK, AT)
    assert queries.count_by_state(CLERK)[COPY, S.IN_STOCK] == 5


def test_two_clerks_who_enter_one_delivery_at_once_enter_it_once(
    county: object, monkeypatch: pytest.MonkeyPatch
):
    stock()
    monkeypatch.setattr(queries, "known_serials", lambda *_: [])  # not there yet when it was asked
    again = service.Delivery(part=COPY, first="0001205", last="0001206", received_on=TODAY)
    with pytest.raises(Conflict):
        service.receive_forms(COUNTY, again, CLERK, AT)
    assert queries.count_by_state(CLERK)[COPY, S.IN_STOCK] == 5


def test_another_county_has_a_book_of_its_own(county: object):
    stock()
    delivery = service.Delivery(part=COPY, first="0001201", last="", received_on=TODAY)
    with pytest.raises(Missing):
        service.receive_forms(OTHER_COUNTY, delivery, CLERK, AT)
    neighbour = make_actor(Role.CLERK, OTHER_COUNTY)
    service.receive_forms(OTHER_COUNTY, delivery, neighbour, AT)
    form = queries.find_form(COUNTY, COPY, "0001201")
    with pytest.raises(Missing):
        service.end_form(
            form.public_id,
            FormEnd(action=A.SPOIL, on=TODAY, reason="卡纸"),
            None,
            neighbour,
            AT,
        )


def test_the_certificate_is_made_when_original_and_copy_are(county: object):
    stock()
    application = granted()
    use(application, ORIGINAL, "0001201")
    assert application.certificate_on is None
    form = use(application, COPY, "0001202")
    assert application.certificate_on == TODAY
    assert (form.state, form.edition, form.kindergarten_id) == (
        S.USED,
        1,
        application.kindergarten_id,
    )


def test_a_form_is_used_for_one_edition_only(county: object):
    stock()
    first, second = granted(), granted(PermitKind.RENEWAL)
    use(first, ORIGINAL, "0001201")
    with pytest.raises(IllegalTransition, match="0001201 is not in stock"):
        use(second, ORIGINAL, "0001201")
    assert queries.forms_of(second) == []


def test_a_part_of_an_edition_has_one_form_only(county: object):
    stock()
    application = granted()
    use(application, ORIGINAL, "0001201")
    with pytest.raises(RuleViolation, match="recorded for this part already"):
        use(application, ORIGINAL, "0001202")


def test_the_database_keeps_one_used_form_of_a_part(county: object):
    stock()
    application = granted()
    form = use(application, ORIGINAL, "0001201")
    other = queries.find_form(COUNTY, ORIGINAL, "0001202")
    other.state, other.application = S.USED, application.public_id
    other.kindergarten_id, other.edition = form.kindergarten_id, form.edition
    with pytest.raises(Exception, match=r"(?i)unique"):
        db.session.flush()
    db.session.rollback()


def test_a_spoiled_form_makes_room_for_another(county: object):
    stock()
    application = granted()
    use(application, ORIGINAL, "0001201")
    spoiled = use(application, COPY, "0001201")
    end(spoiled, A.SPOIL, "卡纸")
    assert application.certificate_on is None
    use(application, COPY, "0001202")
    assert application.certificate_on == TODAY
    assert state(COPY, "0001201") is S.SPOILED


def test_a_number_that_is_not_in_the_book_is_refused(county: object):
    application = granted()
    with pytest.raises(RuleViolation, match="no form with the number 0009999"):
        use(application, ORIGINAL, "0009999")


@pytest.mark.parametrize("kind", [PermitKind.FILING_BOARD, PermitKind.TERMINATION])
def test_what_makes_no_edition_takes_no_form(county: object, kind: PermitKind):
    stock()
    holder = licensing.make_applicant(additions=Additions(licence=OLD))
    application = licensing.accepted(kind, holder)
    outcome = Outcome.GRANT if kind is PermitKind.TERMINATION else Outcome.FILE
    number = "青教〔2026〕58号" if kind is PermitKind.TERMINATION else None
    licensing.decided(application, outcome, office_number=number)
    with pytest.raises(IllegalTransition, match="no licence was granted"):
        use(application, ORIGINAL, "0001201")


def test_a_form_on_an_old_version_of_the_page_is_refused(county: object):
    stock()
    application = granted()
    seen = application.version
    use(application, ORIGINAL, "0001201")
    wanted = service.Use(part=COPY, serial="0001201", on=TODAY)
    with pytest.raises(Conflict):
        service.use_form(application.public_id, wanted, seen, licensing.clerk(), AT)


def test_a_replacement_makes_the_lost_part_alone_and_the_old_form_is_lost(county: object):
    stock()
    first = granted()
    kept, gone = use(first, ORIGINAL, "0001201"), use(first, COPY, "0001201")
    holder = licensing.queries.kindergarten_of(first)
    second = licensing.decided(licensing.accepted(PermitKind.REPLACEMENT, holder), Outcome.GRANT)
    assert (kept.state, gone.state) == (S.USED, S.LOST)
    assert second.number in gone.reason
    with pytest.raises(RuleViolation, match="not made anew"):
        use(second, ORIGINAL, "0001202")
    use(second, COPY, "0001202")
    assert second.certificate_on == TODAY
    found = end(gone, A.TAKE_BACK)
    assert found.state is S.TAKEN_BACK


def test_a_change_leaves_the_old_forms_to_be_taken_back(county: object):
    stock()
    first = granted()
    forms = [use(first, ORIGINAL, "0001201"), use(first, COPY, "0001201")]
    holder = licensing.queries.kindergarten_of(first)
    second = licensing.decided(licensing.accepted(PermitKind.CHANGE_HEAD, holder), Outcome.FILE)
    assert queries.old_forms(second) == forms
    for form in forms:
        end(form, A.TAKE_BACK)
    assert queries.old_forms(second) == []


def test_the_end_of_a_licence_takes_every_form_back(county: object):
    stock()
    application = granted()
    use(application, ORIGINAL, "0001201")
    use(application, COPY, "0001203")
    assert application.kindergarten_id is not None
    taken = service.take_back_held(COUNTY, application.kindergarten_id, TODAY, CLERK, AT)
    assert [form.serial for form in taken] == ["0001201", "0001203"]
    assert {form.state for form in taken} == {S.TAKEN_BACK}


def test_what_was_lost_in_the_office_is_not_taken_back(county: object):
    stock()
    lost = end(queries.find_form(COUNTY, COPY, "0001204"), A.LOSE, "盘点时缺号")
    with pytest.raises(IllegalTransition, match="before anybody held it"):
        end(lost, A.TAKE_BACK)

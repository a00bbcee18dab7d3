"""What a granted permit does to the register: a kindergarten, its licence, its facts."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from kgsup.access.actor import Actor
from kgsup.configuration.queries import value
from kgsup.configuration.rules import Key
from kgsup.core.db import db
from kgsup.core.errors import N_, RuleViolation
from kgsup.core.law import Article
from kgsup.kindergartens import queries
from kgsup.kindergartens.models import Kindergarten, Licence, LicenceEdition
from kgsup.kindergartens.rules import acts
from kgsup.kindergartens.rules.classification import Facts, require_lawful
from kgsup.kindergartens.rules.codes import licence_digits
from kgsup.kindergartens.rules.entries import FactChange, NewKindergarten
from kgsup.kindergartens.rules.facts import FactValue, Field, Source, SourceKind
from kgsup.kindergartens.rules.identity import Ownership, State
from kgsup.kindergartens.rules.licence_acts import (
    EditionReason,
    GrantedLicence,
    LicenceAct,
    Reissue,
    Validity,
    check_days,
    check_granted,
    check_reissue_reason,
    follow,
    next_validity,
    require_agreement,
)
from kgsup.kindergartens.rules.licences import ENDED, LicenceState
from kgsup.kindergartens.service.entries import change_facts, enter_kindergarten, load
from kgsup.kindergartens.service.licence_acts import (
    Held,
    Step,
    current,
    held,
    note,
    take_step,
)
from kgsup.kindergartens.service.licence_numbers import bear_number
from kgsup.kindergartens.service.writing import Occasion, Writing

_DECIDES_LAWFULNESS = frozenset({Field.OWNERSHIP, Field.RESIDENTIAL_AREA, Field.ASSET_KINDS})


def establish_kindergarten(
    county_code: str, new: NewKindergarten, source: Source, actor: Actor, at: dt.datetime
) -> Kindergarten:
    """Enter the kindergarten that a case grants; unlike what is found, it must be lawful.

    ``new.facts[Field.STATE]`` says whether it is in preparation or operating.  A licence is granted
    apart.  Raises ``RuleViolation`` with its article for an unlawful combination.
    """
    _require_case(source)
    if new.additions.licence is not None:
        raise RuleViolation(N_("A licence is granted, not entered with the kindergarten."))
    _require_lawful(new.facts, is_recognised=new.additions.recognition is not None)
    return enter_kindergarten(county_code, new, actor, at, source)


def grant_licence(
    kindergarten_public_id: str,
    granted: GrantedLicence,
    source: Source,
    actor: Actor,
    at: dt.datetime,
) -> LicenceEdition:
    """Grant a licence: its first edition, under a number that no licence of the county ever bore.

    Raises ``RuleViolation`` while another licence stands (always true 1), for a number borne before,
    impossible days, a closed kindergarten, an unlawful combination, or a certificate that says
    something else than the register.
    """
    kindergarten = load(kindergarten_public_id, actor)
    writing = Writing(county_code=kindergarten.county_code, source=source, at=at)
    check_granted(granted, writing.today)
    facts = _require_living(kindergarten, writing)
    _require_lawful(facts, is_recognised=queries.is_recognised(kindergarten, writing.today))
    require_agreement(granted.printed, facts)
    _make_room(kindergarten, writing)
    subject = _first_edition(kindergarten, granted, writing)
    bear_number(subject.licence, at)
    changes = _changes(None, subject) | {"certificate_edition": [None, 1]}
    occasion = Occasion(source, actor, at)
    note(subject, acts.LICENCE_GRANT, changes, occasion, Article.LICENCE_FORM)
    return subject.edition


def reissue_licence(
    kindergarten_public_id: str,
    reissue: Reissue,
    source: Source,
    actor: Actor,
    at: dt.datetime,
) -> LicenceEdition:
    """Make the next edition of the current licence: after a change, renewal, loss or mistake.

    The number stays, unless the county renumbers at renewal: then it is another licence under
    ``reissue.number``.  A renewal ends the waiting for it.  Raises ``IllegalTransition`` for a licence
    that has ended, ``RuleViolation`` for what ``next_validity`` and ``grant_licence`` refuse.
    """
    subject = held(kindergarten_public_id, actor)
    writing = Writing(county_code=subject.kindergarten.county_code, source=source, at=at)
    check_reissue_reason(reissue.reason)
    facts = _require_living(subject.kindergarten, writing)
    before = Validity(
        valid_from=subject.edition.valid_from, valid_until=subject.edition.valid_until
    )
    after = next_validity(before, reissue)
    check_days(after.valid_from, after.valid_until, reissue.issued_on, writing.today)
    _require_printed(subject, reissue, facts)
    _require_number(subject, reissue, writing)
    state_before = _renew_or_keep(subject, reissue, writing, facts)
    next_one = _next_edition(subject, reissue, after, writing)
    changes = _changes(subject, next_one, state_before) | {
        "certificate_edition": [subject.edition.edition, next_one.edition.edition],
        "edition_reason": [None, reissue.reason.value],
    }
    occasion = Occasion(source, actor, at)
    note(next_one, acts.LICENCE_REISSUE, changes, occasion, Article.LICENCE_FORM)
    return next_one.edition


def change_registered_facts(
    public_id: str, change: FactChange, actor: Actor, at: dt.datetime
) -> Kindergarten:
    """Write what a granted change makes of the facts, from a day on that has come.

    ``change.source`` names the case.  An unlawful ownership, place or kind of assets is refused here:
    as a fact it would be recorded and alarmed, as an act it is forbidden (R1).  The certificate
    follows with ``reissue_licence``, which asks that it says what the register says.
    """
    _require_case(change.source)
    kindergarten = load(public_id, actor)
    if _DECIDES_LAWFULNESS & change.values.keys():
        day = change.effective_on
        facts = dict(queries.as_of(kindergarten, day)) | dict(change.values)
        _require_lawful(facts, is_recognised=queries.is_recognised(kindergarten, day))
    return change_facts(public_id, change, actor, at)


# ── what is refused


def _require_case(source: Source) -> None:
    if source.kind is not SourceKind.CASE or not source.reference:
        raise RuleViolation(N_("A granted permit names its case."))


def _require_lawful(facts: Mapping[Field, FactValue], *, is_recognised: bool) -> None:
    ownership, assets = facts.get(Field.OWNERSHIP), facts.get(Field.ASSET_KINDS)
    require_lawful(
        Facts(
            ownership=ownership if isinstance(ownership, Ownership) else Ownership.UNKNOWN,
            is_recognised=is_recognised,
            residential_area=bool(facts.get(Field.RESIDENTIAL_AREA)),
            asset_kinds=assets if isinstance(assets, frozenset) else frozenset(),
        )
    )


def _require_living(kindergarten: Kindergarten, writing: Writing) -> Mapping[Field, FactValue]:
    """The facts of the day; refuses a certificate for a kindergarten that has closed down."""
    _require_case(writing.source)
    facts = queries.as_of(kindergarten, writing.today)
    if facts[Field.STATE] is State.CLOSED:
        raise RuleViolation(N_("This kindergarten has closed down: it gets no certificate."))
    return facts


def _make_room(kindergarten: Kindergarten, writing: Writing) -> None:
    """Put an ended licence aside; raises ``RuleViolation`` while one stands."""
    found = current(kindergarten)
    if found is None:
        return
    subject = Held(kindergarten=kindergarten, licence=found[0], edition=found[1])
    state = subject.state_on(writing.today)
    if state is LicenceState.EXPIRED:
        raise RuleViolation(
            N_("The licence %(number)s has expired: renew it or cancel it first."),
            Article.CANCELLATION,
            number=found[0].number,
        )
    if state not in ENDED:
        raise RuleViolation(
            N_("This kindergarten holds the licence %(number)s: there is one at most."),
            Article.LICENCE_FORM,
            number=found[0].number,
        )
    found[0].is_current = False
    db.session.flush()  # the index allows one current licence at any moment


def _require_printed(subject: Held, reissue: Reissue, facts: Mapping[Field, FactValue]) -> None:
    """A replacement says what the lost certificate said; every other edition what the register says."""
    if reissue.reason is not EditionReason.REPLACEMENT:
        require_agreement(reissue.printed or subject.edition.printed, facts)
    elif reissue.printed is not None and dict(reissue.printed) != subject.edition.printed:
        raise RuleViolation(N_("A replacement says what the lost certificate said."))


def _require_number(subject: Held, reissue: Reissue, writing: Writing) -> None:
    is_renewal = reissue.reason is EditionReason.RENEWAL
    renumbers = is_renewal and value(writing.county_code, Key.RENUMBER_AT_RENEWAL, on=writing.today)
    if renumbers and not reissue.number:
        raise RuleViolation(N_("In this county a renewed licence gets a new number."))
    if reissue.number and not renumbers:
        raise RuleViolation(N_("The editions of a licence share its number."))


def _renew_or_keep(
    subject: Held, reissue: Reissue, writing: Writing, facts: Mapping[Field, FactValue]
) -> LicenceState:
    """Renew in law, or make sure that there is a licence to print; returns the state before."""
    if reissue.reason is EditionReason.RENEWAL:
        recognised = queries.is_recognised(subject.kindergarten, writing.today)
        _require_lawful(facts, is_recognised=recognised)
        return take_step(subject, Step(act=LicenceAct.RENEW, on=reissue.issued_on), writing)
    state = subject.state_on(writing.today)
    if state in ENDED:
        follow(state, LicenceAct.RENEW)  # raises and says why
    return state


# ── rows


def _first_edition(kindergarten: Kindergarten, granted: GrantedLicence, writing: Writing) -> Held:
    number = granted.number.strip()
    licence = _licence(kindergarten, number, writing)
    edition = _edition(
        licence,
        {
            "edition": 1,
            "reason": EditionReason.FIRST,
            "valid_from": granted.valid_from,
            "valid_until": granted.valid_until,
            "issued_on": granted.issued_on,
            "printed": dict(granted.printed),
        },
        writing,
    )
    return Held(kindergarten=kindergarten, licence=licence, edition=edition)


def _next_edition(subject: Held, reissue: Reissue, after: Validity, writing: Writing) -> Held:
    subject.edition.is_current = False
    licence, number = subject.licence, subject.edition.edition + 1
    if reissue.number:
        licence.is_current = False
        db.session.flush()
        licence, number = _licence(subject.kindergarten, reissue.number.strip(), writing), 1
        bear_number(licence, writing.at)
    db.session.flush()  # the index allows one current edition at any moment
    printed = subject.edition.printed if reissue.printed is None else dict(reissue.printed)
    edition = _edition(
        licence,
        {
            "edition": number,
            "reason": reissue.reason,
            "valid_from": after.valid_from,
            "valid_until": after.valid_until,
            "issued_on": reissue.issued_on,
            "printed": printed,
        },
        writing,
    )
    return Held(kindergarten=subject.kindergarten, licence=licence, edition=edition)


def _licence(kindergarten: Kindergarten, number: str, writing: Writing) -> Licence:
    licence = Licence(
        county_code=kindergarten.county_code,
        kindergarten_id=kindergarten.id,
        number=number,
        digits=licence_digits(number),
        state=LicenceState.VALID,
        **writing.origin,
    )
    db.session.add(licence)
    db.session.flush()  # its key
    return licence


def _edition(licence: Licence, columns: Mapping[str, Any], writing: Writing) -> LicenceEdition:
    edition = LicenceEdition(
        county_code=licence.county_code, licence_id=licence.id, **columns, **writing.origin
    )
    db.session.add(edition)
    db.session.flush()
    return edition


def _changes(
    before: Held | None, after: Held, state_before: LicenceState | None = None
) -> dict[str, Any]:
    def day(edition: LicenceEdition | None, name: str) -> str | None:
        found = getattr(edition, name) if edition else None
        return found.isoformat() if found else None

    old = before.edition if before else None
    return {
        "number": [before.licence.number if before else None, after.licence.number],
        "valid_from": [day(old, "valid_from"), day(after.edition, "valid_from")],
        "valid_until": [day(old, "valid_until"), day(after.edition, "valid_until")],
        "issued_on": [day(old, "issued_on"), day(after.edition, "issued_on")],
        "state": [state_before.value if state_before else None, after.licence.state.value],
    }

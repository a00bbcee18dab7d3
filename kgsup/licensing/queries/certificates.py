"""State forms in the county's stock, and the certificate of an application."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kgsup.access.actor import Actor
from kgsup.access.scope import get_scoped, scoped
from kgsup.core.db import db
from kgsup.kindergartens.models import Kindergarten, Licence, LicenceEdition
from kgsup.kindergartens.rules.facts import SourceKind
from kgsup.licensing.models import (
    CertificateForm,
    LicenceStamp,
    PermitApplication,
    Undertaking,
)
from kgsup.licensing.rules.certificates import FormState
from kgsup.licensing.rules.fields import SEPARATOR, ApplicationField, CertificatePart
from kgsup.licensing.rules.kinds import PermitKind

Rows = sa.Select[*tuple[Any, ...]]


@dataclass(frozen=True, kw_only=True)
class FormFilter:
    """What the book of forms is limited to; ``serial`` is a part of the number."""

    state: FormState | None = None
    part: CertificatePart | None = None
    serial: str = ""


@dataclass(frozen=True, kw_only=True)
class FormRow:
    """A form with the kindergarten for which it was used."""

    form: CertificateForm
    kindergarten: str  # name
    kindergarten_id: str  # public id; both empty while it is in stock


def get_form(public_id: str, actor: Actor, *, for_update: bool = False) -> CertificateForm:
    """Load a form; raises ``Missing`` outside the actor's counties."""
    return get_scoped(CertificateForm, public_id, actor, for_update=for_update)


def get_form_row(public_id: str, actor: Actor) -> FormRow:
    """Load a form with its kindergarten; raises ``Missing`` outside the actor's counties."""
    form = get_form(public_id, actor)
    return _rows_of(_with_kindergarten().where(CertificateForm.id == form.id))[0]


def _with_kindergarten() -> Rows:
    return sa.select(CertificateForm, Kindergarten.name, Kindergarten.public_id).outerjoin(
        Kindergarten,
        sa.and_(
            Kindergarten.county_code == CertificateForm.county_code,
            Kindergarten.id == CertificateForm.kindergarten_id,
        ),
    )


def _rows_of(statement: Rows) -> list[FormRow]:
    return [
        FormRow(form=form, kindergarten=name or "", kindergarten_id=public_id or "")
        for form, name, public_id in db.session.execute(statement)
    ]


def _filtered(statement: Rows, wanted: FormFilter, actor: Actor) -> Rows:
    statement = scoped(statement, CertificateForm, actor)
    if wanted.state is not None:
        statement = statement.where(CertificateForm.state == wanted.state)
    if wanted.part is not None:
        statement = statement.where(CertificateForm.part == wanted.part)
    if wanted.serial:
        statement = statement.where(CertificateForm.serial.contains(wanted.serial, autoescape=True))
    return statement


def list_forms(
    wanted: FormFilter, actor: Actor, after: list[Any] | None, limit: int
) -> list[FormRow]:
    """The book of forms by part and serial number, after a ``form_key``."""
    statement = _filtered(_with_kindergarten(), wanted, actor).limit(limit)
    key = (CertificateForm.part, CertificateForm.serial, CertificateForm.id)
    if after and len(after) == len(key) and isinstance(after[-1], int):
        statement = statement.where(sa.tuple_(*key) > sa.tuple_(*after))
    return _rows_of(statement.order_by(*key))


def form_key(row: FormRow) -> tuple[str, str, int]:
    """What the book is sorted by, as an address holds it."""
    return row.form.part.value, row.form.serial, row.form.id


def count_forms(wanted: FormFilter, actor: Actor) -> int:
    """How many forms the same filter lists."""
    statement = _filtered(sa.select(sa.func.count(CertificateForm.id)), wanted, actor)
    return int(db.session.execute(statement).scalar_one())


def count_by_state(actor: Actor) -> Mapping[tuple[CertificatePart, FormState], int]:
    """How many forms of each part stand in each state; what is not there counts none."""
    statement = scoped(
        sa.select(CertificateForm.part, CertificateForm.state, sa.func.count()),
        CertificateForm,
        actor,
    ).group_by(CertificateForm.part, CertificateForm.state)
    found = {(part, state): n for part, state, n in db.session.execute(statement)}
    return Counter(found)


def known_serials(county_code: str, part: CertificatePart, serials: Iterable[str]) -> list[str]:
    """Which of these serial numbers are in the book of a county already."""
    statement = sa.select(CertificateForm.serial).where(
        CertificateForm.county_code == county_code,
        CertificateForm.part == part,
        CertificateForm.serial.in_(list(serials)),
    )
    return list(db.session.execute(statement).scalars())


def find_form(
    county_code: str, part: CertificatePart, serial: str, *, for_update: bool = False
) -> CertificateForm | None:
    """A form by its number; the caller has checked that the actor reaches the county."""
    statement = sa.select(CertificateForm).where(
        CertificateForm.county_code == county_code,
        CertificateForm.part == part,
        CertificateForm.serial == serial,
    )
    if for_update:
        statement = statement.with_for_update()
    return db.session.execute(statement).scalar_one_or_none()


def next_in_stock(county_code: str, part: CertificatePart) -> CertificateForm | None:
    """The form with the lowest number that is still in stock: what lies on top of the pile."""
    statement = (
        sa.select(CertificateForm)
        .where(
            CertificateForm.county_code == county_code,
            CertificateForm.part == part,
            CertificateForm.state == FormState.IN_STOCK,
        )
        .order_by(CertificateForm.serial, CertificateForm.id)
        .limit(1)
    )
    return db.session.execute(statement).scalar_one_or_none()


def forms_of(application: PermitApplication) -> list[CertificateForm]:
    """Every form that was taken for an application that was loaded in scope, spoiled ones too."""
    statement = sa.select(CertificateForm).where(
        CertificateForm.county_code == application.county_code,
        CertificateForm.application == application.public_id,
    )
    return list(db.session.execute(statement.order_by(CertificateForm.id)).scalars())


def made_of(application: PermitApplication) -> dict[CertificatePart, CertificateForm]:
    """The form that each part of an application's certificate is printed on."""
    return {form.part: form for form in forms_of(application) if _is_made(form)}


def _is_made(form: CertificateForm) -> bool:
    return form.state is not FormState.SPOILED


def forms_held(county_code: str, kindergarten_id: int) -> list[CertificateForm]:
    """The forms in the hand of a kindergarten that was loaded in scope, oldest first."""
    statement = sa.select(CertificateForm).where(
        CertificateForm.county_code == county_code,
        CertificateForm.kindergarten_id == kindergarten_id,
        CertificateForm.state == FormState.USED,
    )
    return list(db.session.execute(statement.order_by(CertificateForm.id)).scalars())


def old_forms(application: PermitApplication) -> list[CertificateForm]:
    """The forms of earlier editions that the holder still has, of parts that are made anew."""
    if application.kindergarten_id is None or application.licence_number is None:
        return []
    parts = parts_needed(application)
    held = forms_held(application.county_code, application.kindergarten_id)
    own = application.decided_on or dt.date.max
    return [
        form
        for form in held
        if form.application != application.public_id
        and form.part in parts
        and (form.used_on or dt.date.min) <= own
    ]


def parts_needed(application: PermitApplication) -> frozenset[CertificatePart]:
    """The parts that a decision has made anew: all, but for a replacement only what was lost."""
    lost = application.values.get(ApplicationField.LOST_PART, "")
    if application.kind is PermitKind.REPLACEMENT and lost:
        return frozenset(CertificatePart(part) for part in lost.split(SEPARATOR))
    return frozenset(CertificatePart)


@dataclass(frozen=True, kw_only=True)
class EditionOfCase:
    """The edition of the certificate that a grant made, with its licence's number."""

    number: str
    edition: LicenceEdition
    is_current: bool


def edition_of(application: PermitApplication) -> EditionOfCase | None:
    """The edition that the grant of an application made; ``None`` when it made none."""
    statement = (
        sa.select(Licence, LicenceEdition)
        .join(
            LicenceEdition,
            sa.and_(
                LicenceEdition.county_code == Licence.county_code,
                LicenceEdition.licence_id == Licence.id,
            ),
        )
        .where(
            LicenceEdition.county_code == application.county_code,
            LicenceEdition.source_kind == SourceKind.CASE,
            LicenceEdition.source_reference == application.public_id,
        )
        .order_by(LicenceEdition.id.desc())
        .limit(1)
    )
    found = db.session.execute(statement).one_or_none()
    if found is None:
        return None
    licence, edition = found
    return EditionOfCase(
        number=licence.number,
        edition=edition,
        is_current=licence.is_current and edition.is_current,
    )


def stamps_since(
    county_code: str, kindergarten_id: int, since: dt.date | None
) -> list[LicenceStamp]:
    """The annual checks that are stamped on the copy of an edition, oldest first."""
    statement = sa.select(LicenceStamp).where(
        LicenceStamp.county_code == county_code, LicenceStamp.kindergarten_id == kindergarten_id
    )
    if since is not None:
        statement = statement.where(LicenceStamp.stamped_on >= since)
    return list(db.session.execute(statement.order_by(LicenceStamp.year)).scalars())


def promises_of(application: PermitApplication) -> tuple[str, ...]:
    """告知承诺 that stand beside the licence and are not kept yet, the earliest due first."""
    statement = (
        sa.select(Undertaking)
        .where(
            Undertaking.county_code == application.county_code,
            Undertaking.permit_application_id == application.id,
            Undertaking.fulfilled_on.is_(None),
        )
        .order_by(Undertaking.due_on, Undertaking.id)
    )
    return tuple(row.text for row in db.session.execute(statement).scalars())
